"""Scenes: the product's own pixels stay, the set follows light, shape and format, and errors say what to mend."""

from __future__ import annotations

import io
from zipfile import ZipFile

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psd_tools import PSDImage

from maquette.design.brand.kit import BrandColour, BrandKit
from maquette.design.scenes import trace as tracing
from maquette.design.scenes.arrange import framed
from maquette.design.scenes.lengths import Measure, length, parsed
from maquette.design.scenes.palette import Palette, brand_colours, tone
from maquette.design.scenes.scene_set import find_set, set_from_toml, set_text, shipped_sets
from maquette.design.scenes.shoot import shoot, shoot_layers, trace
from maquette.design.scenes.silhouette import Cut, resized, trimmed
from maquette.errors import InputError, NotFound
from maquette.painted import painted
from maquette.picture.colour import Colour, delta_e, lab
from maquette.picture.image import Image

SIZE = 200


def product(number: int = 1, side: int = 300) -> Image:
    rgb, truth = painted(number, width=side, height=side)
    return Image(np.dstack([rgb, truth]))


def block(wide: int, tall: int, colour: tuple[int, int, int] = (60, 90, 140)) -> Image:
    pixels = np.zeros((tall + 40, wide + 60, 4), np.uint8)
    pixels[20:-20, 30:-30] = (*colour, 255)
    return Image(pixels)


def light_of(shot: Image) -> np.ndarray:
    return shot.pixels.astype(float).mean(axis=2)


