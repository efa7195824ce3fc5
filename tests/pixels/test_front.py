"""Two things that the network took for one are told apart, and the one in front is kept."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from maquette.picture.image import Box
from maquette.pixels import front
from maquette.pixels.frame import shared
from maquette.pixels.pieces import overlap
from maquette.pixels.split import split

SIZE = 256


def painted() -> tuple[Any, Any, Any]:
    """A blue disc before a yellow board on grey: the picture, the disc and both."""
    rgb = np.full((SIZE, SIZE, 3), 128, np.uint8)
    board, disc = np.zeros((SIZE, SIZE), np.uint8), np.zeros((SIZE, SIZE), np.uint8)
    cv2.rectangle(board, (40, 30), (150, 160), 1, -1)
    cv2.circle(disc, (150, 150), 60, 1, -1)
    rgb[board > 0], rgb[disc > 0] = (230, 200, 40), (30, 60, 200)
    return rgb, disc > 0, (board | disc) > 0


def test_parts_lie_along_the_step_of_colour() -> None:
    rgb, disc, both = painted()
    parts = split(rgb, both.astype(np.float32))
    assert max(overlap(part, disc) for part in parts) > 0.9
    assert all(np.count_nonzero(part & ~both) == 0 for part in parts)


def test_one_even_thing_has_no_parts() -> None:
    rgb, disc, _ = painted()
    assert all(0.08 < part.sum() / disc.sum() < 0.92 for part in split(rgb, disc.astype(np.float32)))
    assert split(np.full((SIZE, SIZE, 3), 90, np.uint8), np.zeros((SIZE, SIZE), np.float32)) == []


@pytest.mark.parametrize("blue", [True, False])
def test_the_whole_convex_thing_is_in_front_and_the_bitten_one_is_not(
    monkeypatch: pytest.MonkeyPatch, *, blue: bool
) -> None:
    rgb, disc, both = painted()

    def saliency(part: Any, _: str) -> Any:
        seen = part[..., 2] > 150 if blue else part[..., 0] > 200
        return cv2.resize(seen.astype(np.float32), (320, 320), interpolation=cv2.INTER_AREA)

    monkeypatch.setattr(front, "saliency", saliency)
    parts = front.parts_in_front(rgb, both.astype(np.float32), "any")
    assert bool(parts) == blue
    assert all(overlap(part.mask > 0.5, disc) > 0.95 for part in parts)


def test_boxes_share_what_both_hold_of_what_either_holds() -> None:
    assert shared(Box(0, 0, 0.5, 1), Box(0, 0, 1, 1)) == pytest.approx(0.5)
    assert shared(Box(0, 0, 0.4, 1), Box(0.5, 0, 1, 1)) == 0
