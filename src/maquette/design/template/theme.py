"""A theme: what a template takes of a brand kit, resolved to plain values. What it does not take changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from maquette.design.brand.kit import COLOUR_ROLES, BrandKit, TypeRole
from maquette.design.template.model import Node, Ramp, Template, TypeStyle
from maquette.design.text.faces import Face, shipped_face, shipped_faces
from maquette.design.text.shape import Style
from maquette.errors import InputError
from maquette.picture.colour import Colour, contrast


@dataclass(frozen=True)
class LogoFile:
    """A logo as a template uses it; *ratio* of width by height is read when it is painted."""

    sha256: str
    path: str = field(metadata={"key": False})
    clear_space: float = 0.25
    min_width: int = 48


@dataclass(frozen=True)
class Theme:
    """Colours by the template's names, ``#rrggbb`` with alpha where asked; type styles; logos by ground; the title."""

    colours: Mapping[str, str]
    styles: Mapping[str, Style]
    logos: Mapping[str, LogoFile]
    title: str = ""


def theme(template: Template, kit: BrandKit, colours: Mapping[str, str] | None = None) -> Theme:
    """The theme of *template* in *kit*; *colours* puts other values in place of roles or names (``#rrggbb``).

    Raises ``InputError`` for a colour that is neither a role, a name of the template nor a name of the palette.
    """
    palette = _Palette(template, kit, dict(colours or {}))
    used = dict.fromkeys(_colours_used(template))
    styles = {name: _style(kit, one) for name, one in template.types}
    needs_logo = any(node.kind == "logo" for layout in template.layouts for node in _nodes(layout.root))
    return Theme(
        {name: palette.value(name) for name in used},
        styles,
        {ground: logo for ground in ("light", "dark") if (logo := _logo(kit, ground))} if needs_logo else {},
        kit.title if needs_logo else "",
    )


def painted_from(theme: Theme, pictures: Mapping[str, Path | bytes]) -> dict[str, Path | bytes]:
    """What a scene in *theme* is painted from: *pictures* by slot, and the theme's logos by path."""
    return {**pictures, **{logo.path: Path(logo.path) for logo in theme.logos.values()}}


@lru_cache(maxsize=256)
def luminance_is_light(value: str) -> bool:
    """Whether dark letters read better on that colour than light ones."""
    return contrast("#000000", value[:7]) >= contrast("#ffffff", value[:7])


class _Palette:
    def __init__(self, template: Template, kit: BrandKit, colours: dict[str, str]) -> None:
        self._template, self._kit, self._other = template, kit, colours
        self._named = dict(template.colours)

    def value(self, text: str, seen: tuple[str, ...] = ()) -> str:
        plain, _, alpha = text.partition("/")
        value = self._plain(plain, seen)
        return value[:7] + f"{round(int(alpha) * 2.55):02x}" if alpha else value

    def _plain(self, text: str, seen: tuple[str, ...]) -> str:
        if text.startswith("#"):
            return text
        if text in seen:
            raise InputError(
                f"template {self._template.name}: the colour {text!r} is made of itself",
                mend="name a role or #rrggbb in it",
                code="bad-template",
            )
        if text.startswith("on:"):
            return self._on(self.value(text[3:], (*seen, text))[:7])
        if text.startswith("mix:"):
            one, other, share = text[4:].split(",")
            return _mixed(self.value(one, (*seen, text)), self.value(other, (*seen, text)), float(share))
        if text in self._other:
            return Colour.parse(self._other[text]).hex
        if text in self._named and self._named[text] != text:
            return self.value(self._named[text], (*seen, text))
        if text in COLOUR_ROLES:
            return self._kit.colour(text)
        named = self._kit.named(text)
        if named is None:
            raise InputError(
                f"template {self._template.name}: there is no colour {text!r}",
                mend=f"name a role ({', '.join(filter(None, COLOUR_ROLES))}) or one of [colours]",
                code="bad-template",
            )
        return named

    def _on(self, under: str) -> str:
        own = [self._kit.colour("text"), self._kit.colour("text-inverse"), self._kit.colour("background")]
        best = max(own, key=lambda value: contrast(value, under))
        if contrast(best, under) >= max(4.5, self._kit.rules.contrast):
            return best
        return max((*own, "#000000", "#ffffff"), key=lambda value: contrast(value, under))


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(Colour.parse(one[:7]).rgb, Colour.parse(other[:7]).rgb, strict=True)
    return Colour(*(round(a + (b - a) * share) for a, b in pairs)).hex


def _nodes(root: Node) -> Iterator[Node]:
    yield root
    for child in root.children:
        yield from _nodes(child)


def _colours_used(template: Template) -> Iterator[str]:
    for layout in template.layouts:
        yield from _colours_of(layout.ground)
        for node in _nodes(layout.root):
            yield from _colours_of(node.fill)
            yield from (one for one in (node.colour, node.stroke, node.on) if one)


def _colours_of(fill: str | Ramp) -> Iterator[str]:
    if isinstance(fill, Ramp):
        yield from (fill.start, fill.end)
    elif fill:
        yield fill


def _style(kit: BrandKit, told: TypeStyle) -> Style:
    face = None
    if told.role:
        role: TypeRole = told.role
        found = kit.typeface(role, weight=told.weight, italic=told.italic)
        if found is not None:
            if found.file:
                face = _kit_face(kit, found.family, found.weight, found.italic, found.file)
            else:
                face = shipped_face(found.family, told.weight, italic=told.italic)
    face = face or shipped_face(told.family, told.weight, italic=told.italic) or shipped_faces()[0]
    others = tuple(
        _kit_face(kit, one.family, one.weight, one.italic, one.file)
        for one in kit.typefaces
        if one.role == "fallback" and one.file
    )
    return Style(face, others, told.tracking, told.leading)


def _kit_face(kit: BrandKit, family: str, weight: int, italic: bool, file: str) -> Face:
    return Face(family, weight, italic, _file_digest(kit, file), str(kit.path(file)))


def _logo(kit: BrandKit, ground: Any) -> LogoFile | None:
    logo = kit.logo(ground)
    if logo is None:
        return None
    return LogoFile(_file_digest(kit, logo.file), str(kit.path(logo.file)), logo.clear_space, logo.min_width)


def _file_digest(kit: BrandKit, file: str) -> str:
    path = kit.path(file)
    try:
        stat = path.stat()
        return _digest_of(str(path), stat.st_size, stat.st_mtime_ns)
    except OSError as error:
        raise InputError(
            f"brand {kit.name}: {file} cannot be read: {error.strerror}",
            mend="put it back, or correct brand.toml",
            code="lost-brand-file",
        ) from error


@lru_cache(maxsize=256)
def _digest_of(path: str, size: int, changed: int) -> str:
    import hashlib

    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
