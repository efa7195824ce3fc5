"""What the characters of a text ask for: direction, script, emoji."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_KEYCAP = "[0-9#*]\ufe0f?\u20e3"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
# Drawn as emoji without being asked to (Unicode 16, Emoji_Presentation).
_ALWAYS = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd"
    "\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e"
    "\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
    "\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f201\U0001f21a\U0001f22f\U0001f232-\U0001f236"
    "\U0001f238-\U0001f23a\U0001f250\U0001f251\U0001f300-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f7f0"
    "\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff"
)
_TONE, _TAG = "[\U0001f3fb-\U0001f3ff]", "[\U000e0020-\U000e007f]"
_ONE = f"(?:[{_ALWAYS}](?!\ufe0e)|[^\\s\\w](?=\ufe0f)|[\u00a9\u00ae\u2122\u2139](?=\ufe0f))\ufe0f?{_TONE}?(?:{_TAG}+)?"
_ZWJ_PART = f"(?:\u200d[^\\s]\ufe0f?{_TONE}?)*"
EMOJI = re.compile(f"(?:{_KEYCAP}|{_FLAG}|{_ONE}{_ZWJ_PART})+")
"""A run of emoji: with U+FE0F, skin tones, ZWJ families, flags and keycaps."""

INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f\u2066\u2067\u2068\u2069\u202f\u00a0"
)

_RANGES = (
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x08FF, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0E00, 0x0E7F, "thai"),
    (0x1100, 0x11FF, "hangul"),
    (0x3000, 0x303F, "cjk"),
    (0x3040, 0x30FF, "kana"),
    (0x3130, 0x318F, "hangul"),
    (0x31F0, 0x31FF, "kana"),
    (0x3400, 0x9FFF, "han"),
    (0xAC00, 0xD7AF, "hangul"),
    (0xF900, 0xFAFF, "han"),
    (0xFB1D, 0xFB4F, "hebrew"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFE, "arabic"),
    (0xFF00, 0xFFEF, "cjk"),
    (0x20000, 0x3FFFF, "han"),
)
TALL = {"arabic": 1.45, "devanagari": 1.4, "thai": 1.45, "hebrew": 1.2, "han": 1.3, "kana": 1.3, "hangul": 1.25}
"""The least line height, in sizes, that a script needs so that its lines do not touch."""


@lru_cache(maxsize=4096)
def script(character: str) -> str:
    """The script of a character, as fonts are chosen and lines are broken by it; empty for signs and Latin."""
    point = ord(character)
    if point < 0x0590:
        return ""
    return next((name for low, high, name in _RANGES if low <= point <= high), "")


def scripts(text: str) -> set[str]:
    """Every script in *text* that asks for something of its own."""
    return {script(character) for character in text} - {"", "cjk"}


def is_rtl(text: str) -> bool:
    """Whether *text* runs from right to left: its first character with a direction says so."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def clusters(text: str) -> list[str]:
    """What a reader sees as one character each: a base with its marks, an emoji, a flag. Lines never break inside."""
    found: list[str] = []
    place = 0
    while place < len(text):
        emoji = _SINGLE_EMOJI.match(text, place)
        end = emoji.end() if emoji else place + 1
        while end < len(text) and (unicodedata.category(text[end])[0] == "M" or text[end] in _JOINS):
            end += 1
        found.append(text[place:end])
        place = end
    return found


_SINGLE_EMOJI = re.compile(f"{_KEYCAP}|{_FLAG}|{_ONE}{_ZWJ_PART}")
_JOINS = "\u200d\ufe0f\u0e33\u0eb3"
