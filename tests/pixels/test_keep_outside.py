"""An edit stays where it is put: found back, matched in colour, and not one pixel outside of the mask."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from maquette.ops import grow, grown_mask, keep_outside
from maquette.picture.image import Image
from maquette.pixels.keep_outside import Edited

HEIGHT, WIDTH = 300, 420


def scene(seed: int = 1) -> np.ndarray:
    """A picture with structure at every scale, so that any shift can be told."""
    chance = np.random.default_rng(seed)
    picture = np.full((HEIGHT, WIDTH, 3), 128.0, np.float32)
    for side in (4, 12, 40):
        rough = chance.normal(0, 34, (HEIGHT // side + 2, WIDTH // side + 2, 3)).astype(np.float32)
        picture += cv2.resize(rough, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.clip(picture, 0, 255).astype(np.uint8)


def spot() -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    cv2.ellipse(mask, (240, 150), (70, 50), 20, 0, 360, (255, 255, 255), -1, cv2.LINE_AA)
    return mask


def answered(source: np.ndarray, shift: tuple[float, float], scale: float = 1.0, out: float = 1.0) -> np.ndarray:
    """A model's answer: a red ball in the mask; all of it moved, scaled, recoloured and of another size."""
    edited = source.copy()
    cv2.circle(edited, (240, 150), 30, (210, 40, 40), -1, cv2.LINE_AA)
    warp = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    moved = cv2.warpAffine(edited, warp, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    recoloured = np.clip(moved.astype(np.float32) * (0.85, 0.95, 1.1) + (20, 0, -12), 0, 255).astype(np.uint8)
    return cv2.resize(recoloured, (round(WIDTH * out), round(HEIGHT * out)), interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize(
    ("shift", "scale", "out"),
    [((0, 0), 1.0, 1.0), ((7, -5), 1.0, 1.0), ((-14.5, 9.25), 1.0, 2.0), ((4, 3), 1.02, 0.7), ((-20, -16), 0.985, 1.5)],
)
def test_nothing_outside_changes_and_the_shift_is_told(shift: tuple[float, float], scale: float, out: float) -> None:
    source, mask = scene(), spot()
    held = keep_outside(Image(source), Image(answered(source, shift, scale, out)), Image(mask))
    outside = mask[..., 0] == 0
    assert np.array_equal(held.rgb[outside], source[outside])
    assert held.shift == pytest.approx(shift, abs=0.75)
    assert held.scale == pytest.approx(scale, abs=0.004)
    assert not held.doubts
    # The ball is where the mask is, round its own middle, and as red as it was painted.
    redder = held.rgb.astype(int) - source
    ys, xs = np.nonzero(redder[..., 0] - redder[..., 1] > 60)
    assert (xs.mean(), ys.mean()) == pytest.approx((240, 150), abs=2)


def test_the_seam_is_as_smooth_as_the_picture() -> None:
    source, mask = scene(), spot()
    held = keep_outside(Image(source), Image(answered(source, (6, 4))), Image(mask)).rgb.astype(int)
    levels = (mask[..., 0] > 0).astype(np.uint8)
    seam = (cv2.dilate(levels, np.ones((3, 3))) > 0) & (cv2.erode(levels, np.ones((9, 9))) == 0)
    assert np.abs(held - source)[seam].mean() < 6


def test_another_picture_is_laid_in_with_a_doubt() -> None:
    source, mask = scene(), spot()
    held = keep_outside(Image(source), Image(scene(2)), Image(mask))
    assert [doubt.code for doubt in held.doubts] == ["not-the-picture"]
    assert np.array_equal(held.rgb[mask[..., 0] == 0], source[mask[..., 0] == 0])


def test_a_mask_may_be_alpha_and_soft_and_kept_alpha_stays() -> None:
    source = np.dstack([scene(), np.full((HEIGHT, WIDTH), 200, np.uint8)])
    soft = cv2.GaussianBlur(spot()[..., 0], (0, 0), 5)
    mask = np.dstack([np.zeros((HEIGHT, WIDTH, 3), np.uint8), soft])
    held = keep_outside(Image(source), Image(answered(source[..., :3].copy(), (0, 0))), Image(mask))
    assert np.array_equal(held.pixels[soft == 0], source[soft == 0])
    packed = held.pack()
    again = Edited.unpack(packed)
    assert np.array_equal(again.pixels, held.pixels)
    assert (again.shift, again.doubts) == ((packed.facts["shift"][0], packed.facts["shift"][1]), ())


@pytest.mark.parametrize(("width", "height", "place"), [(1600, 900, 0.5), (900, 1600, 0.0), (420, 300, 1.0)])
def test_a_grown_canvas_holds_the_picture_as_it_was(width: int, height: int, place: float) -> None:
    picture = Image(scene())
    canvas, mask = (one(picture, width=width, height=height, place=place) for one in (grow, grown_mask))
    assert canvas.width / canvas.height == pytest.approx(width / height, rel=0.01)
    kept = mask.rgb[..., 0] == 0
    assert kept.sum() == HEIGHT * WIDTH
    assert np.array_equal(canvas.rgb[kept].reshape(HEIGHT, WIDTH, 3), picture.rgb)
