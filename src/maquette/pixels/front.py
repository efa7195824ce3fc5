"""Which part of a find is the product, where the network took it and what is behind it for one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.image import Box
from maquette.pixels.clues import alike, colour_cells
from maquette.pixels.frame import bounds, shared, widened, window
from maquette.pixels.networks import saliency
from maquette.pixels.pieces import grown, without_specks
from maquette.pixels.shrink import shrink
from maquette.pixels.split import size_of, split

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_LOOKS, _SAME, _PARTS = 2, 0.8, 8
_CUT, _LEAST = 0.15, 0.15

WEIGHTS = {
    "one": -0.451,
    "alike": -4.46,
    "share": 0.4,
    "cut": -9.13,
    "unsure": -5.41,
    "room": 10.2,
}
"""By how much each measure raises the log odds that a part is nearer to the product than the whole find.

Fitted by bench/certainty.py on composites of its own, on none that bench/cutout.py measures on.
"""


@dataclass(frozen=True)
class Part:
    """What may be the product within a find: its *mask* (h, w) float32 0..1 at the find's size, and what speaks for it.

    *alike*, 0..1, is how far it shares its colours with what it leaves, *share* the logarithm of its area by the
    find's, *cut* the share of its look's frame that it touches, *unsure* the area that the look could not place by the
    part's, *room* the share of the photo that the look took.
    """

    mask: Any
    alike: float
    share: float
    cut: float
    unsure: float
    room: float

    @property
    def odds(self) -> float:
        """The log odds that it is nearer to the product than the whole find is."""
        return sum(weight * getattr(self, name, 1.0) for name, weight in WEIGHTS.items())


def part_in_front(rgb: Any, mask: Any, network: str) -> Any | None:
    """The part of *mask* (h, w, 0..1) of *rgb* that is likelier the product than all of it, as such a mask."""
    best = max(parts_of(rgb, mask, network), key=lambda part: part.odds, default=None)
    return best.mask if best is not None and best.odds > 0 else None


def parts_of(rgb: Any, mask: Any, network: str) -> list[Part]:
    """What up to two looks at parts of *mask* see there: no detail, and nothing that the look's frame cuts through."""
    found = []
    for box in _places(rgb, mask):
        where = window(rgb.shape, widened(box, 0.15, 0.02))
        seen = saliency(np.ascontiguousarray(rgb[where]), network)
        rim = np.concatenate([seen[0], seen[-1], seen[:, 0], seen[:, -1]]) > 0.5
        unsure, sure = (int(one.sum()) for one in ((seen > 0.2) & (seen < 0.8), seen > 0.5))
        part = _laid(seen, where, rgb.shape, mask.shape)
        share = int(np.count_nonzero(part > 0.5)) / max(1, int(np.count_nonzero(mask > 0.5)))
        if rim.mean() < _CUT and share > _LEAST:
            room = (box.right - box.left) * (box.bottom - box.top)
            alike_rest = _alike_the_rest(rgb, mask, part)
            found.append(Part(part, alike_rest, float(np.log(share)), float(rim.mean()), unsure / max(1, sure), room))
    return found


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


def _alike_the_rest(rgb: Any, mask: Any, part: Any) -> float:
    """How far *part* shares its colours with what it leaves of *mask*; 1 where it leaves nothing."""
    size = size_of(mask.shape)
    whole, part = (cv2.resize(one, size, interpolation=cv2.INTER_AREA) > 0.5 for one in (mask, part))
    rest = without_specks(whole & ~grown(part, 1))
    if not rest.any() or not part.any():
        return 1.0
    cells = colour_cells(cv2.cvtColor(shrink(rgb, *size).astype(np.float32) / 255, cv2.COLOR_RGB2Lab))
    return alike(cells[part], cells[rest])
