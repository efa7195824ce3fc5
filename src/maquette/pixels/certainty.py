"""How sure a cut-out is, from what can be measured of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.image import Box, Doubt, Matte
from maquette.pixels.clues import Clues
from maquette.pixels.pieces import opened, scattered
from maquette.pixels.shrink import shrink, size_within

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazy("numpy")


@dataclass(frozen=True)
class Fit:
    """By how much each measure raises the log odds that a cut-out on busy ground is wrong, and the *alarm*: a risk.

    Wrong is what overlaps the truth below 0.8. Fitted by bench/fit/certainty.py on composites of its own and, BLIND, on
    real photos, on none that bench/cutout.py measures on. One right composite in ten is above the alarm of BLIND; with
    that of SEEING one in ten had any doubt at all when it was set: with more, nobody would look.
    """

    weights: dict[str, float]
    alarm: float


SEEING = Fit({"one": 8.37, "shown": -12.4, "span": 1.11}, 0.27)
"""Where places were asked, because the other fit says that it may be wrong."""
BLIND = Fit(
    {
        "one": -1.27,
        "border": 12.6,
        "span": 2.0,
        "stray": 3.45,
        "symmetry": -3.54,
        "faint": 0.823,
        "parting": 1.9,
    },
    0.48,
)
"""Where they were not; in a draft, and without the second network, that is all that is known."""
_TINY, _NOTHING = 0.004, 0.1
"""A smaller share of the photo, or looks that agree on less, are no product."""
_DIFFER, FAR_APART = 0.82, 0.75
_ACROSS = 0.02
_HAZY, _HALF, _EDGE, _SMALL = 0.035, (51, 204), 4, 640
"""No edge is what has such an alpha wherever it is wider than twice that many pixels, at a longest side of so many."""
_KNOWN = ("cut_out", "boxed")
"""What is known of a mask, not measured."""
CERTAIN = ("no-product", "fills-frame", "goes-on", "goes-across", "see-through", "several-objects")
"""The doubts that stand however small the risk; looks that agree on less than FAR_APART are another."""
_MEND = "say where it is (a box that `maquette review` lists, or a column `box`: left,top,right,bottom), or accept it"
_BOXED = {"mend": "draw another box, or paint it (`maquette mend PHOTO --mask FILE`, or the page), or accept it"}
"""What is said instead to who has said where it is."""


@dataclass(frozen=True)
class Seen:
    """What is measured of a mask: shares are 0..1.

    *agreement* of two looks (or of contour and ground), *unsure* area by sure area, *area* of the frame, *border* of
    the frame's edge that the product covers, *across* of each of two opposite sides of it, *rest* of the area that is
    not the largest piece. *parted* says that a part of what stood out was taken, *shown* is how far what places show
    agrees with it, None where they were not asked, *left_out* edge that goes on where the mask ends, by its outline,
    *stray* what else stands out a little, by the product's area, *hazy* what comes out half see-through and is no
    edge, by the same. *boxed*: somebody said where the product is.
    """

    agreement: float
    unsure: float
    area: float
    border: float
    rest: float
    across: float = 0.0
    parted: bool = False
    shown: float | None = None
    left_out: float = 0.0
    stray: float = 0.0
    hazy: float = 0.0
    cut_out: bool = False
    boxed: bool = False

    @classmethod
    def of(cls, mask: Any, *, agreement: float, box: Box | None, **more: Any) -> Seen:
        """Measure a float mask (h, w), 0..1; *more* are the measures that are taken elsewhere."""
        solid = (mask > 0.5).astype(np.uint8)
        area = int(solid.sum())
        between = int(((mask > 0.15) & (mask < 0.85)).sum())
        rims = (solid[0], solid[-1], solid[:, 0], solid[:, -1])
        top, bottom, left, right = (float(rim.mean()) for rim in rims)
        return cls(
            agreement=agreement,
            unsure=between / max(1, area),
            area=area / solid.size,
            border=0.0 if box else float(np.concatenate(rims).mean()),
            across=0.0 if box else max(min(top, bottom), min(left, right)),
            rest=scattered(solid),
            boxed=box is not None,
            **more,
        )


def hazy(alpha: Any) -> float:
    """What of an *alpha* (H, W) uint8 is half see-through and no edge, by the area of all that is not."""
    small = shrink(alpha, *size_within(alpha.shape, _SMALL))
    half = (small > _HALF[0]) & (small < _HALF[1])
    return int(np.count_nonzero(opened(half, _EDGE))) / max(1, int(np.count_nonzero(small > 127)))


def judge(alpha: Any, seen: Seen, method: str, clues: Clues | None = None) -> Matte:
    """The matte with its certainty, below 0.5 exactly when there is a doubt; *clues* are of a network's find."""
    measures = measures_of(seen)
    doubts = _doubts(seen)
    score = float(np.clip(seen.agreement * (1 - 0.5 * min(1, seen.unsure)) * (1 - seen.rest), 0, 1))
    if clues is not None:
        measures = measures_of(seen, clues)
        risk = risk_of(measures)
        score = 1 - risk
        if risk > _fit(measures).alarm or seen.agreement < FAR_APART:
            doubts = doubts or [
                Doubt("may-be-scenery", f"the cut-out may hold more than the product ({risk:.0%} likely)", _MEND)
            ]
        else:
            doubts = [doubt for doubt in doubts if doubt.code in CERTAIN]
    if seen.boxed:
        doubts = [replace(one, **_BOXED) if one.mend == _MEND else one for one in doubts]
    certainty = min(score, 0.49) if doubts else max(score, 0.5)
    return Matte(alpha, round(certainty, 4), tuple(doubts), method, measures)


def risk_of(measures: dict[str, float]) -> float:
    """How likely a network's find on busy ground is wrong, 0..1, by its ``measures_of``."""
    odds = sum(weight * measures.get(name, 1.0) for name, weight in _fit(measures).weights.items())
    return float(1 / (1 + np.exp(-odds)))


def measures_of(seen: Seen, clues: Clues | None = None) -> dict[str, float]:
    """All that was measured, by name."""
    found = {name: value for name, value in asdict(seen).items() if name not in _KNOWN and value is not None}
    return {name: float(value) for name, value in found.items()} | (asdict(clues) if clues else {})


def _fit(measures: dict[str, float]) -> Fit:
    return SEEING if "shown" in measures else BLIND


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
    if seen.hazy > _HAZY:
        found.append(
            Doubt("see-through", f"{seen.hazy:.0%} of the cut-out is half see-through, its edge not counted", _MEND)
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
