from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from maquette.design.brand.svg import clean_svg, drawn_pixels, rasterise
from maquette.design.pool import Pool
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


COPIES = "<defs><g id='c0'><rect width='1' height='1'/></g>" + "".join(
    f"<g id='c{n}'>" + f"<use xlink:href='#c{n - 1}'/>" * 10 + "</g>" for n in range(1, 10)
)
GROWING = "<filter id='f' x='0' y='0' width='1' height='1'><feMorphology radius='20'/></filter>"


@pytest.fixture
def painter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    pool = Pool(1)
    pool.call(drawn_pixels, svg(PLATE), 4)
    monkeypatch.setattr("maquette.design.brand.svg.painters", lambda: pool)
    yield pool
    pool.close()


@pytest.mark.parametrize(
    "inside",
    [f"{COPIES}</defs><use xlink:href='#c9'/>", f"{GROWING}<rect width='40' height='20' filter='url(#f)'/>"],
    ids=["a thousand million copies", "a filter that looks far"],
)
def test_a_drawing_without_end_costs_one_process_and_says_so(
    inside: str, painter: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maquette.design.brand.svg.DRAWING_LIMIT", 0.5)
    (drawing,) = painter.processes
    with pytest.raises(InputError, match=r"takes more than 0\.5 seconds to draw") as raised:
        rasterise(clean_svg(svg(inside), "logo.svg").data, 2000)
    assert raised.value.code == "slow-svg"
    assert drawing not in painter.processes
    monkeypatch.setattr("maquette.design.brand.svg.DRAWING_LIMIT", 60.0)
    after = rasterise(clean_svg(svg(PLATE), "logo.svg").data, 20)
    assert np.all(after.alpha == 255)


def test_a_drawing_that_uses_itself_ends(painter: Pool) -> None:
    itself = svg(f"{PLATE}<g id='a'><use xlink:href='#a'/></g>")
    assert np.all(rasterise(clean_svg(itself, "logo.svg").data, 40).alpha == 255)


def test_a_drawing_that_takes_all_memory_is_refused(painter: Pool) -> None:
    layers = "<g opacity='0.9'>" * 60 + PLATE + "</g>" * 60
    with pytest.raises(InputError, match="cannot be drawn"):
        rasterise(clean_svg(svg(layers), "logo.svg").data, 8000)


def test_a_drawing_without_end_in_height_is_refused() -> None:
    with pytest.raises(InputError, match="px high"):
        rasterise(f"<svg {HEAD.replace('40 20', '1 4000')}>{PLATE}</svg>".encode(), 400)
