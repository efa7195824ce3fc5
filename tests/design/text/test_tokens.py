import pytest

from maquette.design.text.tokens import NO_END, NO_START, shatter, split, tokens


def texts(text, language=""):
    return [token.text for token in tokens(text, language)]


def test_lines_break_at_spaces_hyphens_and_dashes_but_not_inside_words():
    assert texts("well-known words — and more") == ["well-", "known", "words", "—", "and", "more"]


def test_no_break_space_and_word_joiner_hold_together():
    assert texts("10\u00a0km of road") == ["10\u00a0km", "of", "road"]
    assert texts("신\u2060상품 출시") == ["신상품", "출시"]


def test_a_soft_hyphen_is_a_break_that_shows_and_nothing_else():
    one, two = tokens("silber\u00adfaden")
    assert (one.text, one.hyphen, two.text, two.hyphen) == ("silber", True, "faden", False)


def test_a_french_sign_stays_with_its_word():
    assert texts("Quoi de neuf ?") == ["Quoi", "de", "neuf\u00a0?"]


def test_korean_words_stay_whole():
    assert texts("봄 신상품 컬렉션이") == ["봄", "신상품", "컬렉션이"]


def test_japanese_breaks_between_phrases_and_keeps_its_signs_in_place():
    found = texts("春の新作コレクションが、いよいよ「登場」します。", "ja")
    assert len(found) > 3
    assert "".join(found) == "春の新作コレクションが、いよいよ「登場」します。"
    assert not any(part[0] in NO_START or part[-1] in NO_END for part in found)


def test_thai_breaks_between_words_that_have_no_spaces():
    found = texts("โปรโมชั่นพิเศษสำหรับลูกค้าใหม่")
    assert len(found) > 2
    assert "".join(found) == "โปรโมชั่นพิเศษสำหรับลูกค้าใหม่"


@pytest.mark.parametrize("mark", ["\n", "\r\n"])
def test_a_line_feed_ends_a_line(mark):
    assert [token.hard for token in tokens(f"one two{mark}three")] == [False, True, True]


def test_a_long_word_is_hyphenated_by_its_language():
    (word,) = tokens("Rechtsschutzversicherung")
    parts = split(word, "de")
    assert len(parts) > 3
    assert "".join(part.text for part in parts) == word.text
    assert all(part.hyphen for part in parts[:-1])
    assert not parts[-1].hyphen


def test_a_word_without_language_falls_apart_by_what_a_reader_sees_as_characters():
    (word,) = tokens("👨‍👩‍👧‍👦🇯🇵e\u0301")
    assert [part.text for part in shatter(word)] == ["👨‍👩‍👧‍👦", "🇯🇵", "é"]
