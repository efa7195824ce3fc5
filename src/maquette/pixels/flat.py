"""Flat areas of a designed picture: grounds, panels, bars and large letters, told from photographs and gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maquette.lazy import lazy
from maquette.picture.colour import Colour
from maquette.picture.image import Box, Image, Pixels

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    cv2 = lazy("cv2")
    np = lazy("numpy")

_QUIET = 7  # spread of the channels in a 3 x 3 neighbourhood that encoders leave in one colour
_CLOSE, _NEAR = 5, 14
_BIN = 4
_ENOUGH = 200_000  # pixels that tell colours apart


@dataclass(frozen=True)
class FlatArea:
    """One colour that covers a part of the picture: ``#rrggbb``, its share of all pixels, and the box round them."""

    hex: str
    share: float
    box: Box


def flat_areas(picture: Image, *, least: float = 0.008, without: Pixels | None = None) -> list[FlatArea]:
    """Colours that cover at least the share *least* of the picture without drifting, the largest first.

    A gradient or a photograph has as many pixels a little beside each colour as at it, so it gives none, while a flat
    area has nearly all of them within what an encoder adds. *without* is a mask (H, W) of pixels to leave out.
    """
    pixels = np.ascontiguousarray(picture.rgb)
    spread = cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).max(axis=2)
    quiet = (spread <= _QUIET) & (picture.alpha >= 250)
    if without is not None:
        quiet &= without == 0
    rows, columns = np.nonzero(quiet)
    thin = max(1, len(rows) // _ENOUGH)
    rows, columns = rows[::thin], columns[::thin]
    if not len(rows):
        return []
    colours = pixels[rows, columns].astype(np.int16)
    bins = (colours // _BIN).astype(np.int64) @ np.asarray((4096 * 4, 128, 1))
    _, places, counts = np.unique(bins, return_inverse=True, return_counts=True)
    free = np.ones(len(rows), bool)
    whole = quiet.size / thin
    areas = []
    for place in np.argsort(-counts)[:48]:
        here = (places == place) & free
        if here.sum() < least * whole / 4:
            continue
        centre = np.median(colours[here], axis=0)
        distance = np.abs(colours - centre).max(axis=1)
        close = (distance <= _CLOSE) & free
        near = (distance <= _NEAR) & free
        free &= ~near
        if close.sum() < least * whole or close.sum() < 0.8 * near.sum():
            continue
        areas.append(_area(np.median(colours[close], axis=0), rows[close], columns[close], quiet.shape, thin))
    return sorted(areas, key=lambda area: -area.share)


def _area(colour: np.ndarray, rows: np.ndarray, columns: np.ndarray, shape: tuple[int, ...], thin: int) -> FlatArea:
    height, width = shape[:2]
    box = Box(
        float(columns.min() / width),
        float(rows.min() / height),
        float((columns.max() + 1) / width),
        float((rows.max() + 1) / height),
    )
    return FlatArea(Colour.nearest(colour).hex, len(rows) * thin / (height * width), box)
