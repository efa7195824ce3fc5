"""Where the product is: a short way for what is cut out already, the ground for plain ground, else a network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from maquette.graph import op
from maquette.lazy import lazy
from maquette.picture.image import Box, Image, Matte
from maquette.pixels.baked_shadow import without_baked_shadow
from maquette.pixels.candidates import candidates, placed_in
from maquette.pixels.certainty import Seen, judge, measures_of, risk_of
from maquette.pixels.clues import Clues, faint_outlines, find_clues
from maquette.pixels.contour import Contour, find_contour
from maquette.pixels.frame import WHOLE, bounds, placed, widened, window
from maquette.pixels.front import Part, part_in_front, parts_of
from maquette.pixels.ground import Ground, find_ground
from maquette.pixels.join import join, left_out
from maquette.pixels.looks import Looked, Quality, look
from maquette.pixels.networks import NETWORKS, PLACES, SIDE, best_network, can_tell_places, warm
from maquette.pixels.refine import Care, refine
from maquette.pixels.runtime import precision, runtime

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
"""How likely a find is wrong before it is searched for a part: searching all of them finds hardly any more."""


def _depends(**_: Any) -> dict[str, str]:
    network = NETWORKS[best_network()]
    counted = f"{runtime()} {precision(network.half)}"
    places = PLACES.sha256[:16] if can_tell_places() else ""
    return {"network": network.name, "weights": network.sha256[:16], "places": places, "runtime": counted}


@op(version=13, cost="heavy", also=_depends, prepare=lambda _: warm(best_network()))
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
    clues: Clues | None = None
    parted = stray = beyond = 0.0
    looked: Looked | None = None
    parts: list[Part] | None = None
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
            if box is None:
                stray = looked.stray
                mask, clues, parted, parts = _taken(part, looked, search=quality != "draft")
            alpha, method = refine(part, mask, care=care), "network"
        if seen_ground and box is None:
            beyond = left_out(mask, seen_ground[0])
    alpha = placed(alpha, rgb.shape, where)
    if box is not None:
        outside = np.ones_like(alpha, bool)
        outside[window(rgb.shape, widened(box, _SLACK))] = False
        alpha[outside] = 0
    seen = Seen.of(mask, agreement=agreement, box=box, parted=parted, left_out=beyond, stray=stray)
    found = judge(alpha, seen, method, clues)
    if looked is None or box is not None or not found.doubts:
        return found
    if parts is None and quality != "draft" and can_tell_places():
        parts = parts_of(part, looked.mask)
    return replace(found, candidates=placed_in(candidates(looked.mask, parts or ()), where, rgb.shape))


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


def _taken(rgb: Any, looked: Looked, *, search: bool) -> tuple[Any, Clues | None, float, list[Part] | None]:
    """The mask to go on with, its clues, and if it is a part, looked for where the whole may be wrong, its log odds.

    Then the parts that were looked at; None where none was looked for.
    """
    whole, clues = looked.mask, find_clues(rgb, looked.mask)
    if search and clues is not None and can_tell_places() and _risk(whole, clues, looked) > _SEARCHED:
        parts = parts_of(rgb, whole)
        found = part_in_front(rgb, whole, parts)
        if found is not None:
            part, odds = found
            return part, find_clues(rgb, part), odds, parts
        return whole, clues, 0.0, parts
    return whole, clues, 0.0, None


def _risk(mask: Any, clues: Clues, looked: Looked) -> float:
    return risk_of(measures_of(Seen.of(mask, agreement=looked.agreement, box=None, stray=looked.stray), clues))


def _is_enough(contour: Contour) -> bool:
    """Whether the ground alone tells the product, without a network."""
    return contour.trust >= _TRUSTED and contour.shade < _SHADE and contour.touches < _TOUCHES
