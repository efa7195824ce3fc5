"""Where the product is, by what the places of a photo show: of things that stand out, products against scenery."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.pixels.decoder import FINER, Kept, Weights, outlined, position
from maquette.pixels.frame import WHOLE, bounds
from maquette.pixels.networks import can_tell_places
from maquette.pixels.parting import covered
from maquette.pixels.segments import Embedded, can_segment

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

GRID = 32
"""The photo is told about on a grid of that many places a side, whatever its own sides are."""
SHOWN = FINER * GRID
"""What is answered has that many."""
_MOST, UP, DOWN = ".most", ".up", ".down"
_TOGETHER = 4
"""OpenCV scales by area so many numbers a place at once."""


def can_show() -> bool:
    """Whether the weights are here that `shown` needs."""
    return can_tell_places() and can_segment()


def shown(picture: Embedded, seen: Any, found: Any) -> Any:
    """How likely each place shows the product, (SHOWN, SHOWN) float32, 0..1.

    *picture* is what the segmenter tells of the photo at a ``glance``, *seen* (g, g, n) what its ``places`` show,
    *found* (h, w, 0..1) the mask of what stood out.
    """
    return shown_by(*known(picture, seen), found, _weights())


def known(picture: Embedded, seen: Any) -> tuple[Any, Any]:
    """What is known of a photo's places: what the decoder takes (GRID, GRID, TOLD), and what else (g, g, n) is said."""
    last = squared(picture.last, picture.size, len(seen))
    return squared(picture.values, picture.size, GRID), np.concatenate([unit(seen), unit(last)], axis=-1)


def shown_by(picture: Any, seen: Any, found: Any, weights: Weights) -> Any:
    """The same by what is ``known``. The photo and its mirror image are both asked."""
    both = [np.stack([one, one[:, ::-1]]) for one in (picture, seen, covered(found > 0.5, GRID))]
    corners = corners_of(found)
    mirrored = np.stack([1 - corners[::-1, 0], corners[:, 1]], axis=-1)
    one, other = told(weights, both[0], both[1], both[2], np.stack([corners, mirrored]), np)
    return 1 / (1 + np.exp(-(one + other[:, ::-1]) / 2))


def corners_of(found: Any) -> Any:
    """The upper left and the lower right corner of what stood out, (2, 2: across, down) float32, 0..1."""
    box = bounds(found > 0.5) or WHOLE
    return np.asarray([(box.left, box.top), (box.right, box.bottom)], np.float32)


def agreed(mask: Any, places: Any) -> float:
    """The overlap of the soft shares of a *mask* (h, w, 0..1) and what is ``shown``, 0..1."""
    share = covered(mask > 0.5, len(places))
    return float(np.minimum(share, places).sum() / max(float(np.maximum(share, places).sum()), 1e-6))


def told(
    weights: Weights, picture: Any, seen: Any, found: Any, corners: Any, xp: Any, kept: Kept = lambda at: at
) -> Any:
    """The log odds that places show the product: (n, SHOWN, SHOWN).

    *picture* (n, GRID, GRID, TOLD) and *seen* (n, g, g, m) are what is ``known``, *found* (n, GRID, GRID) how far each
    place is covered by what stood out, *corners* (n, 2, 2) those of the box round it. *weights* are fitted by
    bench/fit/certainty.py; *xp* and *kept* are those of ``outlined``.

    The segmenter's decoder draws what it is asked for. Here it is asked for the product, in words that were fitted, and
    told what else is known of each place.
    """
    grid = seen.shape[1]
    shows = seen @ weights["seen"] + weights["seen.bias"]
    between = xp.asarray(_between(grid, GRID))
    shows = xp.einsum("ab,nbcd->nacd", between, xp.einsum("ab,ncbd->ncad", between, shows))
    covers = found[..., None]
    known = weights["none"] + covers * weights["found"] + (1 - covers) * weights["rest"] + kept(shows)
    asked = xp.broadcast_to(weights["asked"], (len(seen), *weights["asked"].shape))
    said = xp.concatenate([position(weights, corners, xp) + weights["corners"], asked], axis=1)
    picture = picture + picture @ weights["picture"] + weights["picture.bias"]
    return outlined(weights, picture + known, said, xp, kept)


def moved(weights: Weights, by: Weights) -> Weights:
    """*weights* with those of *by* in their place, and tables with the product of two small ones, .up and .down, added.

    Such a product of few columns says nearly as much as a table that was fitted anew, in a tenth of the room (Hu et
    al., ICLR 2022). A table that is not among them is that product.
    """
    found = weights | {name: one for name, one in by.items() if not name.endswith((UP, DOWN))}
    for name in (one.removesuffix(UP) for one in by if one.endswith(UP)):
        product = by[name + UP] @ by[name + DOWN]
        found[name] = weights[name] + product.reshape(weights[name].shape) if name in weights else product
    return found


def squared(values: Any, size: tuple[int, int], grid: int) -> Any:
    """What an encoder tells of a photo that it saw at that *size*, drawn out over a square: (grid, grid, n) float32."""
    scale = values.shape[-1] / max(size)
    high, wide = (max(1, round(side * scale)) for side in size)
    places = values[0, :, :high, :wide].transpose(1, 2, 0)
    how = cv2.INTER_AREA if min(high, wide) >= grid else cv2.INTER_LINEAR
    parts = np.split(places, places.shape[-1] // _TOGETHER, axis=-1)
    return np.concatenate(
        [cv2.resize(np.ascontiguousarray(one), (grid, grid), interpolation=how) for one in parts], axis=-1
    )


def unit(seen: Any) -> Any:
    """What places show, at one length (of mean square 1): only its direction tells."""
    return seen / np.sqrt(np.square(seen).mean(axis=-1, keepdims=True))


@cache
def _between(before: int, after: int) -> Any:
    """By which share of each of *before* places one of *after* is told, linearly between: (after, before)."""
    at = ((np.arange(after) + 0.5) * before / after - 0.5).clip(0, before - 1)
    return np.maximum(0, 1 - np.abs(at[:, None] - np.arange(before))).astype(np.float32)


@cache
def _weights() -> Weights:
    """Those that were fitted to the encoder at its full size, moved to what it says at a glance."""
    return moved(stored("shown"), stored("glance"))


def stored(name: str) -> Weights:
    """Weights that ship. Tables are stored by whole numbers of -127 to 127, and for each column what 127 stands for."""
    with np.load(Path(__file__).parent / "weights" / f"{name}.npz") as file:
        values = {name: one.astype(np.float32) for name, one in file.items()}
    most = {name.removesuffix(_MOST): values.pop(name) / 127 for name in list(values) if name.endswith(_MOST)}
    return {name: one * most[name] if name in most else one for name, one in values.items()}
