from __future__ import annotations

import struct

import pytest

from maquette.design.brand.roles import assign_roles
from maquette.design.brand.sources.guide import read_guide
from maquette.design.brand.sources.logos import is_logo, logo_variant
from maquette.design.brand.sources.palette import FoundColour, find_palette
from maquette.design.brand.sources.stylesheet import read_stylesheet
from maquette.design.brand.sources.swatches import read_swatches
from maquette.errors import InputError


def test_sass_maps_references_and_words_that_name_a_colour() -> None:
    palette = """
    // $old: #111111;
    $house-palette: ("blue": ("main": #1d70b8, "tint": rgb(210, 226, 241)), /* gap */ "white": #fff) !default;
    """
    uses = """
    $functional: ("brand": (name: "blue", variant: "main"), "paper": (name: "white"));
    $old-names: ("sky": "blue" "tint");
    $link: $brand;  $brand: #abcdef;
    :root { --ink: #0b0c0c; --text: var(--ink); background: url("a;b"); }
    """
    found, _ = find_palette([*read_stylesheet(palette, "palette.scss"), *read_stylesheet(uses, "uses.scss")])
    assert {one.name: (one.hex, one.uses) for one in found} == {
        "blue-main": ("#1d70b8", ["functional-brand"]),
        "blue-tint": ("#d2e2f1", ["old-names-sky"]),
        "white": ("#ffffff", ["functional-paper"]),
        "brand": ("#abcdef", ["link"]),
        "ink": ("#0b0c0c", ["text"]),
    }


def swatch(name: str, model: bytes, *values: float) -> bytes:
    text = (name + "\0").encode("utf-16-be")
    body = struct.pack(">H", len(name) + 1) + text + model + struct.pack(f">{len(values)}f", *values) + b"\0\0"
    return struct.pack(">HI", 1, len(body)) + body


def test_swatches_of_every_model() -> None:
    blocks = [
        swatch("Bright", b"RGB ", 0, 0.8118, 1),
        swatch("Ink", b"CMYK", 0, 0, 0, 1),
        swatch("Mid", b"Gray", 0.5),
        swatch("Lab", b"LAB ", 0.5, 40, -30),
    ]
    data = b"ASEF" + struct.pack(">HHI", 1, 0, len(blocks)) + b"".join(blocks)
    found = {one.name: one.hex for one in find_palette(read_swatches(data, "a.ase"))[0]}
    assert found["bright"] == "#00cfff"
    assert found["ink"] == "#000000"
    assert found["mid"] == "#808080"
    assert set(found) == {"bright", "ink", "mid", "lab"}
    for broken in (data[:40], b"nothing"):
        with pytest.raises(InputError, match=r"a\.ase"):
            read_swatches(broken, "a.ase")


def test_a_guide_says_colours_faces_sizes_and_manners() -> None:
    guide = read_guide(
        """---
title: Logo
---
# Acme logo
The primary font is **Acme Sans**, in bold and regular. The logo purple color is #512bd4; two shades of blue,
rgb(77, 171, 207) and rgb(77, 119, 207), go with it. See issue #123456789.

* **Do** keep half a logo&rsquo;s-width of white space around it. More words.
* **Don't** [stretch](x.html) it.
* What would you do?

Please do not make the primary logo smaller than 50px wide or the logomark smaller than 20px wide.
""",
        "logo.md",
    )
    assert [(entry.name, entry.value) for entry in guide.entries] == [
        ("logo-purple", "#512bd4"),
        ("blue", "#4dabcf"),
        ("blue-2", "#4d77cf"),
    ]
    assert guide.faces == ["Acme Sans"]
    assert guide.do == ["Do keep half a logo’s-width of white space around it."]
    assert guide.dont == ["Don't stretch it."]
    assert guide.smallest == {"primary": 50, "logomark": 20}
    assert guide.space == (0.5, "width")


@pytest.mark.parametrize(
    ("path", "variant"),
    [
        ("img/Acme-Logo.svg", "full"),
        ("logo/logomark/acmelogoicon.svg", "mark"),
        ("logo/text-only/Black/logo-text.svg", "text"),
        ("img/icons/arrow.svg", None),
        ("illustrations/logo-mascot.svg", None),
        ("logo/acme-logo-32x32.png", None),
        ("photos/hero.png", None),
    ],
)
def test_logos_are_told_by_their_names(path: str, variant: str | None) -> None:
    assert (logo_variant(path) if is_logo(path) else None) == variant


def colours(**named: str) -> list[FoundColour]:
    return [FoundColour(name.replace("_", "-"), hex_) for name, hex_ in named.items()]


def test_names_decide_before_looks() -> None:
    roles = assign_roles(colours(brand="#0f62fe", loud="#ff0000", ink="#161616", paper="#ffffff"))
    assert {role: one.colour for role, one in roles.items()} == {
        "background": "paper",
        "text": "ink",
        "primary": "brand",
        "secondary": "loud",
    }
    assert roles["primary"].why == "named so"


def test_a_name_that_several_colours_have_says_nothing() -> None:
    roles = assign_roles(colours(blue_primary="#1d70b8", green_primary="#0f7a52", white="#ffffff"), [("#0f7a52", 0.8)])
    assert roles["primary"].colour == "green-primary"
    assert "80% of the logo" in roles["primary"].why


def test_a_logo_colour_too_faint_for_its_ground_is_not_the_primary_one() -> None:
    roles = assign_roles(colours(white="#ffffff", bright="#00cfff", medium="#046b99"), [("#00cfff", 1.0)])
    assert roles["primary"].colour == "medium"
    assert "too faint" in roles["primary"].why
    assert roles["secondary"].colour == "bright"


def test_what_a_person_asks_for_comes_first() -> None:
    roles = assign_roles(colours(brand="#0f62fe", loud="#ff0000"), asked={"primary": "loud"})
    assert roles["primary"] == ("loud", "asked for")
