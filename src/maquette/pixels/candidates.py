"""What the product may be where a find is in doubt: boxes for a person to choose among."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.image import Box
from maquette.pixels.frame import WHOLE, area, bounds, overlapping, shares, within
from maquette.pixels.pieces import without_specks

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

MOST = 4
_APART = (0.5, 0.7, 0.9)
"""Boxes that overlap by less are another answer to a person; those that are farther apart are asked about first."""
_SPECK, _TINY = 0.05, 0.004
"""Smaller pieces of the find, and smaller boxes of the picture, are no answer."""


def candidates(find: Any, others: Iterable[Any] = ()) -> tuple[Box, ...]:
    """Up to ``MOST`` boxes of what the product may be, in shares of the picture: all of the *find* (h, w, 0..1) first.

    Then, of *others* (any size, bool), the likeliest first, and its pieces, the largest first, those that are no
    answer given already: the farthest apart first. Empty where there are not two to choose among.
    """
    whole = without_specks(find > 0.5, least=0, share=_SPECK)
    masks = (whole, *others, *_pieces(whole))
    boxes = [box for mask in masks if (box := bounds(mask)) is not None and area(box) > _TINY]
    found = boxes[:1]
    for limit in _APART:
        for box in boxes:
            if all(overlapping(box, other) <= limit for other in found):
                found.append(box)
    return tuple(found[:MOST]) if len(found) > 1 else ()


def placed_in(boxes: Iterable[Box], where: tuple[slice, slice], shape: tuple[int, ...]) -> tuple[Box, ...]:
    """*boxes* of the part *where* of a picture of that *shape*, in shares of the whole, to four digits."""
    whole = within(WHOLE, shares(where, shape))
    return tuple(Box(*(round(float(side), 4) for side in within(box, whole))) for box in boxes)


def _pieces(mask: Any) -> Iterator[Any]:
    """The connected pieces of a mask (h, w) bool, the largest first."""
    _, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    areas = np.bincount(labels.ravel())[1:]
    for label in np.argsort(-areas)[:MOST]:
        yield labels == label + 1
