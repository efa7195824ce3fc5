"""Closed-form matting in a thin band: alpha by which every 3 x 3 window is a mix of two lines of colour.

Levin, Lischinski, Weiss, "A Closed-Form Solution to Natural Image Matting" (PAMI 2008). The Laplacian is never built:
each window's share of the product is counted from its nine pixels, and conjugate gradients solve for the band alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy

if TYPE_CHECKING:
    import cv2
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")
    Pixels = Any

_SMOOTH = 1e-5
_PRIOR = 0.05
_STEPS = 40
_CLOSE = 1e-3


def closed_form(rgb: Pixels, alpha: Pixels, *, reach: int) -> Pixels:
    """*alpha* (H, W) uint8 solved anew within *reach* px of where it is unsure or turns; all else is held.

    *rgb* is (H, W, 3) uint8. The given alpha is a weak prior inside the band, so that flat places cannot drift.
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    sure = cv2.erode(cv2.inRange(alpha, 250, 255), kernel) | cv2.erode(cv2.inRange(alpha, 0, 5), kernel)
    band = sure == 0
    band[[0, -1]] = band[:, [0, -1]] = False
    if not band.any():
        return alpha
    pixels, places = _windows(band)
    colour = rgb.reshape(-1, 3)[places].astype(np.float32) / 255
    value = alpha.reshape(-1)[places].astype(np.float32) / 255
    free = band.reshape(-1)[places]
    apply = _laplacian(colour, pixels, len(places))
    prior = value.copy()
    start = np.where(free, value, 0)
    held = np.where(free, 0, value)
    goal = np.where(free, _PRIOR * prior - apply(held), 0)
    solved = _conjugate(lambda x: np.where(free, apply(x) + _PRIOR * x, 0), goal, start)
    result = alpha.copy()
    result.reshape(-1)[places[free]] = np.rint(255 * np.clip(solved[free], 0, 1)).astype(np.uint8)
    return result


def _windows(band: Any) -> tuple[Any, Any]:
    """The 3 x 3 windows round and beside the *band*: (9, k) numbers into the places, and the places in the picture."""
    centres = np.flatnonzero(cv2.dilate(band.astype(np.uint8), np.ones((3, 3), np.uint8)))
    height, width = band.shape
    rows, columns = np.divmod(centres, width)
    centres = centres[(rows > 0) & (rows < height - 1) & (columns > 0) & (columns < width - 1)]
    offsets = np.array([dy * width + dx for dy in (-1, 0, 1) for dx in (-1, 0, 1)])
    members = centres + offsets[:, None]
    number = np.full(band.size, -1, np.intp)
    touched = np.zeros(band.size, bool)
    touched[members.ravel()] = True
    places = np.flatnonzero(touched)
    number[places] = np.arange(len(places))
    return number[members], places


def _laplacian(colour: Any, windows: Any, count: int) -> Any:
    """The matting Laplacian as a function of alpha (count,) float32."""
    lines = _lines(np.stack([channel.take(windows) for channel in np.ascontiguousarray(colour.T)]))
    flat = windows.ravel()

    def apply(alpha: Any) -> Any:
        rest = alpha.take(windows)
        rest -= rest.mean(axis=0)
        rest -= np.einsum("ink,ik->nk", lines, np.einsum("ink,nk->ik", lines, rest))
        return np.bincount(flat, rest.ravel(), minlength=count).astype(np.float32)

    return apply


def _lines(colour: Any) -> Any:
    """What a line of *colour* (3, 9, k) can explain in each window, (3, 9, k): alpha's rest beside it is the cost.

    Cholesky's decomposition of the windows' spread of colour, by hand for all of them at once.
    """
    colour -= colour.mean(axis=1, keepdims=True)
    lower: list[list[Any]] = []
    lines: list[Any] = []
    for i, channel in enumerate(colour):
        lower.append([])
        for j in range(i):
            shared = np.einsum("nk,nk->k", channel, colour[j]) / 9
            lower[i].append((shared - sum(a * b for a, b in zip(lower[i], lower[j], strict=False))) / lower[j][j])
        spread = (np.einsum("nk,nk->k", channel, channel) + _SMOOTH) / 9 - sum(a * a for a in lower[i])
        lower[i].append(np.sqrt(np.maximum(spread, _SMOOTH / 18)))
        lines.append((channel - sum(a * line for a, line in zip(lower[i], lines, strict=False))) / lower[i][i])
    return np.stack(lines) / 3


def _conjugate(apply: Any, goal: Any, start: Any) -> Any:
    """Solve apply(x) = goal by conjugate gradients from *start*."""
    x, rest = start, goal - apply(start)
    way, size = rest.copy(), float(rest @ rest)
    enough = _CLOSE**2 * max(float(goal @ goal), 1e-12)
    for _ in range(_STEPS):
        if size < enough:
            break
        ahead = apply(way)
        step = size / max(float(way @ ahead), 1e-20)
        x, rest = x + step * way, rest - step * ahead
        new = float(rest @ rest)
        way, size = rest + (new / size) * way, new
    return x
