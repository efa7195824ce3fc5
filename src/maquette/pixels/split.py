"""A mask split along the strongest steps of colour: the parts that may be a thing of their own."""

from __future__ import annotations

import math
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.colour import lab
from maquette.pixels.pieces import grown
from maquette.pixels.shrink import shrink

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_SIDE = 256
_BASIN = 9
_STEP = 2.0
_WEIGHED = (0.7, 1.0, 1.0)
"""How much of a difference in L*, a* and b* counts: light falls unevenly on one thing."""
_SMALLEST = 0.08


def split(rgb: Any, mask: Any) -> list[Any]:
    """Parts (h, w) bool of *mask* (float 0..1) in *rgb* at a longest side of 256 px, the most clearly parted first.

    Basins of colour change are merged two by two, the least apart first (Ward's distance of their mean colours in Lab,
    and the steps along their border); every area on the way that is neither a detail nor nearly all is a part.
    """
    size = size_of(mask.shape)
    small, inside = shrink(rgb, *size), cv2.resize(mask, size, interpolation=cv2.INTER_AREA) > 0.5
    colours = lab(small)
    steps = colour_steps(colours)
    labels = _basins(small, inside, steps)
    found = [
        (cost, _among(labels, members))
        for cost, members, area in _Merging(labels, colours, cv2.dilate(steps, np.ones((3, 3)))).run()
        if _SMALLEST <= area <= 1 - _SMALLEST
    ]
    found.sort(key=lambda one: -one[0])
    return [part for _, part in found]


def _among(labels: Any, members: list[int]) -> Any:
    wanted = np.zeros(int(labels.max()) + 1, bool)
    wanted[members] = True
    return wanted.take(labels)


def size_of(shape: tuple[int, ...]) -> tuple[int, int]:
    """Width and height, with a longest side of 256 px, at which a picture of that *shape* is split and measured."""
    scale = _SIDE / max(shape[:2])
    return max(8, round(shape[1] * scale)), max(8, round(shape[0] * scale))


def colour_steps(colours: Any) -> Any:
    """How quickly the colour changes, in Lab units a pixel."""
    smooth = cv2.GaussianBlur(colours, (0, 0), 1)
    across, down = (cv2.Sobel(smooth, cv2.CV_32F, *way, scale=0.125) for way in ((1, 0), (0, 1)))
    return np.sqrt((across**2 + down**2).sum(axis=2))


def _basins(small: Any, inside: Any, steps: Any) -> Any:
    """Numbers (h, w) of the even places of the mask, grown until they meet where the colour changes; 0 outside."""
    smooth = cv2.GaussianBlur(steps, (0, 0), 1.5)
    seeds = (smooth <= cv2.erode(smooth, np.ones((_BASIN, _BASIN))) + 1e-6) & inside
    count, markers = cv2.connectedComponents(seeds.astype(np.uint8), connectivity=8)
    markers[~grown(inside, 1)] = count
    cv2.watershed(np.ascontiguousarray(small), markers)
    labels = np.where((markers > 0) & (markers < count), markers, 0).astype(np.uint16)
    for _ in range(3):
        labels = np.where((labels == 0) & inside, cv2.dilate(labels, np.ones((3, 3), np.uint8)), labels)
    return np.where(inside, labels, 0).astype(int)


class _Merging:
    """Areas with their size and mean colour, and for each two that touch their border's length and steps."""

    def __init__(self, labels: Any, colours: Any, steps: Any) -> None:
        count = int(labels.max()) + 1
        flat = labels.ravel()
        sizes = np.bincount(flat, minlength=count)
        sums = [np.bincount(flat, colours[..., channel].ravel(), minlength=count) for channel in range(3)]
        means = np.stack(sums, axis=1) / np.maximum(sizes, 1)[:, None] * _WEIGHED
        self.size = {one: float(size) for one, size in enumerate(sizes.tolist()) if one and size}
        self.mean = {one: tuple(mean) for one, mean in enumerate(means.tolist()) if one in self.size}
        self.members = {one: [one] for one in self.size}
        self.beside: dict[int, dict[int, tuple[float, float]]] = {one: {} for one in self.size}
        for one, two, step in ((labels[:, 1:], labels[:, :-1], steps[:, 1:]), (labels[1:], labels[:-1], steps[1:])):
            border = (one != two) & (one > 0) & (two > 0)
            pairs = np.minimum(one, two)[border] * count + np.maximum(one, two)[border]
            found, lengths = np.unique(pairs, return_counts=True)
            rises = np.bincount(np.searchsorted(found, pairs), step[border], minlength=len(found))
            for pair, length, rise in zip(found.tolist(), lengths.tolist(), rises.tolist(), strict=True):
                self._touch(pair // count, pair % count, length, rise)

    def _touch(self, a: int, b: int, length: float, rise: float) -> None:
        before = self.beside[a].get(b, (0, 0.0))
        self.beside[a][b] = self.beside[b][a] = (before[0] + length, before[1] + rise)

    def _cost(self, a: int, b: int) -> float:
        length, rise = self.beside[a][b]
        size = self.size[a] * self.size[b] / (self.size[a] + self.size[b])
        return math.sqrt(size) * (math.dist(self.mean[a], self.mean[b]) + _STEP * rise / length)

    def run(self) -> list[tuple[float, list[int], float]]:
        """What each merging cost, with the members and the share of the whole of both that it merged."""
        found, whole = [], sum(self.size.values())
        # What one of two that touch has been merged into costs anew: its old costs are passed over.
        costs = [(self._cost(a, b), a, b) for a in self.beside for b in self.beside[a] if a < b]
        heapify(costs)
        new = max(self.size, default=0)
        while costs:
            cost, a, b = heappop(costs)
            if a not in self.beside or b not in self.beside:
                continue
            found += [(cost, self.members[one], self.size[one] / whole) for one in (a, b)]
            new += 1
            self._merge(a, b, new)
            for other in self.beside[new]:
                heappush(costs, (self._cost(other, new), other, new))
        return found

    def _merge(self, a: int, b: int, new: int) -> None:
        self.size[new] = self.size[a] + self.size[b]
        share = self.size[a] / self.size[new]
        self.mean[new] = tuple(
            share * one + (1 - share) * two for one, two in zip(self.mean[a], self.mean[b], strict=True)
        )
        self.members[new] = self.members[a] + self.members[b]
        self.beside[new] = {}
        for one in (a, b):
            for other, (length, rise) in self.beside.pop(one).items():
                if other not in (a, b):
                    del self.beside[other][one]
                    self._touch(new, other, length, rise)
