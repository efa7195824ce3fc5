"""The product as the set sees it: trimmed, scaled, placed, and as thick as a thing of that outline might be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.colour import to_linear

if TYPE_CHECKING:
    import cv2
    import numpy as np

    from maquette.picture.image import Image
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_SEEN = 24
"""Alpha from which a pixel counts for the product's box."""
_DEPTH = 0.8
"""How deep a thing is, as share of the largest circle in its outline."""
_SMALL = 224
_ALONG = 0.2
_FOOT = 0.05


@dataclass(frozen=True, eq=False)
class Cut:
    """The part of a cut-out that shows something, (h, w, 4) straight alpha, and which of the photo's edges cut it."""

    pixels: Any
    left: bool = False
    top: bool = False
    right: bool = False
    bottom: bool = False


def trimmed(product: Image) -> Cut | None:
    """The *product* without empty margins; None for a picture of nothing."""
    alpha = product.alpha
    rows, columns = np.flatnonzero((alpha > _SEEN).any(axis=1)), np.flatnonzero((alpha > _SEEN).any(axis=0))
    if not len(rows):
        return None
    part = product.pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if part.shape[2] == 3:
        part = np.dstack([part, np.full(part.shape[:2], 255, np.uint8)])
    lines = (alpha[:, 0], alpha[0], alpha[:, -1], alpha[-1])
    spans = (len(rows), len(columns), len(rows), len(columns))
    cuts = [bool((line > 128).sum() > _ALONG * span) for line, span in zip(lines, spans, strict=True)]
    return Cut(np.ascontiguousarray(part)) if all(cuts) else Cut(np.ascontiguousarray(part), *cuts)


def resized(pixels: Any, wide: int, tall: int) -> Any:
    """(h, w, 4) straight alpha *pixels* at *wide* x *tall*, colours weighted by alpha; untouched at their own size."""
    if pixels.shape[:2] == (tall, wide):
        return pixels
    how = cv2.INTER_AREA if wide < pixels.shape[1] else cv2.INTER_CUBIC
    alpha = pixels[..., 3:].astype(np.float32) / 255
    mixed = cv2.resize(np.dstack([pixels[..., :3] * alpha, alpha]), (wide, tall), interpolation=how)
    share = np.clip(mixed[..., 3:], 0, 1)
    colour = mixed[..., :3] / np.maximum(mixed[..., 3:], 1e-4)
    return np.rint(np.clip(np.dstack([colour, 255 * share]), 0, 255)).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class Body:
    """The product in the set: a card of *width* x *height* px with its left edge at *left*, standing on y = 0.

    Its front is the card at z = 0; behind it the outline is inflated, *depth* px deep, because a card alone throws
    the shadow of a card. *inner* (rows, columns) says how deep inside the outline a place lies, as share of the
    deepest, 0 outside. *colour* is its mean in linear light.
    """

    left: float
    width: float
    height: float
    depth: float
    inner: Any
    colour: Any

    def solid(self, x: Any, y: Any, z: Any) -> Any:
        """Whether it fills points."""
        rows, columns = self.inner.shape
        column = np.clip((x - self.left) * (columns / self.width), 0, columns - 1).astype(np.int32)
        row = np.clip((self.height - y) * (rows / self.height), 0, rows - 1).astype(np.int32)
        across = np.clip(1 + 2 * z / self.depth, -1, 1)
        return self.inner[row, column] > 1.001 - np.sqrt(1 - 0.98 * across * across)

    @property
    def ends(self) -> tuple[tuple[float, float], ...]:
        """Its extent in x, y and z."""
        return (self.left, self.left + self.width), (0.0, self.height), (-self.depth, 0.0)


def body(pixels: Any, left: float) -> Body:
    """The body of a product whose card is *pixels* (h, w, 4), with its left edge at *left*."""
    tall, wide = pixels.shape[:2]
    share = min(1.0, _SMALL / max(wide, tall))
    size = (max(2, round(wide * share)), max(2, round(tall * share)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    alpha = _standing(small[..., 3])
    deeper = cv2.copyMakeBorder(alpha, 1, max(size), 1, 1, cv2.BORDER_CONSTANT, value=0)
    deeper[1 + size[1] :] = deeper[size[1]]  # what stands does not shrink where it stands
    inner = cv2.distanceTransform((deeper > 127).astype(np.uint8), cv2.DIST_L2, 5)[1 : 1 + size[1], 1:-1]
    radius = max(_inscribed(alpha), 1.0)
    weight = small[..., 3:].astype(np.float32) + 1e-3
    colour = (to_linear(small[..., :3]) * weight).sum((0, 1)) / weight.sum()
    depth = max(2 * _DEPTH * radius / share, 2.0)
    return Body(left, wide, tall, depth, np.minimum(inner / radius, 1).astype(np.float32), colour.astype(np.float32))


def _inscribed(alpha: Any) -> float:
    """The radius of the largest circle in the outline."""
    framed = cv2.copyMakeBorder((alpha > 127).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return float(cv2.distanceTransform(framed, cv2.DIST_L2, 5).max())


def _standing(alpha: Any) -> Any:
    """The outline with its feet brought down to the ground: a round base seen from above bends up at its sides."""
    tall = alpha.shape[0]
    solid = alpha > 127
    lowest = tall - 1 - np.argmax(solid[::-1], axis=0)
    foot = solid.any(axis=0) & (lowest >= (1 - _FOOT) * tall - 2)
    alpha = alpha.copy()
    for column in np.flatnonzero(foot):
        alpha[lowest[column] :, column] = 255
    return alpha
