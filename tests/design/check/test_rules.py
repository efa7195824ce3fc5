from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from maquette.design.brand.kit import BrandColour, BrandKit, Logo, Typeface
from maquette.design.check.findings import Findings, FoundArea, FoundLogo, FoundText, Rect
from maquette.design.check.rules import Against, Ruling, judge
from maquette.design.formats import Format

KIT = BrandKit(
    "acme",
    "Acme",
    (BrandColour("blue", "#1f4ddb", "primary"), BrandColour("ink", "#101828", "text")),
    (Typeface("body", "Inter"),),
    (Logo("light.svg", "full", "light", 0.5, 80), Logo("dark.svg", "full", "dark", 0.5, 80)),
    root=Path(),
)
STORY = Format(
    "story",
    "Story",
    "social",
    1080,
    1920,
    ("jpeg",),
    "",
    "",
    date(2026, 1, 1),
    500,
    safe=(0.14, 0.05, 0.2, 0.05),
    text_share=0.2,
)
TEXT = FoundText(
    "Made for every day", Rect(100, 500, 700, 580), 80, "#101828", "#ffffff", ("Made for every day",), "Inter"
)
LOGO = FoundLogo("light.svg", Rect(100, 300, 300, 350), 1.0, 60, "#101828", "#ffffff", 17.0)
CLEAN = Findings(
    1080, 1920, 200_000, (TEXT,), (LOGO,), (FoundArea("#ffffff", 0.7, Rect(0, 0, 1080, 1920)),), exact=True
)


def failed(findings: Findings, against: Against | None = None) -> dict[str, Ruling]:
    rulings = judge(findings, against or Against(KIT, STORY))
    return {one.rule: one for one in rulings if one.passed is False}


def with_text(**changes: object) -> Findings:
    return replace(CLEAN, texts=(replace(TEXT, **changes),))  # type: ignore[arg-type]


def with_logo(**changes: object) -> Findings:
    return replace(CLEAN, logos=(replace(LOGO, **changes),))  # type: ignore[arg-type]


def test_a_clean_picture_passes_every_rule() -> None:
    rulings = judge(CLEAN, Against(KIT, STORY))
    assert {one.rule for one in rulings} == {
        "colours", "type size", "typeface", "text contrast", "text contrast, APCA", "overflow", "logo", "logo size",
        "logo shape", "logo colours", "logo clear space", "logo contrast", "safe zone", "copy", "size", "kilobytes",
    }  # fmt: skip
    assert all(one.passed and not one.mend and not one.correction for one in rulings)


@pytest.mark.parametrize(
    ("rule", "findings", "correction"),
    [
        ("colours", replace(CLEAN, areas=(FoundArea("#2a5ae0", 0.3, Rect(0, 0, 9, 9)),)), "#2a5ae0 becomes blue"),
        ("colours", with_text(ink="#7a1fdb"), ""),
        ("type size", with_text(size=14), "type of 17 px"),
        ("typeface", with_text(family="Comic Sans MS"), ""),
        ("text contrast", with_text(ink="#ffffff", under="#fff3d0"), "text in #000000"),
        ("overflow", with_text(cut=True), ""),
        ("overflow", with_text(box=Rect(600, 500, 1082, 580)), ""),
        ("logo", replace(CLEAN, logos=()), ""),
        ("logo size", with_logo(box=Rect(100, 300, 160, 315)), "at least 80 px wide"),
        ("logo shape", with_logo(stretch=1.2), "its own proportions"),
        ("logo colours", with_logo(recoloured=30.0), ""),
        ("logo clear space", with_logo(room=10), "15 px more room"),
        ("logo contrast", with_logo(under="#101828", contrast=1.1), "use dark.svg"),
        ("safe zone", with_text(box=Rect(20, 500, 700, 580)), "move it 34 px inwards"),
        ("safe zone", with_logo(box=Rect(100, 100, 300, 150)), "move it 169 px inwards"),
        ("copy", with_text(box=Rect(60, 300, 1000, 1500)), ""),
        ("size", replace(CLEAN, width=1000), "made anew for story"),
        ("kilobytes", replace(CLEAN, size=600_000), "encoded again to 500 kB"),
    ],
)  # fmt: skip
def test_each_fault_is_found_by_its_rule_with_what_mends_it(rule: str, findings: Findings, correction: str) -> None:
    ruling = failed(findings)[rule]
    assert ruling.strength == "hard"
    assert ruling.mend
    assert correction in ruling.correction
    assert bool(correction) == bool(ruling.correction) or rule == "text contrast"


