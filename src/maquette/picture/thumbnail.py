"""Small copies of pictures, as pages show them."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

from maquette.picture.encode import avif, jpeg, shrink, webp
from maquette.picture.image import Pixels
from maquette.picture.probe import Limits, admit
from maquette.picture.vips import to_pixels, vips

ThumbnailFormat = Literal["avif", "webp", "jpeg"]

_BY_VIPS = ("jpeg", "png", "webp", "tiff")
_ANY_SIDE = Limits(shortest_side=1)
_QUALITY = {"avif": 62, "webp": 80, "jpeg": 84}


def small(data: bytes, longest: int, name: str = "the picture") -> Pixels:
    """The picture in *data* with its longer side at most *longest* px: (H, W, 3 or 4) uint8, sRGB, upright.

    JPEG and WebP are decoded at a smaller scale. Raises ``UnreadableImage`` where ``decode`` would.
    """
    found = admit(BytesIO(data), name, _ANY_SIDE)
    if found.format in _BY_VIPS:
        library = vips()
        try:
            image = library.Image.thumbnail_buffer(data, longest, height=longest, size="down", export_profile="srgb")
            if image.bands not in (3, 4) or image.interpretation != "srgb":
                image = image.colourspace("srgb")
            return to_pixels(image if image.format == "uchar" else image.cast("uchar"))
        except library.Error:
            pass  # the door says what is wrong with it, or reads what this quick way cannot
    from maquette.picture.decode import read

    return shrink(read(data, name, _ANY_SIDE).pixels, longest)


def encoded(pixels: Pixels, kind: ThumbnailFormat) -> bytes:
    """*pixels* as a file for a page; transparency is white where the format has none."""
    if kind == "avif":
        return avif(pixels, _QUALITY[kind])
    if kind == "webp":
        return webp(pixels, _QUALITY[kind])
    return jpeg(on_white(pixels), _QUALITY[kind])


def on_white(pixels: Pixels) -> Pixels:
    """(H, W, 3) *pixels*, what is transparent in them white."""
    import numpy as np

    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.uint16)
    flat: Pixels = ((pixels[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
    return flat
