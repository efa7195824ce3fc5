"""The network's looks at a picture: the whole, then closer, and how far they agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from maquette.lazy import lazy
from maquette.pixels.frame import WHOLE, bounds, widened, window
from maquette.pixels.networks import best_network, saliency
from maquette.pixels.pieces import grown, opened, overlap
from maquette.pixels.shrink import size_within

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

Quality = Literal["draft", "standard", "fine"]
"""draft: one look of the network. standard: a second one where it comes closer. fine: also the closed-form edge at half
size, and where the find may be wrong the outline of what is likelier the product.
"""

_SIDE = 640
_APART, _MOST_STRAY = 4, 2.0
_NEARLY_ALL = 0.7
"""A closer look at more of the picture than this sees what the first saw: neither region nor edge gains by it."""


@dataclass(frozen=True)
class Looked:
    """The network's *mask* (h, w) float32 0..1, longest side at most 640, and how far its looks agree, 0..1.

    *stray* is how much the first look saw apart from it, by its area: another thing that stands out a little.
    """

    mask: Any
    agreement: float
    stray: float


def look(rgb: Any, quality: Quality) -> Looked:
    """What the network sees in *rgb* (H, W, 3, uint8, sRGB)."""
    network = best_network()
    first = saliency(rgb, network)
    if quality == "draft":
        return Looked(first, max(0.0, 1.0 - _unsure(first)), _stray(first, first))
    box = bounds(first > 0.5)
    where = window(rgb.shape, WHOLE if box is None else widened(box, 0.2, 0.02))
    rows, columns = where
    if (rows.stop - rows.start) * (columns.stop - columns.start) > _NEARLY_ALL * rgb.shape[0] * rgb.shape[1]:
        mask = _resized(first, *size_within(rgb.shape, _SIDE))
        return Looked(mask, 1.0, _stray(mask, mask))
    closer = saliency(np.ascontiguousarray(rgb[where]), network)
    mask, agreement = _fused(first, closer, where, rgb.shape[:2])
    return Looked(mask, agreement, _stray(_resized(first, mask.shape[1], mask.shape[0]), mask))


def _fused(first: Any, closer: Any, where: tuple[slice, slice], shape: tuple[int, int]) -> tuple[Any, float]:
    """The closer look where the first agrees with it, both where they differ; at a longest side of 640 px."""
    scale = min(1.0, _SIDE / max(shape))
    width, height = size_within(shape, _SIDE)
    whole = _resized(first, width, height)
    rows, columns = (slice(round(one.start * scale), max(8, round(one.stop * scale))) for one in where)
    near = np.zeros_like(whole)
    inside = near[rows, columns]
    near[rows, columns] = _resized(closer, inside.shape[1], inside.shape[0])
    differ = (whole > 0.5) != (near > 0.5)
    deep = opened(differ, 7)
    return np.where(deep, (whole + near) / 2, near), overlap(whole > 0.5, near > 0.5)


def _stray(first: Any, mask: Any) -> float:
    body = mask > 0.5
    apart = float(first[~grown(body, _APART)].sum()) / max(1, int(np.count_nonzero(body)))
    return min(_MOST_STRAY, apart)


def _resized(mask: Any, width: int, height: int) -> Any:
    return np.clip(cv2.resize(mask, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)


def _unsure(mask: Any) -> float:
    """The share of the mask's area that the network cannot place."""
    return float(((mask > 0.2) & (mask < 0.8)).sum() / max(1, (mask > 0.5).sum()))
