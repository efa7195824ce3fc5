"""The edge of a mask, brought from the network's size to the picture's by the colours on both sides of it.

Colour projection in the unsure band: with F and B the mean colours of the sure product and the sure ground nearby,
alpha = <I - B, F - B> / |F - B|^2; where F and B are too alike to tell, the mask's own word stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from maquette.lazy import lazy
from maquette.pixels.closed_form import closed_form
from maquette.pixels.shrink import shrink, shrink_by

if TYPE_CHECKING:
    import cv2
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")
    Pixels = Any

COARSE = 640
"""The first pass works at that longest side; it mends what the network's 320 px could not see."""
_ALIKE, _APART, _BESIDE = 14.0, 48.0, 24.0
_FIELD = 4
_HAZE = 14
_SOLVED, _NARROWED = 3, 1.6


Care = Literal["quick", "close", "fine"]
"""quick: colour projection. close: the small picture's edge is solved in closed form too. fine: also at half size."""


def refine(rgb: Pixels, mask: Any, *, reach: int = 5, ground: Any = None, care: Care = "quick") -> Pixels:
    """Alpha at the size of *rgb* (H, W, 3, uint8) from *mask* (any size, float 0..1): (H, W) uint8, 255 = product.

    *reach* is how far, in pixels at a longest side of 640, the mask's contour may be off. *ground* is the colour of the
    bare ground everywhere, (h, w, 3) float32 at any size, where that is known.
    """
    height, width = rgb.shape[:2]
    scale = min(1.0, COARSE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = shrink(rgb, *size)
    alpha = cv2.resize((mask * 255).astype(np.uint8), size, interpolation=cv2.INTER_CUBIC)
    alpha = project(small, alpha, reach=reach, field=2, surface=ground)
    alpha = _without_haze(alpha)
    if care != "quick":
        alpha = _solved(small, alpha)
    if size != (width, height):
        full = cv2.resize(alpha, (width, height), interpolation=cv2.INTER_CUBIC)
        alpha = _without_haze(project(rgb, full, reach=max(2, round(1.5 / scale)), field=_FIELD, surface=ground))
    if care == "fine" and max(width, height) > COARSE:
        half = (width // 2, height // 2)
        solved = _solved(shrink(rgb, *half), shrink(alpha, *half))
        alpha = cv2.resize(solved, (width, height), interpolation=cv2.INTER_CUBIC)
    refined: Pixels = alpha
    return refined


def _solved(rgb: Pixels, alpha: Pixels) -> Pixels:
    """The edge in closed form, and as narrow as it was before the smoothness that the solution asks for."""
    solved = closed_form(rgb, alpha, reach=_SOLVED)
    steps = np.clip((np.arange(256, dtype=np.float32) - 127.5) * _NARROWED + 127.5, 0, 255)
    narrow: Pixels = cv2.LUT(solved, np.rint(steps).astype(np.uint8))
    return narrow


def _without_haze(alpha: Pixels) -> Pixels:
    """Nearly nothing is nothing and nearly all is all: a network is never quite sure, and haze shows on any ground."""
    scale = 255 / (255 - 2 * _HAZE)
    cleaned: Pixels = cv2.addWeighted(alpha, scale, alpha, 0, -_HAZE * scale)
    return cleaned


def project(rgb: Pixels, alpha: Pixels, *, reach: int, field: int, surface: Any = None) -> Pixels:
    """One pass: *alpha* (H, W) uint8 made exact within *reach* px of where it is unsure.

    Colours are gathered on a picture *field* times smaller, from what lies beyond the band.
    """
    box = _band_box(alpha, 3 * reach + 2 * field)
    if box is None:
        return alpha
    top, bottom, left, right = box
    part, inside = rgb[top:bottom, left:right], alpha[top:bottom, left:right]
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    product = cv2.erode(cv2.inRange(inside, 217, 255), kernel)
    ground = cv2.erode(cv2.inRange(inside, 0, 39), kernel)
    band = (product | ground) == 0
    if surface is None:
        # Deep in what the network is unsure of, colours tell nothing: there its word stands.
        band &= _near_outline(inside, 3 * reach, field // 2)
    places = np.flatnonzero(band)
    if not len(places):
        return alpha
    ys, xs = np.divmod(places.astype(np.int32), np.int32(inside.shape[1]))
    # Everything that is the same for a whole cell of the smaller picture is worked once a cell, not once a pixel.
    cells, cell = _cells(ys // field, xs // field, (inside.shape[0] // field, inside.shape[1] // field))
    small = shrink_by(part, field)
    radius = max(3, round(3 * reach / field))
    near, has_near = _colours(small, shrink_by(product, field), cells, radius)
    if surface is None:
        far, has_far = _colours(small, shrink_by(ground, field), cells, radius)
    else:
        far, has_far = (
            _sampled(surface, rgb.shape, (cells[0] + 0.5) * field + top, (cells[1] + 0.5) * field + left),
            True,
        )
    span = near - far
    length = np.einsum("ij,ij->i", span, span)
    apart = np.clip((np.sqrt(length) - _ALIKE) / (_APART - _ALIKE), 0, 1) * (has_near & has_far)
    length = length.take(cell)
    along, beside = np.zeros_like(length), np.zeros_like(length)
    flat, first = rgb.reshape(-1), 3 * ((ys + top) * rgb.shape[1] + xs + left)
    # A channel at a time: gathered side by side, they take four times as long.
    for channel, (behind, step) in enumerate(zip(far.T, span.T, strict=True)):
        colour = flat.take(first + channel) - behind.take(cell)
        along += colour * step.take(cell)
        beside += colour * colour
    along /= np.maximum(length, 1)
    # A colour beside the line from ground to product is neither: another part of the product, or of what is behind.
    beside -= np.clip(along, 0, 1.5) ** 2 * length
    trust = apart.take(cell) * np.exp(-np.maximum(beside, 0) / _BESIDE**2)
    said = inside.take(places) / np.float32(255)
    found = said + trust * (np.clip(along * 1.06 - 0.03, 0, 1) - said)
    solved = inside.copy()
    solved.put(places, np.rint(255 * found).astype(np.uint8))
    result = alpha.copy()
    result[top:bottom, left:right] = solved
    return result


def _near_outline(alpha: Pixels, reach: int, coarser: int) -> Any:
    """Where the outline of what is mostly product lies within *reach* px, (H, W) bool.

    Measured on a picture so many times *coarser*: dilating by a disc that wide takes several times as long.
    """
    body = cv2.inRange(shrink_by(cv2.inRange(alpha, 128, 255), coarser), 128, 255)
    beside = cv2.morphologyEx(body, cv2.MORPH_GRADIENT, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)))
    # The outline runs between two pixels, half a pixel from the middle of either.
    apart = cv2.distanceTransform(cv2.bitwise_not(beside), cv2.DIST_L2, 3)
    near = cv2.inRange(apart, 0, reach / coarser - 0.5)
    return cv2.resize(near, alpha.shape[::-1], interpolation=cv2.INTER_LINEAR) > 127


def _sampled(surface: Any, shape: tuple[int, ...], ys: Any, xs: Any) -> Any:
    """The colours of a smaller *surface* under the pixels (ys, xs) of a picture of that *shape*."""
    down, across = surface.shape[0] / shape[0], surface.shape[1] / shape[1]
    maps = ((axis + 0.5) * share - 0.5 for axis, share in ((xs, across), (ys, down)))
    mx, my = (np.asarray(one, np.float32)[:, None] for one in maps)
    rows = []
    for start in range(0, len(mx), 30000):
        part = slice(start, start + 30000)
        rows.append(cv2.remap(surface, mx[part], my[part], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[:, 0])
    return np.concatenate(rows)


def _band_box(alpha: Pixels, margin: int) -> tuple[int, int, int, int] | None:
    left, top, width, height = cv2.boundingRect(cv2.inRange(alpha, 9, 255))
    if not width:
        return None
    return (
        max(0, top - margin),
        min(alpha.shape[0], top + height + margin),
        max(0, left - margin),
        min(alpha.shape[1], left + width + margin),
    )


def _cells(ys: Any, xs: Any, shape: tuple[int, int]) -> tuple[tuple[Any, Any], Any]:
    """The different places (y, x) among *ys*, *xs*, held inside *shape*, and for each pixel the number of its own."""
    height, width = max(1, shape[0]), max(1, shape[1])
    flat = np.minimum(ys, height - 1) * width + np.minimum(xs, width - 1)
    number = np.zeros(height * width, np.int32)
    number[flat] = 1
    used = np.flatnonzero(number)
    number[used] = np.arange(len(used), dtype=np.int32)
    return (used // width, used % width), number[flat]


def _colours(rgb: Pixels, sure: Pixels, cells: tuple[Any, Any], radius: int) -> tuple[Any, Any]:
    """Mean colour (n, 3) of the *sure* pixels (255) of a small picture around each of its *cells*, and where any are.

    Looked for within *radius*, then within three and nine times as much.
    """
    weight = cv2.inRange(sure, 255, 255)
    colour = cv2.copyTo(rgb, weight)
    found = np.zeros((len(cells[0]), 3), np.float32)
    known = np.zeros(len(found), bool)
    for reach in (radius, 3 * radius, 9 * radius):
        total, mean = (_means(one, reach) for one in (weight, colour))
        total = total[cells] / np.float32(255)
        new = np.flatnonzero((total > 1e-4) & ~known)
        found[new] = mean[cells[0][new], cells[1][new]] / total[new, None]
        known[new] = True
        if known.all():
            break
    return found, known


def _means(of: Pixels, reach: int) -> Any:
    """Means of the square within *reach* px of each place, float32."""
    window = (2 * reach + 1, 2 * reach + 1)
    return cv2.boxFilter(of, cv2.CV_32F, window, normalize=True, borderType=cv2.BORDER_ISOLATED)
