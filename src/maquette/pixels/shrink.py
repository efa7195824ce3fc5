"""Small copies of large pictures, for looking at: area means, made quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")


def shrink(pixels: Any, width: int, height: int) -> Any:
    """*pixels* (H, W) or (H, W, C) at *width* x *height* px: area means down, linear up.

    Halving first is exact and several times quicker than one step by a factor that is not whole.
    """
    for factor in (4, 2):
        if min(pixels.shape[0] / height, pixels.shape[1] / width) >= factor:
            pixels = shrink_by(pixels, factor)
            break
    smaller = pixels.shape[0] >= height and pixels.shape[1] >= width
    if pixels.shape[1::-1] == (width, height):
        return pixels
    if smaller and pixels.ndim == 3 and pixels.dtype == np.uint8:
        # Means of floats are counted in half the time, and come to the same.
        means = cv2.resize(pixels.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
        return cv2.convertScaleAbs(means)
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)


def size_within(shape: tuple[int, ...], side: int) -> tuple[int, int]:
    """Width and height of a picture of that *shape* at a longest side of at most so many px."""
    scale = min(1.0, side / max(shape[:2]))
    return max(8, round(shape[1] * scale)), max(8, round(shape[0] * scale))


def shrink_by(pixels: Any, factor: int) -> Any:
    """Means of *factor* x *factor* pixels; a rest at the right and at the bottom is left out.

    A power of two is reached by halving, which processors do quickest; each halving rounds.
    """
    height, width = max(1, pixels.shape[0] // factor), max(1, pixels.shape[1] // factor)
    pixels = pixels[: height * factor, : width * factor]
    while factor % 2 == 0 and min(pixels.shape[:2]) > 1:
        pixels = cv2.resize(pixels, (pixels.shape[1] // 2, pixels.shape[0] // 2), interpolation=cv2.INTER_AREA)
        factor //= 2
    if pixels.shape[:2] == (height, width):
        return pixels
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
