"""Small copies and what is seen of a picture at a glance."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image as Pillow

from maquette.picture.encode import jpeg, png
from maquette.picture.glance import COLOURS, LIKENESS, glance
from maquette.picture.thumbhash import thumbhash
from maquette.picture.thumbnail import encoded, small


@pytest.mark.parametrize(
    ("width", "height", "clear", "expected"),
    [
        (60, 40, False, "171806158c6076767077777687688777d0b10df777"),
        (30, 70, False, "588809231675707777767777a8905af888"),
        (50, 50, True, "590886150a4aa577b079876878b5b05afb7440988888787888"),
    ],
)
def test_a_placeholder_is_what_the_format_s_own_encoder_makes(
    width: int, height: int, clear: bool, expected: str
) -> None:
    y, x = np.mgrid[0:height, 0:width]
    alpha = np.where(x < width / 3, 0, 255) if clear else np.full_like(x, 255)
    found = thumbhash(np.dstack([40 + 2 * x, 30 + 3 * y, (x * y) % 200, alpha]).astype(np.uint8)).hex()
    assert found[:10] == expected[:10]
    # A term that lies between two steps may be rounded either way.
    assert max(abs(int(one, 16) - int(two, 16)) for one, two in zip(found, expected, strict=True)) <= 1


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ((200, 30, 30), "red"),
        ((240, 140, 20), "orange"),
        ((235, 215, 40), "yellow"),
        ((40, 160, 60), "green"),
        ((30, 140, 150), "teal"),
        ((30, 60, 200), "blue"),
        ((110, 40, 160), "purple"),
        ((240, 130, 180), "pink"),
        ((110, 70, 30), "brown"),
        ((10, 10, 12), "black"),
        ((128, 128, 128), "grey"),
        ((250, 250, 250), "white"),
    ],
)
def test_a_product_on_white_is_called_by_its_own_colour(colour: tuple[int, int, int], name: str) -> None:
    pixels = np.full((120, 120, 3), 255, np.uint8)
    pixels[10:110, 20:100] = colour
    assert glance(pixels).colour == name
    assert name in COLOURS


def test_likeness_tells_a_smaller_copy_from_another_picture(scene: np.ndarray) -> None:
    def vector(pixels: np.ndarray) -> np.ndarray:
        found = np.frombuffer(glance(pixels).likeness, np.float16).astype(np.float32)
        assert len(found) == LIKENESS
        assert np.linalg.norm(found) == pytest.approx(1, abs=0.01)
        return found

    copy = small(jpeg(scene, 80), 120)
    assert vector(scene) @ vector(copy) > 0.97
    assert vector(scene) @ vector(scene[::-1, ::-1].copy()) < 0.7


def test_small_copies_are_upright_in_srgb_and_never_larger(scene: np.ndarray) -> None:
    held = BytesIO()
    exif = Pillow.Exif()
    exif[0x0112] = 6
    Pillow.fromarray(scene).save(held, "jpeg", quality=95, exif=exif)
    turned = small(held.getvalue(), 80)
    assert turned.shape == (80, 53, 3)
    assert small(png(scene), 5000).shape == scene.shape
    cmyk = BytesIO()
    Pillow.fromarray(scene).convert("CMYK").save(cmyk, "jpeg", quality=95)
    assert small(cmyk.getvalue(), 100).shape[2] == 3
    grey = small(png(scene[..., 0].copy()), 100)
    assert grey.shape[2] == 3
    clear = np.dstack([scene, np.zeros(scene.shape[:2], np.uint8)])
    kept = small(png(clear), 100)
    assert kept.shape[2] == 4
    assert Pillow.open(BytesIO(encoded(kept, "jpeg"))).getpixel((5, 5)) == pytest.approx((255, 255, 255), abs=2)
    assert Pillow.open(BytesIO(encoded(kept, "webp"))).mode == "RGBA"
