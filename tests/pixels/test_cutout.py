"""The cut-out: right on painted truth, at full size, with the old background gone from the edge, and honest."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from maquette import ops
from maquette.painted import KINDS, painted
from maquette.picture.image import Box, Image, Matte


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
