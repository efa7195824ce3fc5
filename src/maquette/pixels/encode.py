"""Pictures into bytes: fast PNG for the store, and the formats that are delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maquette.lazy import lazy

if TYPE_CHECKING:
    import cv2
    import numpy as np

    from maquette.pixels.image import Pixels
else:
    cv2 = lazy("cv2")
    np = lazy("numpy")


def png(pixels: Pixels) -> bytes:
    """A PNG of (H, W) grey, (H, W, 3) RGB or (H, W, 4) RGBA uint8 *pixels*; losing nothing, fast rather than small."""
    done, data = cv2.imencode(".png", _swapped(pixels), [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_UP])
    if not done:
        raise ValueError(f"no PNG can be made of {pixels.shape} {pixels.dtype}")
    return data.tobytes()


def read_png(data: bytes) -> Pixels:
    """The pixels of a PNG that ``png`` made: (H, W) or (H, W, 3 or 4) uint8. Not for files from outside."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise ValueError("not a PNG of ours")
    return _swapped(pixels)


def shrink(pixels: Pixels, longest: int) -> Pixels:
    """The same picture with its longest side at most *longest* px (area-averaged; never enlarged)."""
    height, width = pixels.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def _swapped(pixels: Pixels) -> Pixels:
    """RGB for OpenCV's BGR and back; grey as it is."""
    if pixels.ndim == 2:
        return pixels
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR if pixels.shape[2] == 3 else cv2.COLOR_RGBA2BGRA)
