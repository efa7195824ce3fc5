"""The canvas and what goes on it: size, safe area, unit; texts, pictures, focus."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from maquette.design.scene import Frame
from maquette.design.text.scripts import is_rtl
from maquette.picture.image import Box

SMALLEST_TYPE = 10.0
"""px: smaller type is not read on any screen."""


@dataclass(frozen=True)
class Canvas:
    """A canvas in px; *safe* is kept free on each side as shares of the canvas: top, right, bottom, left."""

    width: int
    height: int
    safe: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    @property
    def frame(self) -> Frame:
        """All of it."""
        return Frame(0.0, 0.0, float(self.width), float(self.height))

    @property
    def safe_frame(self) -> Frame:
        """The part that nothing covers or cuts."""
        top, right, bottom, left = self.safe
        return self.frame.inset(top * self.height, right * self.width, bottom * self.height, left * self.width)

    @property
    def unit(self) -> float:
        """u in px: a hundredth of the side of a square as large as the canvas, less on long banners."""
        return min(math.sqrt(self.width * self.height), 1.8 * min(self.width, self.height)) / 100

    @property
    def short(self) -> int:
        """The shorter side in px."""
        return min(self.width, self.height)


@dataclass(frozen=True)
class Content:
    """One copy: *texts* by slot, *focus* the area of a picture that stays in view, the *language* as a BCP 47 tag."""

    texts: Mapping[str, str]
    focus: Mapping[str, Box] = field(default_factory=dict)
    language: str = ""

    @property
    def rtl(self) -> bool:
        """Whether the layout is mirrored: the longest text runs from right to left."""
        return is_rtl(max(self.texts.values(), key=len, default=""))
