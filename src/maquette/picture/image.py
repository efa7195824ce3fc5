"""The values that operations pass to each other. Pictures are 8-bit sRGB; alpha is straight, 255 = opaque."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from maquette.lazy import lazy

if TYPE_CHECKING:
    import cv2
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
else:
    cv2 = lazy("cv2")
    np = lazy("numpy")
    Pixels = Any

FileFormat = Literal["jpeg", "png", "webp", "avif", "tiff"]
DocumentFormat = Literal["pdf", "svg", "ora", "psd"]
"""Files that hold more than one flat picture."""


class Packed(NamedTuple):
    """A value as the store keeps it: bytes named by their hash, and small facts in plain JSON beside them."""

    data: bytes
    facts: dict[str, Any]
    more: tuple[bytes, ...] = ()
    """Further pictures of the same result, described one by one in ``facts["more"]``."""


class Box(NamedTuple):
    """A rectangle in shares of the picture's width and height, 0..1, from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Doubt:
    """Why a person should look before this goes out: a stable code, what was seen, and what to do about it."""

    code: str
    reason: str
    mend: str


@dataclass(frozen=True, eq=False)
class Image:
    """A picture: *pixels* is (height, width, 3) or, with straight alpha, (height, width, 4), uint8, sRGB."""

    pixels: Pixels

    def __post_init__(self) -> None:
        if self.pixels.ndim != 3 or self.pixels.shape[2] not in (3, 4) or self.pixels.dtype != np.uint8:
            raise ValueError(
                f"pixels must be (height, width, 3 or 4) uint8, not {self.pixels.shape} {self.pixels.dtype}"
            )

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.pixels.shape[0])

    @property
    def has_alpha(self) -> bool:
        """Whether there is a fourth channel."""
        return bool(self.pixels.shape[2] == 4)

    @property
    def rgb(self) -> Pixels:
        """The colour channels, (height, width, 3)."""
        return self.pixels[..., :3]

    @property
    def alpha(self) -> Pixels:
        """The alpha channel, (height, width), as an array of its own; all 255 where the picture has none."""
        if not self.has_alpha:
            return np.full(self.pixels.shape[:2], 255, np.uint8)
        found: Pixels = cv2.extractChannel(self.pixels, 3)
        return found

    def pack(self) -> Packed:
        """As a PNG, which loses nothing."""
        from maquette.picture.encode import png

        return Packed(png(self.pixels), {"width": self.width, "height": self.height})

    @classmethod
    def unpack(cls, packed: Packed) -> Image:
        """From what ``pack`` gave."""
        from maquette.picture.encode import read_png

        return cls(read_png(packed.data))

    def _repr_png_(self) -> bytes:
        """How a notebook shows it: at most 1024 px, on nothing."""
        from maquette.picture.encode import png, shrink

        return png(shrink(self.pixels, 1024))


@dataclass(frozen=True, eq=False)
class Matte:
    """Where the product is: *alpha* is (height, width) uint8 at the picture's own size, 255 = product.

    *certainty* is 0..1, calibrated so that 0.5 parts what may go out from what a person should see. *doubts* are the
    measured reasons, empty when sure. *method* names the path that was taken (``alpha``, ``ground``, ``network`` ...).
    *candidates* are boxes of what the product may be, for a person to choose among; empty where nothing is to choose.
    """

    alpha: Pixels
    certainty: float = 1.0
    doubts: tuple[Doubt, ...] = ()
    method: str = "network"
    measures: dict[str, float] = field(default_factory=dict)
    candidates: tuple[Box, ...] = ()

    def pack(self) -> Packed:
        """As a grey PNG and the facts."""
        from maquette.picture.encode import png

        facts = {
            "certainty": round(self.certainty, 4),
            "doubts": [vars(doubt) for doubt in self.doubts],
            "method": self.method,
            "measures": {name: round(value, 5) for name, value in self.measures.items()},
            "candidates": [list(box) for box in self.candidates],
        }
        return Packed(png(self.alpha), facts)

    @classmethod
    def unpack(cls, packed: Packed) -> Matte:
        """From what ``pack`` gave."""
        from maquette.picture.encode import read_png

        facts = packed.facts
        doubts = tuple(Doubt(**doubt) for doubt in facts["doubts"])
        boxes = tuple(Box(*box) for box in facts.get("candidates", ()))
        return cls(read_png(packed.data), facts["certainty"], doubts, facts["method"], facts["measures"], boxes)

    def _repr_png_(self) -> bytes:
        from maquette.picture.encode import png, shrink

        return png(shrink(self.alpha, 1024))


@dataclass(frozen=True)
class File:
    """An encoded picture, ready to be written: its bytes, the file format, and facts such as width and height."""

    data: bytes = field(repr=False)
    format: FileFormat | DocumentFormat
    width: int
    height: int
    doubts: tuple[Doubt, ...] = ()
    layout: dict[str, Any] = field(default_factory=dict)
    """What lies where, for a picture that was laid out here: the plain form of the layout's report."""
    small: bytes = field(default=b"", repr=False, compare=False)
    """A small JPEG of it, where its maker had the pixels at hand. It is not kept."""

    def pack(self) -> Packed:
        """The bytes as they are."""
        facts = {"format": self.format, "width": self.width, "height": self.height}
        layout = {"layout": self.layout} if self.layout else {}
        return Packed(self.data, {**facts, **layout, "doubts": [vars(doubt) for doubt in self.doubts]})

    @classmethod
    def unpack(cls, packed: Packed) -> File:
        """From what ``pack`` gave."""
        facts = packed.facts
        doubts = tuple(Doubt(**doubt) for doubt in facts["doubts"])
        layout = facts.get("layout", {})
        return cls(packed.data, facts["format"], facts["width"], facts["height"], doubts, layout)


@dataclass(frozen=True)
class Take:
    """A picture as a model gave it, byte for byte, with what is known of it.

    *facts* hold the model, the prompt as sent, the provider's id and state, the usage. *more* are further pictures of
    the same answer (a group, layers), each with its own facts.
    """

    data: bytes = field(repr=False)
    format: FileFormat | DocumentFormat
    width: int
    height: int
    facts: dict[str, Any] = field(default_factory=dict)
    more: tuple[Take, ...] = ()

    @property
    def _size(self) -> dict[str, Any]:
        return {"format": self.format, "width": self.width, "height": self.height}

    def pack(self) -> Packed:
        """The bytes as they are, those of *more* beside them."""
        more = [{**one._size, **one.facts} for one in self.more]
        return Packed(self.data, {**self.facts, **self._size, "more": more}, tuple(one.data for one in self.more))

    @classmethod
    def unpack(cls, packed: Packed) -> Take:
        """The first picture of what ``pack`` gave; the others are assets of their own."""
        facts = dict(packed.facts)
        return cls(packed.data, facts["format"], facts["width"], facts["height"], facts)

    def _repr_png_(self) -> bytes:
        """How a notebook shows it."""
        from maquette.picture.decode import read

        return read(self.data, "this take")._repr_png_()
