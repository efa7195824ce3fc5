"""A kit that is changed keeps what was written by hand."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maquette.design.brand.change import change, plain
from maquette.design.brand.kit import BrandColour, BrandKit, Logo, Typeface
from maquette.design.brand.text import from_toml, to_toml
from maquette.errors import InputError

WRITTEN = """# Kept by Vera.
title = "Acme"  # as on the door
dont = [
  "Never on a photograph",  # legal
]

[rules]
tolerance = 4  # print is worse

[colours]
# From the 2019 guide.
sea = { hex = "#0a5a7a", role = "primary" }  # Pantone 3025
sand = "#fffaf0"  # only large
coral = "#c8442f"

[[type]]
role = "heading"
family = "Inter"  # until ours is drawn
weight = 700

[[type]]
role = "body"
family = "Inter"

[[logo]]
file = "logos/a.svg"
on = "light"

[[logo]]
file = "logos/b.svg"  # the white one
on = "dark"
"""


def colours(*pairs: tuple[str, str, str]) -> list[dict[str, str]]:
    return [{"name": name, "hex": hex_, "role": role} for name, hex_, role in pairs]


SEA, SAND, CORAL = ("sea", "#0a5a7a", "primary"), ("sand", "#fffaf0", ""), ("coral", "#c8442f", "")


def test_saving_what_is_there_writes_the_same_file() -> None:
    assert change(WRITTEN, "acme", Path(), plain(from_toml(WRITTEN, "acme", Path())))[1] == WRITTEN


def test_one_colour_changes_one_line() -> None:
    kit, text = change(WRITTEN, "acme", Path(), {"colours": colours(SEA, SAND, ("coral", "#d0503a", "accent"))})
    assert kit.colour("accent") == "#d0503a"
    before, after = WRITTEN.splitlines(), text.splitlines()
    assert [line for line in after if line not in before] == ['coral = {hex = "#d0503a", role = "accent"}']
    assert [line for line in before if line not in after] == ['coral = "#c8442f"']


def test_moved_and_renamed_colours_take_their_comments_along() -> None:
    _, text = change(WRITTEN, "acme", Path(), {"colours": colours(SAND, ("deep sea", SEA[1], "primary"), CORAL)})
    lines = text.splitlines()
    assert next(line for line in lines if "sand" in line).endswith("# only large")
    assert [one.name for one in from_toml(text, "acme", Path()).colours] == ["sand", "deep sea", "coral"]
    _, text = change(WRITTEN, "acme", Path(), {"colours": colours(("deep sea", SEA[1], "primary"), SAND, CORAL)})
    assert next(line for line in text.splitlines() if "deep sea" in line).endswith("# Pantone 3025")
    assert "# Kept by Vera." in text


def test_lists_are_changed_moved_and_shortened() -> None:
    kit = from_toml(WRITTEN, "acme", Path())
    white, black = (asdict(one) for one in reversed(kit.logos))
    made, text = change(WRITTEN, "acme", Path(), {"logos": [white | {"clear_space": 0.5}, black], "typefaces": []})
    assert [one.file for one in made.logos] == ["logos/b.svg", "logos/a.svg"]
    assert "# the white one" in text
    assert "clear_space = 0.5" in text
    assert "[[type]]" not in text
    _, text = change(WRITTEN, "acme", Path(), {"typefaces": [{"role": "body", "family": "Lora", "weight": 400}]})
    assert from_toml(text, "acme", Path()).typefaces == (Typeface("body", "Lora"),)
    assert 'file = ""' not in text, "what is usual is not written"


def test_words_come_and_go() -> None:
    made, text = change(WRITTEN, "acme", Path(), {"tone": "dry, kind", "dont": [], "rules": {"contrast": 7}})
    assert (made.tone, made.dont, made.rules.contrast, made.rules.tolerance) == ("dry, kind", (), 7, 4)
    assert "dont" not in text
    assert "tolerance = 4  # print is worse" in text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"colours": colours(SEA, SEA)}, "colours.sea is there twice"),
        ({"colours": colours(("", "#000000", ""))}, r"colours\[1\] has no name"),
        ({"colours": colours(SEA, ("ink", "#000000", "primary"))}, "colours.ink.role"),
        ({"colours": colours(("sea", "blue-ish", ""))}, "colours.sea.hex"),
        ({"logos": [{"file": "../a.svg"}]}, r"logo\[1\].file"),
        ({"rules": {"contrast": 0}}, "rules.contrast"),
    ],
)
def test_what_is_wrong_is_named_as_in_the_file(facts: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        change(WRITTEN, "acme", Path(), facts)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
said = words.filter(str.strip)
hexes = st.sampled_from(["#010203", "#ffffff"])
palette = st.lists(st.builds(BrandColour, said, hexes, st.just(""), words), max_size=4, unique_by=lambda one: one.name)
kits = st.builds(
    BrandKit,
    st.just("acme"),
    words,
    palette.map(tuple),
    st.lists(st.builds(Typeface, st.sampled_from(["heading", "body"]), said), max_size=3).map(tuple),
    st.lists(st.builds(Logo, st.sampled_from(["a.svg", "b.svg"])), max_size=3).map(tuple),
    tone=words,
    do=st.lists(words, max_size=2).map(tuple),
)


@settings(max_examples=30, deadline=None)
@given(kits, kits)
def test_any_kit_becomes_any_other(before: BrandKit, after: BrandKit) -> None:
    kit, text = change(to_toml(before), "acme", Path(), plain(after))
    assert kit == replace(after, root=Path()) == from_toml(text, "acme", Path())
