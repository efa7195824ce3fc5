"""The plain-text form of a brand kit: ``brand.toml`` in a folder, beside the files that it names."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path, PurePosixPath
from typing import Any

from maquette.design.brand.kit import (
    COLOUR_ROLES,
    GROUNDS,
    TYPE_ROLES,
    VARIANTS,
    BrandColour,
    BrandKit,
    BrandRules,
    Logo,
    Typeface,
)
from maquette.errors import InputError
from maquette.picture.colour import Colour

FILE = "brand.toml"
_KEYS = ("title", "tone", "do", "dont", "references", "rules", "colours", "type", "logo")
_WORDS = 200
LIMITS: dict[str, tuple[float, float]] = {
    "tolerance": (0.5, 20),
    "contrast": (1, 21),
    "contrast_large": (1, 21),
    "contrast_logo": (1, 21),
    "min_text": (0, 400),
}
"""The least and the most of each rule."""
CLEAR_SPACE, MIN_WIDTH = (0, 4), (1, 4000)


def read_kit(folder: Path) -> BrandKit:
    """The kit in *folder*. Raises ``InputError`` that names the key that is wrong, or the file that is not there."""
    path = folder / FILE
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"brand {folder.name}: {path} cannot be read: {error}",
            mend="`maquette brand import FOLDER --name NAME` makes one",
            code="unreadable-brand",
        ) from error
    kit = from_toml(text, folder.name, folder)
    check_files(kit)
    return kit


def check_files(kit: BrandKit) -> None:
    """Raise ``InputError`` for a file that the kit names and that is not in its folder, or is a link out of it."""
    for key, file in _files(kit):
        if file and not kit.path(file).is_file():
            what = f"names {file}, which is not in {kit.root}"
            raise wrong(kit.name, key, what, "put the file there or correct its name")
        if not kit.path(file).resolve().is_relative_to(kit.root.resolve()):
            raise wrong(
                kit.name, key, f"names {file}, a link out of {kit.root}", "copy the file itself into the folder"
            )


def from_toml(text: str, name: str, root: Path) -> BrandKit:
    """The kit of a file's *text*; its files are not looked at. Raises ``InputError`` naming the wrong key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"brand {name}: {FILE} is not TOML: {error}", mend="correct that line") from error
    return from_data(data, name, root)


def from_data(data: Mapping[str, Any], name: str, root: Path) -> BrandKit:
    """The kit of the tables of its file. Raises ``InputError`` naming the wrong key."""
    read = _Reader(name)
    read.known("", data, _KEYS)
    references = read.texts("references", data.get("references", []))
    return BrandKit(
        name,
        title=read.text("title", data.get("title", name)),
        colours=_colours(read, data.get("colours", {})),
        typefaces=tuple(_typeface(read, *one) for one in read.tables("type", data.get("type", []))),
        logos=tuple(_logo(read, *one) for one in read.tables("logo", data.get("logo", []))),
        rules=_rules(read, data.get("rules", {})),
        tone=read.text("tone", data.get("tone", "")),
        do=read.texts("do", data.get("do", [])),
        dont=read.texts("dont", data.get("dont", [])),
        references=tuple(read.file(f"references[{place}]", one) for place, one in enumerate(references, 1)),
        root=root,
    )


def to_toml(kit: BrandKit) -> str:
    """The kit as its file's text; ``from_toml`` reads the same kit from it."""
    lines = [f"title = {_said(kit.title)}"]
    lines += [f"{key} = {_said(value)}" for key in ("tone", "do", "dont", "references") if (value := getattr(kit, key))]
    changed = {key: value for key, value in asdict(kit.rules).items() if value != getattr(BrandRules(), key)}
    if changed:
        lines += ["\n[rules]", *(f"{key} = {_said(value)}" for key, value in changed.items())]
    if kit.colours:
        lines.append(f"\n# Roles: {', '.join(role for role in COLOUR_ROLES if role)}, or none.\n[colours]")
        lines += [f"{_said(one.name)} = {_inline(one, ('hex', 'role', 'why'))}" for one in kit.colours]
    for key, group in (("type", kit.typefaces), ("logo", kit.logos)):
        for one in group:
            lines += [f"\n[[{key}]]", *(f"{field} = {_said(value)}" for field, value in asdict(one).items())]
    return "\n".join(lines) + "\n"


def wrong(name: str, key: str, what: str, mend: str) -> InputError:
    """The error for the value at *key* of the brand *name*."""
    return InputError(f"brand {name}: {key} {what}", mend=mend, code="bad-brand")


def _files(kit: BrandKit) -> list[tuple[str, str]]:
    kinds = (("type[{}].file", kit.typefaces), ("logo[{}].file", kit.logos))
    named = [(key.format(place), one.file) for key, group in kinds for place, one in enumerate(group, 1)]  # type: ignore[attr-defined]
    return named + [(f"references[{place}]", file) for place, file in enumerate(kit.references, 1)]


