"""Strips that pictures share change no pixel and no byte of them, and any reader opens what is put together."""

from __future__ import annotations

import io

import numpy as np
import pytest
import simplejpeg
from PIL import Image

from maquette.picture.encode import read_small_jpeg
from maquette.picture.strips import Strips, jpeg_of_strips


@pytest.mark.parametrize("size", [(700, 33), (64, 8), (65, 9), (7, 3)])
def test_a_jpeg_of_strips_is_the_jpeg_of_its_pixels_whatever_was_shared(size: tuple[int, int]) -> None:
    y, x = np.indices(size)
    first = np.dstack([x * 3, y * 2, x * y, np.full(size, 255)]).astype(np.uint8)
    other = first.copy()
    other[len(other) // 2 :][:5] = 9
    shared = Strips(first.copy())
    for pixels in (first, other, first):
        plain = simplejpeg.decode_jpeg(simplejpeg.encode_jpeg(pixels, 90, "RGBX", "444"))
        alone = jpeg_of_strips(pixels, 90)
        assert jpeg_of_strips(pixels, 90, shared) == alone
        assert np.array_equal(read_small_jpeg(alone, max(size)), plain)
        assert Image.open(io.BytesIO(alone)).convert("RGB").size == size[::-1]
    assert {top for _, top in shared.coded} == set(range(0, size[0], 64))