def test_an_orphan_is_told_softly_from_a_layout_and_from_single_lines() -> None:
    lines = (
        "Made for every day",
        "of",
    )
    assert failed(with_text(lines=("Made for every day", "now")))["orphan word"].strength == "soft"
    above = TEXT
    below = replace(TEXT, words=lines[1], box=Rect(100, 600, 180, 680))
    seen = replace(CLEAN, texts=(above, below), exact=False)
    assert "fixed space" in failed(seen)["orphan word"].correction
    apart = replace(seen, texts=(above, replace(below, box=Rect(100, 900, 180, 980))))
    assert "orphan word" not in failed(apart)


@pytest.mark.parametrize(
    ("lines", "lonely"),
    [
        (("Work that", "travels well", "now"), True),
        (("Der", "Wasserkocher", "mit"), False),
        (("Open to", "everyone"), False),
        (("Summer", "starts here"), False),
    ],
)
def test_a_short_word_alone_under_lines_of_words_is_an_orphan(lines: tuple[str, ...], lonely: bool) -> None:
    assert ("orphan word" in failed(with_text(lines=lines))) == lonely


def test_text_that_ends_within_a_space_of_the_frame_is_perhaps_cut() -> None:
    near = with_text(size=80, box=Rect(600, 500, 1060, 580))
    assert "overflow" not in failed(near), "a layout knows its own words"
    assert "overflow" in failed(replace(near, exact=False))
    assert "overflow" not in failed(replace(with_text(size=80, box=Rect(600, 500, 1040, 580)), exact=False))


def test_what_was_looked_at_has_the_tolerance_of_looking() -> None:
    near = with_text(size=16)
    assert "type size" in failed(near)
    assert "type size" not in failed(replace(near, exact=False))


def test_letters_that_an_encoder_tinted_are_in_the_palette_and_another_colour_is_not() -> None:
    tinted = with_text(ink="#fffaff", under="#512bd4")
    assert "colours" in failed(tinted)
    assert "colours" not in failed(replace(tinted, exact=False))
    assert "colours" in failed(replace(with_text(ink="#ffe9ff", under="#512bd4"), exact=False))


def test_large_text_needs_less_contrast_and_the_kit_may_ask_for_more() -> None:
    grey = with_text(ink="#8a8a8a")
    kit = replace(KIT, colours=())
    assert "text contrast" not in failed(grey, Against(kit))
    assert "text contrast" in failed(replace(grey, texts=(replace(grey.texts[0], size=20),)), Against(kit))
    strict = replace(kit, rules=replace(kit.rules, contrast_large=4.5))
    assert "text contrast" in failed(grey, Against(strict))


def test_a_logo_on_a_photograph_goes_to_a_person() -> None:
    ruling = next(one for one in judge(with_logo(room=None), Against(KIT)) if one.rule == "logo clear space")
    assert ruling.passed is None
    assert ruling.mend == "look at it"


def test_without_a_brand_the_format_alone_is_checked() -> None:
    rules = {one.rule for one in judge(CLEAN, Against(None, STORY))}
    assert rules == {
        "type size",
        "text contrast",
        "text contrast, APCA",
        "overflow",
        "safe zone",
        "copy",
        "size",
        "kilobytes",
    }
