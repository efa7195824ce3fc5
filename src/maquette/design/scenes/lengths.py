"""Lengths of a set, told by what they depend on: ``0.6w + 0.1H`` is six tenths of the product's width and a tenth of
the frame's height. A list of them is the longest."""

from __future__ import annotations

import re
from typing import NamedTuple

_TERM = re.compile(r"\s*([+-]?)\s*(\d*\.?\d+)\s*([whsWHM])\s*")


class Measure(NamedTuple):
    """Sizes in px: product *w* and *h*, their geometric mean *s*, frame *W* and *H*, the frame's shorter side *M*."""

    w: float
    h: float
    s: float
    W: float
    H: float
    M: float


def parsed(text: str | list[str]) -> tuple[tuple[tuple[float, str], ...], ...]:
    """The terms of a length. Raises ``ValueError`` for what is none."""
    return tuple(_terms(one) for one in (text if isinstance(text, list) else [text]))


def _terms(text: str) -> tuple[tuple[float, str], ...]:
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is no length; write it like '0.6w + 0.1H'")
    found: list[tuple[float, str]] = []
    at = 0
    while at < len(text):
        term = _TERM.match(text, at)
        if term is None or (found and not term[1]):
            raise ValueError(f"{text!r} is no length; write it like '0.6w + 0.1H' with w, h, s, W, H or M")
        found.append((float(term[2]) * (-1 if term[1] == "-" else 1), term[3]))
        at = term.end()
    if not found:
        raise ValueError("an empty text is no length; '0w' is nothing")
    return tuple(found)


def length(terms: tuple[tuple[tuple[float, str], ...], ...], measure: Measure) -> float:
    """A parsed length in px."""
    return max(sum(factor * float(getattr(measure, unit)) for factor, unit in one) for one in terms)
