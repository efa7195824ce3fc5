"""What can be measured of a photo and its cut-out that tells one whole product from product and scenery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.pixels.pieces import grown
from maquette.pixels.shrink import shrink

if TYPE_CHECKING:
    import cv2
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")
    Pixels = Any

_SIDE = 256


@dataclass(frozen=True)
class Clues:
    """Measured at a longest side of 256 px.

    *solidity* is the area against that of its convex hull: two things side by side leave gaps. *likeness* is the
    overlap, 0..1, of the coarse colour histograms (CIE Lab) of what is cut out and of its surroundings.
    """

    solidity: float
    likeness: float


def find_clues(rgb: Pixels, alpha: Pixels) -> Clues | None:
    """Measure *rgb* (H, W, 3, uint8, sRGB) cut out by *alpha* (H, W, uint8); None where next to nothing is cut out."""
    scale = _SIDE / max(alpha.shape)
    size = max(8, round(alpha.shape[1] * scale)), max(8, round(alpha.shape[0] * scale))
    mask = shrink(alpha, *size) > 127
    if np.count_nonzero(mask) < 50:
        return None
    lab = cv2.cvtColor(shrink(rgb, *size).astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    outside = ~grown(mask, 4)
    around = histogram(lab[outside if outside.any() else ~mask])
    return Clues(solidity(mask), float(np.minimum(histogram(lab[mask]), around).sum()))


def colour_steps(lab: Any) -> Any:
    """How quickly the colour changes, in Lab units a pixel."""
    smooth = cv2.GaussianBlur(lab, (0, 0), 1)
    across, down = (cv2.Sobel(smooth, cv2.CV_32F, *way, scale=0.125) for way in ((1, 0), (0, 1)))
    return np.sqrt((across**2 + down**2).sum(axis=2))


def histogram(colours: Any) -> Any:
    """Shares of the *colours* (n, 3) in 8 x 12 x 12 cells of Lab."""
    cells = np.clip((colours + np.array([0, 60, 60])) / [12.5, 10, 10], 0, [7, 11, 11]).astype(int)
    return np.bincount(cells @ [144, 12, 1], minlength=1152) / max(1, len(colours))


def solidity(mask: Any) -> float:
    """The area of a mask (h, w) bool that is not empty, against that of its convex hull."""
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.convexHull(np.vstack(outlines))
    return float(np.count_nonzero(mask) / max(1.0, cv2.contourArea(hull) + len(hull)))
