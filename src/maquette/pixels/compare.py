"""Two pictures of the same thing held against each other: where they differ, how much of it, and as the eye sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.image import Box, Image, Pixels
from maquette.picture.vips import from_pixels

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    cv2 = lazy("cv2")
    np = lazy("numpy")

SEEN = 1.0
"""CIEDE2000: the least difference that a practised eye sees side by side."""
_STRONG = 20.0
_MARK = (224, 0, 96)


@dataclass(frozen=True, eq=False)
class Comparison:
    """*share* of the pixels differ visibly (CIEDE2000 above 1); *mean* and *most* are over all pixels.

    *where* is the box round those that differ, None when none does. *distance* is (height, width) float32, CIEDE2000.
    """

    share: float
    mean: float
    most: float
    where: Box | None
    distance: Any


def compare(before: Image, after: Image) -> Comparison:
    """Hold two pictures of one size against each other; transparent ones over white and over black.

    Raises ``ValueError`` for pictures of different sizes.
    """
    if before.pixels.shape[:2] != after.pixels.shape[:2]:
        raise ValueError("only pictures of one size can be held against each other")
    distance = np.zeros(before.pixels.shape[:2], np.float32)
    grounds = (255, 0) if before.has_alpha or after.has_alpha else (255,)
    for ground in grounds:
        one, two = (_flat(picture, ground) for picture in (before, after))
        if (area := _bounds((one != two).any(axis=2))) is not None:
            # Most of a revised design is as it was: only what differs is worth converting.
            distance[area] = np.maximum(distance[area], _delta_e(one[area], two[area]))
    seen = distance > SEEN
    where = None
    if (area := _bounds(seen)) is not None:
        down, across = area
        ends = (
            across.start / after.width,
            down.start / after.height,
            across.stop / after.width,
            down.stop / after.height,
        )
        where = Box(*(round(end, 4) for end in ends))
    return Comparison(float(seen.mean()), float(distance.mean()), float(distance.max()), where, distance)


def marked(after: Image, distance: Any, longest: int) -> Pixels:
    """*after*, pale, at most *longest* px, with what differs painted over it: the more, the stronger.

    A single pixel that differs stays to be seen however small the picture becomes.
    """
    height, width = distance.shape
    scale = max(1.0, max(height, width) / longest)
    size = max(1, round(width / scale)), max(1, round(height / scale))
    grey = cv2.cvtColor(cv2.resize(_flat(after, 255), size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    pale = (150 + grey.astype(np.float32) * 0.38)[..., None]
    reach = int(np.ceil(scale))
    grown = cv2.dilate(distance, np.ones((reach, reach), np.uint8)) if reach > 1 else distance
    strength = cv2.resize(grown, size, interpolation=cv2.INTER_NEAREST)
    share = np.where(strength > SEEN, 0.35 + 0.65 * np.clip(strength / _STRONG, 0, 1), 0)[..., None]
    painted: Pixels = (pale * (1 - share) + np.asarray(_MARK, np.float32) * share).round().astype(np.uint8)
    return painted


def _flat(picture: Image, ground: int) -> Pixels:
    if not picture.has_alpha:
        return picture.pixels
    share = picture.pixels[..., 3:].astype(np.uint16)
    flat: Pixels = ((picture.rgb * share + ground * (255 - share)) // 255).astype(np.uint8)
    return flat


def _bounds(mask: Any) -> tuple[slice, slice] | None:
    if not mask.any():
        return None
    down, across = mask.any(axis=1), mask.any(axis=0)
    top, left = int(down.argmax()), int(across.argmax())
    return slice(top, mask.shape[0] - int(down[::-1].argmax())), slice(left, mask.shape[1] - int(across[::-1].argmax()))


def _delta_e(one: Pixels, two: Pixels) -> Any:
    labs = [from_pixels(pixels).colourspace("lab") for pixels in (one, two)]
    return labs[0].dE00(labs[1]).numpy().reshape(one.shape[:2])
