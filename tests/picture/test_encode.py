from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maquette.errors import InputError
from maquette.picture.decode import read
from maquette.picture.encode import encode, fitted, jpeg, png, read_png, shrink, within
from maquette.picture.image import Image, Matte

FORMATS = ["jpeg", "png", "webp", "avif", "tiff"]


@st.composite
def pictures(draw: st.DrawFn) -> np.ndarray:
    height, width = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    shape = draw(st.sampled_from([(height, width), (height, width, 3), (height, width, 4)]))
    return np.random.default_rng(draw(st.integers(0, 999))).integers(0, 256, shape, np.uint8)


@given(pictures(), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_png_loses_nothing(pixels, small, tagged):
    assert np.array_equal(read_png(png(pixels, small=small, tagged=tagged)), pixels)


def test_pack_and_unpack_are_exact(scene):
    assert np.array_equal(Image.unpack(Image(scene).pack()).pixels, scene)
    matte = Matte(scene[..., 0].copy(), 0.75, (), "ground", {"area": 0.25})
    again = Matte.unpack(matte.pack())
    assert np.array_equal(again.alpha, matte.alpha)
    assert (again.certainty, again.method, again.measures) == (0.75, "ground", {"area": 0.25})


def test_a_slice_of_an_array_is_encoded_as_seen(scene):
    assert np.array_equal(read_png(png(scene[::2, ::-1])), scene[::2, ::-1])


@pytest.mark.parametrize("tagged", [False, True])
@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_encoded_decodes_close(scene, kind, tagged):
    data = encode(scene, kind, 92, tagged=tagged)
    assert (b"sRGB" in data or b"iCCP" in data or b"ICC" in data or b"acsp" in data) >= tagged
    assert np.abs(read(data, "x").pixels.astype(int) - scene).mean() < 3
    assert encode(scene, kind, 92, tagged=tagged) == data


@pytest.mark.parametrize("kind", ["png", "webp", "avif", "tiff"])
def test_alpha_is_kept_where_the_format_can(scene, kind):
    alpha = np.tile(np.linspace(0, 255, 240).astype(np.uint8), (160, 1))
    found = read(encode(np.dstack([scene, alpha]), kind, 92), "x").pixels
    assert np.abs(found[..., 3].astype(int) - alpha).mean() < 2


def test_jpeg_says_that_it_has_no_transparency(scene):
    with pytest.raises(ValueError, match="no transparency"):
        jpeg(np.dstack([scene, scene[..., 0]]))


@given(st.integers(2_000, 60_000), st.sampled_from(["jpeg", "webp", "avif", "png"]))
@settings(max_examples=25, deadline=None)
def test_within_holds_the_limit_or_says_why_not(limit, kind):
    noise = np.random.default_rng(1).integers(0, 256, (12, 16, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    if fitted(noise, kind, limit).met:
        assert len(within(noise, kind, limit)) <= limit
    else:
        with pytest.raises(InputError) as caught:
            within(noise, kind, limit)
        assert caught.value.code == "too-many-bytes"


def test_within_uses_what_it_may(scene):
    noisy = np.random.default_rng(0).integers(0, 256, (400, 400, 3), np.uint8)
    limit = len(jpeg(noisy, 70))
    result = fitted(noisy, "jpeg", limit)
    assert result.quality >= 67
    assert len(fitted(scene, "jpeg", 10**6, best=88).data) == len(jpeg(scene, 88))


def test_shrink_never_enlarges(scene):
    assert shrink(scene, 60).shape == (40, 60, 3)
    assert shrink(scene[..., 0], 60).shape == (40, 60)
    assert shrink(scene, 5000) is scene
