"""Connected pieces of masks. A mask is (h, w) bool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")


def from_border(mask: Any) -> Any:
    """The part of *mask* that is connected to the picture's border."""
    # A rim of ones joins whatever touches the border, so that one flood reaches all of it.
    field = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    cv2.floodFill(field, None, (0, 0), 2, flags=4)
    return field[1:-1, 1:-1] == 2


def holding(mask: Any, seed: Any) -> Any:
    """The pieces of *mask* that hold more than three pixels of *seed*."""
    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    held = np.bincount(labels[seed & mask], minlength=count) > 3
    held[0] = False
    return held.take(labels)


def without_specks(mask: Any, *, least: float = 0.0005, share: float = 0.02) -> Any:
    """Without pieces under that *least* share of the picture or that *share* of the largest piece."""
    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    areas = np.bincount(labels.ravel(), minlength=count)
    areas[0] = 0
    return (areas > max(least * mask.size, share * areas.max(initial=0))).take(labels)


def largest(mask: Any) -> Any:
    """The largest piece of *mask*."""
    _, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    areas = np.bincount(labels.ravel())
    areas[0] = 0
    return (labels == areas.argmax()) & mask


def scattered(mask: Any) -> float:
    """The share of *mask* that is not its largest piece, 0..1; 1 where it is empty."""
    _, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    areas = np.bincount(labels.ravel())[1:]
    return 1 - int(areas.max(initial=0)) / max(1, int(areas.sum()))


def grown(mask: Any, reach: int) -> Any:
    """*mask* and all within *reach* pixels of it (a square)."""
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    return cv2.dilate(mask.view(np.uint8), kernel).view(bool)


def shrunk(mask: Any, reach: int) -> Any:
    """*mask* without what is within *reach* pixels (a square) of its outside."""
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    return cv2.erode(mask.view(np.uint8), kernel).view(bool)


def opened(mask: Any, reach: int) -> Any:
    """The parts of *mask* that are wider than twice *reach* pixels: what is thin is left out."""
    return grown(shrunk(mask, reach), reach)


def overlap(one: Any, two: Any) -> float:
    """Intersection over union; 0 where both are empty."""
    union = int(np.count_nonzero(one | two))
    return int(np.count_nonzero(one & two)) / union if union else 0.0
