"""Where small print may stand: low, long rows of marks on quiet ground, that a reader of the whole passes over."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from maquette.lazy import lazy
from maquette.picture.image import Pixels

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    cv2 = lazy("cv2")
    np = lazy("numpy")

_INK = 28
"""Levels of grey that a mark differs from its ground at least."""
_GROUND, _GAP, _ROUND = 31, 13, 4
_LOWEST, _HIGHEST, _LONG, _SHORTEST = 3, 12, 6, 30
_FULL = 0.8
_QUIET = 14
"""Levels that the ground round the marks may differ from its middle: a photograph's differs more."""


class Row(NamedTuple):
    """A row of marks, in px."""

    left: int
    top: int
    width: int
    height: int


def small_print(pixels: Pixels) -> list[Row]:
    """Rows of marks 3 to 12 px high and at least six times as long, on quiet ground, in (H, W, 3) *pixels*."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    ink = (cv2.absdiff(grey, cv2.medianBlur(grey, _GROUND)) > _INK).astype(np.uint8)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for left, top, width, height, _area in boxes[1:].tolist():
        if not (_LOWEST <= height <= _HIGHEST and width >= max(_SHORTEST, _LONG * height)):
            continue
        if ink[top : top + height, left : left + width].mean() > _FULL:
            continue  # a rule
        place = slice(max(0, top - _ROUND), top + height + _ROUND), slice(max(0, left - _ROUND), left + width + _ROUND)
        ground = grey[place][ink[place] == 0].astype(int)
        if ground.size and np.percentile(np.abs(ground - int(np.median(ground))), 90) < _QUIET:
            found.append(Row(left, top, width, height))
    return found
