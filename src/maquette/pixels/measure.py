"""What a finished catalog picture measures. What cannot be measured is None, never a guess."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.colour import Colour, delta_e, lab
from maquette.picture.image import Image, Packed
from maquette.pixels.contour import find_contour
from maquette.pixels.ground import find_ground
from maquette.pixels.shrink import shrink

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_SIDE = 384
_RIM = 0.025
_LIT, _CUT_OFF = 0.6, 0.3


@dataclass(frozen=True)
class Measures:
    """Colours in CIE Lab (D65); places and sizes as shares of the frame, from the top left; None: not measurable.

    *background* is the rim's median as ``#rrggbb``, *unevenness* the rim's 90th percentile of deltaE2000 from it,
    *exposure* the mean L* of the picture, *white_point* the mean a*, b* of its bright, near-neutral pixels,
    *contrast* the deviation of L* in the product, *highlights* its 98th percentile of L*, *fill* the larger share of
    the frame that its box takes, *shadow* the darkest fall of L* on the ground under it, *shadow_softness* how far
    that reaches, *shadow_side* -1 (left) to 1 (right).
    """

    background: str
    background_lightness: float
    background_a: float
    background_b: float
    unevenness: float
    exposure: float
    white_point_a: float | None = None
    white_point_b: float | None = None
    contrast: float | None = None
    highlights: float | None = None
    fill: float | None = None
    margin_left: float | None = None
    margin_right: float | None = None
    margin_top: float | None = None
    baseline: float | None = None
    shadow: float | None = None
    shadow_softness: float | None = None
    shadow_side: float | None = None

    def value(self, rule: str) -> float | None:
        """The measure that a look's rule is about."""
        found: float | None = getattr(self, rule.replace("-", "_"))
        return found

    def pack(self) -> Packed:
        """As JSON."""
        return Packed(json.dumps(asdict(self), sort_keys=True).encode(), {})

    @classmethod
    def unpack(cls, packed: Packed) -> Measures:
        """From what ``pack`` gave."""
        return cls(**json.loads(packed.data))


def measure(picture: Image) -> Measures:
    """Measure *picture*; the product is what stands out from the ground that the picture's rim shows.

    On a ground that is not one smooth surface, nothing of the product is measured.
    """
    scale = min(1.0, _SIDE / max(picture.width, picture.height))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = shrink(picture.rgb, *size)
    values = lab(small)
    height, width = values.shape[:2]
    edge = np.ones((height, width), bool)
    rim = max(1, round(_RIM * max(height, width)))
    edge[rim:-rim, rim:-rim] = False
    ground = np.median(values[edge], axis=0)
    uneven = float(np.percentile(delta_e(values[edge], ground), 90))
    colour = Colour.nearest(np.median(small[edge], axis=0))
    white = _white_point(values)
    head: dict[str, Any] = {
        "background": colour.hex,
        "background_lightness": float(ground[0]),
        "background_a": float(ground[1]),
        "background_b": float(ground[2]),
        "unevenness": uneven,
        "exposure": float(values[..., 0].mean()),
        "white_point_a": white[0],
        "white_point_b": white[1],
    }
    plain = find_ground(np.ascontiguousarray(picture.rgb))
    if plain is None:
        return Measures(**head)
    found = find_contour(plain)
    mask = shrink(found.mask, *size) > 0.5
    if found.touches > _CUT_OFF or mask.sum() < 0.002 * mask.size:
        return Measures(**head)
    fine = found.mask > 0.5
    # A contact shadow is as dim as a grey product: it is left out unless most of the product is.
    lit = fine & ~plain.dim
    fine = lit if lit.sum() > _LIT * fine.sum() else fine
    return Measures(**head, **_product(values, mask, fine), **_shadow(values, mask))


def _white_point(values: Any) -> tuple[float | None, float | None]:
    light, chroma = values[..., 0], np.hypot(values[..., 1], values[..., 2])
    # A ground without noise is its own upper quarter, so the bound itself counts.
    bright = (light >= max(60.0, float(np.percentile(light, 75)))) & (chroma < 20)
    if bright.mean() < 0.01:
        return None, None
    return float(values[..., 1][bright].mean()), float(values[..., 2][bright].mean())


def _product(values: Any, mask: Any, fine: Any) -> dict[str, Any]:
    light = values[..., 0][mask]
    rows, columns = np.flatnonzero(fine.any(axis=1)), np.flatnonzero(fine.any(axis=0))
    height, width = fine.shape
    left, right = columns[0] / width, (columns[-1] + 1) / width
    top, bottom = rows[0] / height, (rows[-1] + 1) / height
    return {
        "contrast": float(light.std()),
        "highlights": float(np.percentile(light, 98)),
        "fill": float(max(right - left, bottom - top)),
        "margin_left": float(left),
        "margin_right": float(1 - right),
        "margin_top": float(top),
        "baseline": float(bottom),
    }


def _shadow(values: Any, mask: Any) -> dict[str, Any]:
    """The fall of light on the ground beside the lower part of the product."""
    height, width = mask.shape
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    tall = rows[-1] - rows[0] + 1
    start, end = rows[0] + int(0.7 * tall), min(height, rows[-1] + max(2, int(0.2 * tall)))
    away = ~cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    strip, free = values[start:end, :, 0], away[start:end]
    # A ramp on the ground is not a shadow: each row is held against its own ends.
    ends = np.concatenate([strip[:, : max(2, width // 40)], strip[:, -max(2, width // 40) :]], axis=1)
    fall = np.where(free, np.maximum(np.median(ends, axis=1)[:, None] - strip, 0), 0)
    darkest = float(np.percentile(fall[free], 99)) if free.any() else 0.0
    if darkest < 1.0:
        return {"shadow": darkest}
    reach = (fall > 0.25 * darkest).any(axis=0)
    centre = (columns[0] + columns[-1]) / 2
    weight = fall.sum(axis=0)
    side = float(
        (weight * (np.arange(width) - centre)).sum() / max(1e-6, weight.sum()) / max(1, columns[-1] - columns[0])
    )
    beyond = max(columns[0] - np.flatnonzero(reach)[0], np.flatnonzero(reach)[-1] - columns[-1], 0)
    below = max(0, int(np.flatnonzero((fall > 0.25 * darkest).any(axis=1))[-1]) + start - rows[-1])
    return {
        "shadow": darkest,
        "shadow_softness": float(max(beyond, below) / width),
        "shadow_side": float(np.clip(2 * side, -1, 1)),
    }
