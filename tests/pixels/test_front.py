"""Two things that the network took for one are told apart, and the one in front is kept."""

from __future__ import annotations

import sys
from typing import Any

import cv2
import numpy as np
import pytest

from maquette.ops import matte
from maquette.picture.image import Box, Image, Matte
from maquette.pixels import front
from maquette.pixels.candidates import candidates
from maquette.pixels.certainty import Seen, judge
from maquette.pixels.clues import Clues
from maquette.pixels.looks import Looked
from maquette.pixels.networks import GRID, LENGTH
from maquette.pixels.parting import covered, sides
from maquette.pixels.pieces import overlap
from maquette.pixels.segments import Embedded
from maquette.pixels.shown import agreed
from maquette.pixels.split import split

SIZE = 256
SEEN = (GRID, GRID, LENGTH)


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


def telling(monkeypatch: pytest.MonkeyPatch, areas: list[Any], product: Any) -> None:
    """Let each of the *areas* (bool) show a thing of its own, and let *product* (bool) be what shows the product."""
    seen = np.zeros(SEEN, np.float32)
    seen[..., 0] = 1
    for number, area in enumerate(areas):
        seen[covered(area, GRID) > 0.5] = np.eye(LENGTH, dtype=np.float32)[number + 1]
    monkeypatch.setattr(front, "places", lambda _: seen)
    for look in ("glance", "embed"):
        monkeypatch.setattr(front, look, lambda _: Embedded(None, None, (1024, 1024)))
    monkeypatch.setattr(front, "shown", lambda *_: covered(product, GRID).clip(0.05, 0.95))

    def saliency(part: Any, _: str) -> Any:
        return cv2.resize((part[..., 2] > 150).astype(np.float32), (320, 320), interpolation=cv2.INTER_AREA)

    monkeypatch.setattr(front, "saliency", saliency)


def finding(monkeypatch: pytest.MonkeyPatch, find: Any, agreement: float = 0.5) -> Any:
    """Let the looks at a photo on busy ground find *find* (bool), and so far agree; the module that asks."""
    module = sys.modules["maquette.pixels.matte"]
    monkeypatch.setattr(module, "find_ground", lambda _: None)
    monkeypatch.setattr(module, "can_show", lambda: True)
    monkeypatch.setattr(module, "look", lambda *_: Looked(find.astype(np.float32), agreement, 0.0))
    return module


def drawing(monkeypatch: pytest.MonkeyPatch, thing: Any) -> list[Box]:
    """Let the segmenter draw *thing* (bool), and list the boxes that it is asked about."""
    asked: list[Box] = []

    def segment(_: Any, box: Box, size: tuple[int, int], guess: Any) -> Any:
        asked.append(box)
        assert guess.max() > 0.5
        return cv2.resize(thing.astype(np.float32), size[::-1])

    monkeypatch.setattr(front, "segment", segment)
    return asked


def test_the_part_that_places_show_to_be_the_product_is_taken_and_a_look_at_it_alone_draws_its_edge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rgb, disc, both = painted()
    telling(monkeypatch, [both & ~disc, disc], product=disc)
    find = both.astype(np.float32)
    things = front.divided(rgb, find)
    assert things.parts[0].agreed > things.agreed
    found = front.in_front(rgb, find, things, draw=False)
    assert found.mask is not None
    assert overlap(found.mask > 0.5, disc) > 0.95
    assert found.drawn is None


def test_the_whole_is_kept_where_places_show_all_of_it_to_be_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, disc, both = painted()
    telling(monkeypatch, [both & ~disc, disc], product=both)
    find = both.astype(np.float32)
    assert front.in_front(rgb, find, front.divided(rgb, find), draw=False).mask is None


def test_a_part_that_a_look_at_it_alone_takes_for_scenery_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, disc, both = painted()
    telling(monkeypatch, [both & ~disc, disc], product=disc)
    find = both.astype(np.float32)
    things = front.divided(rgb, find)
    assert front.in_front(rgb, find, things, draw=False).mask is not None
    monkeypatch.setattr(front, "seen_closely", lambda *_: np.zeros_like(find))
    assert front.in_front(rgb, find, things, draw=False).mask is None


