"""Where the product is: a short way for what is cut out already, the ground for plain ground, else a network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from maquette.graph import op
from maquette.lazy import lazy
from maquette.picture.image import Box, Image, Matte
from maquette.pixels.baked_shadow import without_baked_shadow
from maquette.pixels.boxed import filling
from maquette.pixels.candidates import candidates, placed_in
from maquette.pixels.certainty import Seen, hazy, judge, measures_of, risk_of
from maquette.pixels.clues import Clues, faint_outlines, find_clues
from maquette.pixels.contour import Contour, find_contour
from maquette.pixels.frame import WHOLE, bounds, placed, shares, widened, window, within
from maquette.pixels.front import Divided, divided, in_front, likeliest
from maquette.pixels.ground import Ground, find_ground
from maquette.pixels.join import join, left_out
from maquette.pixels.looks import Looked, Quality, look
from maquette.pixels.networks import NETWORKS, PLACES, SEGMENTER, SIDE, best_network, warm
from maquette.pixels.refine import Care, refine
from maquette.pixels.runtime import precision, runtime
from maquette.pixels.segments import can_segment
from maquette.pixels.shown import agreed, can_show

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_TRUSTED = 0.93
_SHADE = 0.05
_TOUCHES = 0.2
_MARGIN = 0.18
_SMALL = 0.7
_SLACK = 0.03
_CLEAR, _FAINT, _FAINTER = 0.1, 0.2, 0.09
_SEARCHED = 0.1
"""How likely a find is wrong before places are asked what they show: asking of all finds mends hardly any more."""


def _depends(quality: str = "standard", **_: Any) -> dict[str, str]:
    network = NETWORKS[best_network()]
    counted = f"{runtime()} {precision(network.half)}"
    found = {"network": network.name, "weights": network.sha256[:16], "runtime": counted}
    if quality == "draft":
        return found
    # Whoever fetches these later makes anew only what they have a part in.
    outlines = SEGMENTER[0].sha256[:16] if can_segment() else ""
    return found | {"places": PLACES.sha256[:16] if can_show() else "", "outlines": outlines}


@op(version=21, cost="heavy", also=_depends, prepare=lambda _: warm(best_network()))
def matte(picture: Image, *, box: Box | None = None, quality: Quality = "standard") -> Matte:
    """Where the product is in *picture*, at the picture's own size, and how sure that is.

    With a *box* (shares of the picture), only what is inside counts and the network looks at it closely. Methods:
    ``alpha`` (the picture was cut out already), ``ground`` (plain or white ground, no network), ``network``,
    ``network+ground``. ``measures`` holds what the certainty was judged by. Where a network's find is in doubt,
    ``candidates`` are the boxes of what it may be, all of it first; with a *box*, and where it cannot be divided, none.
    """
    if picture.has_alpha:
        return _cut_out_already(picture)
    rgb = picture.rgb
    where = window(rgb.shape, WHOLE if box is None else widened(box, _MARGIN))
    where, seen_ground = _on_plain_ground(rgb, where)
    looked: Looked | None = None
    taken: _Taken | None = None
    stray = beyond = 0.0
    part = np.ascontiguousarray(rgb[where])
    care: Care = "quick" if quality == "draft" else "fine" if quality == "fine" else "close"
    if seen_ground is not None and _is_enough(seen_ground[1]):
        ground, contour = seen_ground
        mask, agreement, method = contour.mask, contour.trust, "ground"
        alpha = refine(part, mask, reach=2, ground=ground.surface, care="fine" if quality == "fine" else "quick")
    else:
        looked = look(part, quality)
        mask, agreement = looked.mask, looked.agreement
        joined = _joined(part, looked, *seen_ground) if seen_ground else None
        if seen_ground is not None and joined is not None:
            (mask, agreement), method = joined, "network+ground"
            alpha = refine(part, mask, reach=2, ground=seen_ground[0].surface, care=care)
        else:
            if box is not None and quality != "draft" and can_segment():
                there = shares(where, rgb.shape)
                mask, agreement = filling(rgb, box, _inside(mask, within(widened(box, _SLACK), there)), there)
            elif box is None:
                stray = looked.stray
                taken = _taken(part, looked, quality)
                mask = taken.mask
            alpha, method = refine(part, mask, care=care), "network"
        if seen_ground and box is None:
            beyond = left_out(mask, seen_ground[0])
    alpha = placed(alpha, rgb.shape, where)
    if box is not None:
        alpha = _inside(alpha, widened(box, _SLACK))
    seen = Seen.of(
        mask,
        agreement=agreement,
        box=box,
        parted=taken is not None and taken.parted,
        shown=taken.shown if taken else None,
        left_out=beyond,
        stray=stray,
        hazy=hazy(alpha) if method == "network" else 0.0,
    )
    found = judge(alpha, seen, method, taken.clues if taken else None)
    if looked is None or box is not None or not found.doubts:
        return found
    things = taken.divided if taken else None
    if things is None and quality != "draft" and can_show():
        things = divided(part, looked.mask)
    others = [likeliest(things), *(one.mask for one in things.parts)] if things else []
    if taken is not None and taken.drawn is not None:
        others = [taken.drawn > 0.5, *others]
    return replace(found, candidates=placed_in(candidates(looked.mask, others), where, rgb.shape))


def _cut_out_already(picture: Image) -> Matte:
    alpha = without_baked_shadow(picture.rgb, picture.alpha)
    mask = cv2.resize(alpha, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return judge(alpha, Seen.of(mask, agreement=1.0, box=None, cut_out=True), "alpha")


def _on_plain_ground(rgb: Any, where: tuple[slice, slice]) -> tuple[tuple[slice, slice], tuple[Ground, Contour] | None]:
    """Ground and contour of *rgb* at *where*, or in a closer part round a small product; None where it is not plain."""
    ground = find_ground(rgb[where])
    if ground is None:
        return where, None
    contour = find_contour(ground)
    box = bounds(contour.mask > 0)
    if box and max(box.right - box.left, box.bottom - box.top) < _SMALL:
        rows, columns = where
        inner = window((rows.stop - rows.start, columns.stop - columns.start), widened(box, _MARGIN))
        closer = tuple(slice(o.start + i.start, o.start + i.stop) for o, i in zip(where, inner, strict=True))
        nearer = find_ground(rgb[closer])
        if nearer is not None:
            return (closer[0], closer[1]), (nearer, find_contour(nearer))
    return where, (ground, contour)


def _joined(rgb: Any, looked: Looked, ground: Ground, contour: Contour) -> tuple[Any, float] | None:
    """The network's mask held against the contour, and how far both can be trusted, as agreement.

    None where the network's own outline is clear and the other is not: an edge is where the picture changes, and a glow
    on dark ground, or a thing beside the product, passes for contour.
    """
    joined = join(looked.mask, ground, contour)
    if joined is None:
        return None
    mask, overlap = joined
    faint, said = faint_outlines(rgb, mask, looked.mask)
    if said < _CLEAR and faint > said + _FAINTER:
        return None
    # Where the picture shows no edge, looks that agree with one another prove nothing.
    return mask, overlap if faint > _FAINT else max(looked.agreement, overlap)


@dataclass(frozen=True)
class _Taken:
    """The mask to go on with, its clues, and what it was chosen from if all may be wrong; *parted* if it is not all."""

    mask: Any
    clues: Clues | None
    divided: Divided | None = None
    drawn: Any | None = None
    parted: bool = False

    @property
    def shown(self) -> float | None:
        return agreed(self.mask, self.divided.places) if self.divided else None


def _taken(rgb: Any, looked: Looked, quality: Quality) -> _Taken:
    whole, clues = looked.mask, find_clues(rgb, looked.mask)
    if not (quality != "draft" and clues and can_show()) or _risk(whole, clues, looked) <= _SEARCHED:
        return _Taken(whole, clues)
    things = divided(rgb, whole)
    front = in_front(rgb, whole, things, draw=quality == "fine")
    if front.mask is None:
        return _Taken(whole, clues, things, front.drawn)
    return _Taken(front.mask, find_clues(rgb, front.mask), things, front.drawn, parted=True)


def _risk(mask: Any, clues: Clues, looked: Looked) -> float:
    return risk_of(measures_of(Seen.of(mask, agreement=looked.agreement, box=None, stray=looked.stray), clues))


def _inside(mask: Any, box: Box) -> Any:
    """*mask* (h, w) with nothing outside the *box*."""
    kept = np.zeros_like(mask)
    where = window(mask.shape, box)
    kept[where] = mask[where]
    return kept


def _is_enough(contour: Contour) -> bool:
    """Whether the ground alone tells the product, without a network."""
    return contour.trust >= _TRUSTED and contour.shade < _SHADE and contour.touches < _TOUCHES
