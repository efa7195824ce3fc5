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
    ys, xs = np.divmod(np.flatnonzero(band[top:bottom, left:right] != 0).astype(np.int32), inside.shape[1])
    colour = shrink_by(part, _FIELD).astype(np.float32)
    weight = shrink_by(inside, _FIELD).astype(np.float32) / 255
    fore = back = colour
    for radius in (22, 2):
        fore, back = _fuse(colour, fore, back, weight, radius)
    fy, fx = np.minimum(ys // _FIELD, fore.shape[0] - 1), np.minimum(xs // _FIELD, fore.shape[1] - 1)
    share = (inside[ys, xs] / np.float32(255))[:, None]
    near, far = fore[fy, fx], back[fy, fx]
    colour = near + share * (part[ys, xs] - far - share * (near - far))
    result[top:bottom, left:right][ys, xs, :3] = np.clip(np.rint(colour), 0, 255).astype(np.uint8)
    return Image(result)


def _fuse(colour: Any, fore: Any, back: Any, share: Any, radius: int) -> tuple[Any, Any]:
    """Foreground and background colour fields, (h, w, 3) float32, from earlier ones, blurred over *radius* pixels."""
    window = (2 * radius + 1, 2 * radius + 1)
    weight = cv2.merge([cv2.blur(share, window)] * 3)
    share = cv2.merge([share] * 3)
    mean_fore = cv2.blur(fore * share, window) / (weight + 1e-5)
    mean_back = cv2.blur(back * (1 - share), window) / (1 - weight + 1e-5)
    new = mean_fore + share * (colour - mean_back - share * (mean_fore - mean_back))
    return np.clip(new, 0, 255), mean_back
