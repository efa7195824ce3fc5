"""A region divided in two where its places show different things: a normalised cut.

Shi and Malik, PAMI 22 (2000), on how alike the places of a grid are to a vision transformer (as TokenCut: Wang et al.,
CVPR 2022): where two things meet, likeness ends, whatever their colours are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_ALIKE = 0.45
_UNLIKE = 1e-5
_FEWEST = 12
_COVERED, _HALF = 0.3, 0.5


def sides(seen: Any, region: Any) -> Iterator[Any]:
    """Both sides (h, w) bool of *region*, and of each both sides; *seen* (g, g, n) is what its places show."""
    for one in _divided(seen, region, _COVERED):
        yield one
        yield from _divided(seen, one, _HALF)


def covered(mask: Any, grid: int) -> Any:
    """How far each place of a grid is covered by a mask: (grid, grid) float32, 0..1."""
    return cv2.resize(mask.astype(np.float32), (grid, grid), interpolation=cv2.INTER_AREA)


def _divided(seen: Any, region: Any, least: float) -> Iterator[Any]:
    grid = len(seen)
    within = np.flatnonzero(covered(region, grid) > least)
    if len(within) < _FEWEST:
        return
    halves = _cut(seen.reshape(grid * grid, -1)[within])
    for sign in (1, -1):
        field = np.full(grid * grid, -np.abs(halves).max(), np.float32)
        field[within] = sign * halves
        fine = cv2.resize(field.reshape(grid, grid), region.shape[::-1], interpolation=cv2.INTER_CUBIC)
        mask = (fine > 0) & region
        if mask.any():
            yield mask


def _cut(seen: Any) -> Any:
    """For each place a number whose sign is its side: the second least eigenvector."""
    unit = seen / (np.linalg.norm(seen, axis=1, keepdims=True) + 1e-6)
    alike = unit @ unit.T
    alike = np.where(alike > _ALIKE, alike, _UNLIKE)
    scale = 1 / np.sqrt(alike.sum(axis=1))
    _, vectors = np.linalg.eigh(np.eye(len(seen), dtype=np.float32) - alike * scale[:, None] * scale)
    halves = vectors[:, 1] * scale
    return halves - halves.mean()
