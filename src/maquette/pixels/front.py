"""Which part of a find is the product, where the network took it and what is behind it for one thing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.pixels.frame import bounds, widened, window
from maquette.pixels.networks import GRID, SIDE, best_network, places, saliency
from maquette.pixels.parting import Side, covered, sides
from maquette.pixels.pieces import grown, overlap, shrunk, without_specks

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_LEAST, _SAME, _ALL = 300, 0.93, 0.95
"""A part has that many of SIDE x SIDE pixels, shares less than this with another, and less than this with the whole."""
_SPECK, _BESIDE, _APART = 0.08, 4, 6
_CLOSE, _NEAR, _DEEP = 0.05, 8, 6
LIKELIER = 0.5
"""Log odds from which a part is taken: composites of the fit hold two things more often than people's photos do."""

WEIGHTS = {
    "one": -0.367,
    "share": 0.74,
    "solid": 1.94,
    "rest_solid": 1.49,
    "frame": -16.1,
    "rest_frame": 12.7,
    "room": 0.798,
    "nested": -0.471,
    "cost": -2.08,
    "alike": -5.27,
    "outside": -2.11,
    "rest_outside": 0.38,
}
"""By how much each measure raises the log odds that a part is nearer to the product than the whole find.

Fitted by bench/certainty.py, together with weights/front.npy, on composites of its own, on none that bench/cutout.py
measures on.
"""


@dataclass(frozen=True)
class Part:
    """What may be the product within a find: its *mask* (SIDE, SIDE) bool, and what speaks for it.

    *differs* (384,) is what its places show, less what the rest of the find shows. Of *measures* (see WEIGHTS) *share*
    is the logarithm of its area by the find's, *solid* how much it fills of the hull round it, *frame* the share of the
    photo's border that it covers, *room* the share of the photo that the box round it takes; *nested* and *cost* are of
    the cut that made it. *alike* is how like the rest of the find it is, *outside* how like what is outside the find
    (cosines of what places show); *rest_...* are of the rest.
    """

    mask: Any
    measures: dict[str, float]
    differs: Any

    @property
    def odds(self) -> float:
        """The log odds that it is nearer to the product than the whole find is."""
        told = sum(weight * self.measures.get(name, 1.0) for name, weight in WEIGHTS.items())
        return told + float(self.differs @ _direction())


@cache
def _direction() -> Any:
    """What products show, against what is behind them: (384,) float32."""
    return np.load(Path(__file__).parent / "weights" / "front.npy")


def part_in_front(rgb: Any, mask: Any, parts: list[Part]) -> tuple[Any, float] | None:
    """Of the *parts* of *mask* (h, w, 0..1) of *rgb* the one that is likelier the product than all, and its log odds.

    None where no part is likelier.
    """
    best = max(parts, key=lambda part: part.odds, default=None)
    if best is None or best.odds < LIKELIER:
        return None
    return seen_closely(rgb, best.mask, mask.shape), best.odds


def parts_of(rgb: Any, mask: Any) -> list[Part]:
    """The parts that *mask* falls into by what its places show."""
    whole = cv2.resize(mask, (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 0.5
    seen = places(rgb)
    found: list[Part] = []
    for side in sides(seen, whole):
        region = without_specks(side.mask, least=0, share=_SPECK)
        same = any(overlap(region, part.mask) > _SAME for part in found) or overlap(region, whole) > _ALL
        if np.count_nonzero(region) >= _LEAST and not same:
            found.append(_measured(seen, whole, region, side))
    return found


def seen_closely(rgb: Any, part: Any, size: tuple[int, int]) -> Any:
    """What a look at the *part* (SIDE, SIDE) bool of *rgb* alone sees in it: a mask (h, w) float32 of that *size*.

    The part's own border is coarse: near to it the look decides, deep inside the part, and far outside, it does not.
    """
    box = bounds(part)
    where = window(rgb.shape, widened(box, _CLOSE, 0.02)) if box else (slice(None), slice(None))
    seen = _laid(saliency(np.ascontiguousarray(rgb[where]), best_network()), where, rgb.shape, size)
    near, deep = (
        cv2.resize(one.astype(np.float32), size[::-1], interpolation=cv2.INTER_LINEAR)
        for one in (grown(part, _NEAR), shrunk(part, _DEEP))
    )
    return np.maximum(np.minimum(seen, near), deep)


def _measured(seen: Any, whole: Any, part: Any, side: Side) -> Part:
    rest = without_specks(whole & ~grown(part, _BESIDE), least=0, share=_SPECK)
    outside = ~grown(whole | part, _APART)
    flat = seen.reshape(GRID * GRID, -1)
    shares = [covered(one, GRID).ravel() for one in (part, rest, outside)]
    unit = flat / np.linalg.norm(flat, axis=1, keepdims=True)
    of_part, of_rest, of_outside = (_mean(unit, share) for share in shares)
    box = bounds(part)
    measures = {
        "share": float(np.log(int(np.count_nonzero(part)) / max(1, int(np.count_nonzero(whole))))),
        "solid": _solid(part),
        "rest_solid": _solid(rest),
        "frame": _frame(part),
        "rest_frame": _frame(rest),
        "room": (box.right - box.left) * (box.bottom - box.top) if box else 0.0,
        "nested": side.nested,
        "cost": side.cost,
        "alike": _cosine(of_part, of_rest),
        "outside": _cosine(of_part, of_outside),
        "rest_outside": _cosine(of_rest, of_outside),
    }
    beside = _mean(flat, shares[0]) - _mean(flat, shares[1]) if shares[1].sum() > 0.5 else np.zeros(flat.shape[1])
    return Part(part, measures, beside.astype(np.float32))


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


def _solid(mask: Any) -> float:
    """The share of the hull round it that it fills; 1 where it is empty."""
    rims, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not rims:
        return 1.0
    hull = float(cv2.contourArea(cv2.convexHull(np.vstack(rims))))
    return min(1.0, int(np.count_nonzero(mask)) / max(1.0, hull))


def _frame(mask: Any) -> float:
    """The share of the picture's border that it covers."""
    return float(np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean())


def _mean(seen: Any, shares: Any) -> Any:
    return (seen * shares[:, None]).sum(axis=0) / max(float(shares.sum()), 1e-3)


def _cosine(one: Any, two: Any) -> float:
    lengths = float(np.linalg.norm(one) * np.linalg.norm(two))
    return float(one @ two) / lengths if lengths > 1e-6 else 0.0
