"""A scene: what is to be painted, as plain data. The painter reads nothing else, so equal scenes are equal pictures.

Lengths are px of the canvas, from its top left corner. Colours are ``#rrggbb`` or ``#rrggbbaa``, sRGB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from maquette.design.text.shape import Style
from maquette.picture.image import Box

Outline = Literal["rect", "ellipse", "arch", "burst"]
Blend = Literal["normal", "multiply", "screen"]


class Frame(NamedTuple):
    """A rectangle in px: left and top, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    def inset(self, top: float, right: float, bottom: float, left: float) -> Frame:
        """The frame without so much on each side; never smaller than nothing."""
        return Frame(
            self.x + left, self.y + top, max(0.0, self.width - left - right), max(0.0, self.height - top - bottom)
        )

    def whole(self) -> Frame:
        """The frame with its edges on whole px, where a fill ends sharply: at least one px each way."""
        x, y = round(self.x), round(self.y)
        return Frame(x, y, max(1, round(self.right) - x), max(1, round(self.bottom) - y))

    def within(self, other: Frame) -> Frame:
        """The part that lies in *other* too."""
        left, top = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Frame(left, top, max(0.0, right - left), max(0.0, bottom - top))


class Gradient(NamedTuple):
    """A linear gradient from *start* to *end*; *angle* is where it goes: 0 to the right, 90 downwards.

    It runs over the frame that it fills, or *over* another one.
    """

    start: str
    end: str
    angle: float = 90.0
    over: Frame | None = None


class Shadow(NamedTuple):
    """A soft shadow: how far down and how soft in px, and its colour."""

    down: float
    blur: float
    colour: str


Fill = str | Gradient

WHOLE = Box(0.0, 0.0, 1.0, 1.0)
"""All of a picture."""


@dataclass(frozen=True)
class Shape:
    """A filled or stroked outline, turned by *turn* degrees about its middle."""

    frame: Frame
    fill: Fill = ""
    outline: Outline = "rect"
    radius: float = 0.0
    stroke: str = ""
    stroke_width: float = 0.0
    turn: float = 0.0
    blur: float = 0.0
    shadow: Shadow | None = None


@dataclass(frozen=True)
class Picture:
    """A picture: the part *crop* of *source* in *frame*, inside an outline."""

    frame: Frame
    source: str
    crop: Box = WHOLE
    outline: Outline = "rect"
    radius: float = 0.0
    blend: Blend = "normal"
    turn: float = 0.0
    shadow: Shadow | None = None


@dataclass(frozen=True)
class Words:
    """Lines of text: each with the place of its left end and its baseline. Turned about *pivot*."""

    lines: tuple[tuple[str, float, float], ...]
    style: Style
    size: float
    colour: str
    turn: float = 0.0
    pivot: tuple[float, float] = (0.0, 0.0)


Item = Shape | Picture | Words


@dataclass(frozen=True)
class Scene:
    """The canvas in px, its ground, and what stands on it from the back to the front.

    The first *still* items are the same for every copy of the text; the painter may keep them as one picture.
    """

    width: int
    height: int
    ground: Fill
    items: tuple[Item, ...]
    still: int = 0
    names: tuple[str, ...] = ()
    """What each item shows, for people who open it as a layer: a slot, or the part of the layout. Paints nothing."""
