"""What a box holds: of a look at it, and of outlines that are drawn of what it holds, the one that fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.image import Box
from maquette.pixels.frame import bounds, overlapping, within
from maquette.pixels.pieces import overlap
from maquette.pixels.segments import embed, segment

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazy("numpy")


def filling(rgb: Any, box: Box, mask: Any, where: Box) -> tuple[Any, float]:
    """The mask (h, w, 0..1) of what the *box* of *rgb* holds, and how far the two that fill it best agree, 0..1.

    *mask* is what a look at the part *where* found, with nothing of it outside the box. Whoever draws a box draws it
    round all of the product and nothing else: what reaches the box on all sides and not beyond is likeliest meant.
    """
    picture = embed(rgb)
    drawn = [segment(picture, box, mask.shape, where=where, guess=guess) for guess in (None, mask)]
    inside = within(box, where)

    def fills(one: Any) -> float:
        found = bounds(one > 0.5)
        return overlapping(found, inside) if found else 0.0

    best, second, _ = sorted((mask, *drawn), key=fills, reverse=True)
    return best, overlap(best > 0.5, second > 0.5)
