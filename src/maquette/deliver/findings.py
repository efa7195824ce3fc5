"""What is in a finished picture, by looking at it: its text is read, its logos are found, its flat colours measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maquette.design.brand.drawing import draw_logo
from maquette.design.brand.kit import BrandKit
from maquette.design.check.findings import Findings, FoundArea, FoundLogo, FoundText, Rect
from maquette.lazy import lazy
from maquette.picture.image import Box, Image
from maquette.pixels.find import Match, colour_error, find_drawings, free_room, standing_out, trimmed
from maquette.pixels.flat import flat_areas
from maquette.pixels.words import Line, read_lines

np = lazy("numpy")

_DRAWN = 480  # px that a kit's logo is drawn at for looking
_INSIDE = 0.5
_BOLD = 600
_LETTERS = 0.6


@dataclass(frozen=True)
class KnownLogos:
    """The logos of a kit, drawn once for many pictures."""

    files: tuple[str, ...]
    drawings: tuple[Image, ...]


def draw_logos(kit: BrandKit | None) -> KnownLogos:
    """The kit's logos as pictures on nothing; none without a kit."""
    if kit is None:
        return KnownLogos((), ())
    files = tuple(logo.file for logo in kit.logos)
    return KnownLogos(files, tuple(trimmed(draw_logo(kit, logo, _DRAWN)) for logo in kit.logos))


def look_at(picture: Image, known: KnownLogos, *, size: int = 0, layout: Mapping[str, Any] | None = None) -> Findings:
    """Everything that the rules ask of a *picture* whose file has *size* bytes.

    With the *layout* that it came of (``LayoutReport.plain``), its texts are known and not read.
    """
    logos = [_logo(picture, known, match) for match in find_drawings(picture, known.drawings)]
    texts = tuple(_laid_out(picture, layout) if layout else _read(picture, [logo.box for logo in logos]))
    covered = np.zeros((picture.height, picture.width), np.uint8)
    for logo in logos:
        left, top, right, bottom = (round(end) for end in logo.box)
        covered[max(top - 2, 0) : bottom + 2, max(left - 2, 0) : right + 2] = 1
    areas = flat_areas(picture, without=covered)
    return Findings(
        picture.width,
        picture.height,
        size,
        texts,
        tuple(logos),
        tuple(FoundArea(area.hex, area.share, _rect(area.box, picture)) for area in areas),
        exact=bool(layout),
    )


def _read(picture: Image, logos: Sequence[Rect]) -> Iterator[FoundText]:
    for line in read_lines(picture):
        if not _within(_rect(line.box, picture), logos):
            yield _text(line, picture)


def _laid_out(picture: Image, layout: Mapping[str, Any]) -> Iterator[FoundText]:
    cut = {one["slot"] for one in layout["problems"] if one["code"] == "text-cut"}
    for slot in layout["slots"]:
        if not slot["lines"]:
            continue
        left, top, wide, high = slot["box"]
        box = Rect(left, top, left + wide, top + high)
        yield FoundText(
            " ".join(slot["lines"]),
            box,
            slot["size"],
            slot["colour"],
            _under(picture, box, slot["colour"]),
            tuple(slot["lines"]),
            slot["family"],
            slot["weight"] >= _BOLD,
            slot["slot"] in cut,
        )


def _under(picture: Image, box: Rect, ink: str) -> str:
    """The colour under a text of that ink in the box, where it stands out least but for a quarter.

    The box's rim is left out: a button's corners are round.
    """
    rim = min(box.width, box.height) / 6
    left, top = max(0, int(box.left + rim)), max(0, int(box.top + rim))
    right, bottom = max(left + 1, int(box.right - rim)), max(top + 1, int(box.bottom - rim))
    part = picture.rgb[top:bottom, left:right].reshape(-1, 3)
    own = np.array([int(ink[place : place + 2], 16) for place in (1, 3, 5)])
    away = np.abs(part.astype(int) - own).sum(axis=1)
    # What is near the ink is the letters themselves and their soft edges.
    ground = part[away >= _LETTERS * int(away.max())]
    order = np.argsort(np.abs(ground.astype(int) - own).sum(axis=1))
    colour = ground[order[len(order) // 4]]
    return "#" + "".join(f"{int(one):02x}" for one in colour)


def _logo(picture: Image, known: KnownLogos, match: Match) -> FoundLogo:
    drawing = known.drawings[match.which]
    ink, under, ratio = standing_out(picture, match.box, drawing)
    return FoundLogo(
        known.files[match.which],
        _rect(match.box, picture),
        match.stretch,
        free_room(picture, match.box),
        ink,
        under,
        ratio,
        colour_error(picture, match.box, drawing),
    )


def _text(line: Line, picture: Image) -> FoundText:
    return FoundText(line.words, _rect(line.box, picture), line.size, line.ink, line.under, colour=line.colour)


def _rect(box: Box, picture: Image) -> Rect:
    wide, high = picture.width, picture.height
    return Rect(box.left * wide, box.top * high, box.right * wide, box.bottom * high)


def _within(box: Rect, others: Sequence[Rect]) -> bool:
    """Whether the box is mostly inside one of the others: the letters of a logo are not copy."""
    for other in others:
        wide = min(box.right, other.right) - max(box.left, other.left)
        high = min(box.bottom, other.bottom) - max(box.top, other.top)
        if wide > 0 and high > 0 and wide * high > _INSIDE * box.width * box.height:
            return True
    return False
