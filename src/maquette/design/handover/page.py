"""The geometry of a printed page: trim, bleed, marks."""

from __future__ import annotations

import math
from dataclasses import dataclass

POINT = 72 / 25.4
"""Points a millimetre."""

SCREEN = 0.75
"""Points a pixel of a page that has no size in millimetres: 96 px are an inch, as in CSS."""

MARK_LENGTH, MARK_GAP, MARK_WIDTH = 5.0, 3.0, 0.25
"""Crop marks: length and least distance from the trim in mm, width in points."""

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top in points, from the lower left corner of the sheet."""


@dataclass(frozen=True)
class Page:
    """A page of *width* x *height* px that is *mm* wide and high when it is cut; *bleed* in mm, *marks* round it."""

    width: int
    height: int
    mm: tuple[float, float] | None = None
    bleed: float = 0.0
    marks: bool = False

    @property
    def trim_size(self) -> tuple[float, float]:
        """Width and height of the cut page in points."""
        if self.mm:
            return self.mm[0] * POINT, self.mm[1] * POINT
        return self.width * SCREEN, self.height * SCREEN

    @property
    def scale(self) -> tuple[float, float]:
        """Points a pixel, across and down."""
        wide, high = self.trim_size
        return wide / self.width, high / self.height

    @property
    def dpi(self) -> float:
        """Pixels an inch."""
        return 72 / self.scale[0]

    @property
    def bleed_px(self) -> int:
        """The bleed in whole pixels, never less than asked for."""
        return math.ceil(self.bleed * POINT / min(self.scale) - 1e-6) if self.bleed else 0

    @property
    def margin(self) -> float:
        """Points from the edge of the sheet to the trim."""
        marks = max(MARK_GAP, self.bleed) + MARK_LENGTH if self.marks else 0.0
        return max(self.bleed, marks) * POINT

    @property
    def sheet(self) -> Rectangle:
        """The whole sheet (MediaBox)."""
        wide, high = self.trim_size
        return 0.0, 0.0, wide + 2 * self.margin, high + 2 * self.margin

    @property
    def trim(self) -> Rectangle:
        """The cut page (TrimBox)."""
        wide, high = self.trim_size
        return self.margin, self.margin, self.margin + wide, self.margin + high

    @property
    def bleed_box(self) -> Rectangle:
        """What is printed (BleedBox)."""
        out = self.bleed * POINT
        left, bottom, right, top = self.trim
        return left - out, bottom - out, right + out, top + out

    def crop_marks(self) -> list[Rectangle]:
        """The eight marks as lines: x and y of one end, x and y of the other."""
        if not self.marks:
            return []
        left, bottom, right, top = self.trim
        gap = max(MARK_GAP, self.bleed) * POINT
        end = gap + MARK_LENGTH * POINT
        sides = [(y, edge, way) for y in (bottom, top) for edge, way in ((left, -1), (right, 1))]
        ends = [(x, edge, way) for x in (left, right) for edge, way in ((bottom, -1), (top, 1))]
        return [
            *((edge + way * gap, y, edge + way * end, y) for y, edge, way in sides),
            *((x, edge + way * gap, x, edge + way * end) for x, edge, way in ends),
        ]
