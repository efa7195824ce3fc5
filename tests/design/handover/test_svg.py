from xml.etree import ElementTree

import numpy as np
import pytest
import pyvips

from maquette.design.handover.svg import left_out, write_svg
from maquette.design.handover.vector import inner_svg
from maquette.design.paint import paint
from maquette.design.scene import Words
from maquette.errors import InputError

SVG = "{http://www.w3.org/2000/svg}"
HEAD = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"'


def parsed(data):
    return ElementTree.fromstring(data)


def painted(data):
    drawn = pyvips.Image.svgload_buffer(data).flatten(background=255)
    return drawn.numpy()[..., :3].astype(int)


def test_outlines_look_like_the_flat_picture_to_another_painter(scene, sources, flat):
    far = np.abs(painted(write_svg(scene, sources, title="t", outlines=True)) - flat)
    assert far.mean() < 2
    assert (far.max(axis=2) > 64).mean() < 0.01


def test_text_is_text_in_fonts_that_the_file_carries(scene, sources):
    root = parsed(write_svg(scene, sources, title="One & <all>", language="en"))
    assert root.find(f"{SVG}title").text == "One & <all>"
    said = {one.get("id"): " ".join("".join(line.itertext()) for line in one.iter(f"{SVG}text")) for one in root}
    assert "office flight" in said["headline"]
    assert "Plain words, here" in said["body"]
    assert "שלום עולם" in said["greeting"]
    style = root.find(f"{SVG}defs/{SVG}style").text
    assert all(f'font-family:"{family}"' in style for family in ("Fraunces", "Inter", "Noto Sans Hebrew"))
    assert "Noto Sans JP" not in style
    assert style.count("data:font/woff2") == style.count("@font-face")


def test_a_font_that_must_not_be_embedded_is_named_and_left_out(only, sources, kept):
    some = only("body", items=(Words((("Plain words", 20, 120),), kept, 24, "#112233"),))
    root = parsed(write_svg(some, sources, title="t"))
    assert "Plain words" in "".join(root.itertext())
    assert root.find(f"{SVG}defs") is None
    (doubt,) = left_out(some)
    assert (doubt.code, "Kept" in doubt.reason) == ("font-not-embedded", True)
    assert left_out(only("body")) == []


def test_every_slot_is_a_group_and_nothing_lies_outside_of_the_file(scene, sources):
    root = parsed(write_svg(scene, sources, title="t"))
    assert [one.get("id") for one in root if one.tag == f"{SVG}g"][:3] == ["background", "panel", "veil"]
    links = [value for one in root.iter() for key, value in one.attrib.items() if key.endswith("href")]
    assert links
    assert all(link.startswith(("#", "data:image/")) for link in links)
    names = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(names) == len(set(names))


def test_a_logo_stays_a_drawing_with_its_own_names(scene, sources):
    root = parsed(write_svg(scene, sources, title="t"))
    (logo,) = [one for one in root if one.get("id") == "logo"]
    assert not list(logo.iter(f"{SVG}image"))
    assert [one.get("id") for one in logo.iter(f"{SVG}linearGradient")] == ["logo-g"]
    assert "url(#logo-g)" in next(one.get("style") for one in logo.iter(f"{SVG}rect"))


def test_emoji_are_drawn_in_outlines_too(only, sources):
    style = next(item.style for item in only("body").items)
    words = Words((("go 🚀 up", 20, 120),), style, 40, "#112233")
    some = only("body", items=(words,))
    far = np.abs(painted(write_svg(some, sources, title="t", outlines=True)) - paint(some, sources)[..., :3])
    assert (far.max(axis=2) > 64).mean() < 0.005


@pytest.mark.parametrize(
    "data",
    [
        f"<svg {HEAD}><text>live</text></svg>",
        f"<svg {HEAD}><style>a > b {{fill: red}}</style><rect/></svg>",
        '<svg xmlns="http://www.w3.org/2000/svg" width="100%"><rect/></svg>',
    ],
    ids=["fonts of its own", "rules that are not read here", "no size"],
)
def test_what_is_not_sure_to_look_the_same_stays_a_picture(data):
    assert inner_svg(data.encode(), "") is None


def test_a_hostile_drawing_is_no_drawing():
    with pytest.raises(InputError):
        inner_svg(f"<svg {HEAD}>{'<g>' * 500}{'</g>' * 500}</svg>".encode(), "")


def test_the_rules_of_a_drawing_are_weighed_as_css_does():
    rules = "<style>#a{fill:#00ff00} .b{fill:#0000ff} rect{fill:#ff0000}</style>"
    shapes = '<rect id="a" class="b" width="5" height="9"/><rect class="b" x="5" width="5" height="9" fill="#111111"/>'
    inner = inner_svg(f"<svg {HEAD}>{rules}{shapes}</svg>".encode(), "n-")
    drawn = painted(inner.replace("<svg ", '<svg width="10" height="10" ', 1).encode())
    assert tuple(drawn[4, 2]) == (0, 255, 0)
    assert tuple(drawn[4, 8]) == (0, 0, 255)
