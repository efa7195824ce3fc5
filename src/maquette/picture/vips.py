"""libvips, set up once for work in a service: one thread a picture, no cache, warnings to ``logging``."""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy

if TYPE_CHECKING:
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")

_LOCK = threading.Lock()
_READY: list[Any] = []


def vips() -> Any:
    """The ``pyvips`` module, imported and set up at the first call (safe from several threads).

    Workers run one picture a core, so threads inside a picture only cost. Operations are not cached: no
    picture is asked for twice. Warnings go to the logger ``pyvips``, never straight to the terminal.
    Never fork after this: the children would hang.
    """
    if not _READY:
        with _LOCK:
            if not _READY:
                os.environ.setdefault("VIPS_CONCURRENCY", "1")
                logging.getLogger("pyvips").addHandler(logging.NullHandler())
                import pyvips

                pyvips.cache_set_max(0)
                _READY.append(pyvips)
    return _READY[0]


def from_pixels(pixels: Pixels) -> Any:
    """The vips image over an (H, W), (H, W, 3) or (H, W, 4) uint8 array, which it keeps alive."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    bands = 1 if pixels.ndim == 2 else pixels.shape[2]
    image = vips().Image.new_from_memory(pixels, width, height, bands, "uchar")
    return image.copy(interpretation="srgb" if bands > 2 else "b-w")


def to_pixels(image: Any) -> Pixels:
    """The pixels of an 8-bit vips *image*: (H, W) for one band, else (H, W, bands)."""
    shape = (image.height, image.width, image.bands)
    pixels: Pixels = image.numpy().reshape(shape if image.bands > 1 else shape[:2])
    return pixels
