"""Faces: the shipped ones and a brand's own, and which stands in for which. Loaded by file, never from the system."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.errors import InputError
from maquette.lazy import lazy

if TYPE_CHECKING:
    import skia
else:
    skia = lazy("skia")


@dataclass(frozen=True)
class Face:
    """One font file. *sha256* is what it is, *path* only where it lies."""

    family: str
    weight: int
    italic: bool
    sha256: str
    path: str = field(metadata={"key": False})
    scripts: tuple[str, ...] = ()


@cache
def shipped_faces() -> tuple[Face, ...]:
    """The faces that come with the package, in the order in which they stand in for each other."""
    folder = files("maquette.design").joinpath("fonts")
    listed = tomllib.loads(folder.joinpath("fonts.toml").read_text("utf-8"))["font"]
    return tuple(
        Face(
            one["family"],
            one["weight"],
            one["italic"],
            one["sha256"],
            str(folder.joinpath(one["file"])),
            tuple(one["scripts"]),
        )
        for one in listed
    )


@cache
def font_digest() -> str:
    """The digest of every shipped font: part of the key of whatever is set in them."""
    return hashlib.sha256("".join(face.sha256 for face in shipped_faces()).encode()).hexdigest()


def nearest(faces: Iterable[Face], weight: int, italic: bool) -> Face | None:
    """The face with the right slant, then the nearest weight."""
    return min(faces, key=lambda face: (face.italic != italic, abs(face.weight - weight), -face.weight), default=None)


def shipped_face(family: str, weight: int = 400, *, italic: bool = False) -> Face | None:
    """The face of the shipped *family* that is nearest to *weight* and slant, if there is such a family."""
    found = [face for face in shipped_faces() if face.family.casefold() == family.casefold()]
    return nearest(found, weight, italic)


@lru_cache(maxsize=256)
def chain(first: Face, others: tuple[Face, ...] = ()) -> tuple[Face, ...]:
    """*first*, then the brand's *others*, then the shipped face of every script nearest in weight."""
    families = dict.fromkeys(
        face.family for face in shipped_faces() if len(face.scripts) != 1 or face.scripts[0] != "latin"
    )
    shipped = [shipped_face(family, first.weight, italic=first.italic and family == "Inter") for family in families]
    return tuple(dict.fromkeys([first, *others, *(face for face in shipped if face)]))


@lru_cache(maxsize=128)
def typeface(path: str) -> Any:
    """The painter's own form of a font file. Raises ``InputError`` for a file that is no font or is WOFF2."""
    found = _manager().makeFromFile(path, 0)
    if found is None:
        raise InputError(
            f"{Path(path).name} cannot be read as a font",
            mend="give a TTF or OTF file (WOFF2 has to be converted first)",
            code="unreadable-font",
        )
    return found


@cache
def _manager() -> Any:
    return skia.textlayout.TypefaceFontProvider.New_Custom_Empty()


@lru_cache(maxsize=8192)
def covers(path: str, character: str) -> bool:
    """Whether the font in that file has a glyph for *character*."""
    return bool(typeface(path).unicharToGlyph(ord(character)))


@lru_cache(maxsize=128)
def vertical(path: str) -> tuple[float, float, float]:
    """Height of capitals, ascent and descent of a font as shares of its size, all positive."""
    metrics = skia.Font(typeface(path), 1000).getMetrics()
    cap = metrics.fCapHeight or 0.72 * -metrics.fAscent
    return cap / 1000, -metrics.fAscent / 1000, metrics.fDescent / 1000
