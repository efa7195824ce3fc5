"""Lines: tokens broken for a width, as evenly as the text allows. All widths are in sizes (1 = the type size)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from maquette.design.text.shape import Style, width
from maquette.design.text.tokens import Token

_ORPHAN = 0.35
"""A last line of one word that is shorter than this share of the longest looks forgotten."""
_LONELY, _LAST_SHORT = 0.6, 0.1
_BOTHERED, _WIDER = 0.12, (1.08, 1.16, 1.25)


@dataclass(frozen=True)
class Broken:
    """Lines, how wide the widest is, and how much a reader is bothered (0: not at all)."""

    lines: tuple[str, ...]
    widest: float
    cost: float


class Measured:
    """The tokens of a text with their widths in a style."""

    def __init__(self, tokens: Sequence[Token], style: Style) -> None:
        self.tokens = tuple(tokens)
        self._style = style
        self._hyphen = width("-", style)
        gap = width("n n", style) - width("nn", style)
        self._widths = [width(token.text, style) for token in self.tokens]
        self._gaps = [gap if token.space else 0.0 for token in self.tokens]
        self.hard = sum(token.hard for token in self.tokens)

    @property
    def widest(self) -> float:
        """The widest token: what a line must hold at least."""
        pairs = zip(self.tokens, self._widths, strict=True)
        return max((wide + (self._hyphen if token.hyphen else 0) for token, wide in pairs), default=0.0)

    @property
    def total(self) -> float:
        """The width on one line."""
        return sum(self._widths) + sum(self._gaps)

    def too_wide(self, limit: float) -> list[int]:
        """Places of the tokens that no line of *limit* can hold."""
        return [place for place, wide in enumerate(self._widths) if wide > limit]

    def line(self, start: int, end: int) -> float:
        """The width of a line of the tokens from *start* up to *end*."""
        wide = sum(self._widths[start:end]) + sum(self._gaps[start : end - 1])
        return wide + (self._hyphen if self.tokens[end - 1].hyphen else 0.0)

    def text(self, start: int, end: int) -> str:
        """The text of such a line, with its hyphen where it breaks inside a word."""
        inside = "".join(token.text + token.space for token in self.tokens[start : end - 1])
        last = self.tokens[end - 1]
        return inside + last.text + ("-" if last.hyphen and not last.hard else "")

    def count(self, limit: float) -> int:
        """How many lines greedy filling takes at *limit*."""
        lines, start = 0, 0
        while start < len(self.tokens):
            start = self._fill(start, limit)
            lines += 1
        return lines

    def _fill(self, start: int, limit: float) -> int:
        end = start + 1
        wide = self._widths[start]
        while end < len(self.tokens) and not self.tokens[end - 1].hard:
            wide += self._gaps[end - 1] + self._widths[end]
            if wide + (self._hyphen if self.tokens[end].hyphen else 0.0) > limit:
                break
            end += 1
        return end

    @lru_cache(maxsize=16)  # noqa: B019 - lives as long as the text that it measures
    def narrowest(self, lines: int) -> float:
        """The least limit at which *lines* lines are enough (never below the widest token)."""
        low, high = self.widest, max(self.total, self.widest) + 1e-6
        if self.count(low) <= lines:
            return low
        while high - low > 0.005 * high:
            middle = (low + high) / 2
            low, high = (low, middle) if self.count(middle) <= lines else (middle, high)
        return high

    @lru_cache(maxsize=32)  # noqa: B019
    def broken(self, limit: float, *, even: bool) -> Broken:
        """The best lines no wider than *limit*: *even* ones (a headline), or full ones that end well (a text)."""
        count = len(self.tokens)
        best = [0.0] + [float("inf")] * count
        came = [0] * (count + 1)
        most = limit * 1.0001
        for start in range(count):
            if best[start] == float("inf"):
                continue
            words = gaps = 0.0
            for place in range(start, count):
                token, end = self.tokens[place], place + 1
                words += self._widths[place]
                # As ``line`` adds up, one token more with every turn.
                wide = words + gaps + (self._hyphen if token.hyphen else 0.0)
                if wide > most and place > start:
                    break
                cost = best[start] + self._cost(start, end, wide, limit, even=even)
                if cost < best[end]:
                    best[end], came[end] = cost, start
                if token.hard:
                    break
                gaps += self._gaps[place]
        ends = [count]
        while ends[-1] > 0:
            ends.append(came[ends[-1]])
        spans = list(pairwise(reversed(ends)))
        widest = max((self.line(start, end) for start, end in spans), default=0.0)
        cost = best[count]
        if even:
            # Even is what is as wide as the widest line: the limit was only what they had to stay within.
            cost = sum(self._cost(*span, self.line(*span), widest, even=True) for span in spans)
        return Broken(tuple(self.text(start, end) for start, end in spans), widest, cost)

    @lru_cache(maxsize=32)  # noqa: B019
    def evenest(self, narrow: float, room: float) -> Broken:
        """The best even lines from the narrowest block on, up to *room*: a little wider may end its lines better."""
        found = self.broken(narrow, even=True)
        for wider in _WIDER if found.cost > _BOTHERED else ():
            if narrow * wider <= room:
                other = self.broken(narrow * wider, even=True)
                if len(other.lines) == len(found.lines) and other.cost < found.cost:
                    found = other
        return found

    def _cost(self, start: int, end: int, wide: float, limit: float, *, even: bool) -> float:
        last = self.tokens[end - 1]
        slack = max(0.0, 1 - wide / limit)
        if last.hard:
            lonely = end == start + 1 and start > 0 and not self.tokens[start - 1].hard and wide < _ORPHAN * limit
            short = max(0.0, 1 - wide / (_ORPHAN * limit)) if start > 0 and not even else 0.0
            last_line = _LONELY if lonely else _LAST_SHORT * short**2
            return 0.02 + last_line + (0.8 * slack**2 if even and start > 0 else 0.0)
        return 0.02 + slack**2 + last.grip


@lru_cache(maxsize=2048)
def measure(tokens: tuple[Token, ...], style: Style) -> Measured:
    """The tokens with their widths; measured once however many boxes they are tried in."""
    return Measured(tokens, style)