def test_what_places_show_is_drawn_and_taken_where_the_find_misses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, disc, both = painted()
    board = both & ~disc
    telling(monkeypatch, [board, disc], product=disc)
    asked = drawing(monkeypatch, disc)
    find = board.astype(np.float32)
    found = front.in_front(rgb, find, front.divided(rgb, find), draw=True)
    assert found.mask is not None
    assert overlap(found.mask > 0.5, disc) > 0.95
    assert near(asked[0], box_of(disc), 0.06), "it is asked about what places show"


def test_what_is_drawn_is_left_where_it_says_hardly_more_and_not_asked_for_where_it_could_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rgb, disc, both = painted()
    find = both.astype(np.float32)
    telling(monkeypatch, [both & ~disc, disc], product=both)
    asked = drawing(monkeypatch, disc)
    things = front.divided(rgb, find)
    assert front.in_front(rgb, find, things, draw=True) == front.InFront(None)
    assert asked == []
    monkeypatch.setattr(front, "shown", lambda *_: 0.8 * covered(both, GRID))
    things = front.divided(rgb, find)
    found = front.in_front(rgb, find, things, draw=True)
    assert found.mask is None
    assert found.drawn is not None, "a person may be asked about it"
    monkeypatch.setattr(front, "shown", lambda *_: np.zeros((GRID, GRID), np.float32))
    assert front.in_front(rgb, find, front.divided(rgb, find), draw=True).drawn is None, "places show nothing"


def test_a_find_of_a_few_places_is_not_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, disc, _ = painted()
    telling(monkeypatch, [disc], product=disc)
    speck = np.zeros((SIZE, SIZE), np.float32)
    speck[100:112, 100:112] = 1
    assert front.divided(rgb, speck).parts == ()


def test_places_are_not_asked_of_a_draft_or_of_a_find_that_is_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, disc, both = painted()
    module = sys.modules["maquette.pixels.matte"]
    monkeypatch.setattr(module, "can_show", lambda: True)
    monkeypatch.setattr(module, "divided", lambda *_: pytest.fail("asked"))
    wide = Looked(both.astype(np.float32), agreement=1.0, stray=0.5)
    assert module._taken(rgb, wide, "draft").shown is None
    rgb[both & ~disc] = 128
    assert module._taken(rgb, Looked(disc.astype(np.float32), 1.0, 0.0), "standard").shown is None


def test_agreement_is_the_overlap_of_shares() -> None:
    mask = np.zeros((GRID, GRID), np.float32)
    mask[:12] = 1
    assert (agreed(mask, mask), agreed(mask, mask / 2), agreed(mask, 1 - mask)) == (1, 0.5, 0)


def test_a_region_is_divided_where_its_places_show_different_things() -> None:
    _, disc, both = painted()
    seen = np.zeros((24, 24, 2), np.float32)
    seen[..., 0] = 1
    seen[covered(disc, 24) > 0.5] = (0, 1)
    found = list(sides(seen, both))
    assert max(overlap(side, disc) for side in found) > 0.85
    assert all(not np.any(side & ~both) for side in found)
    assert any(overlap(found[0], other) < 0.02 for other in found[1:])


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


def test_what_reaches_from_edge_to_edge_goes_to_a_person_unless_a_box_says_what_is_meant() -> None:
    mask = np.zeros((SIZE, SIZE), np.float32)
    mask[120:160] = 1
    for box, doubts in ((None, ["goes-across"]), (Box(0, 0.4, 1, 0.7), [])):
        found = judge(np.uint8(255 * mask), Seen.of(mask, agreement=1.0, box=box), "network+ground")
        assert [doubt.code for doubt in found.doubts] == doubts


def test_two_pieces_apart_go_to_a_person_unless_they_are_as_large_as_one_another() -> None:
    clear = Clues(0.1, 0.95, 0.02, 0.1)
    for wide, doubts in ((80, []), (50, ["several-objects"]), (8, [])):
        mask = np.zeros((SIZE, SIZE), np.float32)
        mask[80:160, 40:120] = mask[80:160, 160 : 160 + wide] = 1
        found = judge(np.uint8(255 * mask), Seen.of(mask, agreement=1.0, box=None, shown=0.95), "network", clear)
        assert [doubt.code for doubt in found.doubts] == doubts


def test_looks_that_agree_on_nothing_found_no_product() -> None:
    mask = np.zeros((SIZE, SIZE), np.float32)
    mask[80:160, 80:160] = 1
    found = judge(np.uint8(255 * mask), Seen.of(mask, agreement=0.0, box=None), "network", Clues(0.1, 0.95, 0, 0))
    assert [doubt.code for doubt in found.doubts] == ["no-product"]


