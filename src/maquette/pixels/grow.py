"""A picture on a larger canvas of another shape, and the mask of what is new there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maquette.graph import op
from maquette.lazy import lazy
from maquette.picture.image import Image

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")


@op(version=1, cost="cheap")
def grow(picture: Image, *, width: int, height: int, place: float = 0.5) -> Image:
    """The *picture*, at its own size, on the smallest canvas round it of the shape *width* x *height*.

    It stands at *place*, 0..1, along the side that grows. The rest is its own edge, blurred: a stand-in for what a
    model shall paint there.
    """
    across, down, left, top = _canvas(picture, width, height, place)
    rgb = picture.rgb
    borders = (top, down - top - rgb.shape[0], left, across - left - rgb.shape[1])
    wide = cv2.copyMakeBorder(rgb, *borders, cv2.BORDER_REFLECT_101)
    small = cv2.resize(wide, (max(8, across // 16), max(8, down // 16)), interpolation=cv2.INTER_AREA)
    soft = cv2.resize(cv2.GaussianBlur(small, (0, 0), 3), (across, down), interpolation=cv2.INTER_CUBIC)
    soft[top : top + rgb.shape[0], left : left + rgb.shape[1]] = rgb
    return Image(soft)


@op(version=1, cost="cheap")
def grown_mask(picture: Image, *, width: int, height: int, place: float = 0.5) -> Image:
    """White where ``grow`` of the same arguments added something, black where the *picture* stands."""
    across, down, left, top = _canvas(picture, width, height, place)
    mask = np.full((down, across, 3), 255, np.uint8)
    mask[top : top + picture.height, left : left + picture.width] = 0
    return Image(mask)


def _canvas(picture: Image, width: int, height: int, place: float) -> tuple[int, int, int, int]:
    """Width and height of the canvas, and where the picture's corner lies on it."""
    ratio = width / height
    across = max(picture.width, round(picture.height * ratio))
    down = max(picture.height, round(picture.width / ratio))
    left, top = round((across - picture.width) * place), round((down - picture.height) * place)
    return across, down, left, top
