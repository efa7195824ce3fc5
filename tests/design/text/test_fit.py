import dataclasses

import pytest

from maquette.design.text.faces import shipped_face
from maquette.design.text.fit import ELLIPSIS, fit
from maquette.design.text.scripts import clusters, is_rtl
from maquette.design.text.shape import Style, missing, runs, width

STYLE = Style(shipped_face("Inter", 700), (), -0.02, 1.1)


def fitted(text, **changes):
    box = {"wide": 600.0, "high": 400.0, "largest": 90.0, "smallest": 20.0, "lines": 4}
    return fit(text, STYLE, **(box | changes))


@pytest.mark.parametrize(
    "text",
    [
        "The chair that remembers how you sit",
        "Rechtsschutzversicherungsgesellschaften",
        "座り方を覚えている椅子、ついに登場。",
        "الكرسي الذي يتذكر كيف تجلس 2026",
        "เก้าอี้ที่จดจำท่านั่งของคุณ",
        "वह कुर्सी जो आपके बैठने का ढंग याद रखती है",
        "Family day 👨‍👩‍👧‍👦 with ❤️ and 🇯🇵 flags",
        "a" * 60,
    ],
)
def test_every_line_is_within_the_box_and_nothing_is_lost(text):
    block = fitted(text)
    assert block.fits
    assert not block.missing
    assert all(width(line, STYLE) * block.size <= 600.5 for line in block.lines)
    assert block.height <= 400.5
    assert 1 <= len(block.lines) <= 4
    plain = "".join(block.lines).replace("-", "").replace(" ", "")
    assert plain == text.replace(" ", "")


def test_short_text_is_set_at_the_largest_size_and_long_text_smaller():
    assert fitted("Hello").size == 90
    assert 20 <= fitted("word " * 30).size < 60


def test_a_headline_is_balanced_and_leaves_no_word_alone():
    block = fitted("Everything you need for a very good day outside", largest=60.0)
    wide = [width(line, STYLE) for line in block.lines]
    assert min(wide) > 0.6 * max(wide)
    assert len(block.lines[-1].split()) > 1


def test_what_cannot_fit_is_cut_with_an_ellipsis_and_said():
    block = fitted("word " * 300)
    assert not block.fits
    assert block.lines[-1].endswith(ELLIPSIS)
    assert "word" in block.cut
    assert block.size == 20
    assert all(width(line, STYLE) * block.size <= 600.5 for line in block.lines)


def test_no_text_has_no_lines():
    assert fitted("  ").lines == ()


def test_characters_that_no_font_has_are_told_and_not_drawn_as_boxes():
    block = fitted("Hi \U00013080 there")
    assert block.missing == "\U00013080"
    assert "".join(block.lines) == "Hi there"


def test_widths_grow_with_the_size_only():
    one, other = fitted("Hello you", largest=40.0), fitted("Hello you", largest=80.0)
    assert other.width == pytest.approx(2 * one.width, rel=0.002)


def test_tall_scripts_get_more_room_between_lines():
    assert fitted("सितारे और चाँद\nऔर", largest=50.0).step > fitted("stars and moon\nand", largest=50.0).step


def test_scripts_find_their_face_and_emoji_theirs():
    assert missing("Aß Жя Ωω سلام עברית हिन्दी ไทย 日本語 한국어 😀", STYLE) == ""
    assert runs("I ❤️ it 👍🏽") == [("I ", False), ("❤️", True), (" it ", False), ("👍🏽", True)]


def test_direction_is_that_of_the_first_letter():
    assert is_rtl("2026 مرحبا")
    assert not is_rtl("Hello مرحبا")


def test_a_cluster_is_what_a_reader_sees():
    assert clusters("e\u0301กำ👨‍👩‍👧") == ["e\u0301", "กำ", "👨‍👩‍👧"]


def test_spacing_out_is_part_of_the_measure():
    spaced = dataclasses.replace(STYLE, tracking=0.2)
    assert width("Hello", spaced) == pytest.approx(width("Hello", STYLE) + 5 * 0.22, abs=0.01)


def test_a_headline_is_a_little_wider_rather_than_ending_a_line_in_a_small_word() -> None:
    found = fit("A quiet place to work and to think", STYLE, wide=620, high=900, largest=52, smallest=20, lines=4)
    assert found.size == 52
    assert all(len(line.split()[-1]) > 2 for line in found.lines[:-1])


def test_a_short_last_line_of_several_words_is_better_than_ragged_lines() -> None:
    text = "Stühle für Menschen, die im Sitzen arbeiten: nach Maß gefertigt, mit zehn Jahren Garantie auf jedes Teil."
    found = fit(text, STYLE, wide=500, high=900, largest=22, smallest=22, lines=9, even=False, language="de")
    widths = [len(line) for line in found.lines[:-1]]
    assert max(widths) - min(widths) <= 6
    assert len(found.lines[-1].split()) > 1
