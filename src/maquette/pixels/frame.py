"""Rectangles of a picture that are looked at more closely, and the way back to the whole picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.image import Box

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazy("numpy")

WHOLE = Box(0.0, 0.0, 1.0, 1.0)


def widened(box: Box, share: float, at_least: float = 0.0) -> Box:
    """*box* with a margin of that *share* of its sides and *at_least* that of the picture's, inside the picture."""
    across = share * (box.right - box.left) + at_least
    down = share * (box.bottom - box.top) + at_least
    return Box(
        max(0.0, box.left - across),
        max(0.0, box.top - down),
        min(1.0, box.right + across),
        min(1.0, box.bottom + down),
    )


def bounds(mask: Any) -> Box | None:
    """The box round a mask (h, w) bool; None where it is empty."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    height, width = mask.shape
    return Box(columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height)


def overlapping(one: Box, two: Box) -> float:
    """Intersection of two boxes over their union, 0..1."""
    across = min(one.right, two.right) - max(one.left, two.left)
    down = min(one.bottom, two.bottom) - max(one.top, two.top)
    shared = max(0.0, across) * max(0.0, down)
    return shared / (area(one) + area(two) - shared)


def area(box: Box) -> float:
    """The share of the picture that a box covers."""
    return (box.right - box.left) * (box.bottom - box.top)


def within(box: Box, part: Box) -> Box:
    """*box* in shares of a *part* of the picture, both given in shares of the whole."""
    across, down = part.right - part.left, part.bottom - part.top
    return Box(
        (box.left - part.left) / across,
        (box.top - part.top) / down,
        (box.right - part.left) / across,
        (box.bottom - part.top) / down,
    )


def shares(where: tuple[slice, slice], shape: tuple[int, ...]) -> Box:
    """The box of a ``window`` of a picture of that *shape*."""
    rows, columns = where
    height, width = shape[:2]
    return Box(columns.start / width, rows.start / height, columns.stop / width, rows.stop / height)


def window(shape: tuple[int, ...], box: Box) -> tuple[slice, slice]:
    """The rows and columns of *box* in a picture of that *shape*, at least 8 px each where the picture has them."""
    spans = []
    for size, low, high in ((shape[0], box.top, box.bottom), (shape[1], box.left, box.right)):
        start = min(round(low * size), max(0, size - 8))
        spans.append(slice(start, min(size, max(start + 8, round(high * size)))))
    return spans[0], spans[1]


def placed(part: Any, shape: tuple[int, ...], where: tuple[slice, slice]) -> Any:
    """A picture of that *shape* with *part* at *where* and nothing round it."""
    if part.shape[:2] == tuple(shape[:2]):
        return part
    whole = np.zeros(shape[:2], part.dtype)
    whole[where] = part
    return whole
