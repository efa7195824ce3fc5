"""What stands out from plain ground: contour, holes, and how far both can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.pixels.ground import Ground
from maquette.pixels.pieces import from_border, grown, holding, overlap, shrunk, without_specks

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_BLOWN = 246
_GREY = 0.12
_STRIP = 8
"""So far from a soft shadow its edge is looked for in the picture, not by a threshold."""
_SPECK = 4
_LABEL = 0.0006
_EDGED = 0.8
_CLEAR = 18.0
_PARTED = 0.5


@dataclass(frozen=True)
class Contour:
    """What differs from the ground. *mask* is (h, w) float32 0..1 at the ground's size, certain holes cut out.

    *opened* (bool) are those holes, *unclear* (bool) is inside it and as pale as the ground: a hole or a label.
    *trust*, 0..1, is how far contrast, a second threshold and the colour of the rim bear the contour out; *shade* the
    soft shadow taken away, against the product's area; *touches* the share of the frame's edge that it covers.
    """

    mask: Any
    opened: Any
    unclear: Any
    trust: float
    shade: float
    touches: float


def find_contour(ground: Ground) -> Contour:
    """Part the product from *ground*."""
    free = ~(ground.bare | ground.shade)
    if ground.shade.any():
        free = _beside_shade(ground, free)
    mask = without_specks(holding(free, ground.apart > ground.high))
    area = int(np.count_nonzero(mask))
    if not area:
        return Contour(mask.astype(np.float32), mask, mask, 0.0, 0.0, 0.0)
    opened, unclear = _holes(ground, mask)
    steady = overlap(without_specks(mask & ~from_border(ground.apart < 1.8 * ground.low)), mask)
    ring = _ring(mask)
    contrast = float((ground.apart[ring] > ground.high).mean()) if ring.any() else 0.0
    doubtful = unclear.any() or ground.dim[ring].mean() > _GREY
    edge = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    return Contour(
        _soft_rim(ground, mask & ~opened),
        opened,
        unclear,
        trust=0.0 if doubtful else min(contrast, 1 - 3 * (1 - steady)),
        shade=float(np.count_nonzero(ground.shade & grown(mask, 12))) / area,
        touches=float(edge.mean()),
    )


def _beside_shade(ground: Ground, free: Any) -> Any:
    """*free* with its contour along soft shadows laid on the strongest change, where the thing begins."""
    sure = free & ((ground.apart > ground.high) & ~ground.dim | ~grown(ground.shade, _STRIP))
    markers = np.where(sure, 2, np.where(free, 0, 1)).astype(np.int32)
    if not (markers == 0).any() or not sure.any():
        return free
    picture = cv2.GaussianBlur(ground.picture, (0, 0), 0.8)
    cv2.watershed(np.clip(picture, 0, 255).astype(np.uint8), markers)
    return free & (markers != 1)


def _holes(ground: Ground, mask: Any) -> tuple[Any, Any]:
    """What *mask* encloses and is the ground beyond doubt (a handle, a mesh), and what may be hole or label.

    A hole has the colour of the ground, is as flat, and has an edge all round. On blown-out white a label has it too.
    """
    like = mask & (ground.apart < (ground.low + ground.high) / 2)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(like.astype(np.uint8), connectivity=4)
    opened, unclear = np.zeros_like(mask), np.zeros_like(mask)
    for place in range(1, count):
        left, top, width, height, area = stats[place]
        if area < _SPECK:
            continue
        window = (slice(max(0, top - 4), top + height + 4), slice(max(0, left - 4), left + width + 4))
        hole = labels[window] == place
        around = grown(hole, 3) & ~grown(hole, 1)
        edge = ground.apart[window][around]
        if (edge > ground.high).mean() < _EDGED:
            continue
        parted = grown(ground.sharp[window], 1)[around].mean() > _PARTED
        rest = np.abs((ground.picture[window] - ground.surface[window])[hole].mean(axis=0)).max()
        inside = shrunk(hole, 2)
        flat = not inside.any() or ground.flat[window][inside].mean() > 0.9
        clear = parted and np.median(edge) > _CLEAR
        if clear and flat and rest < ground.low and ground.picture[window][hole].mean() < _BLOWN:
            opened[window] |= hole
        elif area > _LABEL * mask.size:
            unclear[window] |= hole
    return opened, unclear


def _soft_rim(ground: Ground, mask: Any) -> Any:
    """*mask* as shares, 0..1: the outer pixels are half ground, by how far they are from it beside what lies inside."""
    contrast = cv2.dilate(np.where(mask, ground.apart, 0), np.ones((5, 5), np.uint8))
    share = np.clip(1.3 * ground.apart / np.maximum(contrast, 1) - 0.05, 0, 1)
    return np.where(mask & grown(~mask, 2), share, mask).astype(np.float32)


def _ring(mask: Any) -> Any:
    """The pixels just inside the contour."""
    inner = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    return (inner - cv2.erode(inner, np.ones((5, 5), np.uint8))).astype(bool)