@pytest.mark.parametrize("name", shipped_sets())
def test_inside_the_product_every_byte_is_the_products_own(name: str) -> None:
    thing, scene = product(), find_set(name)
    shot = shoot(thing, scene=scene, width=SIZE, height=SIZE).pixels
    cut = trimmed(thing)
    assert cut is not None
    frame = framed(scene, (cut.pixels.shape[1], cut.pixels.shape[0]), cut, SIZE, SIZE, None)
    card = resized(cut.pixels, frame.wide, frame.tall)
    inside = cv2.erode((card[..., 3] == 255).astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    placed = shot[frame.top : frame.top + frame.tall, frame.left : frame.left + frame.wide]
    assert inside.sum() > 500
    assert (placed[inside] == card[..., :3][inside]).all()


def test_in_layers_the_set_goes_on_behind_the_product() -> None:
    thing, asked = product(), {"scene": find_set("plinth"), "width": SIZE, "height": SIZE}
    flat = shoot(thing, **asked).pixels.astype(int)
    file = PSDImage.open(io.BytesIO(shoot_layers(thing, kind="psd", **asked).data))
    ground, cut = file
    assert (ground.name, cut.name) == ("set", "product")
    assert np.array_equal(np.asarray(file.topil().convert("RGB")), flat)
    assert np.abs(np.asarray(file.composite(force=True).convert("RGB")) - flat).max() <= 1
    behind = np.asarray(ground.topil().convert("RGB")).astype(int)
    shown = np.asarray(cut.topil())[..., 3] == 255
    place = np.s_[cut.top : cut.bottom, cut.left : cut.right]
    assert np.abs(behind[place][shown] - flat[place][shown]).mean() > 20


def test_an_empty_set_in_layers_is_a_set() -> None:
    nothing = Image(np.zeros((40, 40, 4), np.uint8))
    data = shoot_layers(nothing, kind="ora", scene=find_set("sweep"), width=60, height=60).data
    names = ZipFile(io.BytesIO(data)).namelist()
    assert "data/000.png" in names


def test_a_product_at_its_own_size_is_not_resampled() -> None:
    thing = np.random.default_rng(1).integers(0, 256, (120, 90, 4), np.uint8)
    thing[..., 3] = 255
    assert resized(thing, 90, 120) is thing


def test_equal_inputs_give_equal_bytes() -> None:
    one, two = (shoot(product(), scene=find_set("arch"), width=SIZE, height=SIZE) for _ in range(2))
    assert np.array_equal(one.pixels, two.pixels)


@settings(max_examples=8, deadline=None)
@given(
    st.sampled_from(["plinth", "shelf", "gloss", "blocks"]),
    st.sampled_from([(40, 300), (300, 40), (200, 200)]),
    st.sampled_from([(200, 200), (150, 266), (266, 150), (300, 100)]),
)
def test_any_shape_fits_into_any_format(name: str, size: tuple[int, int], frame: tuple[int, int]) -> None:
    shot = shoot(block(*size), scene=find_set(name), width=frame[0], height=frame[1], colours=(Colour(230, 230, 225),))
    assert shot.pixels.shape == (frame[1], frame[0], 3)
    own = np.abs(shot.pixels.astype(int) - [60, 90, 140]).max(axis=2) <= 1
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    assert rows[0] > 0
    assert columns[0] > 0
    assert columns[-1] < frame[0] - 1
    wide, tall = len(columns) / frame[0], len(rows) / frame[1]
    scene = find_set(name)
    assert wide <= scene.numbers["wide"] + 0.02
    assert tall <= scene.numbers["fill"] + 0.02
    assert max(wide / scene.numbers["wide"], tall / scene.numbers["fill"]) > 0.93


def test_the_shadow_falls_where_it_is_asked_to() -> None:
    def right_less_left(side: float) -> float:
        shot = light_of(shoot(block(120, 200), scene=find_set("sweep"), width=SIZE, height=SIZE, side=side))
        base = round(0.79 * SIZE)
        band = shot[base - 12 : base + 3]
        return float(band[:, 140:175].mean() - band[:, 25:60].mean())

    assert right_less_left(0.7) < -2
    assert right_less_left(-0.7) > 2


def test_more_shadow_is_darker_and_none_is_even() -> None:
    def darkest(shadow: float) -> float:
        shot = light_of(shoot(block(120, 200), scene=find_set("sweep"), width=SIZE, height=SIZE, shadow=shadow))
        base = round(0.8 * SIZE)
        band = shot[base - 10 : base - 2, 143:170]
        return float(shot[20:60].mean() - band.min())

    assert darkest(0.9) > darkest(0.35) > darkest(0.0)


def test_the_ground_is_the_colour_asked_for() -> None:
    colour = Colour.parse("#2e86ab")
    shot = shoot(block(60, 90), scene=find_set("sweep"), width=SIZE, height=SIZE, colours=(colour,))
    seen = np.median(shot.pixels[10 : SIZE // 3].reshape(-1, 3), axis=0)
    assert float(delta_e(lab(seen), lab(colour.rgb))) < 8


def test_gloss_mirrors_the_product() -> None:
    shot = shoot(block(120, 160, (250, 30, 30)), scene=find_set("gloss"), width=SIZE, height=SIZE).pixels.astype(int)
    base = round(0.74 * SIZE)
    below = shot[base + 12 : base + 30, SIZE // 2 - 20 : SIZE // 2 + 20]
    beside = shot[base + 12 : base + 30, :20]
    assert (below[..., 0] - below[..., 2]).mean() > (beside[..., 0] - beside[..., 2]).mean() + 15


def test_smooth_ground_shows_no_bands() -> None:
    shot = shoot(block(40, 60), scene=find_set("sweep"), width=400, height=400).pixels
    column = shot[10:120, 20:60, 1]
    assert (np.abs(np.diff(column.astype(int), axis=0)) > 0).mean() > 0.2, "grain of about a step everywhere"


def test_a_picture_of_nothing_gives_the_empty_set() -> None:
    shot = shoot(Image(np.zeros((50, 50, 4), np.uint8)), scene=find_set("plinth"), width=SIZE, height=SIZE)
    assert shot.pixels.std() > 3


def test_what_the_photo_cut_off_runs_out_of_the_frame() -> None:
    pixels = np.zeros((200, 200, 4), np.uint8)
    pixels[60:, 70:130] = (200, 40, 40, 255)
    cut = trimmed(Image(pixels))
    assert cut is not None
    assert cut.bottom
    frame = framed(find_set("plinth"), (60, 140), cut, 300, 300, None)
    assert frame.base == 300
    assert not Cut(pixels).bottom


def test_tones_keep_the_hue_and_own_colours_win() -> None:
    first, own = Colour.parse("#d9a066"), Colour.parse("#123456")
    palette = Palette.of(first, own)
    assert palette.background == first
    assert palette.surface == own
    darker = lab(tone(first, -0.17, 1.0).rgb)
    assert darker[0] < lab(first.rgb)[0] - 8
    assert abs(np.degrees(np.arctan2(darker[2], darker[1]) - np.arctan2(*lab(first.rgb)[[2, 1]]))) < 8


def test_a_brand_fills_the_roles() -> None:
    own = (BrandColour("Blue", "#0044cc", "primary"), BrandColour("Sun", "#ffcc00", "accent"))
    first, surface, accent, secondary = brand_colours(BrandKit("acme", "Acme", own))
    assert (first.hex, accent.hex) == ("#0044cc", "#ffcc00")
    assert lab(surface.rgb)[0] > lab(first.rgb)[0]
    assert secondary != first


def test_lengths_follow_what_they_name() -> None:
    measure = Measure(w=10, h=20, s=14, W=100, H=200, M=100)
    assert length(parsed("0.5w + 0.1H"), measure) == 25
    assert length(parsed(["1w", "0.3M - 1h", "0w"]), measure) == 10
    for bad in ("", "3", "2 w h", "w", "1x", 4):
        with pytest.raises(ValueError, match="length"):
            parsed(bad)  # type: ignore[arg-type]


SOUND = set_text("plinth")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("elevation = 7", "elevation = 70", "elevation"),
        ("side = 0.6", "sides = 0.6", "sides"),
        ('shape = "column"', 'shape = "cone"', "cone"),
        ('"surface plaster"', '"surface velvet"', "velvet"),
        ('radius = "0.13M"', 'radius = "much"', "much"),
        ('floor = "-0.16M"', "", "floor"),
        ("[room]", "[room", "scene set"),
        ("[light]", '[light]\ngobo = "cat"', "cat"),
    ],
)
def test_a_wrong_set_says_what_is_wrong(old: str, new: str, said: str) -> None:
    assert old in SOUND
    with pytest.raises(InputError, match=said):
        set_from_toml(SOUND.replace(old, new), "mine")


def test_a_set_is_found_by_name_or_file(tmp_path: pytest.TempPathFactory) -> None:
    file = tmp_path / "mine.toml"  # type: ignore[operator]
    file.write_text(SOUND)
    assert find_set(str(file)).pieces == find_set("plinth").pieces
    with pytest.raises(NotFound, match="plinht"):
        find_set("plinht")
    with pytest.raises(InputError, match="nowhere"):
        find_set("nowhere.toml")


def test_without_the_extra_the_traced_grade_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="mitsuba and pyoidn") as caught:
        trace(product(), scene=find_set("plinth"), width=SIZE, height=SIZE, preview=True)
    assert "maquette-studio[scenes]" in caught.value.mend
    assert caught.value.code == "needs-extra"


def test_a_tracer_that_fails_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "require_tracer", lambda: None)
    monkeypatch.setattr(tracing.sys, "executable", "false")
    with pytest.raises(Exception, match="path tracer failed"):
        trace(product(), scene=find_set("plinth"), width=64, height=64, preview=True)
