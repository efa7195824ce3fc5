"""How sure a cut-out is, from what can be measured of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.image import Box, Doubt, Matte

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_MEND = "draw a box round the product (a column `box`: left,top,right,bottom), or accept it: maquette review"


@dataclass(frozen=True)
class Seen:
    """What is measured of a mask: shares are 0..1.

    *agreement* of two looks (or of contour and ground), *unsure* area by sure area, *area* of the frame, *border* of
    the frame's edge that the product covers, *rest* of the area that is not the largest piece.
    """

    agreement: float
    unsure: float
    area: float
    border: float
    rest: float
    cut_out: bool = False

    @classmethod
    def of(cls, mask: Any, *, agreement: float, box: Box | None, cut_out: bool = False) -> Seen:
        """Measure a float mask (h, w), 0..1."""
        solid = (mask > 0.5).astype(np.uint8)
        area = int(solid.sum())
        between = int(((mask > 0.15) & (mask < 0.85)).sum())
        rim = np.concatenate([solid[0], solid[-1], solid[:, 0], solid[:, -1]])
        _, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
        largest = int(stats[1:, cv2.CC_STAT_AREA].max()) if len(stats) > 1 else 0
        return cls(
            agreement=agreement,
            unsure=between / max(1, area),
            area=area / solid.size,
            border=0.0 if box else float(rim.mean()),
            rest=1 - largest / max(1, area),
            cut_out=cut_out,
        )


def judge(alpha: Any, seen: Seen, method: str) -> Matte:
    """The matte with its certainty: below 0.5 exactly when there is a doubt."""
    doubts = tuple(_doubts(seen))
    score = _score(seen)
    certainty = min(score, 0.49) if doubts else max(score, 0.5)
    measures = {name: float(value) for name, value in asdict(seen).items() if name != "cut_out"}
    return Matte(alpha, round(float(certainty), 4), doubts, method, measures)


def _score(seen: Seen) -> float:
    return float(np.clip(seen.agreement * (1 - 0.5 * min(1, seen.unsure)) * (1 - seen.rest), 0, 1))


def _doubts(seen: Seen) -> list[Doubt]:
    found = []
    if seen.area < 0.004:
        found.append(Doubt("no-product", "no product was found in the photo", _MEND))
        return found
    if seen.cut_out:
        return found
    if seen.area > 0.8:
        found.append(Doubt("fills-frame", f"what was found fills {seen.area:.0%} of the photo", _MEND))
    if seen.agreement < 0.82:
        found.append(
            Doubt("looks-differ", f"two looks at the photo agree on {seen.agreement:.0%} of the product", _MEND)
        )
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