def _colours(read: _Reader, data: Any) -> tuple[BrandColour, ...]:
    colours: list[BrandColour] = []
    for name, value in read.table("colours", data).items():
        key = f"colours.{name}"
        facts = {"hex": value} if isinstance(value, str) else read.table(key, value)
        read.known(key, facts, ("hex", "role", "why"))
        role = read.one_of(f"{key}.role", facts.get("role", ""), COLOUR_ROLES)
        other = next((one.name for one in colours if role and one.role == role), None)
        if other:
            raise wrong(
                read.name, f"{key}.role", f"is {role!r}, which {other} is already", "give each role to one colour"
            )
        colours.append(
            BrandColour(
                name, read.colour(f"{key}.hex", facts.get("hex")), role, read.text(f"{key}.why", facts.get("why", ""))
            )
        )
    return tuple(colours)


def _typeface(read: _Reader, key: str, facts: Mapping[str, Any]) -> Typeface:
    read.known(key, facts, [field.name for field in fields(Typeface)])
    return Typeface(
        read.one_of(f"{key}.role", facts.get("role", "body"), TYPE_ROLES),
        read.text(f"{key}.family", facts.get("family"), empty=False),
        int(read.number(f"{key}.weight", facts.get("weight", 400), 1, 1000)),
        read.flag(f"{key}.italic", facts.get("italic", False)),
        read.file(f"{key}.file", facts["file"]) if facts.get("file") else "",
    )


def _logo(read: _Reader, key: str, facts: Mapping[str, Any]) -> Logo:
    read.known(key, facts, [field.name for field in fields(Logo)])
    return Logo(
        read.file(f"{key}.file", facts.get("file")),
        read.one_of(f"{key}.variant", facts.get("variant", "full"), VARIANTS),
        read.one_of(f"{key}.on", facts.get("on", "any"), GROUNDS),
        read.number(f"{key}.clear_space", facts.get("clear_space", Logo.clear_space), *CLEAR_SPACE),
        int(read.number(f"{key}.min_width", facts.get("min_width", Logo.min_width), *MIN_WIDTH)),
    )


def _rules(read: _Reader, data: Any) -> BrandRules:
    facts = read.table("rules", data)
    read.known("rules", facts, tuple(LIMITS))
    return BrandRules(**{key: read.number(f"rules.{key}", value, *LIMITS[key]) for key, value in facts.items()})


class _Reader:
    """Takes values out of parsed TOML, or says which key is wrong, how, and what would be right."""

    def __init__(self, name: str) -> None:
        self.name = name

    def known(self, key: str, facts: Mapping[str, Any], allowed: Sequence[str]) -> None:
        for unknown in facts:
            if unknown not in allowed:
                where = f"{key}.{unknown}" if key else unknown
                raise wrong(self.name, where, "is not a key of a brand", f"there are {', '.join(allowed)}")

    def table(self, key: str, value: Any) -> dict[str, Any]:
        return dict(self._a(dict, key, value, f"write it as a table: [{key}]"))

    def tables(self, key: str, value: Any) -> list[tuple[str, dict[str, Any]]]:
        found = self._a(list, key, value, f"begin each with [[{key}]]")
        return [(f"{key}[{place}]", self.table(f"{key}[{place}]", one)) for place, one in enumerate(found, 1)]

    def text(self, key: str, value: Any, *, empty: bool = True) -> str:
        said = str(self._a(str, key, value, "write it in quotes"))
        if not said.strip() and not empty:
            raise wrong(self.name, key, "is empty", "give it a value")
        return said

    def texts(self, key: str, value: Any) -> tuple[str, ...]:
        found = self._a(list, key, value, f'write a list: {key} = ["...", "..."]')
        return tuple(self.text(f"{key}[{place}]", one) for place, one in enumerate(found, 1))

    def flag(self, key: str, value: Any) -> bool:
        return bool(self._a(bool, key, value, "write true or false"))

    def number(self, key: str, value: Any, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise wrong(self.name, key, f"is {value!r}", f"write a number from {low:g} to {high:g}")
        return float(value)

    def one_of(self, key: str, value: Any, allowed: Sequence[Any]) -> Any:
        if value not in allowed:
            words = ", ".join(word for word in allowed if word)
            raise wrong(self.name, key, f"is {value!r}", f"write one of {words}")
        return value

    def colour(self, key: str, value: Any) -> str:
        try:
            return Colour.parse(self.text(key, value)).hex
        except ValueError as error:
            raise wrong(self.name, key, f"is {value!r}", str(error)) from error

    def file(self, key: str, value: Any) -> str:
        named = self.text(key, value, empty=False)
        path = PurePosixPath(named)
        if path.is_absolute() or ".." in path.parts or "\\" in named or ":" in named or "\0" in named:
            raise wrong(
                self.name, key, f"is {named!r}", "name a file inside the brand's own folder, with forward slashes"
            )
        return named

    def _a(self, kind: type, key: str, value: Any, mend: str) -> Any:
        if value is None:
            raise wrong(self.name, key, "is missing", mend)
        if not isinstance(value, kind):
            raise wrong(self.name, key, f"is {str(value)[:_WORDS]!r}", mend)
        return value


def _inline(one: Any, keys: Sequence[str]) -> str:
    said = ", ".join(f"{key} = {_said(value)}" for key in keys if (value := getattr(one, key)))
    return f"{{ {said} }}"


def _said(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    text = json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
    return text.replace("\x7f", "\\u007f")  # the one sign that JSON leaves plain and TOML refuses
