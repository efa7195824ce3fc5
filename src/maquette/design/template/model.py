"""What a template is: slots, colours and type by name, and a layout for every shape of canvas. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from maquette.design.scene import Blend, Outline

SlotKind = Literal["text", "picture", "product"]
Kind = Literal["column", "row", "layers", "text", "button", "badge", "picture", "logo", "shape", "space"]
Shape = Literal["square", "portrait", "landscape", "wide", "skyscraper", "leaderboard"]
Align = Literal["", "start", "center", "end", "stretch"]
Justify = Literal["start", "center", "end", "between"]
Place = Literal[
    "fill", "center", "top", "bottom", "left", "right", "top-left", "top-right", "bottom-left", "bottom-right"
]

SHAPES: tuple[Shape, ...] = ("skyscraper", "portrait", "square", "landscape", "wide", "leaderboard")
_ENDS: tuple[tuple[float, Shape], ...] = (
    (0.45, "skyscraper"),
    (0.86, "portrait"),
    (1.3, "square"),
    (2.1, "landscape"),
    (5.0, "wide"),
)


def shape_of(width: int, height: int) -> Shape:
    """The class of a canvas by width / height.

    Skyscraper < 0.45, portrait < 0.86, square < 1.3, landscape < 2.1, wide < 5, leaderboard. A 9:16 story is portrait.
    """
    ratio = width / height
    return next((shape for end, shape in _ENDS if ratio < end), "leaderboard")


@dataclass(frozen=True)
class Slot:
    """Something that a copy fills: text, a picture that fills a frame, or a product that stands free."""

    name: str
    kind: SlotKind
    required: bool = False
    default: str = ""
    help: str = ""


@dataclass(frozen=True)
class TypeStyle:
    """How text of one kind is set: the brand's face for *role*, else the shipped *family*; lengths in sizes."""

    role: Literal["heading", "body", "accent", ""] = "body"
    family: str = "Inter"
    weight: int = 400
    italic: bool = False
    tracking: float = 0.0
    leading: float = 1.2
    upper: bool = False


class Ramp(NamedTuple):
    """A gradient of two named colours; *angle* 0 goes to the right, 90 downwards."""

    start: str
    end: str
    angle: float = 90.0


@dataclass(frozen=True)
class Node:
    """A part of a layout. Lengths are in u: one hundredth of the canvas (``Canvas.unit``); sizes of type too.

    *width* and *height* are shares of the room of the parent when they end in ``%``, else u; empty means as large as
    the content, or whatever is left where *grow* is above 0, but never less than *floor*. *align* is inherited when
    empty. *drop* says what goes first when there is too little room (0: never); *least* the short side of the canvas
    in px below which a part is left out, *need* the slot without which it is (``!slot``: with which it is). *place* is
    where a child of ``layers`` stands. *pad* of a button is in sizes of its type. *size* is the range of the type
    size. *safe* keeps the inside clear of what the channel covers.
    """

    kind: Kind
    slot: str = ""
    children: tuple[Node, ...] = ()
    width: str = ""
    height: str = ""
    grow: float = 0.0
    floor: float = 0.0
    pad: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    gap: float = 0.0
    align: Align = ""
    justify: Justify = "start"
    place: Place = "fill"
    safe: bool = False
    fill: str | Ramp = ""
    stroke: str = ""
    stroke_width: float = 0.0
    outline: Outline = "rect"
    radius: float = 0.0
    turn: float = 0.0
    type: str = ""
    size: tuple[float, float] = (0.0, 0.0)
    lines: int = 1
    even: bool = True
    colour: str = ""
    text: str = ""
    on: str = ""
    fit: Literal["cover", "contain"] = "cover"
    blend: Blend = "normal"
    shadow: float = 0.0
    aspect: float = 0.0
    drop: int = 0
    least: float = 0.0
    vertical: bool = False
    struck: bool = False
    need: str = ""


@dataclass(frozen=True)
class Layout:
    """One arrangement, for the *shapes* that it is made for."""

    shapes: tuple[Shape, ...]
    ground: str | Ramp
    root: Node


@dataclass(frozen=True)
class Template:
    """A design for all formats. *content_key* is the digest of its text, and stands for it in keys."""

    name: str
    title: str
    summary: str
    slots: tuple[Slot, ...]
    colours: tuple[tuple[str, str], ...]
    types: tuple[tuple[str, TypeStyle], ...]
    layouts: tuple[Layout, ...]
    content_key: str
    tags: tuple[str, ...] = ()
    formats: str = "launch-kit"

    def layout(self, width: int, height: int) -> Layout:
        """The layout for a canvas: that of its shape, else that of the nearest shape."""
        place = SHAPES.index(shape_of(width, height))
        return min(self.layouts, key=lambda one: min(abs(SHAPES.index(shape) - place) for shape in one.shapes))

    def slot(self, name: str) -> Slot | None:
        """The slot of that name."""
        return next((slot for slot in self.slots if slot.name == name), None)
