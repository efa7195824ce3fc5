"""Which part of a find is the product, where the network took it and what is behind it for one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.image import Box
from maquette.pixels.clues import alike
from maquette.pixels.frame import bounds, shared, widened, window
from maquette.pixels.networks import saliency
from maquette.pixels.pieces import grown, without_specks
from maquette.pixels.shrink import shrink
from maquette.pixels.split import split

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_LOOKS, _SAME, _PARTS = 2, 0.8, 8
_CUT, _UNSURE = 0.04, 0.2
_LEAST, _MOST, _WITHIN, _ALIKE = 0.3, 0.9, 0.9, 0.15


def parts_in_front(rgb: Any, mask: Any, network: str) -> list[Any]:
    """What may be the product within *mask* (h, w, 0..1) of *rgb*, as such masks, the largest first: up to two looks.

    A thing is whole: seen alone, the network is sure of it, and its contour is not cut by the frame of that look. It is
    a good share of the find, and hardly a colour of it is in what it leaves: else it is a piece of one thing.
    """
    found = []
    for box in _places(rgb, mask):
        where = window(rgb.shape, widened(box, 0.15, 0.02))
        seen = saliency(np.ascontiguousarray(rgb[where]), network)
        rim = np.concatenate([seen[0], seen[-1], seen[:, 0], seen[:, -1]]) > 0.5
        unsure, sure = (int(one.sum()) for one in ((seen > 0.2) & (seen < 0.8), seen > 0.5))
        if rim.mean() < _CUT and unsure < _UNSURE * sure:
            part = _laid(seen, where, rgb.shape, mask.shape)
            found += [part] if _apart(rgb, mask, part) else []
    return sorted(found, key=lambda part: -int((part > 0.5).sum()))


def _places(rgb: Any, mask: Any) -> list[Box]:
    """The boxes round the most clearly parted parts, no two alike and none like the box round all."""
    tried = [bounds(mask > 0.5)]
    for part in split(rgb, mask)[:_PARTS]:
        box = bounds(part)
        if box and all(one is None or shared(box, one) <= _SAME for one in tried):
            tried.append(box)
    return [box for box in tried[1 : 1 + _LOOKS] if box]


def _laid(seen: Any, where: tuple[slice, slice], shape: tuple[int, ...], size: tuple[int, int]) -> Any:
    """A look's answer at its place in the whole, at the mask's *size*."""
    down, across = size[0] / shape[0], size[1] / shape[1]
    rows = slice(round(where[0].start * down), max(round(where[0].start * down) + 1, round(where[0].stop * down)))
    columns = slice(
        round(where[1].start * across), max(round(where[1].start * across) + 1, round(where[1].stop * across))
    )
    whole = np.zeros(size, np.float32)
    inside = whole[rows, columns]
    inside[:] = np.clip(cv2.resize(seen, inside.shape[::-1], interpolation=cv2.INTER_CUBIC), 0, 1)
    return whole


def _apart(rgb: Any, mask: Any, part: Any) -> bool:
    """Whether *part* is a good share of *mask*, lies in it, and has other colours than what it leaves of it."""
    scale = 256 / max(mask.shape)
    size = max(8, round(mask.shape[1] * scale)), max(8, round(mask.shape[0] * scale))
    union, part = (cv2.resize(one, size, interpolation=cv2.INTER_AREA) > 0.5 for one in (mask, part))
    area = int(part.sum())
    if not _LEAST * union.sum() < area < _MOST * union.sum() or (part & union).sum() < _WITHIN * area:
        return False
    rest = union & ~grown(part, 2)
    rest = without_specks(rest) if rest.any() else rest
    lab = cv2.cvtColor(shrink(rgb, *size).astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    return bool(rest.any() and alike(lab[part], lab[rest]) < _ALIKE)
