"""The soft shadow that a cut-out file brings along in its transparency, which is not the product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.pixels.shrink import shrink

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_SIDE = 512
_SOLID = 128
"""Alpha from which on a pixel is the product's."""
_DARK, _NEUTRAL = 96, 14
_THICK = 7
"""Pixels of the small copy across which a shadow goes on, and hair, lace or glass edges do not."""
_LEAST = 0.002
_RIM = 2
"""Pixels round the product that belong to its own soft edge."""


def without_baked_shadow(rgb: Any, alpha: Any) -> Any:
    """*alpha* (H, W) uint8 without the shadow that was drawn under the product, where there is one.

    A shadow is faint, dark and without colour, lies outside of the product's outline, and is broad: what is thin there
    (hair, a thread) and what is faint inside (a lens, a bottle's glass) stays. *rgb* is (H, W, 3) uint8.
    """
    height, width = alpha.shape
    across, down = (max(1, round(side * _SIDE / max(alpha.shape))) for side in (width, height))
    small = shrink(alpha, across, down)
    faint = cv2.inRange(small, 3, _SOLID - 1) & _outside(small) & _dark_grey(shrink(rgb, across, down))
    core = cv2.morphologyEx(faint, cv2.MORPH_OPEN, _disc(_THICK))
    if cv2.countNonZero(core) < _LEAST * core.size:
        return alpha
    # Outwards until it ends; the disc took its thin ends away.
    near = cv2.resize(cv2.dilate(core, _disc(4 * _THICK + 1)), (width, height), interpolation=cv2.INTER_NEAREST)
    rim = cv2.dilate(cv2.inRange(alpha, _SOLID, 255), _disc(2 * _RIM + 1))
    shadow = near & cv2.inRange(alpha, 1, _SOLID - 1) & _outside(alpha) & _dark_grey(rgb) & ~rim
    return np.where(shadow > 0, np.uint8(0), alpha)


def _outside(alpha: Any) -> Any:
    """255 beyond the outline of what is solid, its holes counted in."""
    outlines, _ = cv2.findContours(cv2.inRange(alpha, _SOLID, 255), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros_like(alpha), outlines, -1, 255, cv2.FILLED)
    return cv2.bitwise_not(filled)


def _dark_grey(rgb: Any) -> Any:
    red, green, blue = cv2.split(rgb)
    most, least = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    return cv2.inRange(most, 0, _DARK) & cv2.inRange(cv2.subtract(most, least), 0, _NEUTRAL)


def _disc(across: int) -> Any:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
