"""The outline of what a box holds, as a network draws it that was taught to part anything from what is beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.image import Box
from maquette.pixels.frame import WHOLE, within
from maquette.pixels.networks import ANSWERED, GLANCE, GLANCED, SEEN, SEGMENTER, TOLD, find_weights, warm
from maquette.pixels.shrink import shrink

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_MEAN, _DEVIATION = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
_CORNER, _OPPOSITE = 2, 3
"""What a point given to the decoder is."""
_SURE = 8.0
"""The log odds that stand for a mask of 0 and 1."""


def can_segment() -> bool:
    """Whether the weights are here."""
    return all(find_weights(one.name) for one in SEGMENTER)


@dataclass(frozen=True)
class Embedded:
    """What the encoder says of a picture, and the *size* (height, width) at which it saw it.

    *values* (1, TOLD, g, g) are what the decoder takes, *last* (1, n, g, g) what the encoder's last layer says.
    """

    values: Any
    last: Any
    size: tuple[int, int]


def embed(rgb: Any) -> Embedded:
    """Look once at *rgb* (H, W, 3, uint8, sRGB); any number of outlines may be asked of it then."""
    return _encoded(rgb, SEGMENTER[0].name, SEEN)


def glance(rgb: Any) -> Embedded:
    """Look at it from farther off, five times as quickly: what it shows is seen, but not where things end."""
    return _encoded(rgb, GLANCE.name, GLANCED)


def _encoded(rgb: Any, network: str, side: int) -> Embedded:
    scale = side / max(rgb.shape[:2])
    height, width = (max(1, round(each * scale)) for each in rgb.shape[:2])
    small = shrink(rgb, width, height)
    seen = np.zeros((1, 3, side, side), np.float32)
    scaled = (small - np.asarray(_MEAN, np.float32)) / np.asarray(_DEVIATION, np.float32)
    seen[0, :, :height, :width] = scaled.transpose(2, 0, 1)
    values, last = np.split(warm(network)(seen), [TOLD], axis=1)
    return Embedded(values, last, (height, width))


def segment(picture: Embedded, box: Box, size: tuple[int, int], *, where: Box = WHOLE, guess: Any = None) -> Any:
    """How likely each place belongs to what the *box* holds: of the part *where*, at *size* (h, w), float32, 0..1.

    Both are shares of the *picture*, which is what ``embed`` says of it. *guess* is a mask (any size, 0..1) of the same
    part.
    """
    height, width = picture.size
    corners = (box.left * width, box.top * height), (box.right * width, box.bottom * height)
    share = ANSWERED / SEEN
    answered = max(1, round(height * share)), max(1, round(width * share))
    said = np.zeros((1, 1, ANSWERED, ANSWERED), np.float32)
    if guess is not None:
        said -= _SURE
        whole = _part(guess, within(WHOLE, where), answered, cv2.BORDER_CONSTANT)
        said[0, 0, : answered[0], : answered[1]] = _SURE * (2 * whole - 1)
    answers = warm(SEGMENTER[1].name)(
        picture.values,
        np.asarray([corners], np.float32),
        np.asarray([(_CORNER, _OPPOSITE)], np.float32),
        said,
        np.asarray([guess is not None], np.float32),
        np.asarray(picture.size, np.float32),
    )
    # The first is its one answer; the others are what it would offer somebody who pointed at one place.
    odds = _part(np.ascontiguousarray(answers[0, 0, : answered[0], : answered[1]]), where, size, cv2.BORDER_REPLICATE)
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))


def _part(values: Any, where: Box, size: tuple[int, int], beyond: int) -> Any:
    """The part *where* of *values* (h, w) float32, at *size*; OpenCV's border mode says what lies *beyond* them."""
    height, width = values.shape
    across, down = (where.right - where.left) * width / size[1], (where.bottom - where.top) * height / size[0]
    # Pixels are squares: the middle of the first lies half a pixel within the edge.
    left, top = where.left * width + across / 2 - 0.5, where.top * height + down / 2 - 0.5
    back = np.asarray([(across, 0, left), (0, down, top)], np.float32)
    return cv2.warpAffine(values, back, size[::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=beyond)
