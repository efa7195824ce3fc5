"""The cut-out: right on painted truth, at full size, with the old background gone from the edge, and honest."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from maquette import ops
from maquette.painted import KINDS, painted
from maquette.picture.image import Box, Image, Matte
from maquette.pixels.certainty import Seen, hazy, judge
from maquette.pixels.closed_form import closed_form
from maquette.pixels.clues import Clues
from maquette.pixels.contour import find_contour
from maquette.pixels.ground import _dim as shadow_like
from maquette.pixels.ground import find_ground
from maquette.pixels.join import left_out
from maquette.pixels.refine import refine


def overlap(one: np.ndarray, two: np.ndarray) -> float:
    a, b = one >= 128, two >= 128
    return float((a & b).sum() / (a | b).sum())


@pytest.mark.parametrize("number", [6, 8], ids=["studio", "wall"])
def test_plain_ground_is_cut_out_closely(number: int) -> None:
    rgb, truth = painted(number)
    found = ops.matte(Image(rgb))
    assert overlap(found.alpha, truth) > 0.97
    assert not found.doubts
    assert found.certainty >= 0.5


def test_a_product_on_wood_is_found_by_the_network() -> None:
    rgb, truth = painted(KINDS.index("ball"))
    found = ops.matte(Image(rgb), quality="draft")
    assert found.method.startswith("network")
    assert overlap(found.alpha, truth) > 0.95


def test_a_picture_that_is_cut_out_already_keeps_its_alpha() -> None:
    rgb, truth = painted(1)
    found = ops.matte(Image(np.dstack([rgb, truth])))
    assert found.method == "alpha"
    assert np.array_equal(found.alpha, truth)


def test_an_empty_wall_needs_a_person() -> None:
    wall = np.full((300, 400, 3), 200, np.uint8)
    found = ops.matte(Image(wall), quality="draft")
    assert found.doubts
    assert found.certainty < 0.5
    assert all(doubt.reason and doubt.mend for doubt in found.doubts)


def test_a_box_keeps_everything_outside_out() -> None:
    left, right = painted(6, width=600, height=450), painted(4, width=600, height=450)
    rgb = np.hstack([left[0], right[0]])
    found = ops.matte(Image(rgb), box=Box(0.0, 0.0, 0.5, 1.0), quality="draft")
    assert found.alpha[:, 640:].max() == 0
    assert overlap(found.alpha[:, :600], left[1]) > 0.9


def test_a_large_photo_comes_out_at_its_own_size() -> None:
    rgb, truth = painted(6)
    large = cv2.resize(rgb, (6000, 4500), interpolation=cv2.INTER_CUBIC)
    found = ops.matte(Image(large), quality="draft")
    assert found.alpha.shape == (4500, 6000)
    assert overlap(cv2.resize(found.alpha, truth.shape[::-1], interpolation=cv2.INTER_AREA), truth) > 0.96


def test_the_same_photo_gives_the_same_matte() -> None:
    rgb, _ = painted(9, width=500, height=375)
    one, two = (ops.matte(Image(rgb), quality="draft") for _ in range(2))
    assert np.array_equal(one.alpha, two.alpha)


def test_the_edge_loses_the_colour_of_the_old_background() -> None:
    alpha = np.zeros((240, 240), np.uint8)
    cv2.circle(alpha, (120, 120), 70, 255, -1, cv2.LINE_AA)
    alpha = cv2.GaussianBlur(alpha, (0, 0), 2)
    share = alpha[..., None] / 255
    red, green = np.array([200, 40, 40]), np.array([30, 220, 40])
    mixed = (share * red + (1 - share) * green).astype(np.uint8)
    product = ops.lift(Image(mixed), Matte(alpha))
    edge = (alpha > 60) & (alpha < 250)
    before = np.abs(mixed[edge].astype(int) - red).mean()
    after = np.abs(product.rgb[edge].astype(int) - red).mean()
    assert after < 0.25 * before
    assert np.array_equal(product.alpha, alpha)
    assert np.array_equal(product.rgb[alpha == 255], mixed[alpha == 255])


def studio(number: int = 6, *, shade: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """A dark mug with a handle on a lamp-lit ground, with a soft shadow beside it."""
    height, width = 480, 640
    y, x = np.mgrid[0:height, 0:width]
    ground = 215 - 0.06 * np.hypot(x - 300, y - 100)
    truth = np.zeros((height, width), np.uint8)
    cv2.circle(truth, (420, 260), 70, 255, 26, cv2.LINE_AA)
    cv2.rectangle(truth, (200, 140), (400, 380), 255, -1, cv2.LINE_AA)
    shadow = cv2.GaussianBlur(np.roll(truth, (14, -16), (0, 1)).astype(np.float32) / 255, (0, 0), 14)
    ground = (ground * (1 - shade * shadow))[..., None] * np.array([1.0, 0.98, 0.95])
    share = truth[..., None] / 255
    mixed = share * np.array([70, 40, 110]) + (1 - share) * ground
    noise = np.random.default_rng(number).normal(0, 1.5, mixed.shape)
    return np.clip(mixed + noise, 0, 255).astype(np.uint8), truth


def test_a_handle_is_open() -> None:
    rgb, truth = studio()
    ground = find_ground(rgb)
    assert ground is not None
    contour = find_contour(ground)
    assert contour.opened.any()
    assert overlap(cv2.resize(contour.mask * 255, truth.shape[::-1]), truth) > 0.95


def test_a_soft_shadow_is_ground() -> None:
    rgb, truth = studio(shade=0.3)
    ground = find_ground(rgb)
    assert ground is not None
    contour = find_contour(ground)
    outlines, _ = cv2.findContours(truth, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros_like(truth), outlines, -1, 255, -1)
    assert contour.shade > 0.02
    assert overlap(np.maximum(cv2.resize(contour.mask * 255, truth.shape[::-1]), filled - truth), filled) > 0.95


def test_a_shadow_is_told_on_a_ground_that_is_black_in_two_channels() -> None:
    ground = np.zeros((64, 64, 3), np.float32)
    ground[..., 0] = 60
    picture = ground.copy()
    picture[20:40, 20:40] *= 0.6
    with np.errstate(all="raise"):
        dim = shadow_like(picture, ground)
    assert not dim.any(), "a factor of nought by nought says nothing, so nothing is called a shadow"


def test_a_cable_that_is_left_out_is_noticed() -> None:
    rgb, truth = studio()
    cv2.line(rgb, (300, 380), (260, 479), (70, 40, 110), 9, cv2.LINE_AA)
    ground = find_ground(rgb)
    assert ground is not None
    without = truth.astype(np.float32) / 255
    whole = cv2.line(without.copy(), (300, 380), (260, 479), 1.0, 9)
    assert left_out(without, ground) > 4 * left_out(whole, ground)
    seen = Seen.of(without, agreement=1.0, box=None, left_out=1.5)
    assert [doubt.code for doubt in judge(truth, seen, "network+ground").doubts] == ["goes-on"]


def test_a_part_that_comes_out_half_see_through_is_asked_about() -> None:
    _, truth = studio()
    soft = cv2.GaussianBlur(truth, (0, 0), 2)
    ghost = soft.copy()
    across, down, wide, high = cv2.boundingRect(truth)
    ghost[down : down + high // 2, across : across + wide // 3] = 120
    assert hazy(soft) == 0
    clues = Clues(span=0.2, symmetry=0.9, faint=0.1, parting=0.1)
    for alpha, doubts in ((soft, []), (ghost, ["see-through"])):
        seen = Seen.of(alpha.astype(np.float32) / 255, agreement=1.0, box=None, hazy=hazy(alpha))
        assert [doubt.code for doubt in judge(alpha, seen, "network", clues).doubts] == doubts


def test_who_has_drawn_a_box_is_told_what_else_to_do() -> None:
    _, truth = studio()
    mask = truth.astype(np.float32) / 255
    first, again = (
        judge(truth, Seen.of(mask, agreement=0.5, box=box), "network").doubts[0] for box in (None, Box(0, 0, 1, 1))
    )
    assert first.code == again.code == "looks-differ"
    assert "say where it is" in first.mend
    assert "another box" in again.mend
    assert "--mask" in again.mend


def test_a_strap_in_the_colour_of_the_ground_is_left_to_the_network() -> None:
    rgb = np.full((320, 320, 3), (150, 110, 60), np.uint8)
    rgb[120:280, 120:280], rgb[20:120, 140:200] = (200, 40, 40), (160, 96, 56)
    mask = np.zeros((320, 320), np.float32)
    mask[120:280, 120:280], mask[20:120, 140:200] = 1, 0.7
    alpha = refine(rgb, mask)
    assert alpha[40:100, 160:180].min() > 160
    assert alpha[140:260, 140:260].min() == 255
    assert alpha[:, :100].max() == 0


def test_closed_form_moves_a_wrong_edge_to_where_the_colours_part() -> None:
    truth = np.zeros((120, 120), np.uint8)
    cv2.circle(truth, (60, 60), 35, 255, -1, cv2.LINE_AA)
    share = truth[..., None] / 255
    rgb = (share * np.array([190, 60, 40]) + (1 - share) * np.array([60, 90, 120])).astype(np.uint8)
    wrong = np.zeros_like(truth)
    cv2.circle(wrong, (62, 60), 35, 255, -1, cv2.LINE_AA)
    solved = closed_form(rgb, wrong, reach=5)
    before, after = (np.abs(one.astype(int) - truth).mean() for one in (wrong, solved))
    assert after < 0.5 * before
    assert solved[60, 60] == 255
    assert solved[5, 5] == 0
