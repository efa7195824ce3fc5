"""A picture's measures held against a look: one verdict a rule, and accept or send back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maquette.picture.colour import Colour, lab
from maquette.pixels.look import UNITS, Look, Rule
from maquette.pixels.measure import Measures

_MENDS = {
    "background-lightness": "stage it on the look's ground",
    "background-a": "stage it on the look's ground",
    "background-b": "stage it on the look's ground",
    "unevenness": "cut it out and stage it: the ground is not even",
    "exposure": "match its light to the look",
    "white-point-a": "match its light to the look",
    "white-point-b": "match its light to the look",
    "contrast": "match its light to the look",
    "fill": "stage it at the look's scale",
    "margin-left": "stage it at the look's scale",
    "margin-right": "stage it at the look's scale",
    "margin-top": "stage it at the look's scale",
    "baseline": "stand it on the look's baseline",
    "shadow-softness": "stage it with the look's shadow",
    "shadow-side": "stage it with the look's shadow",
}
_SOFT = frozenset(
    {"contrast", "exposure", "margin-left", "margin-right", "margin-top", "shadow-softness", "shadow-side"}
)
"""Rules that the product itself bends (a black one is darker, a narrow one leaves more air): one may be broken."""


@dataclass(frozen=True)
class Verdict:
    """One rule held against one picture; *passed* is None when it could not be measured."""

    rule: str
    value: float | None
    low: float
    high: float
    unit: str
    passed: bool | None
    mend: str
    strength: str


def check(measures: Measures, look: Look) -> list[Verdict]:
    """A verdict for every rule of the look; a look without rules is held to what it stages."""
    return [_verdict(measures, rule) for rule in look.rules or staged_rules(look)]


def accepted(verdicts: Iterable[Verdict]) -> bool:
    """Whether the picture fits: every hard rule measured and kept, and at most one soft rule broken."""
    verdicts = list(verdicts)
    hard = all(one.passed for one in verdicts if one.strength == "hard")
    return hard and sum(one.passed is False for one in verdicts if one.strength == "soft") <= 1


def staged_rules(look: Look) -> tuple[Rule, ...]:
    """What pictures that were staged in this look measure: its ground, scale and baseline."""
    light, a, b = (float(one) for one in lab([Colour.parse(look.background).rgb])[0])
    ramp = 0.0
    if look.background_bottom:
        bottom = float(lab([Colour.parse(look.background_bottom).rgb])[0][0])
        light, ramp = (light + bottom) / 2, abs(light - bottom)
    even = 1.5 + ramp
    rules = [
        Rule("background-lightness", light, light - even, light + even),
        Rule("background-a", a, a - 1.5, a + 1.5),
        Rule("background-b", b, b - 2.0, b + 2.0),
        Rule("unevenness", 0.0, 0.0, 1.5 + ramp),
        Rule("fill", look.fill, look.fill - 0.03, look.fill + 0.03),
    ]
    if look.baseline is not None:
        rules.append(
            Rule(
                "baseline",
                look.baseline,
                min(look.baseline, 0.5 + look.fill / 2) - 0.03,
                look.baseline + 0.03,
            )
        )
    return tuple(rules)


def _verdict(measures: Measures, rule: Rule) -> Verdict:
    value = measures.value(rule.name)
    passed = None if value is None else rule.low <= value <= rule.high
    strength = "soft" if rule.name in _SOFT else "hard"
    mend = "" if passed else _MENDS[rule.name]
    return Verdict(rule.name, value, rule.low, rule.high, UNITS[rule.name], passed, mend, strength)
