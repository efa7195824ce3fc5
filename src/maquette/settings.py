"""The settings of a workspace: ``maquette.toml``, read strictly, so that a mistyped cap is an error and not no cap."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from maquette.errors import InputError, NotFound
from maquette.models.money import Micro, micro


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
class Settings:
    """``[spend]``: ``ask_above``, ``run``, ``day`` (US dollars as text). ``[projects.NAME]``: see ``Project``.

    ``[fragments]``: pieces of prompts by name. ``[prompt]``: ``style``, added to every prompt.
    """

    ask_above: Micro = 0
    run: Micro | None = None
    day: Micro | None = None
    style: str = ""
    fragments: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, Project] = field(default_factory=dict)

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
    if not path.is_file():
        return Settings()
    try:
        facts = tomllib.loads(path.read_text("utf-8"))
        known = {"spend": {"ask_above", "run", "day"}, "prompt": {"style"}}
        _only(facts, {"spend", "prompt", "fragments", "projects"}, "")
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
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError, AttributeError) as error:
        raise InputError(
            f"{path.name}: {error}", mend="docs/settings.md shows a whole one", code="bad-settings"
        ) from error


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
