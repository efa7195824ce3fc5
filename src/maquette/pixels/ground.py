"""Photos on plain or white ground: the ground is modelled from the border inwards, its soft shadows with it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.pixels.pieces import from_border, grown, shrunk, without_specks
from maquette.pixels.shrink import shrink, shrink_by, size_within

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
_CELL = 8
_NEUTRAL = 0.05
_DARKEST = 0.3
_GAP, _STEP = 2, 4
_SAMPLES = 6000
_FROM_AFAR, _SLACK = 160, 0.77
"""Seen at 160 to 320 px the border of every plain photo fits well within that slack (of 330 photos)."""
_SHARP = 2.0
"""A step changes that many times faster seen closely than blurred over 4 px; the edge of a soft shadow does not."""


@dataclass(frozen=True)
class Ground:
    """The ground of a photo at a longest side of 512 px, all maps (h, w).

    *picture* and *surface* are (h, w, 3) float32: what is seen, and the bare ground with its soft shadows, also where
    the product hides it. *apart* is how far the one is from the other, in levels of the channel that differs most: on
    bare ground *usual*; below *low* is ground, above *high* is surely something else. *bare* is ground that reaches
    the border, *shade* soft shadow, *dim* what is darker than the ground by one factor in all channels, as a shadow is
    (and a grey thing), *sharp* where the picture changes as at the edge of a thing, *flat* where it changes no more
    than bare ground.
    """

    picture: Any
    surface: Any
    apart: Any
    usual: float
    low: float
    high: float
    bare: Any
    shade: Any
    dim: Any
    sharp: Any
    flat: Any


def find_ground(rgb: Pixels) -> Ground | None:
    """Model the ground of *rgb* (H, W, 3, uint8, sRGB); None where the border is not one smooth surface."""
    if not _may_be_plain(rgb):
        return None
    picture = shrink(rgb, *size_within(rgb.shape, SIDE)).astype(np.float32)
    surface = _plain(picture)
    if surface is None:
        return None
    surface, near = _settled(picture, surface)
    apart = differ(picture, surface)
    usual = _median(apart, near, 1.0)
    low = max(3 * usual + 1, 2.5)
    bare = from_border(apart < low)
    grey = picture @ np.array([0.3, 0.5, 0.2], np.float32)
    close, blurred = _change(grey, 1), _change(grey, 4)
    quiet = _median(close, near, 0.3)
    flat = close <= max(1.0, 3 * quiet)
    sharp = (close > _SHARP * blurred) & ~flat
    dim = _dim(picture, surface)
    shade = _shade(bare, dim & ~grown(sharp, 1), sharp)
    if shade.any():
        surface = cv2.add(surface, _smooth(cv2.subtract(picture, surface), shrunk(bare | shade, 1), _CELL // 2))
        apart = differ(picture, surface)
    return Ground(picture, surface, apart, usual, low, 2 * low + 6, bare, shade, dim, sharp, flat)


def differ(picture: Any, surface: Any) -> Any:
    """How far each place of *picture* is from *surface*, means over 3 x 3 px, in the channel that differs most."""
    return _most(cv2.blur(cv2.subtract(picture, surface), (3, 3)))


def _most(colours: Any) -> Any:
    """The largest of the three channels' amounts; some ten times quicker than along numpy's last axis."""
    red, green, blue = (cv2.absdiff(channel, 0.0) for channel in cv2.split(colours))
    return cv2.max(cv2.max(red, green), blue)


def _shade(bare: Any, soft: Any, sharp: Any) -> Any:
    """Soft shadow: what is *soft* and reached from *bare* ground through gaps a shadow would pass and a thing leaks by.

    What is reached but parted from bare ground by a sharp outline all along is a grey thing.
    """
    open_ground = bare | soft
    reached = grown(from_border(shrunk(open_ground, _GAP)), _GAP) & open_ground
    found = without_specks(reached & ~bare)
    if not found.any():
        return found
    count, labels = cv2.connectedComponents(found.astype(np.uint8), connectivity=8)
    near_bare = grown(found, _STEP) & grown(bare, _STEP) & ~found & ~bare
    outline = cv2.dilate(
        np.where(found, labels, 0).astype(np.uint16), np.ones((2 * _STEP + 1, 2 * _STEP + 1), np.uint8)
    )
    shut = np.bincount(outline[near_bare & sharp], minlength=count)
    soft_rim = np.bincount(labels[found & grown(bare, 1)], minlength=count)
    kept = soft_rim > shut
    kept[0] = False
    return kept[labels]


def _may_be_plain(rgb: Pixels) -> bool:
    """False where a look at the border from afar shows that it is not one smooth surface: most photos go no further."""
    closeness = max(rgb.shape[:2]) / _FROM_AFAR
    factor = 1 << int(math.log2(max(1.0, closeness)))
    height, width = rgb.shape[0] // factor, rgb.shape[1] // factor
    rim = _rim(height, width)
    if factor == 1 or min(height, width) < 2 * rim:
        return True
    picture = np.zeros((height, width, 3), np.float32)
    for top, bottom, left, right in (
        (0, rim, 0, width),
        (height - rim, height, 0, width),
        (0, height, 0, rim),
        (0, height, width - rim, width),
    ):
        strip = rgb[top * factor : bottom * factor, left * factor : right * factor]
        picture[top:bottom, left:right] = shrink_by(strip, factor)
    _, noise, share = _fit(picture, _border(picture), _SAMPLES // 4)
    return share > _SLACK * _PLAIN_SHARE and noise < _PLAIN_NOISE / _SLACK


def _plain(picture: Any) -> Any | None:
    """A second-order surface through the border, then through all that is like it; None where it does not fit."""
    model, noise, share = _fit(picture, _border(picture))
    if share < _PLAIN_SHARE or noise > _PLAIN_NOISE:
        return None
    for _ in range(2):
        near = from_border(differ(picture, _spread(model, picture)) < 4 * noise + 4)
        model, noise, _ = _fit(picture, near)
    return _spread(model, picture)


def _border(picture: Any) -> Any:
    height, width = picture.shape[:2]
    rim = _rim(height, width)
    edge = np.ones((height, width), bool)
    edge[rim:-rim, rim:-rim] = False
    return edge


def _rim(height: int, width: int) -> int:
    return max(2, round(_BORDER * max(height, width)))


def _axes(picture: Any) -> tuple[Any, Any]:
    """Where columns and rows are, -1 to 1."""
    return np.linspace(-1, 1, picture.shape[1]), np.linspace(-1, 1, picture.shape[0])


def _fit(picture: Any, where: Any, samples: int = _SAMPLES) -> tuple[Any, float, float]:
    """Surface through the pixels *where*, without outliers: its model, the noise (sigma) and the share that fits."""
    places = np.flatnonzero(where)
    places = places[:: max(1, len(places) // samples)]
    (x, y), width = _axes(picture), where.shape[1]
    across, down = x[places % width], y[places // width]
    known = np.stack([np.ones_like(across), across, down, across * down, across**2, down**2])
    colours = np.ascontiguousarray(picture.reshape(-1, 3)[places].T)
    fits = np.abs(colours - np.median(colours, axis=1)[:, None]).max(axis=0) < 60
    model = None
    for _ in range(4):
        if fits.sum() < 50:
            break
        some = known[:, fits]
        model = np.linalg.solve(some @ some.T + 1e-6 * np.eye(len(some)), some @ colours[:, fits].T)
        rest = np.abs(colours - model.T @ known).max(axis=0)
        fits = rest < max(3.5 * 1.4826 * float(np.median(rest[fits])), 8.0)
    if model is None:
        return np.zeros((len(known), 3)), 255.0, 0.0
    rest = np.abs(colours[:, fits] - model.T @ known[:, fits])
    return model, float(np.clip(1.4826 * np.median(rest), 0.8, 255)), float(fits.mean())


def _spread(model: Any, picture: Any) -> Any:
    """The surface (h, w, 3) of a *model* in 1, x, y, xy, x^2, y^2: each row is a parabola in x."""
    x, y = _axes(picture)
    across, down = x.astype(np.float32), y.astype(np.float32)[:, None]
    channels = []
    for one, dx, dy, dxy, dxx, dyy in model.T.astype(np.float32):
        surface = (dx + dxy * down) * across
        surface += one + dy * down + dyy * down**2
        surface += dxx * across**2
        channels.append(surface)
    return cv2.merge(channels)


def _settled(picture: Any, surface: Any) -> tuple[Any, Any]:
    """The surface with what a polynomial leaves over (vignettes, lamps, a horizon), and where it was learnt."""
    near = np.zeros(picture.shape[:2], bool)
    for _ in range(3):
        apart = differ(picture, surface)
        like = from_border(apart < max(8.0, 4 * _median(apart, near, 0.0)))
        near = shrunk(like, 1)
        surface = cv2.add(surface, _smooth(cv2.subtract(picture, surface), near, _CELL))
    return surface, near


def _smooth(rest: Any, known: Any, cell: int) -> Any:
    """The *rest* (h, w, 3) where it is *known*, smoothed, and carried on into what is not known."""
    height, width = known.shape
    size = (max(2, width // cell), max(2, height // cell))
    weight = cv2.resize(known.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    colour = cv2.resize(cv2.copyTo(rest, known.astype(np.uint8)), size, interpolation=cv2.INTER_AREA)
    above, below = np.zeros_like(colour), np.full_like(weight, 1e-7)
    for sigma, share in ((2, 1.0), (6, 1e-2), (20, 1e-4)):
        above += share * cv2.GaussianBlur(colour, (0, 0), sigma)
        below += share * cv2.GaussianBlur(weight, (0, 0), sigma)
    return cv2.resize(above / below[..., None], (width, height), interpolation=cv2.INTER_CUBIC)


def _median(values: Any, where: Any, otherwise: float) -> float:
    """The median of some thousands of the *values* at *where*; *otherwise* where there are none."""
    some = values[where]
    return float(np.median(some[:: max(1, len(some) // _SAMPLES)])) if len(some) else otherwise


def _dim(picture: Any, surface: Any) -> Any:
    # Not cv2.max: to OpenCV a number is a colour, and its second and third channel are nought.
    ratio = picture / np.maximum(surface, np.float32(1))
    mean = ratio @ np.full(3, 1 / 3, np.float32)
    return (_most(ratio - mean[..., None]) < _NEUTRAL) & (mean > _DARKEST) & (mean < 1.01)


def _change(grey: Any, sigma: float) -> Any:
    """How quickly the picture changes at each place, blurred over *sigma* pixels first, in levels a pixel."""
    blurred = cv2.GaussianBlur(grey, (0, 0), sigma)
    across, down = (cv2.Sobel(blurred, cv2.CV_32F, *way, scale=0.125) for way in ((1, 0), (0, 1)))
    return cv2.magnitude(across, down)
