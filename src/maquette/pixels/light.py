"""Light: exposure, white point and contrast brought to the look, while the product keeps its own colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.graph import op
from maquette.lazy import lazy
from maquette.picture.colour import lab, to_linear, to_srgb
from maquette.picture.image import Image
from maquette.pixels.shrink import shrink

if TYPE_CHECKING:
    import cv2
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_SIDE = 256
_NEUTRAL = 9.0
"""A ground of more chroma than this is coloured, and says nothing of the light's colour."""
_WARMTH = 0.16
_DARKEST, _BRIGHTEST = 0.7, 1.7
_POWERS = (0.8, 1.25)
_ROUNDS = 4


@dataclass(frozen=True)
class LightPlan:
    """What is done: a gain in linear light for each channel, a power for contrast about middle grey, and from what."""

    gains: tuple[float, float, float]
    contrast: float
    source: str


@op(version=3, cost="cheap")
def match_light(
    product: Image,
    surround: Image,
    *,
    exposure: float = 94.0,
    contrast: float = 1.0,
    tones: tuple[float, float] | None = None,
    strength: float = 1.0,
) -> Image:
    """The *product* (RGBA, straight alpha) as if lit for the look.

    The light is read from *surround*, the photo that the product was cut from (same size): the old ground when it is
    near neutral and bright, else the product's own near-neutral highlights. *exposure* is the L* (0..100) that white
    paper shall have, *contrast* a factor about middle grey, *strength* 0 (untouched) to 1. *tones* is the deviation of
    L* that products of the set usually have, from and to: one outside of it is brought towards the nearer end. All
    of it is bounded, so a black product stays black, a white one white and a plain one plain; highlights are bent,
    never clipped.
    """
    alpha = product.alpha
    left, top, width, height = cv2.boundingRect(alpha)
    if strength <= 0 or not width:
        return product
    plan = light_plan(alpha, surround, exposure=exposure, contrast=contrast, tones=tones, strength=strength)
    curves = [*(_curve(gain, plan.contrast) for gain in plan.gains), np.arange(256)][: product.pixels.shape[2]]
    inside = np.s_[top : top + height, left : left + width]
    pixels = product.pixels.copy()
    cv2.LUT(pixels[inside], np.dstack(curves).astype(np.uint8), dst=pixels[inside])
    return Image(pixels)


def light_plan(
    alpha: Pixels,
    surround: Image,
    *,
    exposure: float,
    contrast: float,
    tones: tuple[float, float] | None,
    strength: float,
) -> LightPlan:
    """What ``match_light`` would do to a product with that *alpha* (H, W), from statistics of a small copy."""
    height, width = alpha.shape
    scale = min(1.0, _SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    alpha = shrink(alpha, *size)
    rgb = shrink(surround.rgb, *size)
    values = lab(rgb)
    chroma = np.hypot(values[..., 1], values[..., 2])
    ground = cv2.erode((alpha < 8).astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    inside = alpha > 240
    target = float(to_linear(_srgb_of(exposure)))
    white, source = None, "nothing"
    if ground.sum() > 200 and np.median(chroma[ground]) < _NEUTRAL and np.median(values[..., 0][ground]) > 55:
        white, source = np.median(to_linear(rgb[ground]), axis=0), "ground"
    elif inside.sum() > 50:
        bright = values[..., 0] >= np.percentile(values[..., 0][inside], 90)
        paper = inside & bright & (chroma < 1.6 * _NEUTRAL) & (values[..., 0] > 62)
        if paper.sum() > 20:
            white, source = np.percentile(to_linear(rgb[paper]), 80, axis=0), "highlights"
    gains = np.ones(3)
    if white is not None:
        level = float(white @ np.asarray([0.2126, 0.7152, 0.0722], np.float32))
        balance = np.clip(level / np.maximum(white, 1e-3), 1 - _WARMTH, 1 + _WARMTH)
        gains = balance * np.clip(target / max(level, 1e-3), _DARKEST, _BRIGHTEST)
    elif inside.sum() > 50:
        top = float(np.percentile(to_linear(rgb[inside]).max(axis=1), 98))
        gains = gains * np.clip(0.6 * target / max(top, 1e-3), 1.0, 1.35)
        source = "product"
    if inside.sum() > 50:
        # The product's own highlights stay below paper white, so that nothing in it burns out.
        top = np.percentile(to_linear(rgb[inside]), 99, axis=0) * gains
        gains = gains * min(1.0, 1.12 / max(float(top.max()), 1e-3))
    gains = np.exp(strength * np.log(gains))
    power = float(np.clip(contrast, *_POWERS))
    if tones is not None and inside.sum() > 50:
        power = _power_for(rgb[inside], gains, power, tones)
    power = 1 + strength * (power - 1)
    return LightPlan((float(gains[0]), float(gains[1]), float(gains[2])), power, source)


def _power_for(rgb: Any, gains: Any, power: float, tones: tuple[float, float]) -> float:
    """The contrast, from *power* on and within bounds, that brings the deviation of L* of *rgb* (n, 3) into *tones*."""
    for _ in range(_ROUNDS):
        curves = np.stack([_curve(gain, power) for gain in gains])
        found = float(lab(curves[np.arange(3), rgb])[..., 0].std())
        wanted = min(max(found, tones[0]), tones[1])
        if found < 1 or abs(wanted - found) < 0.1:
            break
        power = float(np.clip(power * wanted / found, *_POWERS))
    return power


def _srgb_of(lightness: float) -> float:
    root = (lightness + 16) / 116
    level = root**3 if lightness > 8 else lightness * 27 / 24389
    return float(to_srgb(np.float32(level)))


def _curve(gain: float, contrast: float) -> Any:
    """256 output values of one channel: gain in linear light with a soft shoulder, then contrast about L* 50."""
    light = to_linear(np.arange(256)) * gain
    knee = 0.8
    over = np.maximum(light - knee, 0)
    room = 1 - knee
    light = np.where(light > knee, knee + room * np.tanh(over / room), light) if gain > 1 else light
    middle = 0.1842
    light = middle * (light / middle) ** contrast if contrast != 1 else light
    return np.rint(to_srgb(light))
