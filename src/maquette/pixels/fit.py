"""Bringing a picture to an exact size, whole, with a uniform ground where its shape differs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maquette.errors import InputError
from maquette.graph.op import op
from maquette.lazy import lazy
from maquette.picture.image import Image
from maquette.picture.vips import from_pixels, to_pixels

if TYPE_CHECKING:
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")

CLEAR = "transparent"

_COLOUR = re.compile(r"#?[0-9a-fA-F]{6}")


@op(version=1, cost="cheap")
def fit(picture: Image, *, width: int, height: int, background: str = "#ffffff") -> Image:
    """The whole *picture* in exactly *width* x *height* px, centred on *background*.

    *background* is ``#rrggbb`` or ``transparent``. Alpha is painted on a colour and kept on ``transparent``.
    A picture that is too small is enlarged: ``enlargement`` tells by how much, and ``export`` reports it.
    """
    if width < 1 or height < 1:
        raise InputError(f"{width} x {height} px is no size", mend="give a width and a height of at least 1 px")
    inner = inside(picture.width, picture.height, width, height)
    pixels = resize(picture.pixels, *inner)
    pixels = pixels if background == CLEAR else flatten(pixels, background)
    if inner == (width, height):
        return Image(pixels)
    if background == CLEAR:
        canvas = np.zeros((height, width, 4), np.uint8)
        drawn = Image(pixels)
        pixels = np.dstack([drawn.rgb, drawn.alpha])
    else:
        canvas = np.empty((height, width, 3), np.uint8)
        canvas[:] = rgb(background)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    canvas[top : top + inner[1], left : left + inner[0]] = pixels
    return Image(canvas)


def inside(width: int, height: int, to_width: int, to_height: int) -> tuple[int, int]:
    """The largest size of the shape *width* x *height* that *to_width* x *to_height* holds, in whole px."""
    scale = enlargement(width, height, to_width, to_height)
    return min(to_width, max(1, round(width * scale))), min(to_height, max(1, round(height * scale)))


def enlargement(width: int, height: int, to_width: int, to_height: int) -> float:
    """The scale at which ``fit`` draws a *width* x *height* picture; above 1, detail is made up."""
    return min(to_width / width, to_height / height)


def resize(pixels: Pixels, width: int, height: int) -> Pixels:
    """*pixels* at exactly *width* x *height* px (Lanczos on premultiplied colour: no edge darkens)."""
    if (height, width) == pixels.shape[:2]:
        return pixels
    return to_pixels(from_pixels(pixels).thumbnail_image(width, height=height, size="force"))


def flatten(pixels: Pixels, background: str = "#ffffff") -> Pixels:
    """(H, W, 3 or 4) *pixels* painted on a colour ``#rrggbb``: (H, W, 3)."""
    if pixels.shape[2] == 3:
        return pixels
    return to_pixels(from_pixels(pixels).flatten(background=list(rgb(background))))


def rgb(colour: str) -> tuple[int, int, int]:
    """``#rrggbb`` as three numbers 0..255. Raises ``InputError`` (code ``bad-colour``) for anything else."""
    if not _COLOUR.fullmatch(colour):
        raise InputError(f"{colour!r} is no colour", mend="write it as #rrggbb", code="bad-colour")
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
