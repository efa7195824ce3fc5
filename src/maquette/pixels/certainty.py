"""How sure a cut-out is, from what can be measured of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.image import Box, Doubt, Matte
from maquette.pixels.clues import Clues

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

WEIGHTS = {
    "one": -2.18,
    "border": 19.9,
    "span": 2.98,
    "stray": 11.3,
    "symmetry": -3.41,
    "faint": 4.7,
    "parting": 1.86,
}
"""By how much each measure raises the log odds that a cut-out on busy ground is wrong (overlaps the truth below 0.8).

Fitted by bench/certainty.py on composites of its own and on real photos, on none that bench/cutout.py measures on.
"""
ALARM = 0.38
"""One right find of real photos in ten is above it (bench/certainty.py, left out of the fit): else nobody looks."""
_TINY, _NOTHING = 0.004, 0.1
"""A smaller share of the photo, or looks that agree on less, are no product."""
_DIFFER, _FAR_APART = 0.82, 0.75
_HARDLY = 1.0
"""Of parts that are likelier than the whole by less log odds one in four is wrong (bench/certainty.py)."""
_ACROSS = 0.02
_CERTAIN = ("no-product", "fills-frame", "goes-on", "goes-across")
_MEND = "draw a box round the product (a column `box`: left,top,right,bottom), or accept it: maquette review"


@dataclass(frozen=True)
class Seen:
    """What is measured of a mask: shares are 0..1.

    *agreement* of two looks (or of contour and ground), *unsure* area by sure area, *area* of the frame, *border* of
    the frame's edge that the product covers, *across* of each of two opposite sides of it, *rest* of the area that is
    not the largest piece. *parted* is, where a part of what stood out was taken, the log odds that it is nearer to the
    product than all of it, *left_out* edge that goes on where the mask ends, by its outline, *stray* what else stands
    out a little, by the product's area.
    """

    agreement: float
    unsure: float
    area: float
    border: float
    rest: float
    across: float = 0.0
    parted: float = 0.0
    left_out: float = 0.0
    stray: float = 0.0
    cut_out: bool = False

    @classmethod
    def of(cls, mask: Any, *, agreement: float, box: Box | None, cut_out: bool = False, **more: float) -> Seen:
        """Measure a float mask (h, w), 0..1; *more* are the measures that are taken elsewhere."""
        solid = (mask > 0.5).astype(np.uint8)
        area = int(solid.sum())
        between = int(((mask > 0.15) & (mask < 0.85)).sum())
        rims = (solid[0], solid[-1], solid[:, 0], solid[:, -1])
        top, bottom, left, right = (float(rim.mean()) for rim in rims)
        _, labels = cv2.connectedComponents(solid, connectivity=8)
        largest = int(np.bincount(labels.ravel())[1:].max(initial=0))
        return cls(
            agreement=agreement,
            unsure=between / max(1, area),
            area=area / solid.size,
            border=0.0 if box else float(np.concatenate(rims).mean()),
            across=0.0 if box else max(min(top, bottom), min(left, right)),
            rest=1 - largest / max(1, area),
            cut_out=cut_out,
            **more,
        )


def judge(alpha: Any, seen: Seen, method: str, clues: Clues | None = None) -> Matte:
    """The matte with its certainty, below 0.5 exactly when there is a doubt; *clues* are of a network's find."""
    measures = measures_of(seen)
    doubts = _doubts(seen)
    score = float(np.clip(seen.agreement * (1 - 0.5 * min(1, seen.unsure)) * (1 - seen.rest), 0, 1))
    if clues is not None:
        measures = measures_of(seen, clues)
        risk = risk_of(measures)
        score = 1 - risk
        if risk > ALARM or seen.agreement < _FAR_APART or 0 < seen.parted < _HARDLY:
            doubts = doubts or [
                Doubt("may-be-scenery", f"the cut-out may hold more than the product ({risk:.0%} likely)", _MEND)
            ]
        else:
            doubts = [doubt for doubt in doubts if doubt.code in _CERTAIN]
    certainty = min(score, 0.49) if doubts else max(score, 0.5)
    return Matte(alpha, round(certainty, 4), tuple(doubts), method, measures)


def risk_of(measures: dict[str, float]) -> float:
    """How likely a network's find on busy ground is wrong, 0..1, by its ``measures_of``."""
    odds = sum(weight * measures.get(name, 1.0) for name, weight in WEIGHTS.items())
    return float(1 / (1 + np.exp(-odds)))


def measures_of(seen: Seen, clues: Clues | None = None) -> dict[str, float]:
    """All that was measured, by name."""
    found = {name: float(value) for name, value in asdict(seen).items() if name != "cut_out"}
    return found | (asdict(clues) if clues else {})


def _doubts(seen: Seen) -> list[Doubt]:
    found = []
    if seen.area < _TINY or seen.agreement < _NOTHING:
        found.append(Doubt("no-product", "no product was found in the photo", _MEND))
        return found
    if seen.cut_out:
        return found
    if seen.area > 0.8:
        found.append(Doubt("fills-frame", f"what was found fills {seen.area:.0%} of the photo", _MEND))
    if seen.agreement < _DIFFER:
        found.append(
            Doubt("looks-differ", f"two looks at the photo agree on {seen.agreement:.0%} of the product", _MEND)
        )
    if seen.left_out > 1:
        found.append(Doubt("goes-on", "something goes on where the cut-out ends: a part, a cable or a shadow", _MEND))
    if seen.across > _ACROSS:
        found.append(
            Doubt("goes-across", "what was found reaches from one edge of the photo to the opposite one", _MEND)
        )
    if seen.parted:
        # Of real photos it may lack what is thin: of one of two chairs, the legs.
        found.append(Doubt("one-of-several", "one of several things that stand out was taken for the product", _MEND))
    if seen.unsure > 0.45:
        found.append(Doubt("unclear", "much of the product cannot be told from what is behind it", _MEND))
    if seen.border > 0.16:
        found.append(
            Doubt(
                "cut-by-frame",
                f"the product covers {seen.border:.0%} of the photo's edge",
                "use a photo of the whole product, or accept it",
            )
        )
    if 0.2 < seen.rest < 0.42 or seen.rest > 0.55:
        found.append(Doubt("several-objects", "several objects were found", _MEND))
    return found
