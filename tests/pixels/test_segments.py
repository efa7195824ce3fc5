"""What a box holds is drawn by a network of its own: here by one that draws just what it is told, where it is told."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from maquette.ops import matte
from maquette.picture.image import Box, Image
from maquette.pixels import boxed, segments
from maquette.pixels.frame import bounds, overlapping, shares, widened, window, within
from maquette.pixels.looks import Looked
from maquette.pixels.networks import ANSWERED, SEEN, TOLD

WIDE, HIGH = 400, 200


def drawing(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A segmenter that draws the box that it is given, or the guess where there is one; what it was told is listed."""
    told: list[Any] = []

    def warm(name: str) -> Any:
        def encoder(seen: Any) -> Any:
            assert seen.shape == (1, 3, SEEN, SEEN)
            assert not seen[0, :, SEEN // 2 :].any(), "below the picture there is nothing"
            return np.zeros((1, TOLD + 320, 64, 64), np.float32)

        def decoder(values: Any, points: Any, labels: Any, guess: Any, guessed: Any, size: Any) -> Any:
            told.append((points, labels, guess, guessed, size))
            answers = np.full((1, 4, ANSWERED, ANSWERED), -20, np.float32)
            (left, top), (right, bottom) = np.round(points[0] * ANSWERED / SEEN).astype(int)
            answers[0, 0, top:bottom, left:right] = 20
            return np.where(guess > 0, 20, -20).repeat(4, 1).astype(np.float32) if guessed[0] else answers

        return encoder if "encoder" in name else decoder

    monkeypatch.setattr(segments, "warm", warm)
    return told


def pixels() -> Any:
    return np.full((HIGH, WIDE, 3), 90, np.uint8)


def test_an_outline_lies_where_its_box_does_in_the_whole_and_in_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    told = drawing(monkeypatch)
    picture = segments.embed(pixels())
    assert picture.size == (SEEN // 2, SEEN)
    assert (picture.values.shape[1], picture.last.shape[1]) == (TOLD, 320)
    box = Box(0.25, 0.3, 0.5, 0.8)
    whole = segments.segment(picture, box, (HIGH, WIDE))
    assert overlapping(bounds(whole > 0.5) or box, box) > 0.97
    assert told[0][0].tolist() == [[[256, 153.60000610351562], [512, 409.6000061035156]]]
    assert told[0][1].tolist() == [[2, 3]]
    part = Box(0.2, 0.25, 0.6, 0.9)
    inside = segments.segment(picture, box, (100, 120), where=part)
    assert inside.shape == (100, 120)
    assert overlapping(bounds(inside > 0.5) or box, within(box, part)) > 0.95


def test_a_guess_of_a_part_is_told_at_its_place_in_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing(monkeypatch)
    picture = segments.embed(pixels())
    part, box = Box(0.2, 0.25, 0.6, 0.9), Box(0.3, 0.4, 0.45, 0.7)
    guess = np.zeros((100, 120), np.float32)
    guess[window(guess.shape, within(box, part))] = 1
    whole = segments.segment(picture, Box(0, 0, 1, 1), (HIGH, WIDE), guess=segments.segment(picture, box, (90, 90)))
    assert overlapping(bounds(whole > 0.5) or part, box) > 0.95
    back = segments.segment(picture, Box(0, 0, 1, 1), guess.shape, where=part, guess=guess)
    assert overlapping(bounds(back > 0.5) or part, within(box, part)) > 0.95


def test_shares_of_a_window_and_back() -> None:
    where = window((HIGH, WIDE), Box(0.25, 0.5, 0.75, 1.0))
    assert shares(where, (HIGH, WIDE, 3)) == Box(0.25, 0.5, 0.75, 1.0)
    assert within(Box(0.25, 0.5, 0.5, 0.75), Box(0.25, 0.5, 0.75, 1.0)) == Box(0, 0, 0.5, 0.5)


def test_what_fills_the_box_is_taken_and_the_look_where_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing(monkeypatch)
    box, whole = Box(0.25, 0.2, 0.75, 0.8), Box(0, 0, 1, 1)
    looked = np.zeros((HIGH, WIDE), np.float32)
    looked[window(looked.shape, box)] = 0.9
    mask, agreement = boxed.filling(pixels(), box, looked, whole)
    assert agreement > 0.95
    assert mask is looked, "what is known to the pixel is not drawn anew"
    looked[:, WIDE // 2 :] = 0
    mask, agreement = boxed.filling(pixels(), box, looked, whole)
    assert overlapping(bounds(mask > 0.5) or whole, box) > 0.97
    assert agreement < 0.6, "a person hears that the look saw half of it"
    mask, _ = boxed.filling(pixels(), box, np.zeros_like(looked), whole)
    assert overlapping(bounds(mask > 0.5) or whole, box) > 0.97, "where the look saw nothing"


def test_fetching_the_segmenter_makes_no_draft_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["maquette.pixels.matte"]
    box = Box(0.1, 0.1, 0.9, 0.9)
    cases = [{}, {"box": box}, {"quality": "fine"}, {"quality": "draft", "box": box}, {"quality": "draft"}]
    told = []
    for here in (False, True):
        monkeypatch.setattr(module, "can_segment", lambda here=here: here)
        told.append([module._depends(**one) for one in cases])
    assert [before == after for before, after in zip(*told, strict=True)] == [False, False, False, True, True]


@pytest.mark.parametrize("quality", ["draft", "standard"])
def test_a_cut_out_with_a_box_is_what_the_box_holds_and_a_draft_one_look(
    quality: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = drawing(monkeypatch)
    module = sys.modules["maquette.pixels.matte"]
    monkeypatch.setattr(module, "find_ground", lambda _: None)
    monkeypatch.setattr(module, "can_segment", lambda: True)
    monkeypatch.setattr(
        module, "look", lambda rgb, _: Looked(np.zeros(rgb.shape[:2], np.float32), agreement=1.0, stray=0.0)
    )
    rgb = np.random.default_rng(0).integers(60, 70, (HIGH, WIDE, 3), np.uint8)
    box = Box(0.25, 0.2, 0.75, 0.8)
    rgb[window(rgb.shape, box)] += 120
    found = matte(Image(rgb), box=box, quality=quality)
    assert bool(told) == (quality == "standard")
    seen = bounds(found.alpha > 127)
    if quality == "draft":
        assert seen is None
    else:
        assert seen is not None
        assert overlapping(seen, box) > 0.95
        assert overlapping(seen, widened(box, 0.2)) < 0.8
