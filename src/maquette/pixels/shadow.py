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
_RIM = 0.016
"""A JPEG block at 1000 px: a shadow that began inside of one would tint the ground out to the frame."""
_STANDING = 0.72
"""A lowest tenth this much narrower than the whole is still a base; a pointed bottom is a thing seen from above."""


def cast_shadow(canvas: Any, alpha: Any, left: int, top: int, *, strength: float, softness: float, side: float) -> None:
    """Darken *canvas* (H, W, 3, uint8) in place under a product whose *alpha* (h, w) has its corner at *left*, *top*.

    *strength* 0..1, *softness* 0..1 (wider), *side* -1 (falls to the left) .. 1. Made at an eighth of the size; only
    the rows and columns that it reaches are touched, and never the frame's rim.
    """
    if strength <= 0 or min(alpha.shape) < _SMALL:
        return
    # What does not fill a whole cell is left out at the top: the foot has to meet the floor.
    down, across = alpha.shape[0] % _SMALL, alpha.shape[1] % _SMALL // 2
    shape = shrink_by(alpha[down:, across:], _SMALL).astype(np.float32) / 255
    pad = 2 + round(max(shape.shape) * (0.17 + 0.17 * softness))
    small = np.pad(shape, pad)
    shade = _on_floor(small, shape, pad, softness, side) if _stands(shape) else _lying(small, shape, softness, side)
    shade = np.maximum(shade - _TRACE, 0)
    x, y, wide, tall = cv2.boundingRect(cv2.inRange(shade, 0.002, 9.0))
    if not wide:
        return
    x, y, wide, tall = max(0, x - 2), max(0, y - 2), wide + 4, tall + 4
    shade = shade[y : y + tall, x : x + wide]
    shade = cv2.resize(shade, None, fx=_SMALL, fy=_SMALL, interpolation=cv2.INTER_CUBIC)
    _darken(canvas, shade, left + across + _SMALL * (x - pad), top + down + _SMALL * (y - pad), strength)


def _darken(canvas: Any, shade: Any, left: int, top: int, strength: float) -> None:
    """Take *shade* (h, w) float32 0..1 from the canvas at *left*, *top*, in place, but for the frame's rim."""
    height, width = canvas.shape[:2]
    rim = max(1, round(_RIM * min(height, width)))
    rows, columns = _visible(top, shade.shape[0], height, rim), _visible(left, shade.shape[1], width, rim)
    if not len(rows) or not len(columns):
        return
    shade = shade[rows[0] - top : rows[-1] + 1 - top, columns[0] - left : columns[-1] + 1 - left]
    for line, length, across in ((rows, height, shade), (columns, width, shade.T)):
        fade = np.clip((np.minimum(line, length - 1 - line) - rim) / (2 * rim), 0, 1).astype(np.float32)
        fading = np.flatnonzero(fade < 1)
        across[fading] *= fade[fading, None]
    light = cv2.convertScaleAbs(shade, alpha=-255 * strength, beta=255)
    part = canvas[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    cv2.multiply(part, cv2.cvtColor(light, cv2.COLOR_GRAY2RGB), dst=part, scale=1 / 255)


def _visible(start: int, count: int, length: int, rim: int) -> Any:
    """Which of *count* lines from *start* on lie in a frame of *length*, inside its rim."""
    return np.arange(max(rim, start), min(length - rim, start + count))


def _stands(shape: Any) -> bool:
    """Whether the product has a base to stand on: its lowest tenth is wide, or it is no wider than tall."""
    solid = shape > 0.5
    rows = np.flatnonzero(solid.any(axis=1))
    if not len(rows):
        return False
    foot = solid[max(rows[0], rows[-1] - max(1, round(0.06 * len(rows)))) : rows[-1] + 1].any(axis=0)
    return bool(foot.sum() > 0.18 * solid.any(axis=0).sum())


def _on_floor(small: Any, shape: Any, pad: int, softness: float, side: float) -> Any:
    """An ellipse-like patch under the base: the foot's columns spread over a thin strip, tight and wide."""
    tall, wide = shape.shape
    foot = shape[int(0.90 * tall) :].max(axis=0)
    body = shape[int(0.55 * tall) :].max(axis=0)
    bottom = pad + tall - 1
    tight, soft = np.zeros_like(small), np.zeros_like(small)
    thin = max(1, round(0.012 * max(tall, wide)))
    thick = max(1, round(0.045 * wide * (0.6 + softness)))
    tight[max(0, bottom - thin) : bottom + 1, pad : pad + wide] = foot
    start = pad + round(0.10 * side * wide)
    soft[max(0, bottom - thick) : bottom + thick // 2 + 1, start : start + wide] = body * 0.9
    near = cv2.GaussianBlur(tight, (0, 0), sigmaX=0.9 + 0.010 * wide, sigmaY=0.8 + 0.006 * tall)
    far_x, far_y = 1.5 + (0.05 + 0.05 * softness) * wide, 1.0 + (0.018 + 0.03 * softness) * wide
    far = cv2.GaussianBlur(soft, (0, 0), sigmaX=far_x, sigmaY=far_y)
    return np.clip(0.75 * near + 0.75 * far, 0, 1)


def _lying(small: Any, shape: Any, softness: float, side: float) -> Any:
    """A thing that lies flat and is seen from above: a soft rim all round, a little lower than the thing."""
    longest = 1.3 * max(shape.shape)
    near = cv2.GaussianBlur(small, (0, 0), 0.8 + 0.008 * longest)
    far = cv2.GaussianBlur(small, (0, 0), 1.5 + (0.02 + 0.03 * softness) * longest)
    moved = np.asarray([[1, 0, 0.012 * side * longest], [0, 1, 0.012 * longest]], np.float32)
    return np.clip(0.45 * near + 0.55 * cv2.warpAffine(far, moved, small.shape[::-1]), 0, 1)
