"""Looking at a finished design: flat colours, known drawings, lines of text."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from maquette.picture.colour import difference
from maquette.picture.image import Box, Image
from maquette.pixels.find import colour_error, find_drawings, free_room, standing_out, trimmed
from maquette.pixels.flat import flat_areas
from maquette.pixels.small_print import small_print
from maquette.pixels.words import read_lines, spaced, type_size


def picture(page: Pillow.Image) -> Image:
    return Image(np.asarray(page).copy())


def photograph(width: int, height: int) -> np.ndarray:
    noise = np.random.default_rng(1).normal(0, 9, (height, width, 3))
    y, x = np.mgrid[0:height, 0:width]
    return (
        (np.dstack([90 + 60 * x / width, 120 + 50 * y / height, 110 + 40 * x / width]) + noise)
        .clip(0, 255)
        .astype(np.uint8)
    )


@pytest.fixture(scope="module")
def logo() -> Image:
    drawn = Pillow.new("RGBA", (360, 120))
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 0, 60, 119), fill="#1b2a4a")
    pen.ellipse((90, 0, 210, 119), fill="#d1495b")
    pen.polygon(((230, 119), (290, 0), (359, 119)), fill="#1b2a4a")
    return trimmed(picture(drawn))


def placed(logo: Image, x: int, y: int, width: int, height: int, page: Pillow.Image) -> Image:
    drawn = Pillow.fromarray(logo.pixels).resize((width, height), Pillow.Resampling.LANCZOS)
    page.paste(drawn, (x, y), drawn)
    return picture(page)


def test_small_print_on_quiet_ground_is_seen_and_read() -> None:
    page = Pillow.new("RGB", (1200, 628), "#ffffff")
    page.paste(Pillow.fromarray(photograph(400, 628)), (800, 0))
    pen = ImageDraw.Draw(page)
    pen.text((60, 60), "Open to everyone", "#101010", ImageFont.load_default(72))
    pen.text((60, 300), "Only while stocks last and not in every shop", "#101010", ImageFont.load_default(8))
    pen.rectangle((60, 400, 500, 402), "#101010")
    pen.rectangle((60, 500, 300, 540), "#d1495b")
    seen = picture(page)
    (row,) = small_print(seen.pixels)
    assert row.top == pytest.approx(303, abs=4)
    assert row.height <= 10
    small = [line for line in read_lines(seen) if line.size < 12]
    assert [line.words.replace(" ", "")[:19] for line in small] == ["Onlywhilestockslast"]


def test_flat_areas_are_told_from_gradients_and_photographs() -> None:
    pixels = np.empty((300, 400, 3), np.uint8)
    pixels[:150] = (31, 77, 219)
    pixels[150:220] = np.linspace(60, 250, 400)[None, :, None]
    pixels[220:] = photograph(400, 80)
    areas = flat_areas(Image(pixels))
    assert [area.hex for area in areas] == ["#1f4ddb"]
    assert areas[0].share == pytest.approx(0.5, abs=0.02)
    assert areas[0].box.bottom == pytest.approx(0.5, abs=0.01)
    assert flat_areas(Image(pixels), without=np.ones((300, 400), np.uint8)) == []


@pytest.mark.parametrize(("width", "height"), [(60, 20), (180, 60), (180, 78)])
def test_a_drawing_is_found_with_its_size_and_its_stretch(logo: Image, width: int, height: int) -> None:
    page = Pillow.new("RGB", (640, 480), "#f4efe6")
    ImageDraw.Draw(page).text((60, 260), "Made for every day", fill="#101828", font=ImageFont.load_default(48))
    found = find_drawings(placed(logo, 300, 90, width, height, page), [logo])
    assert len(found) == 1
    box = found[0].box
    assert 640 * box.left == pytest.approx(300, abs=2)
    assert 640 * (box.right - box.left) == pytest.approx(width, rel=0.03, abs=1)
    assert found[0].stretch == pytest.approx(width / height / 3, rel=0.04)


def test_a_drawing_that_is_not_there_is_not_found(logo: Image) -> None:
    page = Pillow.fromarray(photograph(480, 360))
    ImageDraw.Draw(page).text((40, 60), "Made for every day", fill="#ffffff", font=ImageFont.load_default(40))
    assert find_drawings(picture(page), [logo]) == []


def test_of_one_shape_in_two_colours_the_one_that_is_there_is_named(logo: Image) -> None:
    white = Image(np.dstack([np.full_like(logo.rgb, 255), logo.alpha]))
    seen = placed(white, 100, 100, 150, 50, Pillow.new("RGB", (480, 360), "#1b2a4a"))
    found = find_drawings(seen, [logo, white])[0]
    assert found.which == 1
    assert colour_error(seen, found.box, white) < 3 < colour_error(seen, found.box, logo)
    ink, ground, ratio = standing_out(seen, found.box, white)
    assert (ink, ground) == ("#ffffff", "#1b2a4a")
    assert ratio == pytest.approx(14.1, abs=0.3)


def test_a_drawing_is_recoloured_when_one_of_its_colours_is(logo: Image) -> None:
    placed_in = Box(100 / 480, 100 / 360, 250 / 480, 150 / 360)
    seen = placed(logo, 100, 100, 150, 50, Pillow.new("RGB", (480, 360), "white"))
    assert colour_error(seen, placed_in, logo) < 5
    red = logo.pixels.copy()
    red[(red[..., 0] < 60) & (red[..., 3] > 0), :3] = (150, 60, 75)
    seen = placed(Image(red), 100, 100, 150, 50, Pillow.new("RGB", (480, 360), "white"))
    assert colour_error(seen, placed_in, logo) > 20


def test_the_room_round_a_box_ends_at_the_next_thing_or_the_edge() -> None:
    page = Pillow.new("RGB", (400, 300), "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((100, 100, 199, 149), fill="#1b2a4a")
    box = Box(100 / 400, 100 / 300, 200 / 400, 150 / 300)
    assert free_room(picture(page), box) == pytest.approx(100, abs=1.5)
    pen.rectangle((0, 170, 399, 180), fill="#d1495b")
    assert free_room(picture(page), box) == pytest.approx(20, abs=1.5)
    pen.text((203, 110), "Now", fill="#1b2a4a", font=ImageFont.load_default(30))
    assert free_room(picture(page), box) < 6  # type: ignore[operator]
    whole = photograph(400, 300)
    whole[100:150, 100:200] = (27, 42, 74)
    assert free_room(Image(whole), box) is None or free_room(Image(whole), box) < 5  # type: ignore[operator]


def test_lines_are_read_with_their_size_colour_and_ground() -> None:
    page = Pillow.new("RGB", (640, 300), "#4d77cf")
    pen = ImageDraw.Draw(page)
    pen.text((40, 40), "Summer starts here", fill="#ffffff", font=ImageFont.load_default(56))
    pen.text((40, 180), "Read the small print of it", fill="#6f92da", font=ImageFont.load_default(22))
    large, small = read_lines(picture(page))
    assert large.words == "Summer starts here"
    assert large.size == pytest.approx(56, rel=0.1)
    assert (large.ink, large.under) == ("#ffffff", "#4d77cf")
    assert small.size == pytest.approx(22, rel=0.15)
    assert small.under == "#4d77cf"


def test_words_that_the_reader_runs_together_are_parted_at_their_gaps() -> None:
    assert spaced("likeyours", [0.39]) == "like yours"
    assert spaced("like yours", [0.42]) == "like yours"
    assert spaced("Sign upbefore theend", [0.22, 0.37, 0.67, 0.82]) == "Sign up before the end"


@pytest.mark.parametrize(
    ("words", "height", "size"), [("ace", 53, 100), ("Ace", 71.5, 100), ("gap", 73.5, 100), ("Åg", 92, 100)]
)
def test_type_size_follows_from_the_letters(words: str, height: float, size: float) -> None:
    assert type_size(words, height) == pytest.approx(size, rel=0.01)


def test_the_colour_of_large_letters_is_that_of_their_strokes_middle() -> None:
    page = Pillow.new("RGB", (640, 160), "#b3efff")
    ImageDraw.Draw(page).text(
        (40, 40), "Summer starts", fill="#231f20", font=ImageFont.load_default(64), stroke_width=1
    )
    packed = BytesIO()
    page.save(packed, "jpeg", quality=85)
    (line,) = read_lines(picture(Pillow.open(packed).convert("RGB")))
    assert difference(line.colour, "#231f20") < 3.5
