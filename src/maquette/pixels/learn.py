"""A look, learnt from the measures of finished pictures."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from maquette.errors import InputError
from maquette.picture.colour import Colour
from maquette.pixels.look import UNITS, Look, Rule
from maquette.pixels.measure import Measures

_FLOOR = {
    "background-lightness": 1.5,
    "background-a": 1.0,
    "background-b": 1.2,
    "unevenness": 2.0,
    "exposure": 6.0,
    "white-point-a": 1.5,
    "white-point-b": 2.0,
    "contrast": 14.0,
    "fill": 0.05,
    "margin-left": 0.06,
    "margin-right": 0.06,
    "margin-top": 0.06,
    "baseline": 0.03,
    "shadow-softness": 0.06,
    "shadow-side": 0.2,
}
"""The least that a range is wide to each side: below it no eye tells two pictures of a set apart. Things that are the
product's own, such as how dark it is, have the widest."""
_HARD, _SOFTER, _ASIDE = 0.022, 0.022, 0.22
"""What ``cast_shadow`` makes a picture measure: the reach of its hardest shadow, how much further the softest reaches,
and the side of one that falls wholly to one side. Learning is the inverse."""
_WIDE = 3.5
_MOST = 0.6


def learn(measures: Iterable[Measures], name: str) -> Look:
    """What *measures* have in common: medians, and ranges of 3.5 robust deviations (never under a visible difference).

    One picture in five may be of another kind without widening anything. A rule that fewer than three in five
    pictures could be measured for is left out. Raises ``InputError`` when there is nothing to learn from.
    """
    seen = list(measures)
    if not seen:
        raise InputError("there are no measures to learn a look from", mend="name the catalog's pictures")
    rules = tuple(rule for word in UNITS if (rule := _rule(word, seen)) is not None)
    by_name = {rule.name: rule for rule in rules}
    middle = [round(median(Colour.parse(one.background).rgb[place] for one in seen)) for place in range(3)]
    highlights = [one.highlights for one in seen if one.highlights is not None]
    shadows = [one.shadow for one in seen if one.shadow is not None]

    def target(word: str, otherwise: float) -> float:
        return by_name[word].target if word in by_name else otherwise

    softness = min(1.0, max(0.0, (target("shadow-softness", 0.03) - _HARD) / _SOFTER))
    return Look(
        name,
        title=f"learnt from {len(seen)} pictures",
        background=Colour(*middle).hex,
        fill=round(min(0.98, max(0.2, target("fill", 0.8))), 3),
        baseline=round(target("baseline", 0.88), 3),
        shadow=round(min(0.8, median(shadows) / 60), 3) if shadows else 0.0,
        shadow_softness=round(softness, 2),
        shadow_side=round(min(1.0, max(-1.0, target("shadow-side", 0.0) / _ASIDE)), 2),
        exposure=round(min(97.0, max(88.0, median(highlights))), 1) if highlights else 94.0,
        rules=rules,
    )


def _rule(word: str, seen: list[Measures]) -> Rule | None:
    values = [value for one in seen if (value := one.value(word)) is not None]
    if len(values) < _MOST * len(seen):
        return None
    target = median(values)
    spread = 1.4826 * median(abs(value - target) for value in values)
    reach = max(_FLOOR[word], _WIDE * spread)
    low = 0.0 if word == "unevenness" else target - reach
    return Rule(word, round(target, 4), round(low, 4), round(target + reach, 4), round(spread, 4))
