"""The shadow that a product throws on a sweep: tight where it touches, wide and soft round it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.pixels.shrink import shrink_by

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_SMALL = 8
_TRACE = 0.004
_RIM = 0.012
_STANDING = 0.72
"""A lowest tenth this much narrower than the whole is still a base; a pointed bottom is a thing seen from above."""


def cast_shadow(canvas: Any, alpha: Any, left: int, top: int, *, strength: float, softness: float, side: float) -> None:
    """Darken *canvas* (H, W, 3, uint8) in place under a product whose *alpha* (h, w) has its corner at *left*, *top*.

    *strength* 0..1, *softness* 0..1 (wider), *side* -1 (falls to the left) .. 1. Made at an eighth of the size; only
    the rows and columns that it reaches are touched.
    """
    if strength <= 0:
        return
    height, width = canvas.shape[:2]
    tall, wide = alpha.shape
    reach = round(max(tall, wide) * (0.10 + 0.14 * softness))
    area = (
        max(0, top - reach),
        min(height, top + tall + reach),
        max(0, left - reach),
        min(width, left + wide + reach),
    )
    small = np.zeros((-(-(area[1] - area[0]) // _SMALL), -(-(area[3] - area[2]) // _SMALL)), np.float32)
    shape = shrink_by(alpha, _SMALL)
    y, x = (top - area[0]) // _SMALL, (left - area[2]) // _SMALL
    y, x = max(0, y), max(0, x)
    shape = shape[: small.shape[0] - y, : small.shape[1] - x].astype(np.float32) / 255
    if _stands(shape):
        shade = _on_floor(small, shape, y, x, softness, side)
    else:
        small[y : y + shape.shape[0], x : x + shape.shape[1]] = shape
        shade = _lying(small, softness, side)
    shade = cv2.resize(shade, (area[3] - area[2], area[1] - area[0]), interpolation=cv2.INTER_CUBIC)
    shade = np.maximum(shade - _TRACE, 0) * _inside_frame(area, height, width)
    part = canvas[area[0] : area[1], area[2] : area[3]]
    rows, columns = np.flatnonzero(shade.max(axis=1) > 0.002), np.flatnonzero(shade.max(axis=0) > 0.002)
    if not len(rows):
        return
    inner = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    light = np.rint(np.clip(256 * (1 - strength * shade[inner]), 0, 256)).astype(np.uint16)[..., None]
    part[inner] = ((part[inner] * light + 128) >> 8).astype(np.uint8)


def _inside_frame(area: tuple[int, int, int, int], height: int, width: int) -> Any:
    """1 within the frame, falling to 0 at its rim: the ground at the edge is exactly the colour asked for."""
    rim = max(1, round(_RIM * min(height, width)))
    down, across = np.arange(area[0], area[1]), np.arange(area[2], area[3])
    fades = (
        np.clip((np.minimum(line, length - 1 - line) - rim) / (2 * rim), 0, 1).astype(np.float32)
        for line, length in ((down, height), (across, width))
    )
    rows, columns = fades
    return rows[:, None] * columns[None, :]


def _stands(shape: Any) -> bool:
    """Whether the product has a base to stand on: its lowest tenth is wide, or it is no wider than tall."""
    solid = shape > 0.5
    rows = np.flatnonzero(solid.any(axis=1))
    if not len(rows):
        return False
    foot = solid[max(rows[0], rows[-1] - max(1, round(0.06 * len(rows)))) : rows[-1] + 1].any(axis=0)
    return bool(foot.sum() > 0.18 * solid.any(axis=0).sum())


def _on_floor(small: Any, shape: Any, y: int, x: int, softness: float, side: float) -> Any:
    """An ellipse-like patch under the base: the foot's columns spread over a thin strip, tight and wide."""
    tall, wide = shape.shape
    foot = shape[int(0.90 * tall) :].max(axis=0)
    body = shape[int(0.55 * tall) :].max(axis=0)
    bottom = min(small.shape[0] - 1, y + tall - 1)
    tight, soft = small.copy(), small.copy()
    thin = max(1, round(0.012 * max(tall, wide)))
    thick = max(1, round(0.045 * wide * (0.6 + softness)))
    tight[max(0, bottom - thin) : bottom + 1, x : x + wide] = foot
    shift = round(0.10 * side * wide)
    start = max(0, x + shift)
    end = min(small.shape[1], start + wide)
    soft[max(0, bottom - thick) : min(small.shape[0], bottom + thick // 2 + 1), start:end] = body[: end - start] * 0.9
    near = cv2.GaussianBlur(tight, (0, 0), sigmaX=0.9 + 0.010 * wide, sigmaY=0.8 + 0.006 * tall)
    far_x, far_y = 1.5 + (0.05 + 0.05 * softness) * wide, 1.0 + (0.018 + 0.03 * softness) * wide
    far = cv2.GaussianBlur(soft, (0, 0), sigmaX=far_x, sigmaY=far_y)
    return np.clip(0.75 * near + 0.75 * far, 0, 1)


def _lying(small: Any, softness: float, side: float) -> Any:
    """A thing that lies flat and is seen from above: a soft rim all round, a little lower than the thing."""
    longest = max(small.shape)
    near = cv2.GaussianBlur(small, (0, 0), 0.8 + 0.008 * longest)
    far = cv2.GaussianBlur(small, (0, 0), 1.5 + (0.02 + 0.03 * softness) * longest)
    moved = np.asarray([[1, 0, 0.012 * side * longest], [0, 1, 0.012 * longest]], np.float32)
    return np.clip(0.45 * near + 0.55 * cv2.warpAffine(far, moved, small.shape[::-1]), 0, 1)
