"""Two pictures held against each other: how much differs, where, and that it stays to be seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maquette.picture.colour import difference
from maquette.picture.image import Image
from maquette.pixels.compare import compare, marked


def test_equal_pictures_do_not_differ(scene: np.ndarray) -> None:
    found = compare(Image(scene), Image(scene.copy()))
    assert (found.share, found.mean, found.most, found.where) == (0, 0, 0, None)


@settings(max_examples=25, deadline=None)
@given(left=st.integers(0, 230), top=st.integers(0, 150), wide=st.integers(1, 10), high=st.integers(1, 10))
def test_what_was_painted_over_is_found_where_it_is(left: int, top: int, wide: int, high: int) -> None:
    before = np.full((160, 240, 3), 200, np.uint8)
    after = before.copy()
    after[top : top + high, left : left + wide] = (20, 40, 220)
    found = compare(Image(before), Image(after))
    assert found.share == pytest.approx(wide * high / (160 * 240))
    assert found.most == pytest.approx(difference("#c8c8c8", "#1428dc"), rel=0.02)
    assert found.where == pytest.approx((left / 240, top / 160, (left + wide) / 240, (top + high) / 160), abs=1e-4)
    small = marked(Image(after), found.distance, 40)
    assert small.shape == (27, 40, 3)
    assert (small.max(axis=2) > small.min(axis=2) + 60).any(), "even one pixel is seen in the small picture"


def test_a_change_of_transparency_is_a_change() -> None:
    white = np.full((8, 8, 4), 255, np.uint8)
    clear = white.copy()
    clear[:4, :, 3] = 0
    found = compare(Image(white), Image(clear))
    assert found.share == 0.5


def test_noise_that_nobody_sees_is_no_change(scene: np.ndarray) -> None:
    noisy = (scene.astype(int) + 1).clip(0, 255).astype(np.uint8)
    found = compare(Image(scene), Image(noisy))
    assert found.share == 0
    assert found.mean > 0


def test_pictures_of_two_sizes_are_refused(scene: np.ndarray) -> None:
    with pytest.raises(ValueError, match="one size"):
        compare(Image(scene), Image(scene[:-1]))
