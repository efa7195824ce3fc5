from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maquette.errors import InputError
from maquette.picture.decode import read
from maquette.picture.image import File, Image
from maquette.pixels.export import export
from maquette.pixels.fit import enlargement, fit, flatten, inside, resize, rgb


@given(*[st.integers(1, 300)] * 4)
@settings(max_examples=100, deadline=None)
def test_a_picture_always_fits_inside_and_touches(width, height, to_width, to_height):
    inner = inside(width, height, to_width, to_height)
    assert inner[0] <= to_width
    assert inner[1] <= to_height
    assert inner[0] == to_width or inner[1] == to_height
    assert enlargement(width, height, to_width, to_height) > 0


@pytest.mark.parametrize(("width", "height"), [(100, 100), (240, 160), (60, 200), (500, 333), (7, 5)])
def test_fit_makes_exactly_the_size_on_the_ground(scene, width, height):
    made = fit(Image(scene), width=width, height=height, background="#102030")
    assert made.pixels.shape == (height, width, 3)
    if (width, height) == (100, 100):
        assert (made.pixels[0] == (0x10, 0x20, 0x30)).all()
        assert (made.pixels[-1] == (0x10, 0x20, 0x30)).all()
        assert np.abs(made.pixels[50, 1].astype(int) - scene[80, 3]).max() < 8


def test_transparent_ground_keeps_alpha(scene):
    made = fit(Image(scene), width=100, height=100, background="transparent")
    assert made.pixels.shape == (100, 100, 4)
    assert made.pixels[0, 0, 3] == 0
    assert made.pixels[50, 50, 3] == 255


def test_resizing_brings_no_hidden_colour_to_the_edge():
    cut = np.zeros((120, 120, 4), np.uint8)
    cut[..., 1] = 255  # green where nothing is seen
    cut[30:90, 30:90] = (200, 40, 40, 255)
    small = resize(cut, 31, 31)
    seen = small[small[..., 3] > 16]
    assert seen[:, 1].max() < 60
    assert flatten(small)[:, :, 1].max() == 255


def test_export_meets_what_it_is_asked(scene):
    made = export(Image(scene), format="jpeg", quality=90, max_kb=4, width=120, height=120)
    assert isinstance(made, File)
    assert len(made.data) <= 4000
    assert (made.width, made.height, made.format, made.doubts) == (120, 120, "jpeg", ())
    assert read(made.data, "x").pixels.shape == (120, 120, 3)


def test_export_doubts_what_it_cannot_meet():
    noise = np.random.default_rng(0).integers(0, 256, (100, 100, 3), np.uint8)
    made = export(Image(noise), format="jpeg", max_kb=1, width=400, height=300)
    assert [doubt.code for doubt in made.doubts] == ["enlarged", "too-many-bytes"]
    assert all(doubt.reason and doubt.mend for doubt in made.doubts)


def test_export_paints_alpha_where_it_must(scene):
    cut = Image(np.dstack([scene, np.zeros(scene.shape[:2], np.uint8)]))
    for how in ({"format": "jpeg", "background": "transparent"}, {"format": "png"}):
        assert (read(export(cut, **how).data, "x").pixels == 255).all()
    kept = export(cut, format="png", background="transparent")
    assert read(kept.data, "x").has_alpha


def test_a_wrong_colour_or_size_is_said(scene):
    assert rgb("#ff8000") == rgb("FF8000") == (255, 128, 0)
    for colour in ("red", "#fff", "#gggggg", "#-10203", ""):
        with pytest.raises(InputError, match="no colour"):
            rgb(colour)
    with pytest.raises(InputError, match="no size"):
        fit(Image(scene), width=0, height=5)
