"""The canonical mask (one channel, 8 bit, 255 = edit) in the forms that providers take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.models.request import Picture
from maquette.picture.encode import png, read_png

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazy("numpy")


def white_is_edit(mask: Picture) -> bytes:
    """A grey PNG in which 255 is changed: the canonical form itself."""
    return mask.data


def black_is_edit(mask: Picture) -> bytes:
    """A grey PNG in which 0 is changed and 255 stays."""
    return png(255 - _levels(mask))


def transparent_is_edit(mask: Picture) -> bytes:
    """An RGBA PNG in which alpha 0 is changed and alpha 255 stays; its colour is black."""
    levels = _levels(mask)
    pixels = np.zeros((*levels.shape, 4), np.uint8)
    pixels[..., 3] = 255 - levels
    return png(pixels)


def picture_with_hole(picture: Picture, mask: Picture) -> bytes:
    """The picture as an RGBA PNG that is transparent where it is changed. Raises ``UnreadableImage``."""
    from maquette.picture.decode import read

    levels = _levels(mask)
    return png(np.dstack([read(picture.data, "the picture").pixels[..., :3], 255 - levels]))


def _levels(mask: Picture) -> Any:
    levels = read_png(mask.data)
    return levels if levels.ndim == 2 else levels[..., 0]
