"""The product alone: the cut-out picture with the old background's colour taken out of its edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.graph import op
from maquette.lazy import lazy
from maquette.pixels.image import Image, Matte

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
    result = np.empty((*alpha.shape, 4), np.uint8)
    result[..., :3] = picture.rgb
    result[..., 3] = alpha
    ys, xs = np.nonzero((alpha > 0) & (alpha < 255))
    if not len(ys):
        return Image(result)
    margin = 24 * _FIELD
    top, left = max(0, int(ys.min()) - margin), max(0, int(xs.min()) - margin)
    bottom, right = int(ys.max()) + margin, int(xs.max()) + margin
    part, inside = picture.rgb[top:bottom, left:right], alpha[top:bottom, left:right]
    fore, back = part, part
    for radius in (22, 2):
        fore, back = _fuse(part, fore, back, inside, radius)
    ys, xs = ys - top, xs - left
    fy, fx = np.minimum(ys // _FIELD, fore.shape[0] - 1), np.minimum(xs // _FIELD, fore.shape[1] - 1)
    share = inside[ys, xs].astype(np.float32)[:, None] / 255
    near, far = fore[fy, fx], back[fy, fx]
    colour = near + share * (part[ys, xs].astype(np.float32) - share * near - (1 - share) * far)
    result[top:bottom, left:right][ys, xs, :3] = np.clip(np.rint(colour), 0, 255).astype(np.uint8)
    return Image(result)


def _fuse(part: Any, fore: Any, back: Any, alpha: Any, radius: int) -> tuple[Any, Any]:
    """Foreground and background colour fields, (h/4, w/4, 3) float32, blurred over *radius* field pixels."""
    size = (max(1, part.shape[1] // _FIELD), max(1, part.shape[0] // _FIELD))
    window = (2 * radius + 1, 2 * radius + 1)
    share = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA).astype(np.float32)[..., None] / 255
    colour, fore, back = (
        one
        if one.shape[:2] == (size[1], size[0]) and one.dtype == np.float32
        else cv2.resize(one, size, interpolation=cv2.INTER_AREA).astype(np.float32)
        for one in (part, fore, back)
    )
    weight = cv2.blur(share, window)[..., None] + 1e-5
    rest = 1 - weight + 2e-5
    mean_fore = cv2.blur(fore * share, window) / weight
    mean_back = cv2.blur(back * (1 - share), window) / rest
    new = mean_fore + share * (colour - share * mean_fore - (1 - share) * mean_back)
    return np.clip(new, 0, 255), mean_back
