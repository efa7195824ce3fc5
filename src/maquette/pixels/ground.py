"""Photos on plain or white ground: the ground is modelled from the border, and what differs from it is the product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.pixels.shrink import shrink

if TYPE_CHECKING:
    import cv2
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")
    Pixels = Any

SIDE = 512
_BORDER = 0.03
_PLAIN_NOISE = 7.0
_PLAIN_SHARE = 0.85
_GREY = 0.12
_SOFT, _SHARP = 2.2, 3.0
_EVEN = 3.0
"""Noise of a ground that is even enough to tell a hole from a part of the product that is as pale."""
_HOLE = 0.0006
"""Enclosed ground under this share of the picture is a printed detail, unless so much of it makes a mesh."""


@dataclass(frozen=True)
class Ground:
    """What the ground told. *mask* is (h, w) float32 0..1 at a longest side of 512 px.

    *plain* says whether the border is one smooth surface at all; *trust*, 0..1, how far the whole contour stands out
    from it and stays where it is under another threshold; *shade* how much soft shadow was taken away, against the
    product's area; *touches* the share of the frame's edge under the product; *same* where the picture is the ground,
    *dim* where it is the ground in less light, or something as grey; *open* what the product encloses and is the
    ground beyond doubt; *sharp* where the picture changes as at the edge of a thing, not of a soft shadow.
    """

    mask: Any
    trust: float
    plain: bool
    shade: float
    touches: float
    same: Any
    dim: Any
    open: Any
    sharp: Any


def find_ground(rgb: Pixels) -> Ground:
    """Model the ground of *rgb* (H, W, 3, uint8, sRGB) as a second-order surface and part the product from it."""
    scale = min(1.0, SIDE / max(rgb.shape[:2]))
    size = (max(8, round(rgb.shape[1] * scale)), max(8, round(rgb.shape[0] * scale)))
    small = shrink(rgb, *size).astype(np.float32)
    height, width = small.shape[:2]
    surface = _terms(height, width)
    edge = np.zeros((height, width), bool)
    rim = max(2, round(_BORDER * max(height, width)))
    edge[:rim] = edge[-rim:] = edge[:, :rim] = edge[:, -rim:] = True
    ground, noise, share = _fit(small, surface, edge)
    empty = np.zeros((height, width), np.float32)
    if share < _PLAIN_SHARE or noise > _PLAIN_NOISE:
        nowhere = empty.astype(bool)
        return Ground(empty, 0.0, False, 0.0, 1 - share, same=nowhere, dim=nowhere, open=nowhere, sharp=nowhere)
    for _ in range(2):
        apart = _apart(small, ground)
        near = _outside(apart < 4 * noise + 4)
        ground, noise, _ = _fit(small, surface, near)
    apart = _apart(small, ground)
    low, high = 1.6 * noise + 2.5, 4 * noise + 9
    outside = _outside(apart < low)
    dim = _dim(small, ground)
    change = _change(small)
    shade = _outside(outside | (dim & (change < _SOFT) & (apart < 90))) & ~outside
    product = _large(~(outside | shade) & _grown(apart > high, ~(outside | shade)))
    if not product.any():
        nowhere = empty.astype(bool)
        same = _same(apart, noise)
        return Ground(empty, 0.0, True, 0.0, 0.0, same=same, dim=nowhere, open=nowhere, sharp=nowhere)
    enclosed = product
    product, blind = _open_holes(product, small, ground, apart, low)
    tight = _large(~_outside((apart < 1.8 * low) | shade) & product)
    steady = float((tight & product).sum() / product.sum())
    ring = _ring(product)
    contrast = float((apart[ring] > high).mean()) if ring.any() else 0.0
    # The outer pixel of the product is half ground: its share is what the difference says.
    rim_pixels = product & ~cv2.erode(product.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    alpha = product.astype(np.float32)
    alpha[rim_pixels] = np.clip((apart[rim_pixels] - low / 2) / (high - low / 2), 0, 1)
    return Ground(
        alpha,
        trust=0.0 if blind or dim[ring].mean() > _GREY else min(contrast, 1 - 3 * (1 - steady)),
        plain=True,
        shade=float(shade.sum() / product.sum()),
        touches=float((product & edge).sum() / edge.sum()),
        same=_same(apart, noise) | (enclosed & ~product),
        dim=dim,
        open=enclosed & ~product & (noise < _EVEN),
        sharp=(change > _SHARP) & (noise < _EVEN),
    )


def _terms(height: int, width: int) -> Any:
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    return np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1)


def _fit(small: Any, surface: Any, where: Any) -> tuple[Any, float, float]:
    """Surface through the pixels *where*, without outliers: the surface, the noise (sigma) and the share that fits."""
    terms, colours = surface[where], small[where]
    step = max(1, len(terms) // 6000)
    terms, colours = terms[::step], colours[::step]
    fits = np.abs(colours - np.median(colours, axis=0)).max(axis=1) < 60
    model = None
    for limit in (24.0, 12.0, 8.0, 8.0):
        if fits.sum() < 50:
            break
        model = np.linalg.lstsq(terms[fits], colours[fits], rcond=None)[0]
        rest = np.abs(colours - terms @ model).max(axis=1)
        spread = 1.4826 * float(np.median(rest[fits]))
        fits = rest < max(3.5 * spread, min(limit, 8.0))
    if model is None:
        return np.zeros_like(small), 255.0, 0.0
    rest = np.abs(colours[fits] - terms[fits] @ model)
    return surface @ model, float(np.clip(1.4826 * np.median(rest), 0.8, 255)), float(fits.mean())


def _apart(small: Any, ground: Any) -> Any:
    return np.abs(cv2.blur(small - ground, (3, 3))).max(axis=2)


def _same(apart: Any, noise: float) -> Any:
    return cv2.blur(apart, (7, 7)) < 0.8 * noise + 1.2


def _outside(like: Any) -> Any:
    """The part of *like* that is connected to the picture's border."""
    count, labels = cv2.connectedComponents(like.astype(np.uint8), connectivity=4)
    border = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    reached = np.zeros(count, bool)
    reached[np.unique(border)] = True
    reached[0] = False
    return reached[labels]


