"""Vertical Japanese: characters stand below each other, columns go from right to left."""

from __future__ import annotations

from typing import NamedTuple

from maquette.design.scene import Frame
from maquette.design.text.fit import Fitted
from maquette.design.text.scripts import clusters, script

_CORNER = frozenset("、。，．")
_TURNED = frozenset("ー〜～…‥—–-（）「」『』【】〈〉《》()[]:：;；")


class Sign(NamedTuple):
    """One character: its place (left end and baseline) in px; *turned* ones lie on their side about *pivot*."""

    text: str
    x: float
    y: float
    turned: bool
    pivot: tuple[float, float]


def fit_upright(block: Fitted, frame: Frame) -> list[Sign]:
    """The characters of the columns of *block* in *frame*.

    *block* was fitted lying: its width is the height of the columns, its lines are the columns. Commas stand in the
    upper right of their square, dashes, brackets and Latin letters lie on their side.
    """
    found = []
    size = block.size
    x = frame.right - size
    for column in block.lines:
        y = frame.y
        for sign in clusters(column):
            shift = 0.55 * size if sign in _CORNER else 0.0
            turned = sign in _TURNED or (sign.isalpha() and not script(sign))
            pivot = x + size / 2, y + size / 2
            found.append(Sign(sign, x + shift, y + 0.86 * size - shift, turned, pivot))
            y += size if sign.strip() else 0.5 * size
        x -= block.step
    return found
