"""How well text is read on what is under it: the ratio of WCAG 2.2 and the lightness contrast of APCA."""

from __future__ import annotations

from maquette.picture.colour import Colour, contrast

LARGE = 24.0
"""Type size in px from which WCAG 2.2 calls text large (18 pt at 96 px an inch)."""

BOLD_LARGE = 18.66
"""The same for bold text (14 pt)."""

_WEIGHTS = (0.2126729, 0.7151522, 0.0721750)
_BLACK_THRESHOLD, _BLACK_POWER = 0.022, 1.414
_LEAST, _SCALE, _OFFSET = 0.1, 1.14, 0.027


def apca(text: str, under: str) -> float:
    """The APCA lightness contrast Lc of *text* on *under*, both ``#rrggbb``: -108 (white on black) to 106.

    Our own writing of the published formula, APCA 0.0.98G-4g constants of the W3C's silver task force (2021).
    """
    ink, ground = _screen(text), _screen(under)
    if abs(ground - ink) < 0.0005:
        return 0.0
    if ground > ink:
        value = (ground**0.56 - ink**0.57) * _SCALE
        return 0.0 if value < _LEAST else (value - _OFFSET) * 100
    value = (ground**0.65 - ink**0.62) * _SCALE
    return 0.0 if value > -_LEAST else (value + _OFFSET) * 100


def needed_apca(size: float) -> float:
    """The Lc that text of that size in px needs at least: 75 as running text, 60 from 24 px, 45 from 36 px.

    The bronze level of the APCA readability criterion, for regular weights.
    """
    return 45.0 if size >= 36 else 60.0 if size >= LARGE else 75.0


def grade(ratio: float) -> str:
    """What a WCAG ratio is good for, in a word or two."""
    return "AAA" if ratio >= 7 else "AA" if ratio >= 4.5 else "large only" if ratio >= 3 else "no text"


def _screen(colour: str) -> float:
    channels = Colour.parse(colour).rgb
    light: float = sum(weight * (channel / 255) ** 2.4 for weight, channel in zip(_WEIGHTS, channels, strict=True))
    return light if light > _BLACK_THRESHOLD else light + (_BLACK_THRESHOLD - light) ** _BLACK_POWER


__all__ = ["BOLD_LARGE", "LARGE", "apca", "contrast", "grade", "needed_apca"]
