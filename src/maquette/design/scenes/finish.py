"""Finishes: what the surfaces of a set are made of, told by unevenness, grain and gloss."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_SIZE = 512
_WRAP = 16


@dataclass(frozen=True)
class Finish:
    """How a surface takes light.

    *cloud* and *speck* are deviations of its reflectance, wide and fine; *relief* how much the light rakes over it;
    *grain* the strength of wood grain; *mirror* 0..1 how much it reflects, *haze* how blurred, *ripple* how wavy.
    """

    cloud: float = 0.0
    speck: float = 0.0
    relief: float = 0.0
    grain: float = 0.0
    mirror: float = 0.0
    haze: float = 0.0
    ripple: float = 0.0


FINISHES = {
    "paper": Finish(cloud=0.008, speck=0.006),
    "plaster": Finish(cloud=0.022, speck=0.010, relief=0.03),
    "stone": Finish(cloud=0.040, speck=0.035, relief=0.02, mirror=0.25, haze=1.0),
    "satin": Finish(cloud=0.006, speck=0.003, mirror=0.30, haze=1.0),
    "wood": Finish(cloud=0.03, speck=0.01, relief=0.015, grain=0.16, mirror=0.22, haze=1.0),
    "gloss": Finish(mirror=1.0, haze=0.16),
    "water": Finish(mirror=1.0, haze=0.1, ripple=1.0),
}


@cache
def clouds(seed: int = 0) -> Any:
    """Fractal noise (512, 512) float32 that tiles, of mean 0 and deviation 1."""
    return _noise(seed, ((4, 4), (8, 8), (16, 16), (32, 32), (64, 64)), 0.55)


@cache
def _specks() -> Any:
    return _noise(7, ((128, 128), (256, 256)), 0.9)


@cache
def _fibres() -> Any:
    return _noise(11, ((64, 2), (128, 4), (256, 4)), 0.8)


def _noise(seed: int, octaves: tuple[tuple[int, int], ...], fall: float) -> Any:
    chance, total = np.random.default_rng(seed), np.zeros((_SIZE, _SIZE), np.float32)
    for number, (rows, columns) in enumerate(octaves):
        grid = chance.normal(size=(rows, columns)).astype(np.float32)
        grid = np.pad(grid, ((2, 2), (2, 2)), mode="wrap")
        big = cv2.resize(
            grid, (_SIZE * (columns + 4) // columns, _SIZE * (rows + 4) // rows), interpolation=cv2.INTER_CUBIC
        )
        top, left = 2 * _SIZE // rows, 2 * _SIZE // columns
        total += big[top : top + _SIZE, left : left + _SIZE] * np.float32(fall**number)
    total -= total.mean()
    return cv2.copyMakeBorder(total / total.std(), 0, _WRAP, 0, _WRAP, cv2.BORDER_WRAP)


def read(tile: Any, u: Any, v: Any) -> Any:
    """A tile's values at *u*, *v* (n,), where 1 is one tile."""
    return sampled(tile, (u % 1) * _SIZE, (v % 1) * _SIZE)


def sampled(picture: Any, column: Any, row: Any) -> Any:
    """Values of a float32 *picture* between its pixels at (n,) places, held at its edges."""
    count = len(column)
    if not count:
        return np.empty((0, *picture.shape[2:]), np.float32)
    width = min(4096, count)
    short = -count % width
    shape = (-1, width)
    columns, rows = (np.pad(np.asarray(one, np.float32), (0, short)).reshape(shape) for one in (column, row))
    found = cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return found.reshape(-1, *picture.shape[2:])[:count]


def texture(finish: Finish, u: Any, v: Any, unit: float, toward: tuple[float, float]) -> tuple[Any, Any]:
    """Factors of reflectance and of light at places *u*, *v* (px; grain runs along u), *unit* px a tile.

    *toward* is the light's direction along u and v.
    """
    a, b = u / np.float32(unit), v / np.float32(unit)
    share, light = np.ones_like(a), np.ones_like(a)
    if finish.cloud:
        share += finish.cloud * read(clouds(), a, b)
    if finish.speck:
        share += finish.speck * read(_specks(), a * 2, b * 2)
    if finish.relief:
        step = 0.004
        low, high = (
            read(clouds(3), a * 2.3, b * 2.3),
            read(clouds(3), a * 2.3 + step * toward[0], b * 2.3 + step * toward[1]),
        )
        light += finish.relief * 4 * (high - low)
    if finish.grain:
        bend = 0.05 * read(clouds(5), a * 0.25, b * 0.5)
        rings = np.sin(np.float32(2 * np.pi) * (5.0 * (b + bend) + 0.35 * read(clouds(6), a * 0.12, b * 0.3)))
        share += finish.grain * (0.45 * rings + 0.42 * read(_fibres(), a * 0.5, b))
    return np.maximum(share, 0.05), np.maximum(light, 0.2)
