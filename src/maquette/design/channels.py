"""Marketplaces: the files to make for each, and its rules as verdicts over measured facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from maquette.design.formats import Format, load_formats, not_found, read_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Strength = Literal["hard", "soft"]
Value = bool | int | float | str


@dataclass(frozen=True)
class Facts:
    """What was measured of one picture file; what is not known stays None and its rules are not judged.

    *size* is in bytes. *background* is the colour round the product as ``#rrggbb``. *product_share* is the
    share of the frame, 0..1, that the product's box fills along the side where it fills more. *name_fits* is
    whether the file's extension names its content. *images* counts the pictures of the product, *more_images*
    those besides the main one. *category* is ``apparel`` or ``other``.
    """

    width: int
    height: int
    size: int
    format: str
    frames: int | None = 1
    background: str | None = None
    product_share: float | None = None
    colour_mode: str | None = None
    bits: int | None = None
    name_fits: bool | None = None
    images: int | None = None
    more_images: int | None = None
    category: str | None = None

    def value(self, fact: str) -> Value | None:
        """The *fact* that a rule names."""
        derived: dict[str, Value] = {
            "longest_side": max(self.width, self.height),
            "shortest_side": min(self.width, self.height),
            "megapixels": self.width * self.height / 1e6,
            "megabytes": self.size / 1e6,
            "ratio": self.width / self.height,
        }
        found: Value | None = derived[fact] if fact in derived else getattr(self, fact)
        return found.lower() if isinstance(found, str) else found


@dataclass(frozen=True)
class Rule:
    """One thing a channel asks: *fact* held against one comparison, on the days and products it is for."""

    fact: str
    strength: Strength
    confidence: str
    source: str
    at_least: float | None = None
    at_most: float | None = None
    equals: Value | None = None
    one_of: tuple[str, ...] = ()
    ratio: float | None = None
    tolerance: float = 0.0
    only: str = ""
    since: date | None = None
    until: date | None = None
    note: str = ""

    def holds_on(self, day: date, category: str | None) -> bool:
        """Whether the rule is in force on *day* for a product of *category* (unknown: every rule is)."""
        begun = self.since is None or day >= self.since
        over = self.until is not None and day > self.until
        return begun and not over and (not self.only or category in (None, self.only))

    def passes(self, value: Value) -> bool:
        """Whether *value* is within the limit."""
        if self.one_of:
            return value in self.one_of
        if self.equals is not None:
            return value == self.equals
        number = float(value)
        if self.ratio is not None:
            return abs(number / self.ratio - 1) <= self.tolerance
        low = self.at_least is None or number >= self.at_least
        return low and (self.at_most is None or number <= self.at_most)

    @property
    def limit(self) -> str:
        """The limit in words: ``at least 500 px``."""
        if self.one_of:
            return " or ".join(self.one_of)
        if self.equals is not None:
            return "yes" if self.equals is True else str(self.equals)
        if self.ratio is not None:
            return f"{self.ratio:g} within {self.tolerance:.1%}"
        ends = (("at least", self.at_least), ("at most", self.at_most))
        return ", ".join(f"{word} {shown(self.fact, end)}" for word, end in ends if end is not None)


@dataclass(frozen=True)
class Verdict:
    """One rule held against one picture. *passed* is None where the fact is not known."""

    rule: str
    value: str
    limit: str
    strength: Strength
    passed: bool | None
    mend: str
    confidence: str
    source: str


@dataclass(frozen=True)
class Channel:
    """A marketplace: *outputs* are the files to make for it, *by_eye* what a person has to look for."""

    name: str
    title: str
    outputs: tuple[Format, ...]
    rules: tuple[Rule, ...]
    by_eye: tuple[str, ...]
    read: date


@cache
def load_channels() -> Mapping[str, Channel]:
    """Every shipped channel by name."""
    data = read_data("channels.toml")
    channels = {}
    for name, facts in data["channel"].items():
        rules = tuple(Rule(**{**rule, "one_of": tuple(rule.get("one_of", ()))}) for rule in facts["rule"])
        outputs = tuple(load_formats()[f"{name}-{which}"] for which in facts["output"])
        channels[name] = Channel(name, facts["title"], outputs, rules, tuple(facts.get("by_eye", ())), data["read"])
    return channels


def find_channel(name: str) -> Channel:
    """The channel *name*. Raises ``NotFound`` that names the nearest ones."""
    known = load_channels()
    if name.lower() not in known:
        raise not_found("channel", name, known)
    return known[name.lower()]


def check_channel(channel: Channel, facts: Facts, on: date) -> list[Verdict]:
    """The rules of *channel* in force *on* that day, each held against *facts*; in the order of the data."""
    return [_verdict(rule, facts) for rule in channel.rules if rule.holds_on(on, facts.category)]


def _verdict(rule: Rule, facts: Facts) -> Verdict:
    value = facts.value(rule.fact)
    passed = None if value is None else rule.passes(value)
    said = "not measured" if value is None else shown(rule.fact, value)
    name = _NAMES.get(rule.fact, rule.fact.replace("_", " "))
    mend = "" if passed or passed is None else f"{_MENDS[rule.fact]} ({rule.limit})"
    return Verdict(name, said, rule.limit, rule.strength, passed, mend, rule.confidence, rule.source)


def shown(fact: str, value: Value) -> str:
    """*value* of *fact* as people read it, with its unit."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if fact == "product_share":
        return f"{value:.0%}"
    if fact == "ratio":
        return f"{value:.4f}"
    unit = _UNITS.get(fact, "")
    return f"{value:,.2f}".rstrip("0").rstrip(".").replace(",", "") + (f" {unit}" if unit else "")


_UNITS = {
    "width": "px",
    "height": "px",
    "longest_side": "px",
    "shortest_side": "px",
    "megapixels": "MP",
    "megabytes": "MB",
    "bits": "bits",
}
_NAMES = {"ratio": "width by height", "megabytes": "file size", "name_fits": "file name says its type"}
_LARGER = "use a larger picture, or make the file again at the channel's own size"
_MENDS = {
    "width": _LARGER,
    "height": _LARGER,
    "longest_side": _LARGER,
    "shortest_side": _LARGER,
    "megapixels": "make the file smaller",
    "megabytes": "save it at a lower quality or smaller",
    "format": "save it as another file type",
    "frames": "save one frame as a still picture",
    "background": "put the product on this background",
    "product_share": "change how much of the frame the product fills",
    "ratio": "pad or crop it to this shape",
    "colour_mode": "convert it to RGB",
    "bits": "save it with 8 bits a channel",
    "name_fits": "give the file the extension of its type",
    "images": "leave some pictures out",
    "more_images": "leave some pictures out",
}
