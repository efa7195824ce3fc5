"""The colours of a set, by role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maquette.lazy import lazy
from maquette.picture.colour import Colour

if TYPE_CHECKING:
    import numpy as np

    from maquette.design.brand.kit import BrandKit
else:
    np = lazy("numpy")

ROLES = ("background", "surface", "accent", "secondary")


@dataclass(frozen=True)
class Palette:
    """*background* is what stands behind, *surface* what the product stands on, *accent* and *secondary* the rest."""

    background: Colour
    surface: Colour
    accent: Colour
    secondary: Colour

    @classmethod
    def of(cls, *colours: Colour) -> Palette:
        """From one to four colours, in the order of ``ROLES``; those that are not given are tones of the first.

        Tones keep the hue and move lightness in OKLCH (Ottosson, 2020), away from the nearer end of the scale.
        """
        first = colours[0]
        tones = [first, tone(first, 0.05, 0.85), tone(first, -0.17, 1.25), tone(first, -0.08, 1.05)]
        return cls(*(*colours, *tones[len(colours) :])[:4])


def brand_colours(kit: BrandKit) -> tuple[Colour, ...]:
    """A brand's colours in the order of ``ROLES``: the primary one behind, a light tone of it under the product.

    Accent and secondary are the brand's where they differ from the primary colour.
    """
    first = Colour.parse(kit.colour("primary"))
    tones = Palette.of(first)
    others = (Colour.parse(kit.colour("accent")), Colour.parse(kit.colour("secondary")))
    accent, secondary = (
        one if one != first else own for one, own in zip(others, (tones.accent, tones.secondary), strict=True)
    )
    return first, tones.surface, accent, secondary


def tone(colour: Colour, lighter: float, chroma: float) -> Colour:
    """The *colour* with OKLCH lightness moved by *lighter* (0..1) and chroma times *chroma*, brought into sRGB."""
    light, a, b = _to_oklab(colour)
    light = light + (lighter if light + lighter < 0.97 and light + lighter > 0.12 else -lighter)
    for shrink in (1.0, 0.85, 0.7, 0.5, 0.3, 0.0):
        rgb = _from_oklab(float(light), float(a * chroma * shrink), float(b * chroma * shrink))
        if rgb.min() > -0.002 and rgb.max() < 1.002:
            break
    encoded = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * np.maximum(rgb, 0) ** (1 / 2.4) - 0.055)
    red, green, blue = (int(value) for value in np.rint(np.clip(255 * encoded, 0, 255)))
    return Colour(red, green, blue)


def _to_oklab(colour: Colour) -> tuple[float, float, float]:
    share = np.asarray(colour.rgb, np.float64) / 255
    rgb = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    cone = np.cbrt(np.asarray(_CONE) @ rgb)
    light, a, b = np.asarray(_OPPONENT) @ cone
    return float(light), float(a), float(b)


def _from_oklab(light: float, a: float, b: float) -> "np.ndarray":  # noqa: UP037 - numpy is imported late
    cone = np.linalg.solve(np.asarray(_OPPONENT), np.asarray([light, a, b])) ** 3
    return np.linalg.solve(np.asarray(_CONE), cone)


_CONE = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_OPPONENT = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
