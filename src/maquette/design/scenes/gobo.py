"""What stands between the light and the set, out of the picture: a window, a branch."""

from __future__ import annotations

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


@cache
def gobo(name: str) -> Any:
    """(512, 512) float32: 1 where light comes through."""
    return {"window": _window, "leaves": _leaves}[name]()


def _window() -> Any:
    open_ = np.zeros((_SIZE, _SIZE), np.uint8)
    for column in range(2):
        for row in range(3):
            left, top = 128 + column * 132, 66 + row * 130
            cv2.rectangle(open_, (left, top), (left + 118, top + 116), 255, -1)
    return open_.astype(np.float32) / 255


def _leaves() -> Any:
    chance = np.random.default_rng(4)
    shade = np.zeros((_SIZE, _SIZE), np.uint8)
    for start, lean in (((40, 20), 62), ((150, -30), 74), ((-30, 190), 28)):
        at, angle = np.asarray(start, float), np.radians(lean)
        for step in range(30):
            at = at + 13 * np.asarray([np.cos(angle), np.sin(angle)])
            angle += chance.normal() * 0.05
            for side in (-1, 1):
                turn = angle + side * chance.uniform(0.6, 1.0)
                size = chance.uniform(26, 44) * (1 - 0.018 * step)
                middle = at + size * np.asarray([np.cos(turn), np.sin(turn)])
                axes = (int(size), int(0.17 * size))
                cv2.ellipse(shade, (int(middle[0]), int(middle[1])), axes, float(np.degrees(turn)), 0, 360, 255, -1)
    return 1 - shade.astype(np.float32) / 255
