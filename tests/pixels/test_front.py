"""Two things that the network took for one are told apart, and the one in front is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from maquette.picture.image import Box
from maquette.pixels import front
from maquette.pixels.certainty import Seen, judge
from maquette.pixels.clues import Clues
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


def looking_for(monkeypatch: pytest.MonkeyPatch, stands_out: Callable[[Any], Any]) -> None:
    """Let the network see what *stands_out* by its colour."""

    def saliency(part: Any, _: str) -> Any:
        return cv2.resize(stands_out(part).astype(np.float32), (320, 320), interpolation=cv2.INTER_AREA)

    monkeypatch.setattr(front, "saliency", saliency)


def test_a_whole_thing_of_other_colours_than_the_rest_is_taken_for_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, disc, both = painted()
    looking_for(monkeypatch, lambda part: part[..., 2] > 150)
    part = front.part_in_front(rgb, both.astype(np.float32), "any")
    assert part is not None
    assert overlap(part > 0.5, disc) > 0.95


def test_a_piece_in_the_colours_of_the_rest_is_no_product(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of two gloves: it is whole, but as like the other as a piece of one thing."""
    rgb, disc, both = painted()
    rgb[both & ~disc] = (30, 60, 206)
    cv2.circle(rgb, (150, 150), 62, (230, 200, 40), 5)
    looking_for(monkeypatch, lambda part: (part[..., 2] > 195) & (part[..., 2] < 203) & (part[..., 0] < 100))
    assert front.part_in_front(rgb, both.astype(np.float32), "any") is None


def test_what_the_frame_of_the_look_cuts_is_no_whole_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, _, both = painted()
    looking_for(monkeypatch, lambda part: np.ones(part.shape[:2]))
    assert front.part_in_front(rgb, both.astype(np.float32), "any") is None


def test_boxes_share_what_both_hold_of_what_either_holds() -> None:
    assert shared(Box(0, 0, 0.5, 1), Box(0, 0, 1, 1)) == pytest.approx(0.5)
    assert shared(Box(0, 0, 0.4, 1), Box(0.5, 0, 1, 1)) == 0


def test_what_touches_the_frame_and_leaves_much_out_goes_to_a_person() -> None:
    mask = np.zeros((SIZE, SIZE), np.float32)
    mask[80:160, 80:160] = 1
    whole = Seen.of(mask, agreement=1.0, box=None)
    mask[80:, 80:160] = 1
    cut = Seen.of(mask, agreement=1.0, box=None, stray=0.3)
    clear, odd = Clues(0.1, 0.95, 0.02, 0.1), Clues(0.6, 0.6, 0.2, 0.9)
    alpha = np.uint8(255 * mask)
    assert judge(alpha, whole, "network", clear).doubts == ()
    assert [doubt.code for doubt in judge(alpha, cut, "network", odd).doubts] == ["may-be-scenery"]


def test_looks_that_agree_on_nothing_found_no_product() -> None:
    mask = np.zeros((SIZE, SIZE), np.float32)
    mask[80:160, 80:160] = 1
    found = judge(np.uint8(255 * mask), Seen.of(mask, agreement=0.0, box=None), "network", Clues(0.1, 0.95, 0, 0))
    assert [doubt.code for doubt in found.doubts] == ["no-product"]


def test_a_part_that_may_be_wrong_is_said_to_be_one_of_several_things() -> None:
    mask = np.zeros((SIZE, SIZE), np.float32)
    mask[80:160, 80:160] = 1
    seen = Seen.of(mask, agreement=1.0, box=None, parted=1.0)
    clear, odd = Clues(0.1, 0.95, 0.02, 0.1), Clues(0.6, 0.3, 0.4, 1.2)
    assert judge(np.uint8(255 * mask), seen, "network", clear).doubts == ()
    assert [doubt.code for doubt in judge(np.uint8(255 * mask), seen, "network", odd).doubts] == ["one-of-several"]


def test_looks_that_see_different_things_go_to_a_person_however_likely_the_find_is() -> None:
    mask = np.zeros((SIZE, SIZE), np.float32)
    mask[80:160, 80:160] = 1
    found = judge(np.uint8(255 * mask), Seen.of(mask, agreement=0.6, box=None), "network", Clues(0.1, 0.95, 0, 0))
    assert [doubt.code for doubt in found.doubts] == ["looks-differ"]
