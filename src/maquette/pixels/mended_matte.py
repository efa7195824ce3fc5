"""Where a person says that the product is: a mask painted by hand, in place of what a network found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maquette.errors import InputError
from maquette.graph import op
from maquette.lazy import lazy
from maquette.picture.image import Image, Matte, Pixels

if TYPE_CHECKING:
    import cv2
else:
    cv2 = lazy("cv2")

_SHAPE = 0.01


@op(version=1, cost="heavy")
def mended_matte(picture: Image, mask: Image) -> Matte:
    """Where *mask* says that the product is in *picture*, with no doubt: somebody looked.

    A mask of the picture's shape but of another size is brought to it. Raises ``InputError`` as ``levels`` does.
    """
    return Matte(levels(mask, picture.width, picture.height), method="mended")


def levels(mask: Image, width: int, height: int) -> Pixels:
    """The *mask* at that size, (height, width) uint8, 255 = product: its alpha where it has one, else its lightness.

    Raises ``InputError`` for a mask of another shape, or one with nothing in it.
    """
    if abs(mask.width * height - mask.height * width) > _SHAPE * width * height:
        raise InputError(
            f"the mask is {mask.width} x {mask.height} px, the photo {width} x {height} px",
            mend="save the mask at the photo's own size, upright",
            code="bad-mask",
        )
    found: Pixels = mask.alpha if mask.has_alpha else mask.rgb.max(axis=2)
    if found.max() < 128:
        raise InputError("the mask leaves nothing of the photo", mend="paint the product white", code="empty-mask")
    if found.shape != (height, width):
        smaller = found.shape[0] > height
        found = cv2.resize(found, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
    return found
