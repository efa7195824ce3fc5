"""Which part of a find is the product, where the network took it and what is behind it for one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.pixels.frame import bounds, widened, window
from maquette.pixels.networks import SIDE, best_network, places, saliency
from maquette.pixels.parting import sides
from maquette.pixels.pieces import grown, largest, overlap, scattered, shrunk, without_specks
from maquette.pixels.segments import embed, glance, segment
from maquette.pixels.shown import agreed, shown

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_LEAST, _SAME, _ALL = 300, 0.93, 0.95
"""A part has that many of SIDE x SIDE pixels, shares less than this with another, and less than this with the whole."""
_SPECK, _SCATTERED = 0.08, 0.2
"""What falls to pieces by more than this is no thing."""
_CLOSE, _NEAR, _DEEP = 0.05, 8, 6
_FURTHER, _DRAWN = 1.1, 1.2
"""A part is taken where it agrees with what places show by so much more than the whole: it has the coarser outline.

What is drawn of these places is taken where it agrees by so much more than that: they do not show what is thin.
"""


@dataclass(frozen=True)
class Part:
    """What may be the product within a find: its *mask* (SIDE, SIDE) bool, and how far places agree with it, 0..1."""

    mask: Any
    agreed: float


@dataclass(frozen=True)
class Divided:
    """A find by its *parts*, the likeliest first, and *places* (g, g): how likely each shows the product.

    *agreed* is how far they agree with all of it, 0..1.
    """

    agreed: float
    parts: tuple[Part, ...]
    places: Any


def divided(rgb: Any, mask: Any) -> Divided:
    """The parts that *mask* (h, w, 0..1) of *rgb* falls into by what its places show, and which is the product."""
    seen = places(rgb)
    return divided_by(seen, mask, shown(glance(rgb), seen, mask))


def divided_by(seen: Any, mask: Any, shown: Any) -> Divided:
    """The same by what places show, *seen* (g, g, n), and how likely that is the product, *shown*."""
    whole = cv2.resize(mask, (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 0.5
    found: list[Part] = []
    for side in sides(seen, whole):
        region = without_specks(side, least=0, share=_SPECK)
        same = any(overlap(region, part.mask) > _SAME for part in found) or overlap(region, whole) > _ALL
        if np.count_nonzero(region) >= _LEAST and not same and scattered(region) < _SCATTERED:
            found.append(Part(region, agreed(region, shown)))
    return Divided(agreed(mask, shown), tuple(sorted(found, key=lambda part: -part.agreed)), shown)


@dataclass(frozen=True)
class InFront:
    """The *mask* (h, w) float32 that is likelier the product than all of a find, and what was *drawn* to that end.

    Either is None where there is none.
    """

    mask: Any | None
    drawn: Any | None = None


def in_front(rgb: Any, mask: Any, divided: Divided, *, draw: bool) -> InFront:
    """What is likelier the product than all of *mask* (h, w, 0..1) of *rgb*: a part of it, or what places show.

    With *draw*, the outline of these is drawn where it may agree with them so much further that it would be taken.
    """
    best = next(iter(divided.parts), None)
    part, taken = None, divided.agreed
    if best is not None and best.agreed >= _FURTHER * divided.agreed:
        closely = seen_closely(rgb, best.mask, mask.shape)
        # A look at a part alone may take it for scenery.
        if (told := agreed(closely, divided.places)) > divided.agreed:
            part, taken = closely, told
    if not draw or _DRAWN * taken >= 1:
        return InFront(part)
    drawn = _drawn(rgb, divided, mask.shape)
    if drawn is not None and agreed(drawn, divided.places) > _DRAWN * taken:
        return InFront(drawn, drawn)
    return InFront(part, drawn)


def likeliest(divided: Divided) -> Any:
    """The largest piece of what likely shows the product, in the find or beside it: (g, g) bool."""
    return largest(divided.places > 0.5)


def _drawn(rgb: Any, divided: Divided, size: tuple[int, int]) -> Any | None:
    """The outline of what places show, (h, w) float32 of that *size*, 0..1; None where they show nothing."""
    box = bounds(likeliest(divided))
    return None if box is None else segment(embed(rgb), box, size, guess=divided.places)


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
