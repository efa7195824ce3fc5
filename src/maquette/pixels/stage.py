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

_SEEN = 24
"""Alpha from which a pixel counts for the product's box: below, it is haze that no eye takes for the product."""
_ALONG = 0.2
"""Share of the product's width (height) that an edge must cut; a foot that only touches the edge stands."""


@op(version=3, cost="cheap")
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
    rows, columns = np.flatnonzero((alpha > _SEEN).any(axis=1)), np.flatnonzero((alpha > _SEEN).any(axis=0))
    if not len(rows):
        return Image(canvas)
    part = product.pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if part.shape[2] == 3:
        part = np.dstack([part, np.full(part.shape[:2], 255, np.uint8)])
    scale = min(fill * width / part.shape[1], fill * height / part.shape[0])
    wide, tall = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    colour, coverage = _scaled(part, wide, tall)
    left = round((width - wide) / 2)
    top = round((height - tall) / 2) if baseline is None else round(height * baseline) - tall
    if top < round(height * (1 - fill) / 2):
        top = round((height - tall) / 2)
    cut = _cut(alpha, rows, columns)
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


def _cut(alpha: Any, rows: Any, columns: Any) -> _Cut:
    """The edges that cut the product along a good part of it. A picture trimmed to its product was not cut."""
    lines = (alpha[:, 0], alpha[0], alpha[:, -1], alpha[-1])
    spans = (len(rows), len(columns), len(rows), len(columns))
    reached = (columns[0] == 0, rows[0] == 0, columns[-1] == alpha.shape[1] - 1, rows[-1] == alpha.shape[0] - 1)
    if all(reached):
        return _Cut(False, False, False, False)
    return _Cut(*(bool((line > 128).sum() > _ALONG * span) for line, span in zip(lines, spans, strict=True)))


def _ground(width: int, height: int, top: str, bottom: str | None, backdrop: Image | None) -> Any:
    if backdrop is not None:
        scale = max(width / backdrop.width, height / backdrop.height)
        wide, tall = max(width, round(backdrop.width * scale)), max(height, round(backdrop.height * scale))
        whole = resize(np.ascontiguousarray(backdrop.rgb), wide, tall)
        x, y = (wide - width) // 2, (tall - height) // 2
        return np.ascontiguousarray(whole[y : y + height, x : x + width])
    first = np.asarray(Colour.parse(top).rgb, np.float32)
    if bottom is None:
        return cv2.merge([np.full((height, width), value, np.uint8) for value in first])
    canvas = np.empty((height, width, 3), np.uint8)
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


def _scaled(part: Any, wide: int, tall: int) -> tuple[Any, Any]:
    """Colour weighted by alpha, and alpha, at the new size: no edge takes on what lay under transparent pixels."""
    alpha, colour = np.ascontiguousarray(part[..., 3]), np.ascontiguousarray(part[..., :3])
    if (alpha < 255).any():
        colour = cv2.multiply(colour, cv2.merge([alpha] * 3), scale=1 / 255)
    if (wide, tall) != part.shape[1::-1]:
        how = cv2.INTER_AREA if wide < part.shape[1] else cv2.INTER_CUBIC
        colour, alpha = (cv2.resize(one, (wide, tall), interpolation=how) for one in (colour, alpha))
    return colour, alpha


def _paste(canvas: Any, colour: Any, alpha: Any, left: int, top: int) -> None:
    """Lay premultiplied *colour* with its *alpha* over the canvas, in place."""
    height, width = canvas.shape[:2]
    y, x = max(0, top), max(0, left)
    inside = np.s_[y - top : height - top, x - left : width - left]
    colour, alpha = colour[inside], alpha[inside]
    place = canvas[y : y + alpha.shape[0], x : x + alpha.shape[1]]
    below = cv2.multiply(np.ascontiguousarray(place), cv2.merge([255 - alpha] * 3), scale=1 / 255)
    place[:] = cv2.add(np.ascontiguousarray(colour), below)
