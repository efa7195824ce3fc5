from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maquette.design.brand.kit import (
    COLOUR_ROLES,
    BrandColour,
    BrandKit,
    BrandRules,
    Logo,
    Typeface,
)
from maquette.design.brand.text import from_toml, read_kit, to_toml
from maquette.errors import InputError

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1"/></svg>'


@pytest.fixture
def kit(tmp_path: Path) -> BrandKit:
    (tmp_path / "logo.svg").write_text(LOGO)
    (tmp_path / "face.ttf").write_bytes(b"face")
    return BrandKit(
        "acme",
        "Acme Ltd.",
        (
            BrandColour("ink", "#101828"),
            BrandColour("Acme blue", "#1f4ddb", "primary", "the most used"),
            BrandColour("cream", "#fff8e8", "background"),
        ),
        (Typeface("heading", "Inter", 700, file="face.ttf"), Typeface("body", "Inter"), Typeface("body", "Inter", 700)),
        (Logo("logo.svg", "full", "light", 0.5, 60), Logo("logo.svg", "mark", "any")),
        BrandRules(tolerance=4),
        tone='plain, "quoted"\nand kind',
        do=("breathe",),
        root=tmp_path,
    )


def test_a_kit_is_read_back_from_its_text(kit: BrandKit) -> None:
    assert from_toml(to_toml(kit), "acme", kit.root) == kit


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_words_and_colour_names_survive(words: str, name: str) -> None:
    kit = BrandKit("any", words, (BrandColour(name, "#010203", "accent", words),), dont=(words,))
    assert from_toml(to_toml(kit), "any", Path()) == kit


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("colour = 1", "colour is not a key"),
        ("colours = 3", "colours is '3'"),
        ("[colours]\nblue = { hex = '#12345' }", "colours.blue.hex"),
        ("[colours]\nblue = { role = 'primary' }", "colours.blue.hex is missing"),
        ("[colours]\nblue = { hex = '#123456', role = 'main' }", "colours.blue.role"),
        ("[colours]\na = {hex='#123456',role='text'}\nb = {hex='#123457',role='text'}", "colours.b.role"),
        ("[[type]]\nfamily = 'Inter'\nweight = 1001", "type[1].weight"),
        ("[[type]]\nrole = 'body'", "type[1].family"),
        ("[[logo]]\nfile = 'a.svg'\n[[logo]]\nfile = '../../etc/passwd'", "logo[2].file"),
        ("[[logo]]\nfile = 'a.svg'\nclear_space = true", "logo[1].clear_space"),
        ("[[logo]]\nfile = 'a.svg'\non = 'blue'", "logo[1].on"),
        ("[rules]\ncontrast = 'high'", "rules.contrast"),
        ("references = ['/abs.jpg']", "references[1]"),
        ("do = 'one'", "do is 'one'"),
    ],
)
def test_what_is_wrong_is_named_by_its_key_and_can_be_mended(text: str, key: str) -> None:
    with pytest.raises(InputError) as raised:
        from_toml(text, "acme", Path())
    assert key in raised.value.reason
    assert raised.value.mend


def test_a_broken_line_and_a_missing_file_are_named(kit: BrandKit) -> None:
    (kit.root / "brand.toml").write_text("title = nobody")
    with pytest.raises(InputError, match="line 1"):
        read_kit(kit.root)
    (kit.root / "brand.toml").write_text("[[logo]]\nfile = 'gone.svg'")
    with pytest.raises(InputError, match=r"logo\[1\].file names gone.svg"):
        read_kit(kit.root)
    with pytest.raises(InputError, match="cannot be read"):
        read_kit(kit.root / "nowhere")


def test_a_link_out_of_the_folder_is_refused(kit: BrandKit, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.svg"
    outside.write_text(LOGO)
    (kit.root / "link.svg").symlink_to(outside)
    (kit.root / "brand.toml").write_text("[[logo]]\nfile = 'link.svg'")
    with pytest.raises(InputError, match="link out of"):
        read_kit(kit.root)


def test_every_role_has_a_colour(kit: BrandKit) -> None:
    assert {role: kit.colour(role) for role in COLOUR_ROLES if role} == {
        "primary": "#1f4ddb",
        "secondary": "#1f4ddb",
        "accent": "#1f4ddb",
        "background": "#fff8e8",
        "surface": "#fff8e8",
        "text": "#101828",
        "text-inverse": "#fff8e8",
    }
    assert BrandKit("none", "None").colour("background") == "#ffffff"


def test_logos_and_faces_are_chosen_for_their_use(kit: BrandKit) -> None:
    on_light, on_dark = kit.logo("light"), kit.logo("dark")
    assert on_light is kit.logos[0]
    assert on_dark is kit.logos[1]
    assert kit.logo("dark", "full") is None
    assert kit.typeface("heading") is kit.typefaces[0]
    assert kit.typeface("accent", weight=700) is kit.typefaces[2]


def test_the_digest_changes_with_what_changes_a_rendering_and_with_nothing_else(kit: BrandKit) -> None:
    before = kit.digest()
    assert replace(kit, title="Acme", tone="loud", name="other").digest() == before
    assert replace(kit, colours=(*kit.colours[1:],)).digest() != before
    assert replace(kit, logos=(replace(kit.logos[0], clear_space=0.4), kit.logos[1])).digest() != before
    (kit.root / "face.ttf").write_bytes(b"another face")
    assert kit.digest() != before
