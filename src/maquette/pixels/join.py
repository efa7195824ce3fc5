"""Network and plain ground together: the ground knows the contour and the holes, the network what is the product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.pixels.contour import Contour
from maquette.pixels.ground import Ground
from maquette.pixels.pieces import from_border, grown, holding, opened, overlap, shrunk

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_STRANGERS = 0.6
_NEAR = 10
_LINE = 2
_CRISP = 0.7
_SURE = 0.85
_UNEVEN = 1.35
_PATCH = 9
_BESIDE, _BRIDGE = 4, 2


def join(mask: Any, ground: Ground, contour: Contour) -> tuple[Any, float] | None:
    """The network's *mask* (any size, float 0..1) held against the contour: a mask at its size, and their overlap.

    None where the two do not speak of the same thing: then the ground is not as plain as it looked from the border.
    """
    said = cv2.resize(mask, ground.bare.shape[::-1], interpolation=cv2.INTER_LINEAR)
    found, body = said > 0.5, contour.mask > 0.5
    shared = overlap(found & ~contour.opened, body)
    if shared < _STRANGERS:
        return None
    ours = holding(body, found)
    beyond = ours & ~found
    # Beyond the network's word: what is thick, near and no shadow, or a pale trim as sharp as the product itself.
    thick = opened(beyond, _LINE)
    near = grown(found, _NEAR)
    kept = ours & (~beyond | (near & ~ground.dim) | _trims(thick, found, body, ground))
    result = np.where(kept, contour.mask, 0)
    result[contour.unclear & ~found] = 0
    leaked = _leaked(said > _SURE, kept, ground)
    result[leaked] = said[leaked]
    return result, shared


def left_out(mask: Any, ground: Ground) -> float:
    """How much sharp edge goes on from a *mask* (any size, 0..1) into what it leaves out, by its outline's length.

    On plain ground there is nothing else to have an edge: a cable, a foot, a second thing, or a hard shadow.
    """
    body = cv2.resize(mask, ground.bare.shape[::-1], interpolation=cv2.INTER_LINEAR) > 0.5
    beyond = ground.sharp & (ground.apart > ground.high) & ~grown(body, _BESIDE)
    going_on = beyond & holding(grown(beyond, _BRIDGE) | grown(body, _BESIDE + 1), body)
    outline = int(np.count_nonzero(body & ~shrunk(body, 1)))
    return int(np.count_nonzero(going_on)) / max(1, outline)


def _leaked(sure: Any, body: Any, ground: Ground) -> Any:
    """What passed for ground though the network is *sure* of it, and is less even than ground or shut off from it."""
    doubtful = sure & (ground.bare | ground.shade)
    weight = cv2.blur(doubtful.astype(np.float32), (_PATCH, _PATCH))
    apart = cv2.blur(np.where(doubtful, ground.apart, 0), (_PATCH, _PATCH)) / np.maximum(weight, 1e-3)
    uneven = doubtful & ((apart > _UNEVEN * ground.usual + 0.3) | ground.shade)
    whole = body | opened(uneven, _LINE) & doubtful
    whole |= shrunk(grown(whole, _PATCH // 2), _PATCH // 2)
    return doubtful & (whole | ~from_border(~whole))


def _trims(beyond: Any, sure: Any, known: Any, ground: Ground) -> Any:
    """Pieces of *beyond* that belong to the product though they are as grey as a shadow: a pale sole, a white frame.

    They touch what the network is *sure* of, are smaller, and have a sharp outline against the ground, which a
    shadow has not.
    """
    outline = known & ~shrunk(known, 1) & beyond
    touching = grown(sure, 3) & beyond
    sharp = grown(ground.sharp, 2)
    count, labels = cv2.connectedComponents(beyond.astype(np.uint8), connectivity=8)
    area, length, crisp, touches = (
        np.bincount(labels[where], minlength=count) for where in (beyond, outline, outline & sharp, touching)
    )
    trim = (crisp > _CRISP * np.maximum(length, 1)) & (touches > 0) & (area < 0.6 * np.count_nonzero(sure))
    trim[0] = False
    return trim[labels]
