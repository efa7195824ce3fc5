"""Light, staging and looks: what was asked is what is measured."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maquette import ops
from maquette.errors import InputError
from maquette.painted import painted
from maquette.picture.colour import Colour, delta_e, lab
from maquette.picture.image import Image
from maquette.pixels.check import accepted, check
from maquette.pixels.learn import learn
from maquette.pixels.light import match_light
from maquette.pixels.look import Look, from_toml, shipped_look, shipped_looks, to_toml
from maquette.pixels.measure import Measures, measure

SHARMA = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1, 2), (50, 0, 0), 2.3669),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("one", "two", "told"), SHARMA)
def test_delta_e_is_as_published(one: tuple[float, ...], two: tuple[float, ...], told: float) -> None:
    assert float(delta_e(np.array(one), np.array(two))) == pytest.approx(told, abs=1e-4)


def test_lab_of_known_colours() -> None:
    assert lab([255, 255, 255]) == pytest.approx([100, 0, 0], abs=0.05)
    assert lab([255, 0, 0]) == pytest.approx([53.24, 80.09, 67.20], abs=0.1)


@pytest.mark.parametrize("bad", ["#12345", "blueish", "", "#gggggg"])
def test_what_is_no_colour_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="rrggbb"):
        Colour.parse(bad)


def block(width: int, height: int, colour: tuple[int, int, int] = (60, 90, 140)) -> Image:
    pixels = np.zeros((height + 40, width + 60, 4), np.uint8)
    pixels[20:-20, 30:-30, :3] = colour
    pixels[20:-20, 30:-30, 3] = 255
    return Image(pixels)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(40, 400),
    st.integers(40, 400),
    st.floats(0.3, 0.95),
    st.sampled_from([(400, 400), (320, 480), (600, 300)]),
)
def test_scale_and_place_are_as_asked(wide: int, tall: int, fill: float, frame: tuple[int, int]) -> None:
    width, height = frame
    shot = ops.stage(block(wide, tall), width=width, height=height, background="#f3ede3", fill=fill, shadow=0)
    product = (shot.rgb != [0xF3, 0xED, 0xE3]).any(axis=2)
    rows, columns = np.flatnonzero(product.any(axis=1)), np.flatnonzero(product.any(axis=0))
    across, down = len(columns) / width, len(rows) / height
    assert max(across, down) == pytest.approx(fill, abs=0.012)
    assert abs(columns[0] - (width - 1 - columns[-1])) <= 2
    if (rows[0] / height) > 0.5 * (1 - fill) + 0.02:
        assert (rows[-1] + 1) / height == pytest.approx(0.9, abs=0.012)


def test_a_wisp_that_sticks_out_moves_nothing_and_glass_counts() -> None:
    product = block(200, 200)
    wisp = Image(product.pixels.copy())
    wisp.pixels[100:102, 230:258, 3] = 60
    frame = {"width": 400, "height": 400, "background": "#ffffff", "fill": 0.5, "shadow": 0}
    plain, with_wisp = (ops.stage(one, **frame).rgb for one in (product, wisp))
    assert (np.abs(plain.astype(int) - with_wisp)[:, :300] <= 1).all()
    glass = Image(product.pixels.copy())
    glass.pixels[20:-20, 30:200, 3] = 60
    seen = (ops.stage(glass, **frame).rgb < 250).any(axis=2).any(axis=0)
    assert seen.sum() == pytest.approx(200, abs=3)


def test_the_ground_is_exactly_the_asked_colour_away_from_the_shadow() -> None:
    shot = ops.stage(block(200, 200), width=600, height=600, background="#e9ecee", fill=0.5, shadow=0.5)
    assert (shot.rgb[:60] == [0xE9, 0xEC, 0xEE]).all()
    assert shot.rgb[545:560, 250:350].mean() < 233, "there is a shadow under the product"


@pytest.mark.parametrize("colour", ["#ffffff", "#f3ede3", "#3a4148"])
@pytest.mark.parametrize("shape", [(300, 300), (300, 90), (90, 300)])
def test_the_rim_is_exactly_the_asked_colour_whatever_the_shadow(colour: str, shape: tuple[int, int]) -> None:
    shot = ops.stage(block(*shape), width=500, height=500, background=colour, shadow=0.8, shadow_softness=1.0).rgb
    rim = np.concatenate([shot[:5].reshape(-1, 3), shot[-5:].reshape(-1, 3), shot[:, 0], shot[:, -1]])
    assert (rim == Colour.parse(colour).rgb).all()
    assert (shot != Colour.parse(colour).rgb).any()


def test_a_backdrop_fills_the_frame() -> None:
    backdrop = Image(np.full((100, 300, 3), (10, 120, 60), np.uint8))
    shot = ops.stage(block(50, 50), width=200, height=200, backdrop=backdrop, fill=0.3, shadow=0)
    assert (shot.rgb[:40] == [10, 120, 60]).all()


def cast(rgb: np.ndarray, gains: tuple[float, float, float]) -> np.ndarray:
    return np.clip(rgb * np.array(gains), 0, 255).astype(np.uint8)


def test_light_takes_a_cast_away_and_keeps_the_colour() -> None:
    rgb = np.full((200, 200, 3), 205, np.uint8)
    rgb[60:140, 60:140] = (180, 150, 120)
    warm = cast(rgb, (1.0, 0.95, 0.88))
    alpha = np.zeros((200, 200), np.uint8)
    alpha[60:140, 60:140] = 255

    def lit(pixels: np.ndarray) -> np.ndarray:
        return match_light(Image(np.dstack([pixels, alpha])), Image(pixels)).rgb[100, 100]

    before = float(delta_e(lab(warm[100, 100]), lab(rgb[100, 100])))
    after = float(delta_e(lab(lit(warm)), lab(lit(rgb))))
    assert after < before / 2


def test_black_stays_black_and_white_white() -> None:
    alpha = np.full((80, 80), 255, np.uint8)
    alpha[:10] = 0
    for level, low, high in ((18, 0, 60), (250, 235, 255)):
        pixels = np.full((80, 80, 3), level, np.uint8)
        out = match_light(Image(np.dstack([pixels, alpha])), Image(pixels)).rgb[40, 40]
        assert low <= int(out.mean()) <= high


def test_strength_nought_changes_nothing() -> None:
    rgb, truth = painted(0, width=300, height=225)
    product = Image(np.dstack([rgb, truth]))
    assert match_light(product, Image(rgb), strength=0) is product


@pytest.mark.parametrize("name", shipped_looks())
def test_what_a_look_stages_the_look_accepts(name: str) -> None:
    look = shipped_look(name)
    rgb, truth = painted(6, width=600, height=450)
    shot = ops.stage(
        Image(np.dstack([rgb, truth])),
        width=600,
        height=600,
        background=look.background,
        background_bottom=look.background_bottom,
        fill=look.fill,
        baseline=look.baseline,
        shadow=look.shadow,
    )
    verdicts = check(measure(shot), look)
    assert accepted(verdicts), [one for one in verdicts if not one.passed]
    other = measure(Image(np.full((200, 200, 3), (90, 140, 60), np.uint8)))
    assert not accepted(check(other, look))


shares = st.floats(0.05, 1.0).map(lambda value: float(f"{value:.4g}"))
looks = st.builds(
    Look,
    name=st.just("x"),
    title=st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), max_size=20),
    background=st.sampled_from(["#ffffff", "#102030"]),
    background_bottom=st.sampled_from([None, "#445566"]),
    fill=shares,
    baseline=st.none() | shares.map(lambda value: max(0.1, value)),
    shadow=shares,
)


@given(looks)
def test_a_look_survives_its_file(look: Look) -> None:
    assert from_toml(to_toml(look), "x") == look


@pytest.mark.parametrize(
    "text",
    [
        "fil = 0.5",
        "fill = 3",
        "fill = 'x'",
        "background = 'blueish'",
        "fill =",
        "[rules]\nfoo = {target=1,low=0,high=2}",
    ],
)
def test_a_wrong_look_says_what_is_wrong(text: str) -> None:
    with pytest.raises(InputError, match="look x"):
        from_toml(text, "x")


def staged(number: int, background: str = "#f3ede3", fill: float = 0.75) -> Measures:
    rgb, truth = painted(number, width=400, height=300)
    product = Image(np.dstack([rgb, truth]))
    return measure(ops.stage(product, width=500, height=500, background=background, fill=fill))


def test_a_learnt_look_accepts_its_own_and_sends_others_back() -> None:
    look = learn([staged(number) for number in (0, 1, 2, 4, 6, 7)], "house")
    assert delta_e(lab(Colour.parse(look.background).rgb), lab((0xF3, 0xED, 0xE3))) < 1
    assert look.fill == pytest.approx(0.75, abs=0.03)
    assert accepted(check(staged(8), look))
    assert not accepted(check(staged(8, background="#ffffff"), look))
    assert not accepted(check(staged(8, fill=0.4), look))
    again = from_toml(to_toml(look), "house")
    assert accepted(check(staged(8), again))


def test_measures_of_a_busy_photo_say_nothing_of_the_product() -> None:
    found = measure(Image(painted(5, width=400, height=300)[0]))
    assert found.fill is None
    assert found.baseline is None
    assert Measures.unpack(found.pack()) == found