def _grown(seed: Any, within: Any) -> Any:
    """The areas of *within* that hold some of *seed*."""
    count, labels = cv2.connectedComponents(within.astype(np.uint8), connectivity=8)
    held = np.bincount(labels[seed & within], minlength=count) > 3
    held[0] = False
    return held[labels]


def _large(mask: Any) -> Any:
    """Without specks: areas under two thousandths of the picture and under a fiftieth of the largest."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    if count < 2:
        return mask
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    keep = areas > max(0.0005 * mask.size, 0.02 * areas.max())
    return keep[labels]


def _dim(small: Any, ground: Any) -> Any:
    """Darker than the ground by one factor in all channels, as a shadow is (and a grey thing)."""
    ratio = small / np.maximum(ground, 1)
    mean = ratio.mean(axis=2)
    return (np.abs(ratio - mean[..., None]).max(axis=2) < 0.05) & (mean > 0.45) & (mean < 1.0)


def _change(small: Any) -> Any:
    """How quickly the picture changes near each place, in levels a pixel: slowly at the edge of a soft shadow."""
    grey = cv2.GaussianBlur(small.mean(axis=2), (0, 0), 1.2)
    across, down = (cv2.Sobel(grey, cv2.CV_32F, *way, scale=0.125) for way in ((1, 0), (0, 1)))
    return cv2.dilate(cv2.magnitude(across, down), np.ones((5, 5), np.uint8))


def _open_holes(product: Any, small: Any, ground: Any, apart: Any, low: float) -> tuple[Any, bool]:
    """Open what is enclosed and is the ground beyond doubt (a handle); True when that cannot be told.

    On blown-out white a label and a hole look alike.
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    like = cv2.erode((product & (apart < low)).astype(np.uint8), kernel)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(like, connectivity=4)
    opened, blind = product.copy(), False
    areas = stats[1:, cv2.CC_STAT_AREA]
    small_ones = areas[areas < _HOLE * product.size].sum()
    mesh = small_ones > 0.1 * product.sum()
    for place in range(1, count):
        if stats[place, cv2.CC_STAT_AREA] < _HOLE * product.size and not mesh:
            continue
        hole = labels == place
        if small[hole].mean() > 246:
            blind = True
        elif np.abs((small - ground)[hole].mean(axis=0)).max() < 0.5 * low:
            opened &= ~(cv2.dilate(hole.astype(np.uint8), kernel).astype(bool) & (apart < low))
        else:
            blind = True
    return opened, blind


def _ring(mask: Any) -> Any:
    """The pixels just inside the contour."""
    whole = mask.astype(np.uint8)
    inner = cv2.erode(whole, np.ones((3, 3), np.uint8))
    return (inner - cv2.erode(inner, np.ones((5, 5), np.uint8))).astype(bool)
