"""Named output sizes: advertising and social placements, and the files that marketplaces want."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from maquette.errors import NotFound, there_are

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FileType = Literal["jpeg", "png", "webp", "avif", "tiff"]

MAX_SIDE = 12_000
PRINT_DPI = 300
"""Pixels an inch of a size that is given in millimetres."""

_SIZE = re.compile(r"(\d+)x(\d+)(?:\.(jpe?g|png|webp|avif|tiff?))?")
_PAGE = re.compile(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)mm(?:\.(jpe?g|png|webp|avif|tiff?))?")
_NO_DAY = date.min

WRITTEN: tuple[FileType, ...] = ("jpeg", "png", "webp", "avif", "tiff")
"""The file types that can be written here, as ``pixels.export`` names them."""


@dataclass(frozen=True)
class Format:
    """A picture to make: size in px, the file types its destination takes, and its limits.

    *background* is ``#rrggbb``, or empty where the destination leaves it to the look. *share* is how much of
    the frame the product's box shall fill along the side where it fills more, 0..1, or None where it is free.
    *safe* is what the channel covers or cuts on each side: top, right, bottom, left, in shares of the picture.
    *text_share* is how much of the picture text may cover, 0..1, or None where the channel does not mind.
    *mm* is the size of the printed page, width and height in millimetres; None for what is only shown on screens.
    A kB is 1000 bytes. *confidence* is ``official`` or ``secondary``, *read* the day *source* was read.
    """

    name: str
    title: str
    group: str
    width: int
    height: int
    types: tuple[str, ...]
    source: str
    confidence: str
    read: date
    max_kb: int | None = None
    min_width: int | None = None
    min_height: int | None = None
    max_width: int | None = None
    max_height: int | None = None
    background: str = ""
    share: float | None = None
    note: str = ""
    safe: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    text_share: float | None = None
    mm: tuple[float, float] | None = None

    @property
    def file_type(self) -> FileType:
        """The file type to write: the first that the destination takes and that can be written here."""
        return next(written for kind in self.types for written in WRITTEN if written == kind)

    @property
    def ratio(self) -> float:
        """Width by height."""
        return self.width / self.height


@dataclass(frozen=True)
class FormatGroup:
    """Formats that are asked for together, by name."""

    name: str
    title: str
    formats: tuple[str, ...]


@cache
def load_formats() -> Mapping[str, Format]:
    """Every shipped format by name: the placements, then what each channel wants (``amazon-main``)."""
    data = read_data("formats.toml")
    placements = [
        _format(name, data["read"], {**facts, "source": data["sources"][facts["source"]]})
        for name, facts in data["format"].items()
    ]
    return {one.name: one for one in (*placements, *_channel_formats())}


def _channel_formats() -> Iterator[Format]:
    data = read_data("channels.toml")
    for channel, facts in data["channel"].items():
        told = {name: facts["rule"][0][name] for name in ("source", "confidence")}
        for which, output in facts["output"].items():
            title = f"{facts['title']}, {which} picture"
            yield _format(f"{channel}-{which}", data["read"], {**told, **output, "title": title, "group": "channel"})


def _format(name: str, read: date, facts: dict[str, Any]) -> Format:
    tuples = {key: tuple(value) for key, value in facts.items() if isinstance(value, list)}
    return Format(name=name, read=read, **{**facts, **tuples})


@cache
def load_groups() -> Mapping[str, FormatGroup]:
    """Every shipped group by name."""
    groups = read_data("formats.toml")["group"]
    return {name: FormatGroup(name, facts["title"], tuple(facts["formats"])) for name, facts in groups.items()}


def find_format(name: str) -> Format:
    """The placement (``instagram-square``) or channel's file (``amazon-main``) of this *name*.

    Raises ``NotFound`` that names the nearest ones.
    """
    known = load_formats()
    if name.lower() not in known:
        raise not_found("format", name, known)
    return known[name.lower()]


def find_formats(name: str) -> list[Format]:
    """The format of this *name*, every one of the group of this name, or one of the size ``WIDTHxHEIGHT``.

    A size is in px, or in mm at 300 dpi (``148x210mm``), and may say its file type: ``1600x2000.webp``.
    Raises ``NotFound`` that names the nearest ones.
    """
    size, page = _SIZE.fullmatch(name.lower()), _PAGE.fullmatch(name.lower())
    found = size or page
    if found:
        mm = (float(found[1]), float(found[2])) if page else None
        width, height = (round(side / 25.4 * PRINT_DPI) for side in mm) if mm else (int(found[1]), int(found[2]))
        if not 16 <= min(width, height) <= max(width, height) <= MAX_SIDE:
            raise NotFound(f"a format of {width}x{height} px is not made", mend=f"sides go from 16 to {MAX_SIDE} px")
        kind = {"jpg": "jpeg", "tif": "tiff", None: "jpeg"}.get(found[3], found[3])
        plain = name.lower().replace(".", "-")
        return [Format(plain, name, "", width, height, (kind,), "asked for", "", _NO_DAY, mm=mm)]
    named = load_groups().get(name.lower())
    if named:
        return [find_format(one) for one in named.formats]
    group = [one for one in load_formats().values() if one.group == name.lower()]
    return group if group and name.lower() not in load_formats() else [find_format(name)]


def not_found(what: str, name: str, known: Iterable[str]) -> NotFound:
    """The error for a *name* that is not among the *known* ones."""
    names = sorted(known)
    near = get_close_matches(name.lower(), names, cutoff=0.5) or [each for each in names if name.lower() in each]
    mend = f"did you mean {' or '.join(near[:3])}?" if near else there_are(names)
    return NotFound(f"there is no {what} {name!r}", mend=mend, code=f"unknown-{what}")


def read_data(name: str) -> dict[str, Any]:
    """The shipped table *name* of this room."""
    return tomllib.loads(files("maquette.design").joinpath("data", name).read_text(encoding="utf-8"))
