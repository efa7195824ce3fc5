"""A shadow that a cut-out file brings along is not the product; what is thin, inside or coloured is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from maquette import ops
from maquette.picture.image import Image
from maquette.pixels.baked_shadow import without_baked_shadow

SIDE = 800


@pytest.fixture
def product():
    """Red, round, opaque; its colours and alpha."""
    rgb, alpha = np.zeros((SIDE, SIDE, 3), np.uint8), np.zeros((SIDE, SIDE), np.uint8)
    cv2.circle(alpha, (400, 350), 180, 255, cv2.FILLED, cv2.LINE_AA)
    rgb[alpha > 0] = (200, 30, 40)
    return rgb, alpha


def with_shadow(alpha, y=600, strength=90):
    shadow = np.zeros_like(alpha)
    cv2.ellipse(shadow, (400, y), (220, 40), 0, 0, 360, strength, cv2.FILLED)
    return np.maximum(alpha, cv2.GaussianBlur(shadow, (0, 0), 18))


@pytest.mark.parametrize("y", [640, 540])
def test_a_soft_grey_shadow_goes_whether_it_lies_apart_or_touches(product, y):
    rgb, alpha = product
    found = without_baked_shadow(rgb, with_shadow(alpha, y))
    near = cv2.dilate(alpha, np.ones((9, 9), np.uint8)) > 0
    assert found[~near].max() == 0
    assert np.array_equal(found[alpha == 255], alpha[alpha == 255])


def test_thin_dark_hair_stays_beside_a_shadow_that_goes(product):
    rgb, alpha = product
    for x in range(250, 560, 8):
        cv2.line(alpha, (x, 180), (x + 20, 60), 110, 1, cv2.LINE_AA)
    found = without_baked_shadow(rgb, with_shadow(alpha, 640))
    assert np.array_equal(found[:150], alpha[:150])
    assert found[600:].max() == 0


def test_dark_glass_inside_a_frame_stays(product):
    rgb, alpha = product
    cv2.circle(alpha, (400, 350), 120, 70, cv2.FILLED)
    rgb[alpha == 70] = (20, 20, 22)
    found = without_baked_shadow(rgb, with_shadow(alpha, 640))
    assert np.array_equal(found[:560], alpha[:560])


def test_a_coloured_glow_is_the_product_s_own(product):
    rgb, alpha = product
    rgb[alpha == 0] = (250, 180, 20)
    glowing = with_shadow(alpha)
    assert np.array_equal(without_baked_shadow(rgb, glowing), glowing)


def test_a_cut_out_file_stands_on_its_product_and_not_on_its_shadow(product):
    rgb, alpha = product
    picture = Image(np.dstack([rgb, with_shadow(alpha, 640)]))
    found = ops.matte(picture)
    assert found.method == "alpha"
    rows = np.nonzero(found.alpha.any(axis=1))[0]
    assert (rows.min(), rows.max()) == pytest.approx((170, 530), abs=2)
