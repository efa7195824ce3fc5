"""What the glyphs of a font stand for, those that only its substitutions lead to among them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_ROUNDS = 4
"""A ligature of alternates of letters is three substitutions deep."""


@lru_cache(maxsize=16)
def glyph_words(path: str) -> dict[int, str]:
    """The text behind each glyph number of the font in that file; glyphs that stand for nothing are not there."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        words: dict[str, str] = {}
        for point, name in sorted(font.getBestCmap().items()):
            words.setdefault(name, plain_letters(chr(point)))
        steps = list(_substitutions(font["GSUB"].table)) if "GSUB" in font else []
        for _ in range(_ROUNDS):
            before = len(words)
            for made, parts in steps:
                if made not in words and all(part in words for part in parts):
                    words[made] = "".join(words[part] for part in parts)
            if len(words) == before:
                break
        return {font.getGlyphID(name): text for name, text in words.items()}


def plain_letters(text: str) -> str:
    """*text* with letters in place of their shapes: the fi ligature is f and i, an initial meem is a meem."""
    return "".join(unicodedata.normalize("NFKC", sign) if _is_shape(sign) else sign for sign in text)


def _is_shape(sign: str) -> bool:
    return "\ufb00" <= sign <= "\ufdff" or "\ufe70" <= sign <= "\ufefc"


def _substitutions(table: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each glyph that is put in, and those that it stands for."""
    for lookup in table.LookupList.Lookup if table.LookupList else ():
        for sub in lookup.SubTable:
            one = sub.ExtSubTable if sub.LookupType == 7 else sub
            if one.LookupType == 1:
                yield from ((made, (given,)) for given, made in one.mapping.items())
            elif one.LookupType == 2:
                yield from ((made[0], (given,)) for given, made in one.mapping.items() if made)
            elif one.LookupType == 3:
                yield from ((made, (given,)) for given, others in one.alternates.items() for made in others)
            elif one.LookupType == 4:
                for first, ligatures in one.ligatures.items():
                    yield from ((each.LigGlyph, (first, *each.Component)) for each in ligatures)