def test_what_places_show_otherwise_goes_to_a_person_and_a_part_is_said_to_be_one_of_several_things() -> None:
    mask = np.zeros((SIZE, SIZE), np.float32)
    mask[80:160, 80:160] = 1
    clear = Clues(0.1, 0.95, 0.02, 0.1)
    for shown_there, parted, codes in (
        (0.95, False, []),
        (0.95, True, []),
        (0.3, False, ["may-be-scenery"]),
        (0.3, True, ["one-of-several"]),
    ):
        seen = Seen.of(mask, agreement=1.0, box=None, parted=parted, shown=shown_there)
        assert [doubt.code for doubt in judge(np.uint8(255 * mask), seen, "network", clear).doubts] == codes


def test_looks_that_see_different_things_go_to_a_person_however_likely_the_find_is() -> None:
    mask = np.zeros((SIZE, SIZE), np.float32)
    mask[80:160, 80:160] = 1
    found = judge(np.uint8(255 * mask), Seen.of(mask, agreement=0.6, box=None), "network", Clues(0.1, 0.95, 0, 0))
    assert [doubt.code for doubt in found.doubts] == ["looks-differ"]


def box_of(mask: Any) -> Box:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return Box(*(float(edge) / SIZE for edge in (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)))


def near(one: Box, two: Box, apart: float = 0.03) -> bool:
    return max(abs(a - b) for a, b in zip(one, two, strict=True)) < apart


def test_a_person_is_asked_about_all_that_stood_out_and_each_thing_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, disc, both = painted()
    telling(monkeypatch, [both & ~disc, disc], product=disc)
    module = finding(monkeypatch, both)
    monkeypatch.setattr(module, "can_segment", lambda: False)
    found = matte(Image(rgb))
    assert found.doubts
    assert near(found.candidates[0], box_of(both))
    assert any(near(box, box_of(disc)) for box in found.candidates[1:])
    assert len(found.candidates) <= 4
    assert Matte.unpack(found.pack()).candidates == found.candidates
    drawing(monkeypatch, both & ~disc)
    monkeypatch.setattr(module, "can_segment", lambda: True)
    monkeypatch.setattr(front, "shown", lambda *_: covered(both & ~disc, GRID) * 0.7)
    again = matte(Image(rgb), quality="fine").candidates
    assert near(again[1], box_of(both & ~disc)), "what was drawn of what places show comes before the parts"
    monkeypatch.setattr(module, "can_segment", lambda: False)
    draft = matte(Image(rgb), quality="draft")
    assert (bool(draft.doubts), draft.candidates) == (True, ()), "it is one look: nothing is divided"
    assert matte(Image(rgb), box=box_of(disc)).candidates == (), "it was said which one is meant"
    finding(monkeypatch, both, agreement=1.0)
    monkeypatch.setattr(module, "judge", lambda alpha, *_: Matte(alpha))
    monkeypatch.setattr(module, "_SEARCHED", 1.0)
    monkeypatch.setattr(front, "places", lambda _: pytest.fail("nobody asks"))
    assert matte(Image(rgb)).candidates == ()


def test_what_places_show_beside_the_find_is_asked_about_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, disc, both = painted()
    telling(monkeypatch, [both & ~disc, disc], product=disc)
    finding(monkeypatch, both & ~disc)
    found = matte(Image(rgb))
    assert near(found.candidates[0], box_of(both & ~disc))
    assert near(found.candidates[1], box_of(disc), 0.06), "no part of the find holds it"


def test_things_that_stand_apart_are_asked_about_one_by_one_and_nearly_the_same_box_once() -> None:
    find = np.zeros((SIZE, SIZE), np.float32)
    find[20:120, 20:100] = find[60:220, 150:230] = 1
    find[250:253, 2:5] = 1
    whole, large, small = candidates(find)
    assert whole == Box(20 / SIZE, 20 / SIZE, 230 / SIZE, 220 / SIZE)
    assert large.left == 150 / SIZE
    assert small.right == 100 / SIZE
    find[60:220, 150:230] = 0
    assert candidates(find) == (), "one thing is no question"
    assert candidates(np.zeros((SIZE, SIZE), np.float32)) == ()
