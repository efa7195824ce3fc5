"""The settings of a workspace: ``maquette.toml``, read strictly, so that a mistyped cap is an error and not no cap."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from maquette.errors import InputError, NotFound
from maquette.models.money import Micro, dollars, micro


@dataclass(frozen=True)
class Project:
    """What a team works on: its budget, whether its pictures are used commercially, and where.

    *style* is added to every prompt, *fragments* are reusable pieces of prompts by name.
    """

    name: str = ""
    budget: Micro | None = None
    commercial: bool = True
    region: str = ""
    style: str = ""


@dataclass(frozen=True)
class SignIn:
    """Who vouches for members beside their passwords (OpenID Connect).

    *issuer* is its address, *client* what the studio is called there, *title* what people call it.
    """

    issuer: str = ""
    client: str = ""
    title: str = ""


@dataclass(frozen=True)
class Settings:
    """``[spend]``: ``ask_above``, ``run``, ``day`` (US dollars as text). ``[projects.NAME]``: see ``Project``.

    ``[fragments]``: pieces of prompts by name. ``[prompt]``: ``style``, added to every prompt. ``[signin]``: see
    ``SignIn``.
    """

    ask_above: Micro = 0
    run: Micro | None = None
    day: Micro | None = None
    style: str = ""
    fragments: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, Project] = field(default_factory=dict)
    signin: SignIn = SignIn()

    def project(self, name: str | None) -> Project:
        """The project of that name; without a name, one without a budget. Raises ``NotFound``."""
        if not name:
            return Project()
        if name not in self.projects:
            near = get_close_matches(name, self.projects, 1)
            mend = f"did you mean {near[0]!r}?" if near else f"write [projects.{name}] into maquette.toml"
            raise NotFound(f"there is no project {name!r}", mend=mend, code="unknown-project")
        return self.projects[name]


def read_settings(path: Path) -> Settings:
    """The settings in the file at *path*; defaults where it is not there. Raises ``InputError`` that names the key."""
    return parse_settings(path.read_text("utf-8"), path.name) if path.is_file() else Settings()


def parse_settings(text: str, name: str = "maquette.toml") -> Settings:
    """The settings in that text. Raises ``InputError`` that names the key."""
    try:
        facts = tomllib.loads(text)
        known = {"spend": {"ask_above", "run", "day"}, "prompt": {"style"}, "signin": {"issuer", "client", "title"}}
        _only(facts, {"spend", "prompt", "fragments", "projects", "signin"}, "")
        for table, keys in known.items():
            _only(facts.get(table, {}), keys, f"{table}.")
        spend = facts.get("spend", {})
        return Settings(
            ask_above=_money(spend, "ask_above") or 0,
            run=_money(spend, "run"),
            day=_money(spend, "day"),
            style=str(facts.get("prompt", {}).get("style", "")),
            fragments={str(name): str(text) for name, text in facts.get("fragments", {}).items()},
            projects={name: _project(name, one) for name, one in facts.get("projects", {}).items()},
            signin=_signin(facts.get("signin", {})),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError, AttributeError) as error:
        raise InputError(f"{name}: {error}", mend="docs/settings.md shows a whole one", code="bad-settings") from error


def _signin(facts: Mapping[str, Any]) -> SignIn:
    told = SignIn(**{name: str(value).strip() for name, value in facts.items()})
    if not (told.issuer or told.client):
        return SignIn()
    if not is_private_address(told.issuer):
        raise ValueError(f"signin.issuer: {told.issuer!r} is no HTTPS address, such as https://login.example.com")
    if not told.client:
        raise ValueError("signin.client: it is not said what the studio is called at the issuer")
    return replace(told, title=told.title or str(urlsplit(told.issuer).hostname))


def is_private_address(text: str) -> bool:
    """Whether nobody between here and that address can listen or change anything: HTTPS, or this machine itself."""
    parts = urlsplit(text)
    own = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and not parts.fragment and (parts.scheme == "https" or own)


def _project(name: str, facts: Mapping[str, Any]) -> Project:
    _only(facts, {"budget", "commercial", "region", "style"}, f"projects.{name}.")
    return Project(
        name=name,
        budget=_money(facts, "budget"),
        commercial=bool(facts.get("commercial", True)),
        region=str(facts.get("region", "")),
        style=str(facts.get("style", "")),
    )


def _money(facts: Mapping[str, Any], key: str) -> Micro | None:
    if key not in facts:
        return None
    try:
        return micro(facts[key])
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


def _only(facts: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in facts:
        if key not in known:
            near = get_close_matches(key, known, 1)
            raise ValueError(f"there is no setting {where}{key}" + (f"; did you mean {near[0]}?" if near else ""))


def plain(settings: Settings) -> dict[str, Any]:
    """The settings as the tables of their file; money as decimal strings, None where there is no cap."""

    def money(amount: Micro | None) -> str | None:
        return dollars(amount) if amount is not None else None

    projects = {
        name: {
            "budget": money(one.budget),
            "commercial": one.commercial,
            "region": one.region,
            "style": one.style,
        }
        for name, one in settings.projects.items()
    }
    return {
        "spend": {name: money(getattr(settings, name)) for name in ("ask_above", "run", "day")},
        "prompt": {"style": settings.style},
        "fragments": dict(settings.fragments),
        "signin": asdict(settings.signin),
        "projects": projects,
    }


def to_toml(facts: Mapping[str, Any]) -> str:
    """The tables of ``plain`` as the text of a settings file. What is None, empty or usual is left out."""
    lines = ["# A Maquette workspace. What it remembers lies in .maquette; looks are files in looks/."]
    for name in ("spend", "prompt", "fragments", "signin"):
        lines += _table(f"[{name}]", facts.get(name) or {})
    for name, project in (facts.get("projects") or {}).items():
        lines += ["", f"[projects.{json.dumps(name, ensure_ascii=False)}]", *_pairs(project)]
    return "\n".join(lines) + "\n"


def _table(head: str, facts: Mapping[str, Any]) -> list[str]:
    pairs = _pairs(facts)
    return ["", head, *pairs] if pairs else []


def _pairs(facts: Mapping[str, Any]) -> list[str]:
    # A string of JSON is one of TOML.
    return [
        f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(value, ensure_ascii=False)}"
        for name, value in facts.items()
        if value not in (None, "") and value is not True
    ]
