from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maquette.design.brand.export import to_tokens
from maquette.design.brand.importing import import_kit
from maquette.design.brand.kit import BrandColour, BrandKit, Typeface
from maquette.design.brand.sources import relaxed
from maquette.design.brand.sources.colour import read_colour
from maquette.design.brand.sources.palette import find_palette
from maquette.design.brand.sources.tokens import Resolver, read_tree
from maquette.errors import InputError


def palette(*trees: object) -> dict[str, str]:
    entries = [entry for number, tree in enumerate(trees) for entry in read_tree(tree, f"{number}.json")]
    return {one.name: one.hex for one in find_palette(entries)[0]}


def test_w3c_tokens_with_types_of_groups_roots_and_aliases() -> None:
    tree = {
        "colour": {
            "$type": "color",
            "blue": {"$root": {"$value": {"colorSpace": "srgb", "components": [0, 0, 1]}}, "60": {"$value": "#0f62fe"}},
            "link": {"$value": "{colour.blue.60}"},
            "button": {"$value": {"$ref": "#/colour/link/$value"}},
        },
        "space": {"$type": "dimension", "s": {"$value": {"value": 8, "unit": "px"}}},
    }
    assert palette(tree) == {"blue": "#0000ff", "blue-60": "#0f62fe"}
    found = find_palette(read_tree(tree, "a.json"))[0]
    assert found[1].uses == ["link", "button"]


def test_style_dictionary_with_its_older_aliases_over_two_files() -> None:
    base = {"color": {"base": {"red": {"value": "rgb(255, 0, 0)", "comment": "loud"}}, "clear": {"value": "#ff000080"}}}
    use = {"color": {"font": {"error": {"value": "{color.base.red.value}"}, "lost": {"value": "{color.none}"}}}}
    entries = [*read_tree(base, "base.json"), *read_tree(use, "use.json")]
    colours, notes = find_palette(entries)
    assert [(one.name, one.hex, one.uses) for one in colours] == [("red", "#ff0000", ["font-error"])]
    assert "color.font.lost" in notes[0]


def test_names_without_any_format_and_named_lists() -> None:
    assert palette({"palette": {"tan": "#d2b48c", "size": "12px", "word": "tan"}}) == {"tan": "#d2b48c"}
    listed = {"props": [{"name": "blue", "value": [{"name": "5", "value": "#eff6fb"}, {"name": "90", "value": False}]}]}
    assert palette(listed) == {"blue-5": "#eff6fb"}
    assert palette({"a": {"sets": {"dark": {"value": "#000001"}, "light": {"value": "#fffffe"}}}}) == {"a": "#fffffe"}


def test_a_circle_of_aliases_is_refused_and_shown() -> None:
    tree = {"a": {"value": "{b}"}, "b": {"value": "{c}"}, "c": {"value": "{b}"}}
    with pytest.raises(InputError, match="b -> c -> b") as raised:
        palette(tree)
    assert raised.value.code == "token-cycle"


def test_a_composite_is_resolved_inside() -> None:
    entries = read_tree({"f": {"value": "Inter"}, "t": {"$value": {"fontFamily": "{f}", "list": ["{f}", 1]}}}, "a")
    resolver = Resolver(entries)
    assert resolver.value(entries[1].value) == {"fontFamily": "Inter", "list": ["Inter", 1]}


@pytest.mark.parametrize(
    ("value", "hex_"),
    [
        ("#ABC", "#aabbcc"),
        ("hsl(217.5 80% 2%)", "#010409"),
        ({"colorSpace": "hsl", "components": [0, 100, 50]}, "#ff0000"),
        ({"colorSpace": "oklch", "components": [0.6, 0.1, 250]}, "#4f84ba"),
        ({"colorSpace": "display-p3", "components": [0, 0, 0]}, "#000000"),
        ({"r": 1, "g": 2, "b": 3}, "#010203"),
        ({"colorSpace": "srgb", "components": [1, 0, 0], "alpha": 0.5}, None),
        ("rgba(0, 0, 0, 0.5)", None),
        ("12px", None),
        ("tan", None),
        (12, None),
    ],
)
def test_colours_are_read_or_left(value: object, hex_: str | None) -> None:
    assert read_colour(value) == hex_


def test_relaxed_json() -> None:
    text = "/* c */ { a: 'it\\'s \"x\"', // d\n 'b-c': [1, .5, +2,], url: \"http://x/*\", n: null, }"
    assert relaxed.loads(text) == {"a": 'it\'s "x"', "b-c": [1, 0.5, 2], "url": "http://x/*", "n": None}
    with pytest.raises(ValueError, match="nested too deeply"):
        relaxed.loads("[" * 100_000)
    with pytest.raises(ValueError, match="line 2"):
        relaxed.loads('{\n"a": \' }')


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda kids: st.lists(kids) | st.dictionaries(st.text(), kids),
    )
)
def test_plain_json_is_relaxed_json(value: object) -> None:
    assert relaxed.loads(json.dumps(value, ensure_ascii=False)) == value


def test_what_is_exported_is_imported_again(tmp_path: Path) -> None:
    kit = BrandKit(
        "acme",
        "Acme",
        (
            BrandColour("sea", "#0a5a7a", "primary", "named so"),
            BrandColour("sand.1", "#f4e9d8", "background"),
            BrandColour("x", "#112233"),
        ),
        (Typeface("heading", "Playfair Display", 700), Typeface("body", "Inter")),
    )
    tokens = to_tokens(kit)
    assert tokens["role"]["primary"] == {"$value": "{colour.sea}"}
    (tmp_path / "tokens.json").write_text(json.dumps(tokens))
    again = import_kit([tmp_path / "tokens.json"], "acme").kit
    assert [(one.name, one.hex) for one in again.colours] == [
        ("sea", "#0a5a7a"),
        ("sand-1", "#f4e9d8"),
        ("x", "#112233"),
    ]
    assert again.colour("primary") == "#0a5a7a"
    assert again.colour("background") == "#f4e9d8"
    assert {(face.role, face.family) for face in again.typefaces} == {
        ("heading", "Playfair Display"),
        ("body", "Inter"),
    }
