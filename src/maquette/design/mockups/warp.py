"""Where on the artwork each pixel of a patch looks, and the artwork seen there without aliasing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from maquette.lazy import lazy

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_RIM = 3
_LOOKS = 4


class Field(NamedTuple):
    """*u*, *v* (rows, columns) in shares of the surface at pixel centres, for the window at *top*, *left*."""

    u: Any
    v: Any
    top: int
    left: int


def field(patch: Any, width: int, height: int) -> Field:
    """The places on a *patch* (rows, columns, 2), in shares of a *width* x *height* px picture, that pixels see.

    Each cell of the patch is a plane in perspective. The places run on over the rim, for a few pixels.
    """
    points = np.asarray(patch, np.float64) * [width, height] - 0.5
    corner = np.floor(points.min((0, 1))).astype(int) - _RIM
    end = np.ceil(points.max((0, 1))).astype(int) + _RIM + 1
    left, top = (int(one) for one in np.maximum(corner, 0))
    right, bottom = (int(one) for one in np.minimum(end, [width, height]))
    size = (max(bottom - top, 1), max(right - left, 1))
    u, v = np.full(size, np.nan, np.float32), np.full(size, np.nan, np.float32)
    points = points - [left, top]
    rows, columns = points.shape[0] - 1, points.shape[1] - 1
    for row in range(rows):
        for column in range(columns):
            cell = points[row : row + 2, column : column + 2].reshape(4, 2)[[0, 1, 3, 2]]
            ends = (row == 0, column == columns - 1, row == rows - 1, column == 0)
            _fill(u, v, cell, (column / columns, row / rows, 1 / columns, 1 / rows), ends)
    return Field(u, v, top, left)


def _fill(u: Any, v: Any, cell: Any, place: tuple[float, float, float, float], ends: tuple[bool, ...]) -> None:
    """Write the places of one *cell* (4, 2), clockwise, and of a rim beyond it where it *ends* the patch."""
    unit = np.asarray([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    low = np.maximum(np.floor(cell.min(0)).astype(int) - _RIM, 0)
    high = np.minimum(np.ceil(cell.max(0)).astype(int) + _RIM + 1, [u.shape[1], u.shape[0]])
    if (high <= low).any() or cv2.contourArea(cell.astype(np.float32)) < 1e-6:
        return
    matrix = cv2.getPerspectiveTransform(cell.astype(np.float32), unit)
    y, x = np.mgrid[low[1] : high[1], low[0] : high[0]].astype(np.float64)
    a, b, w = (matrix[row, 0] * x + matrix[row, 1] * y + matrix[row, 2] for row in range(3))
    w = np.where(np.abs(w) < 1e-9, 1e-9, w)
    a, b = a / w, b / w
    per = [_RIM / max(float(np.linalg.norm(cell[one] - cell[two])), 1) for one, two in ((0, 1), (0, 3))]
    near = 0.02
    inside = (
        (b >= (-per[1] if ends[0] else -near))
        & (a <= 1 + (per[0] if ends[1] else near))
        & (b <= 1 + (per[1] if ends[2] else near))
        & (a >= (-per[0] if ends[3] else -near))
    )
    part = np.s_[low[1] : high[1], low[0] : high[0]]
    # A cell keeps what lies in it from its neighbours' rims.
    inside &= np.isnan(u[part]) | ((a >= 0) & (a <= 1) & (b >= 0) & (b <= 1))
    u[part][inside] = (place[0] + a * place[2])[inside]
    v[part][inside] = (place[1] + b * place[3])[inside]


def covered(places: Field) -> Any:
    """How much of each pixel the surface covers, 0..1, (rows, columns)."""
    total = np.zeros_like(places.u)
    for u, v in _looks(places):
        total += (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1)
    return total / _LOOKS**2


def seen(art: Any, places: Field) -> Any:
    """The *art* (h, w, 3) float32 in linear light as each pixel sees it; nothing (0) off the patch."""
    art = _sized(art, places)
    rows, columns = art.shape[:2]
    total = np.zeros((*places.u.shape, 3), np.float32)
    for u, v in _looks(places):
        x, y = np.clip(u, 0, 1) * columns - 0.5, np.clip(v, 0, 1) * rows - 0.5
        x, y = np.nan_to_num(x).astype(np.float32), np.nan_to_num(y).astype(np.float32)
        total += cv2.remap(art, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.where(np.isnan(places.u)[..., None], 0, total / _LOOKS**2)


def _looks(places: Field) -> Any:
    """Places at a grid of looks into each pixel, by the field's slopes."""
    slopes = [_slope(one, axis) for one in (places.u, places.v) for axis in (0, 1)]
    steps = (np.arange(_LOOKS) + 0.5) / _LOOKS - 0.5
    for y in steps:
        for x in steps:
            yield places.u + y * slopes[0] + x * slopes[1], places.v + y * slopes[2] + x * slopes[3]


def _slope(values: Any, axis: int) -> Any:
    """Differences along an axis, from the side that lies on the patch."""
    ahead = np.diff(values, axis=axis, append=np.nan)
    back = np.diff(values, axis=axis, prepend=np.nan)
    return np.where(np.isnan(ahead), np.nan_to_num(back), np.where(np.isnan(back), ahead, (ahead + back) / 2))


def _sized(art: Any, places: Field) -> Any:
    """The *art* brought near the finest size that it is seen at, so that the looks meet every pixel of it."""
    fine = []
    for values, full in ((places.u, art.shape[1]), (places.v, art.shape[0])):
        slope = np.hypot(_slope(values, 0), _slope(values, 1))[~np.isnan(values)]
        least = float(np.percentile(slope, 5)) if slope.size else 1.0
        fine.append(min(full, max(8, round(2 / max(least, 1e-4)))))
    return cv2.resize(art, tuple(fine), interpolation=cv2.INTER_AREA) if fine != list(art.shape[1::-1]) else art
