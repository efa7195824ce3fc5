"""Staging: the product at the look's scale and place, on the look's ground, with its shadow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from maquette.graph import op
from maquette.lazy import lazy
from maquette.picture.colour import Colour
from maquette.picture.image import Image
from maquette.pixels.fit import resize
from maquette.pixels.shadow import cast_shadow

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_SEEN = 25
"""Alpha from which a pixel counts for the product's box: below, it is haze that no eye takes for the product."""
_SOLID = 128
_MOSTLY = 0.7
"""Where less of the box is solid, what is not is no wisp but the product itself: glass, a veil."""
_HARDLY = 1.3
"""Made smaller by no more, a picture is nearly the same on straight lines between pixels as in means of areas."""
_ALONG = 0.2
"""Share of the product's width (height) that an edge must cut; a foot that only touches the edge stands."""


@op(version=6, cost="cheap")
def stage(
    product: Image,
    *,
    width: int,
    height: int,
    background: str = "#ffffff",
    background_bottom: str | None = None,
    backdrop: Image | None = None,
    fill: float = 0.8,
    baseline: float | None = 0.9,
    shadow: float = 0.35,
    shadow_softness: float = 0.5,
    shadow_side: float = 0.0,
) -> Image:
    """The *product* (RGBA, straight alpha) in a picture of *width* x *height* px, (height, width, 3).

    Its box takes *fill* (0..1) of the frame along the side where it takes more, is centred across, and stands with
    its lowest pixel on *baseline* (share of the height; None: centred). When it is too tall for that, it is centred,
    so the margins above and below stay equal. Where the photo's edge cut the product, the cut lies on that edge of
    the frame: it runs out of the picture rather than hang in the air. The ground is *background* (``#rrggbb``),
    running to *background_bottom*, or *backdrop*, cropped to fill. A picture of nothing gives the empty ground.
    """
    canvas = _ground(width, height, background, background_bottom, backdrop)
    alpha = product.alpha
    x, y, across, down = box = cv2.boundingRect(cv2.inRange(alpha, _SEEN, 255))
    if not across:
        return Image(canvas)
    inside = np.s_[y : y + down, x : x + across]
    # Scale and place go by what is solid: a wisp of haze or hair that sticks out must not move the product.
    solid = cv2.boundingRect(cv2.inRange(alpha, _SOLID, 255))
    mostly = solid[2] > _MOSTLY * across and solid[3] > _MOSTLY * down
    solid_x, solid_y, solid_across, solid_down = solid if mostly else box
    scale = min(fill * width / solid_across, fill * height / solid_down)
    wide, tall = max(1, round(across * scale)), max(1, round(down * scale))
    colour, coverage = _scaled(product.pixels[inside], alpha[inside], wide, tall)
    height_seen = round(solid_down * scale)
    above = round((solid_y - y) * scale)
    left = round((width - solid_across * scale) / 2 - (solid_x - x) * scale)
    top = round((height - height_seen) / 2) if baseline is None else round(height * baseline) - height_seen
    if top < round(height * (1 - fill) / 2):
        top = round((height - height_seen) / 2)
    top -= above
    cut = _cut(alpha, box)
    if cut.left != cut.right:
        left = 0 if cut.left else width - wide
    if cut.top != cut.bottom:
        top = 0 if cut.top else height - tall
    if not cut.bottom:
        cast_shadow(canvas, coverage, left, top, strength=shadow, softness=shadow_softness, side=shadow_side)
    _paste(canvas, colour, coverage, left, top)
    return Image(canvas)


class _Cut(NamedTuple):
    """Which edges of the photo the product runs out of."""

    left: bool
    top: bool
    right: bool
    bottom: bool


def _cut(alpha: Any, box: tuple[int, int, int, int]) -> _Cut:
    """The edges that cut the product along a good part of it. A picture trimmed to its product was not cut."""
    x, y, across, down = box
    if (x, y, across, down) == (0, 0, alpha.shape[1], alpha.shape[0]):
        return _Cut(False, False, False, False)
    lines = ((alpha[:, 0], down), (alpha[0], across), (alpha[:, -1], down), (alpha[-1], across))
    return _Cut(*(bool((line > 128).sum() > _ALONG * span) for line, span in lines))


def _ground(width: int, height: int, top: str, bottom: str | None, backdrop: Image | None) -> Any:
    if backdrop is not None:
        scale = max(width / backdrop.width, height / backdrop.height)
        wide, tall = max(width, round(backdrop.width * scale)), max(height, round(backdrop.height * scale))
        whole = resize(np.ascontiguousarray(backdrop.rgb), wide, tall)
        x, y = (wide - width) // 2, (tall - height) // 2
        return np.ascontiguousarray(whole[y : y + height, x : x + width])
    first = np.asarray(Colour.parse(top).rgb, np.float32)
    canvas = np.empty((height, width, 3), np.uint8)
    if bottom is None:
        canvas[:] = np.tile(first.astype(np.uint8), (width, 1))
        return canvas
    last = np.asarray(Colour.parse(bottom).rgb, np.float32)
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    ramp = first + (last - first) * (share * share * (3 - 2 * share))
    # Ordered noise below one step hides the bands that eight bits would show.
    noise = np.random.default_rng(0).random((64, 64, 1), np.float32)
    tile = np.tile(noise, (1, -(-width // 64), 1))[:, :width]
    for row in range(0, height, 64):
        some = min(64, height - row)
        canvas[row : row + some] = np.floor(ramp[row : row + some, None, :] + tile[:some])
    return canvas


def _scaled(part: Any, alpha: Any, wide: int, tall: int) -> tuple[Any, Any]:
    """Colour weighted by alpha, and alpha, at the new size: no edge takes on what lay under transparent pixels."""
    if part.shape[2] == 3:
        part = cv2.cvtColor(part, cv2.COLOR_RGB2RGBA)
    elif alpha.min() < 255:
        part = cv2.cvtColor(part, cv2.COLOR_RGBA2mRGBA)
    if (wide, tall) != part.shape[1::-1]:
        shrinks = part.shape[1] / wide
        how = cv2.INTER_CUBIC if shrinks <= 1 else cv2.INTER_LINEAR if shrinks <= _HARDLY else cv2.INTER_AREA
        part = cv2.resize(part, (wide, tall), interpolation=how)
    return cv2.cvtColor(part, cv2.COLOR_RGBA2RGB), cv2.extractChannel(part, 3)


def _paste(canvas: Any, colour: Any, alpha: Any, left: int, top: int) -> None:
    """Lay premultiplied *colour* with its *alpha* over the canvas, in place."""
    height, width = canvas.shape[:2]
    y, x = max(0, top), max(0, left)
    inside = np.s_[y - top : height - top, x - left : width - left]
    colour, alpha = colour[inside], alpha[inside]
    place = canvas[y : y + alpha.shape[0], x : x + alpha.shape[1]]
    cv2.multiply(place, cv2.cvtColor(cv2.bitwise_not(alpha), cv2.COLOR_GRAY2RGB), dst=place, scale=1 / 255)
    cv2.add(place, colour, dst=place)
