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


@op(version=1, cost="cheap")
def lift(picture: Image, matte: Matte) -> Image:
    """The *picture* with the *matte* as straight alpha, (H, W, 4), and the product's own colours along its edge.

    Colours by blur fusion, twice (Forte, "Approximate Fast Foreground Colour Estimation", ICIP 2021), worked only
    where alpha is neither 0 nor 255, with the colour fields on a quarter-size picture.
    """
    alpha = matte.alpha
    result = cv2.cvtColor(np.ascontiguousarray(picture.rgb), cv2.COLOR_RGB2RGBA)
    cv2.insertChannel(alpha, result, 3)
    found = cv2.findNonZero(cv2.inRange(alpha, 1, 254))
    if found is None:
        return Image(result)
    xs, ys = found.reshape(-1, 2).T
    margin = 24 * _FIELD
    top, left = max(0, int(ys.min()) - margin), max(0, int(xs.min()) - margin)
    bottom, right = int(ys.max()) + margin, int(xs.max()) + margin
    part, inside = picture.rgb[top:bottom, left:right], alpha[top:bottom, left:right]
    colour = shrink_by(part, _FIELD).astype(np.float32)
    weight = shrink_by(inside, _FIELD).astype(np.float32) / 255
    fore = back = colour
    for radius in (22, 2):
        fore, back = _fuse(colour, fore, back, weight, radius)
    ys, xs = ys - top, xs - left
    fy, fx = np.minimum(ys // _FIELD, fore.shape[0] - 1), np.minimum(xs // _FIELD, fore.shape[1] - 1)
    share = inside[ys, xs].astype(np.float32)[:, None] / 255
    near, far = fore[fy, fx], back[fy, fx]
    colour = near + share * (part[ys, xs].astype(np.float32) - share * near - (1 - share) * far)
    result[top:bottom, left:right][ys, xs, :3] = np.clip(np.rint(colour), 0, 255).astype(np.uint8)
    return Image(result)


def _fuse(colour: Any, fore: Any, back: Any, share: Any, radius: int) -> tuple[Any, Any]:
    """Foreground and background colour fields, (h, w, 3) float32, from earlier ones, blurred over *radius* pixels."""
    window = (2 * radius + 1, 2 * radius + 1)
    weight = cv2.blur(share, window)[..., None] + 1e-5
    share = share[..., None]
    mean_fore = cv2.blur(fore * share, window) / weight
    mean_back = cv2.blur(back * (1 - share), window) / (1 - weight + 2e-5)
    new = mean_fore + share * (colour - share * mean_fore - (1 - share) * mean_back)
    return np.clip(new, 0, 255), mean_back
