"""From light to a picture: what lies off the focus softened, highlights bent, grain, 8 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.colour import to_srgb

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_KNEE = 0.82
_GRAIN = 0.9
_CORNERS = 0.05


def focused(light: Any, depth: Any, away: float, blur: float, near: float) -> Any:
    """*light* with what lies more than *near* px behind the product out of focus, by *blur* as for a lens."""
    if blur <= 0:
        return light
    off = np.clip(-depth - near, 0, None)
    spread = blur * 0.010 * max(light.shape[:2]) * off / (away + off) * 4
    most = float(spread.max())
    if most < 0.7:
        return light
    result = light
    for step in (0.33, 0.66, 1.0):
        sigma = most * step
        mask = np.clip(spread / sigma * 1.2 - 0.2, 0, 1).astype(np.float32)
        weight = cv2.GaussianBlur(mask, (0, 0), sigma)
        soft = cv2.GaussianBlur(light * mask[..., None], (0, 0), sigma) / np.maximum(weight, 1e-3)[..., None]
        share = np.clip((spread - most * (step - 0.33)) / (most * 0.33), 0, 1)[..., None] * (weight > 2e-3)[..., None]
        result = result * (1 - share) + soft * share
    return result


def grounded(light: Any, alpha: Any, left: float, base: float, strength: float) -> Any:
    """*light* with the thin dark line where the product touches: its lowest pixels, smeared along the ground."""
    rows, columns = light.shape[:2]
    tall, wide = alpha.shape
    band = max(2, round(0.025 * tall))
    foot = np.zeros((rows, columns), np.float32)
    y, x = round(base), round(left)
    strip = alpha[-band:].astype(np.float32) / 255
    top, first = max(0, y - band), max(0, x)
    part = strip[max(0, band - y) :, max(0, -x) : columns - x]
    foot[top : top + part.shape[0], first : first + part.shape[1]] = part[: rows - top]
    size = max(wide, tall)
    near = cv2.GaussianBlur(foot, (0, 0), sigmaX=0.8 + 0.004 * size, sigmaY=0.6 + 0.0025 * size)
    far = cv2.GaussianBlur(foot, (0, 0), sigmaX=1 + 0.016 * size, sigmaY=0.8 + 0.009 * size)
    return light * (1 - strength * np.clip(0.75 * near + 0.5 * far, 0, 1))[..., None]


def developed(light: Any, width: int, height: int, seed: int = 0) -> Any:
    """Linear *light* as (height, width, 3) uint8 sRGB, brought to that size, dithered by its own grain."""
    rows, columns = light.shape[:2]
    y, x = np.mgrid[-1 : 1 : complex(0, rows), -1 : 1 : complex(0, columns)].astype(np.float32)
    light = light * (1 - _CORNERS * np.clip(x * x + y * y - 0.3, 0, 2))[..., None]
    over = np.maximum(light - _KNEE, 0)
    light = np.where(light > _KNEE, _KNEE + (1 - _KNEE) * np.tanh(over / (1 - _KNEE)), np.maximum(light, 0))
    picture = to_srgb(light).astype(np.float32)
    if (rows, columns) != (height, width):
        picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC)
    chance = np.random.default_rng(seed)
    grain = cv2.GaussianBlur(chance.standard_normal((height, width), np.float32), (0, 0), 0.6)
    grain *= _GRAIN / max(float(grain.std()), 1e-6)
    picture += grain[..., None]
    picture += chance.random((height, width, 1), np.float32) - np.float32(0.5)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)
