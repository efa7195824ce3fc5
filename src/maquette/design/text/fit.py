"""Fitting: the size and the breaks at which a text looks best in its box, chosen among all by a score."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from maquette.design.text.faces import vertical
from maquette.design.text.lines import Broken, Measured, measure
from maquette.design.text.scripts import TALL, scripts
from maquette.design.text.shape import Style, missing, width
from maquette.design.text.tokens import Token, shatter, split, tokens

ELLIPSIS = "…"
_SIZE, _LINE, _COST = 1.0, 0.035, 0.45
"""What counts against a candidate: being smaller than asked (by its logarithm), each line, and breaks that bother."""
_BROKEN_WORD = 0.45
_TAILS = 0.13
_LONG, _SHORT = 10, 6
"""Letters from which on a word may be broken: in a headline, where that is noticed, and in a text."""


@dataclass(frozen=True)
class Fitted:
    """A text as it is set: *lines* at *size* px, *width* and *height* of the block in px, and what went wrong.

    *height* is from the top of the capitals of the first line to a little *below* the baseline of the last, and for
    tall scripts from ascent to descent. *step* is the distance of baselines, *first* that of the first baseline from
    the top. *cut* is what an ellipsis stands for, *missing* the characters that no face has.
    """

    lines: tuple[str, ...]
    size: float
    width: float
    height: float
    step: float
    first: float
    below: float = 0.0
    cut: str = ""
    missing: str = ""

    @property
    def fits(self) -> bool:
        """Whether all of the text is there."""
        return not self.cut


@lru_cache(maxsize=4096)
def fit(
    text: str,
    style: Style,
    *,
    wide: float,
    high: float,
    largest: float,
    smallest: float,
    lines: int,
    even: bool = True,
    language: str = "",
) -> Fitted:
    """*text* in a box of *wide* x *high* px, between *smallest* and *largest* px, on at most *lines* lines.

    Never wider or higher than the box while ``fits`` is true. When no size down to *smallest* holds all of it, the
    text is cut with an ellipsis and ``cut`` says what is lost. An empty text has no lines.
    """
    gone = missing(text, style)
    pieces = tokens("".join(sign for sign in text if sign not in gone), language)
    if not pieces:
        return Fitted((), smallest, 0.0, 0.0, 0.0, 0.0, missing=gone)
    box = _Box(style, text, wide, high, largest, smallest, lines, even)
    best = box.best(measure(pieces, style))
    if best is None or best[1] < 0.75 * largest:
        parts = _softened(pieces, style, wide / largest, language, _LONG if even else _SHORT)
        if parts != pieces:
            hyphenated = box.best(measure(parts, style))
            if hyphenated and (best is None or hyphenated[0] - _BROKEN_WORD > best[0]):
                best = hyphenated
    if best is None:
        parts = _shattered(pieces, style, wide / smallest, language)
        best = box.best(measure(parts, style)) if parts != pieces else None
        if best is None:
            return replace(box.cut(measure(parts, style)), missing=gone)
    return replace(box.set(best[2], best[1]), missing=gone)


class _Box:
    def __init__(
        self,
        style: Style,
        text: str,
        wide: float,
        high: float,
        largest: float,
        smallest: float,
        lines: int,
        even: bool,
    ) -> None:
        self._style, self._wide, self._high = style, wide, high
        self._largest, self._smallest, self._lines, self._even = largest, smallest, lines, even
        found = scripts(text)
        tall = max((TALL.get(one, 1.0) for one in found), default=1.0)
        cap, _, _ = vertical(style.face.path)
        self._leading = max(style.leading, tall)
        # Latin hangs between the tops of its capitals and its baseline, with a little for the tails of g and y;
        # taller scripts need their own room.
        self._first, self._below = (cap, _TAILS) if tall == 1.0 else (0.62 * tall, 0.22 * tall)

    def height(self, count: int) -> float:
        """Of *count* lines, in sizes."""
        return self._first + (count - 1) * self._leading + self._below

    def best(self, measured: Measured) -> tuple[float, float, Broken] | None:
        """Score, size and lines of the best candidate; None when there is none."""
        found: tuple[float, float, Broken] | None = None
        at_most = min(self._lines, max(measured.hard, len(measured.tokens)))
        for count in range(max(1, measured.hard), at_most + 1):
            size = min(self._largest, self._high / self.height(count))
            narrow = measured.narrowest(count)
            size = min(size, self._wide / narrow)
            if size < self._smallest * 0.9999:
                continue
            least, room = narrow * 1.0001, self._wide / size
            broken = measured.evenest(least, room) if self._even else measured.broken(max(room, least), even=False)
            if len(broken.lines) > count or broken.widest * size > self._wide * 1.001:
                broken = measured.broken(self._wide / size, even=self._even)
                if len(broken.lines) > count:
                    continue
            score = _SIZE * _log(size / self._largest) - _LINE * len(broken.lines) - _COST * broken.cost
            if found is None or score > found[0] + 1e-9:
                found = (score, size, broken)
        return found

    def set(self, broken: Broken, size: float) -> Fitted:
        """The block."""
        count = len(broken.lines)
        return Fitted(
            broken.lines,
            size,
            max(width(line, self._style) for line in broken.lines) * size,
            self.height(count) * size,
            self._leading * size,
            self._first * size,
            self._below * size,
        )

    def cut(self, measured: Measured) -> Fitted:
        """As much as there is room for at the smallest size, and an ellipsis."""
        size, limit = self._smallest, self._wide / self._smallest
        room = 1
        while room < self._lines and self.height(room + 1) * size <= self._high:
            room += 1
        broken = measured.broken(limit, even=False)
        kept, lost = list(broken.lines[:room]), " ".join(broken.lines[room:])
        last = kept[-1]
        while last and width(last.rstrip(" ,.;:-") + ELLIPSIS, self._style) > limit:
            last, lost = last[:-1], last[-1] + lost
        kept[-1] = last.rstrip(" ,.;:-") + ELLIPSIS
        return replace(self.set(Broken(tuple(kept), 0.0, 0.0), size), cut=lost or ELLIPSIS)


def _softened(
    pieces: tuple[Token, ...], style: Style, limit: float, language: str, letters: int = _SHORT
) -> tuple[Token, ...]:
    wide = set(measure(pieces, style).too_wide(limit))
    return tuple(
        part
        for place, token in enumerate(pieces)
        for part in (split(token, language, letters) if place in wide else [token])
    )


def _shattered(pieces: tuple[Token, ...], style: Style, limit: float, language: str) -> tuple[Token, ...]:
    softer = _softened(pieces, style, limit, language)
    wide = set(measure(softer, style).too_wide(limit))
    return tuple(part for place, token in enumerate(softer) for part in (shatter(token) if place in wide else [token]))


def _log(share: float) -> float:
    from math import log2

    return log2(share)
