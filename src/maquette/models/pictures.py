"""Pictures on their way to a provider: upright, sRGB, without a camera's notes, and no larger than is of use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.errors import InputError
from maquette.lazy import lazy
from maquette.models.request import Picture
from maquette.picture.decode import decode, read
from maquette.picture.encode import jpeg, png, shrink
from maquette.picture.image import Image, Matte, Take

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

Source = Path | Image | Take | Matte
"""What may stand for a picture in a request."""

LONGEST = 4096
"""A longer side is of no use to any model on the list."""
_LARGE = 2_500_000
"""From that many pixels on a picture without transparency goes as a JPEG of high quality."""


def picture_of(source: Any) -> Picture:
    """The picture to send for *source*. Where it was taken and by whom stays here."""
    image = _image(source)
    pixels = shrink(image.pixels, LONGEST)
    height, width = pixels.shape[:2]
    if not image.has_alpha and width * height > _LARGE:
        return Picture(jpeg(pixels, 95), "image/jpeg", width, height)
    return Picture(png(pixels), "image/png", width, height)


def mask_of(source: Any, picture: Picture) -> Picture:
    """The canonical mask, at the size of *picture*: white, or opaque, is where it may change.

    Raises ``InputError`` for a mask of another shape, and for one that marks nothing.
    """
    levels = levels_of(source)
    height, width = levels.shape
    off = abs(width / height - picture.width / picture.height) / (picture.width / picture.height)
    if off > 0.01:
        raise InputError(
            f"the mask has {width}x{height} px, the picture {picture.width}x{picture.height}: another shape",
            mend="draw the mask on the picture itself, at its size",
            code="mask-size",
        )
    if (width, height) != (picture.width, picture.height):
        levels = cv2.resize(levels, (picture.width, picture.height), interpolation=cv2.INTER_LINEAR)
    if not levels.any():
        raise InputError("the mask marks nothing", mend="paint white where the picture may change", code="empty-mask")
    return Picture(png(levels), "image/png", picture.width, picture.height)


def levels_of(source: Any) -> Any:
    """A mask's levels, (height, width) uint8, 255 = edit: its alpha where it has one, else its lightness."""
    if isinstance(source, Matte):
        return source.alpha
    image = _image(source)
    return image.alpha if image.has_alpha else np.ascontiguousarray(image.pixels[..., :3].max(axis=2))


def _image(source: Any) -> Image:
    if isinstance(source, Image):
        return source
    if isinstance(source, Take):
        return read(source.data, "a model's picture")
    return decode(Path(source))
