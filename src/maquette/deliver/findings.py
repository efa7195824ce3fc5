"""What is in a finished picture, by looking at it: its text is read, its logos are found, its flat colours measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


def look_at(picture: Image, known: KnownLogos, *, size: int = 0) -> Findings:
    """Everything that the rules ask of a *picture* whose file has *size* bytes."""
    logos = [_logo(picture, known, match) for match in find_drawings(picture, known.drawings)]
    lines = [
        line for line in read_lines(picture) if not _within(_rect(line.box, picture), [logo.box for logo in logos])
    ]
    covered = np.zeros((picture.height, picture.width), np.uint8)
    for logo in logos:
        left, top, right, bottom = (round(end) for end in logo.box)
        covered[max(top - 2, 0) : bottom + 2, max(left - 2, 0) : right + 2] = 1
    areas = flat_areas(picture, without=covered)
    return Findings(
        picture.width,
        picture.height,
        size,
        tuple(_text(line, picture) for line in lines),
        tuple(logos),
        tuple(FoundArea(area.hex, area.share, _rect(area.box, picture)) for area in areas),
    )


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
    return FoundText(line.words, _rect(line.box, picture), line.size, line.ink, line.under)


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
