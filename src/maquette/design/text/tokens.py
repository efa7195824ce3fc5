"""Where a line may break: a text becomes tokens, between which it may, each knowing what a break after it shows."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from maquette.design.text.scripts import clusters, script

NO_START = frozenset(
    "、。，．・：；？！」』）］｝〉》】〕〗〙〟’”ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝゞヽヾ〜～…‥,.!?:;)]}%"
)
"""Signs that no line begins with (kinsoku)."""

NO_END = frozenset("「『（［｛〈《【〔〖〘〝‘“([{¥￥$€£#＃")
"""Signs that no line ends with (kinsoku)."""

_SPACES = re.compile(r"[ \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000\u200b]+")
_AFTER = re.compile(r"(?<=[^\W\d_])[-\u2010](?=[^\W\d_])|[\u2013\u2014/](?=\w)|\u00ad")
_CLOSING = re.compile(r"[!?:;%€»›]+$")


@dataclass(frozen=True)
class Token:
    """A piece that stays together, the *space* after it, and what a break after it means.

    *hyphen*: a break shows a hyphen. *hard*: the line ends here. *grip*: how much a break here is to be avoided, 0..1.
    """

    text: str
    space: str = ""
    hyphen: bool = False
    hard: bool = False
    grip: float = 0.0


@lru_cache(maxsize=4096)
def tokens(text: str, language: str = "") -> tuple[Token, ...]:
    """*text* in tokens; *language* is a BCP 47 tag, or empty when it is not known.

    Spaces, hyphens, dashes, soft hyphens and U+200B allow a break; no-break spaces, U+2060 and Korean words do not.
    Japanese, Chinese and Thai break between phrases (BudouX); signs that may not begin or end a line stay in place.
    """
    found: list[Token] = []
    for paragraph in unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n"):
        line = _paragraph(paragraph.strip(), language)
        if line:
            found.extend(line[:-1])
            last = line[-1]
            found.append(Token(last.text, "", last.hyphen, hard=True))
        elif found:
            found.append(Token("", hard=True))
    return tuple(found)


def _paragraph(text: str, language: str) -> list[Token]:
    pieces: list[Token] = []
    place = 0
    for gap in [*_SPACES.finditer(text), None]:
        word = text[place : gap.start() if gap else len(text)]
        space = (gap.group().replace("\u200b", "") and " ") if gap else ""
        place = gap.end() if gap else len(text)
        parts = [part for one in _in_word(word) for part in _phrases(one, language)]
        if not parts:
            continue
        if pieces and _CLOSING.fullmatch(word):
            # A sign that French sets apart stays with its word.
            before = pieces.pop()
            parts[0] = replace(parts[0], text=before.text + (before.space and "\u00a0") + parts[0].text)
        pieces.extend(parts[:-1])
        last = parts[-1]
        grip = 0.25 if space and len(last.text) <= 2 and last.text.isalpha() else 0.0
        pieces.append(Token(last.text, space, last.hyphen, grip=max(grip, last.grip)))
    return pieces


def _in_word(word: str) -> list[Token]:
    found, start = [], 0
    for match in _AFTER.finditer(word):
        soft = match.group() == "\u00ad"
        piece = word[start : match.start() if soft else match.end()]
        if piece:
            found.append(Token(_plain(piece), hyphen=soft, grip=0.4 if soft else 0.1))
        start = match.end()
    if rest := _plain(word[start:]):
        found.append(Token(rest))
    return found


def _plain(text: str) -> str:
    return text.replace("\u2060", "").replace("\u00ad", "").replace("\ufeff", "")


def _phrases(token: Token, language: str) -> list[Token]:
    kinds = {script(sign) for sign in token.text}
    if "thai" in kinds:
        parts = _parser("thai")(token.text)
    elif kinds & {"han", "kana"} or (kinds == {"cjk"} and len(token.text) > 1):
        chinese = "kana" not in kinds and not language.startswith("ja") and language.startswith("zh")
        traditional = chinese and any(mark in language for mark in ("TW", "HK", "Hant"))
        parts = _parser("zh-hant" if traditional else "zh-hans" if chinese else "ja")(token.text)
    else:
        return [token]
    parts = _kinsoku([part for part in parts if part])
    return [*(Token(part) for part in parts[:-1]), Token(parts[-1], token.space, token.hyphen, grip=token.grip)]


def split(token: Token, language: str = "", letters: int = 6) -> list[Token]:
    """A token that is too wide for a line, in the smallest pieces that its language allows.

    Words of fewer *letters* stay whole.

    Words go by hyphenation, then everything by what a reader sees as one character, kinsoku kept.
    """
    if any(script(sign) for sign in token.text):
        return _chain(token, _kinsoku(clusters(token.text)), hyphen=False)
    parts = _syllables(token.text, language, letters)
    return _chain(token, parts, hyphen=True) if len(parts) > 1 else [token]


def shatter(token: Token) -> list[Token]:
    """A token in single characters: the last means, for a word that no dictionary breaks."""
    parts = clusters(token.text)
    hyphen = all(part.isalpha() and not script(part) for part in parts)
    if hyphen and len(parts) > 5:
        parts = ["".join(parts[:2]), *parts[2:-2], "".join(parts[-2:])]
    return _chain(token, parts, hyphen=hyphen) if len(parts) > 1 else [token]


def _chain(token: Token, parts: list[str], *, hyphen: bool) -> list[Token]:
    grip = 0.5 if hyphen else 0.15
    return [
        *(Token(part, hyphen=hyphen and not part.endswith(("-", "\u2010")), grip=grip) for part in parts[:-1]),
        Token(parts[-1], token.space, token.hyphen, token.hard, token.grip),
    ]


def _kinsoku(parts: list[str]) -> list[str]:
    kept: list[str] = []
    for part in parts:
        if kept and (part[0] in NO_START or kept[-1][-1] in NO_END or _both_plain(kept[-1][-1], part[0])):
            kept[-1] += part
        else:
            kept.append(part)
    return kept


def _both_plain(before: str, after: str) -> bool:
    # Numbers and Latin words inside Japanese stay whole.
    return before.isalnum() and after.isalnum() and not script(before) and not script(after)


_WORD = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


def _syllables(word: str, language: str, letters: int) -> list[str]:
    match = _WORD.match(word)
    assert match
    before, core, after = match.groups()
    if len(core) < letters or not core.isalpha():
        return [word]
    parts: list[str] = _hyphenator(language).inserted(core, "\u00ad").split("\u00ad")
    parts[0] = before + parts[0]
    parts[-1] += after
    return parts


@lru_cache(maxsize=32)
def _hyphenator(language: str) -> Any:
    import pyphen

    known = pyphen.language_fallback((language or "en-US").replace("-", "_")) or "en_US"
    return pyphen.Pyphen(lang=known, left=3, right=3)


@cache
def _parser(name: str) -> Any:
    import budoux

    loaders = {
        "ja": budoux.load_default_japanese_parser,
        "thai": budoux.load_default_thai_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
    }
    return loaders[name]().parse
