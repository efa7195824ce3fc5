"""The product alone: the cut-out picture with the old background's colour taken out of its edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.graph import op
from maquette.lazy import lazy
from maquette.picture.image import Image, Matte
from maquette.pixels.shrink import shrink_by

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_FIELD = 4
_RADII = (22, 2)


@op(version=2, cost="cheap")
def lift(picture: Image, matte: Matte) -> Image:
    """The *picture* with the *matte* as straight alpha, (H, W, 4), and the product's own colours along its edge.

    Colours by blur fusion, twice (Forte, "Approximate Fast Foreground Colour Estimation", ICIP 2021), worked only
    where alpha is neither 0 nor 255, with the colour fields on a quarter-size picture.
    """
    alpha = matte.alpha
    result = cv2.cvtColor(np.ascontiguousarray(picture.rgb), cv2.COLOR_RGB2RGBA)
    cv2.insertChannel(alpha, result, 3)
    band = cv2.inRange(alpha, 1, 254)
    left, top, width, height = cv2.boundingRect(band)
    if not width:
        return Image(result)
    margin = 24 * _FIELD
    bottom, right = top + height - 1 + margin, left + width - 1 + margin
    top, left = max(0, top - margin), max(0, left - margin)
    part, inside = picture.rgb[top:bottom, left:right], alpha[top:bottom, left:right]
    ys, xs = np.divmod(np.flatnonzero(band[top:bottom, left:right] > 0).astype(np.int32), np.int32(part.shape[1]))
    share = shrink_by(inside, _FIELD).astype(np.float32) / 255
    height, width = share.shape
    cells = np.minimum(ys // _FIELD, height - 1) * width + np.minimum(xs // _FIELD, width - 1)
    flat, first = result.reshape(-1), 4 * ((ys + top) * result.shape[1] + xs + left)
    cover = flat.take(first + 3) / np.float32(255)
    blurred = [(radius, _blur(share, radius)) for radius in _RADII]
    # A channel at a time: side by side in memory they take several times as long.
    for channel, seen in enumerate(cv2.split(shrink_by(part, _FIELD).astype(np.float32))):
        near, far = (field.take(cells) for field in _fuse(seen, share, blurred))
        colour = near + cover * (flat.take(first + channel) - far - cover * (near - far))
        flat.put(first + channel, np.clip(np.rint(colour), 0, 255).astype(np.uint8))
    return Image(result)


def _fuse(colour: Any, share: Any, blurred: Any) -> tuple[Any, Any]:
    """Foreground and background of one channel (h, w) float32; *blurred* are the radii, each with *share* blurred."""
    fore = back = colour
    for radius, weight in blurred:
        mean_fore = _blur(fore * share, radius) / (weight + 1e-5)
        back = _blur(back * (1 - share), radius) / (1 - weight + 1e-5)
        fore = np.clip(mean_fore + share * (colour - back - share * (mean_fore - back)), 0, 255)
    return fore, back


def _blur(values: Any, radius: int) -> Any:
    return cv2.blur(values, (2 * radius + 1, 2 * radius + 1))
