"""Cropping: which part of a picture a frame shows, so that what matters stays in view."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from maquette.design.bounded import Bounded
from maquette.design.scene import Frame
from maquette.design.sources import Sources
from maquette.lazy import lazy
from maquette.picture.image import Box

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazy("numpy")

_LOOK = 96
"""px of the longer side at which a picture is looked at for what stands out."""


def cover(size: tuple[int, int], frame: Frame, focus: Box | None, sources: Sources, name: str) -> Box:
    """The part of a picture of *size* px that fills *frame*, with the *focus* area in view and near its middle.

    Without a focus, what stands out from the picture's rim is looked for.
    """
    ratio, wanted = size[0] / size[1], frame.width / max(1e-6, frame.height)
    if focus is None:
        focus = salient(sources, name)
    across, down = (min(1.0, wanted / ratio), min(1.0, ratio / wanted))
    left = _slide(focus.left, focus.right, across)
    top = _slide(focus.top, focus.bottom, down)
    return Box(left, top, left + across, top + down)


def _slide(low: float, high: float, window: float) -> float:
    middle = (low + high) / 2
    return min(max(0.0, middle - window / 2), 1.0 - window)


def contain(size: tuple[int, int], frame: Frame, sources: Sources, name: str, *, low: bool) -> tuple[Frame, Box]:
    """Where all of a picture stands in *frame*, and its crop: empty rims of a cut-out are left away.

    *low* sets it on the frame's lower edge, else in its middle.
    """
    crop = filled(sources, name) if sources.has_alpha(name) else Box(0.0, 0.0, 1.0, 1.0)
    width, height = size[0] * (crop.right - crop.left), size[1] * (crop.bottom - crop.top)
    scale = min(frame.width / width, frame.height / height)
    wide, high = width * scale, height * scale
    y = frame.bottom - high if low else frame.y + (frame.height - high) / 2
    return Frame(frame.x + (frame.width - wide) / 2, y, wide, high), crop


def filled(sources: Sources, name: str) -> Box:
    """The box of what is not transparent."""

    def look(pixels: Any) -> Box:
        alpha = pixels[..., 3] > 96
        rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
        if not len(rows):
            return Box(0.0, 0.0, 1.0, 1.0)
        height, width = alpha.shape
        ends = columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height
        return Box(*map(float, ends))

    return _looked(sources, name, "filled", look)


def salient(sources: Sources, name: str) -> Box:
    """The area that differs most from the picture's rim, weighed toward its middle."""

    def look(pixels: Any) -> Box:
        step = max(1, max(pixels.shape[:2]) // _LOOK)
        small = pixels[::step, ::step, :3].astype(np.float32)
        height, width = small.shape[:2]
        rim = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]])
        odd = np.abs(small - np.median(rim, axis=0)).sum(axis=2)
        y, x = np.mgrid[0:height, 0:width]
        odd *= np.exp(-(((x / width - 0.5) / 0.42) ** 2) - ((y / height - 0.5) / 0.42) ** 2)
        if not odd.sum():
            return Box(0.4, 0.4, 0.6, 0.6)
        (left, right), (top, bottom) = _span(odd.sum(axis=0)), _span(odd.sum(axis=1))
        return Box(left, top, right, bottom)

    return _looked(sources, name, "salient", look)


def _span(weights: Any) -> tuple[float, float]:
    total = np.cumsum(weights) / weights.sum()
    return float(np.searchsorted(total, 0.15) / len(total)), float((np.searchsorted(total, 0.85) + 1) / len(total))


def _looked(sources: Sources, name: str, what: str, look: Any) -> Box:
    key = (sources.mark(name), what)
    found: Box | None = _cache().get(key)
    if found is None:
        found = _cache().put(key, look(sources.pixels(name)), 1)
    return found


@cache
def _cache() -> Bounded[Box]:
    return Bounded(1000)
