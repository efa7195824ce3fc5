from __future__ import annotations

import numpy as np
import pytest

from maquette.design.brand.svg import clean_svg, rasterise
from maquette.errors import InputError

HEAD = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20"'
PLATE = '<rect width="40" height="20" fill="#cc2200"/>'


def svg(inside: str, before: str = "", attributes: str = "") -> bytes:
    return f"{before}<svg {HEAD} {attributes}>{inside}</svg>".encode()


def test_a_drawing_becomes_pixels_of_the_width_asked_for() -> None:
    picture = rasterise(clean_svg(svg('<rect x="20" width="20" height="20" fill="#cc2200"/>'), "a.svg").data, 200)
    assert (picture.width, picture.height) == (200, 100)
    assert picture.alpha[50, 50] == 0
    assert tuple(picture.pixels[50, 150]) == (0xCC, 0x22, 0x00, 255)


@pytest.mark.parametrize(
    ("inside", "word"),
    [
        ("<script>alert(1)</script>", "script"),
        ('<image xlink:href="file:///etc/passwd" width="9" height="9"/>', "another file"),
        ('<image href="https://example.org/a.png" width="9" height="9"/>', "another file"),
        ('<use xlink:href="other.svg#a"/>', "another file"),
        ('<rect onclick="alert(1)" width="1" height="1"/>', "script"),
        ('<rect style="fill:url(https://example.org/a)" width="1" height="1"/>', "another file"),
        ("<style>@import 'https://example.org/a.css'; rect {fill: red}</style>", "another file"),
        ("<foreignObject><body/></foreignObject>", "foreign"),
        ('<rect><animate attributeName="x" to="9"/></rect>', "animation"),
    ],
)
def test_what_runs_or_reaches_out_is_left_out_and_said(inside: str, word: str) -> None:
    clean = clean_svg(svg(PLATE + inside), "a.svg")
    assert any(word in one for one in clean.left_out)
    for bad in (b"alert", b"example.org", b"passwd", b"other.svg"):
        assert bad not in clean.data
    assert tuple(rasterise(clean.data, 40).pixels[10, 39][:3]) == (0xCC, 0x22, 0x00)


def test_a_gradient_and_an_inner_use_stay() -> None:
    inside = '<defs><linearGradient id="g"><stop stop-color="#0000ff"/></linearGradient><g id="p">'
    inside += f'{PLATE.replace("#cc2200", "url(#g)")}</g></defs><use xlink:href="#p"/>'
    clean = clean_svg(svg(inside), "a.svg")
    assert clean.left_out == ()
    assert tuple(rasterise(clean.data, 40).pixels[10, 20][:3]) == (0, 0, 255)


BOMB = '<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FILE = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
MANY = "<!DOCTYPE svg [" + "".join(f'<!ENTITY a{n} "x">' for n in range(100)) + "]>"


@pytest.mark.parametrize(
    "data",
    [
        svg("<text>&b;</text>", BOMB),
        svg("<text>&a;</text>", FILE),
        svg("", MANY),
        svg("<g>" * 200 + "</g>" * 200),
        svg("<g/>" * 60_000),
        svg(f"<!--{'x' * 5_000_000}-->"),
    ],
    ids=["bomb", "file", "many", "deep", "wide", "large"],
)
def test_what_explodes_is_refused(data: bytes) -> None:
    with pytest.raises(InputError) as raised:
        clean_svg(data, "logo.svg")
    assert raised.value.code == "hostile-svg"
    assert raised.value.reason.startswith("logo.svg")


@pytest.mark.parametrize("data", [b"", b"<svg", b"<html/>", svg("<g>")])
def test_what_is_no_svg_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        clean_svg(data, "logo.svg")


def test_a_harmless_entity_of_an_editor_is_read() -> None:
    ns = '<!DOCTYPE svg [<!ENTITY ns "http://example.org/ns">]>'
    assert np.all(rasterise(clean_svg(svg(PLATE, ns, 'xmlns:x="&ns;"'), "a.svg").data, 20).alpha == 255)


def test_a_drawing_without_end_in_height_is_refused() -> None:
    with pytest.raises(InputError, match="px high"):
        rasterise(f"<svg {HEAD.replace('40 20', '1 4000')}>{PLATE}</svg>".encode(), 400)
