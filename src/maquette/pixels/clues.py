"""What can be measured of a photo and its cut-out that tells one whole product from product and scenery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.colour import lab
from maquette.pixels.pieces import from_border, grown, overlap, shrunk, without_specks
from maquette.pixels.shrink import shrink
from maquette.pixels.split import colour_steps, size_of, split

if TYPE_CHECKING:
    import cv2
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")
    Pixels = Any

_FAINT = 4.0
_FRAME = 2
_PARTS, _SHARE, _CLEAREST = 24, 0.15, 2.0
_CELLS = 8 * 12 * 12


@dataclass(frozen=True)
class Clues:
    """Measured at a longest side of 256 px; shares are 0..1.

    *span* is the share of the picture that the box round the find takes, *symmetry* the overlap of the find with its
    mirror image in that box, *faint* the share of its outline along which the picture hardly changes. *parting*, 0..2,
    is how clearly one part of it is set off: by colours that the rest has not, and a border as strong as the outline.
    """

    span: float
    symmetry: float
    faint: float
    parting: float


def find_clues(rgb: Pixels, found: Any) -> Clues | None:
    """Measure what was *found* (float mask, any size) in *rgb* (H, W, 3, uint8, sRGB); None where that is nothing."""
    size = size_of(rgb.shape)
    small, soft = shrink(rgb, *size), shrink(found, *size)
    mask = soft > 0.5
    if np.count_nonzero(mask) < 50:
        return None
    colours, steps = _changes(small)
    x, y, wide, high = cv2.boundingRect(mask.astype(np.uint8))
    inside = mask[y : y + high, x : x + wide]
    outline = mask & ~shrunk(mask, 1)
    return Clues(
        span=wide * high / mask.size,
        symmetry=overlap(inside, inside[:, ::-1]),
        faint=_faint(steps, outline),
        parting=_parting(colours, steps, mask, split(small, soft), float(np.median(steps[outline]))),
    )


def faint_outlines(rgb: Pixels, *found: Any) -> list[float]:
    """The clue *faint* alone, for each that was *found*, of its outer outline.

    A mesh has a faint edge in each of its holes, and is right.
    """
    size = size_of(rgb.shape)
    _, steps = _changes(shrink(rgb, *size))
    masks = [~from_border(shrink(one, *size) <= 0.5) for one in found]
    return [_faint(steps, mask & ~shrunk(mask, 1)) for mask in masks]


def _changes(small: Pixels) -> tuple[Any, Any]:
    """The picture in Lab, and how quickly its colour changes at each place or beside it."""
    colours = lab(small)
    return colours, cv2.dilate(colour_steps(colours), np.ones((3, 3), np.uint8))


def _faint(steps: Any, outline: Any) -> float:
    within = np.zeros_like(outline)
    within[_FRAME:-_FRAME, _FRAME:-_FRAME] = True
    free = cv2.dilate(steps, np.ones((3, 3), np.uint8))[outline & within]
    return float((free < _FAINT).mean()) if len(free) else 1.0


def _parting(colours: Any, steps: Any, mask: Any, parts: list[Any], outline: float) -> float:
    clearest, area, cells = 0.0, np.count_nonzero(mask), colour_cells(colours)
    for part in parts[:_PARTS]:
        if np.count_nonzero(part) < _SHARE * area:
            continue
        whole = without_specks(part)
        rest = mask & ~grown(whole, 1)
        if min(np.count_nonzero(whole), np.count_nonzero(rest)) < _SHARE * area:
            continue
        border = steps[grown(whole, 1) & ~whole & mask]
        rise = float(border.mean()) if len(border) else 0.0
        clearest = max(clearest, (1 - alike(cells[whole], cells[rest])) * min(_CLEAREST, rise / (outline + 1)))
    return clearest


def alike(one: Any, two: Any) -> float:
    """How far two sets of ``colour_cells`` (n,) are the same, 0..1."""
    counts = (np.bincount(cells, minlength=_CELLS) / max(1, len(cells)) for cells in (one, two))
    return float(np.minimum(*counts).sum())


def colour_cells(colours: Any) -> Any:
    """For each colour (..., 3) in Lab the number of its cell of 12.5 x 10 x 10."""
    cells = np.clip(
        (colours + np.array([0, 60, 60], np.float32)) / np.array([12.5, 10, 10], np.float32), 0, [7, 11, 11]
    )
    return cells.astype(np.int32) @ np.array([144, 12, 1], np.int32)
