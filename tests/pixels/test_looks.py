"""A look learnt from a set: what is made in it is accepted, what breaks one of its rules is sent back by that rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from maquette import ops
from maquette.painted import painted
from maquette.picture.colour import lab
from maquette.picture.image import Image
from maquette.pixels.check import accepted, check
from maquette.pixels.learn import learn
from maquette.pixels.look import UNITS, Look, from_toml, to_toml
from maquette.pixels.measure import Measures, measure

HOUSE = Look("house", background="#efe8dc", fill=0.7, baseline=0.85, shadow=0.5, shadow_softness=0.7, shadow_side=0.4)
OLD, NEW = (0, 1, 2, 4, 6, 7, 9, 10), (12, 13, 14, 16, 18, 19)


def shot(number: int, look: Look, **other: Any) -> Image:
    """A painted product, lit and staged as the job does it."""
    rgb, truth = painted(number, seed=number, width=480, height=360)
    product = ops.match_light(Image(np.dstack([rgb, truth])), Image(rgb), exposure=look.exposure, tones=look.tones)
    frame = {
        "background": look.background,
        "fill": look.fill,
        "baseline": look.baseline,
        "shadow": look.shadow,
        "shadow_softness": look.shadow_softness,
        "shadow_side": look.shadow_side,
    }
    return ops.stage(product, width=600, height=600, **(frame | other))


@pytest.fixture(scope="module")
def learnt() -> Look:
    look = learn([measure(shot(number, HOUSE)) for number in OLD], "house")
    return from_toml(to_toml(look), "house")


def test_everything_is_learnt_and_written_down(learnt: Look) -> None:
    assert {rule.name for rule in learnt.rules} == set(UNITS)
    assert learnt.fill == pytest.approx(HOUSE.fill, abs=0.02)
    assert learnt.baseline == pytest.approx(HOUSE.baseline, abs=0.02)
    assert learnt.background == HOUSE.background
    assert learnt.shadow == pytest.approx(HOUSE.shadow, abs=0.1)
    assert learnt.shadow_softness == pytest.approx(HOUSE.shadow_softness, abs=0.25)
    assert learnt.shadow_side == pytest.approx(HOUSE.shadow_side, abs=0.2)


def test_new_products_made_in_it_are_accepted(learnt: Look) -> None:
    told = {number: check(measure(shot(number, learnt)), learnt) for number in NEW}
    assert [number for number, verdicts in told.items() if not accepted(verdicts)] == []


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        ("background-lightness", {"background": "#d8d1c5"}),
        ("background-b", {"background": "#e9e9e9"}),
        ("fill", {"fill": 0.45}),
        ("baseline", {"baseline": 0.97}),
    ],
)
def test_what_breaks_a_rule_is_sent_back_by_that_rule(learnt: Look, rule: str, other: dict[str, Any]) -> None:
    verdicts = {one.rule: one for one in check(measure(shot(NEW[0], learnt, **other)), learnt)}
    broken = verdicts[rule]
    assert broken.passed is False
    assert broken.value is not None
    assert not broken.low <= broken.value <= broken.high
    assert broken.mend
    assert not accepted(verdicts.values())


def test_accept_and_send_back_follow_from_the_rules(learnt: Look) -> None:
    """One measure after the other is moved out of its range: a hard one is enough, of the soft ones it takes two."""
    middle = {rule.name.replace("-", "_"): rule.target for rule in learnt.rules}
    fitting = Measures(learnt.background, *(middle[name] for name in ("background_lightness",)), **{
        name: value for name, value in middle.items() if name != "background_lightness"
    })  # fmt: skip
    assert accepted(check(fitting, learnt))
    soft = []
    for rule in learnt.rules:
        moved = replace(fitting, **{rule.name.replace("-", "_"): rule.high + 1})
        verdicts = check(moved, learnt)
        assert [one.rule for one in verdicts if not one.passed] == [rule.name]
        hard = next(one for one in verdicts if one.rule == rule.name).strength == "hard"
        assert accepted(verdicts) is not hard
        if not hard:
            soft.append(rule)
    both = {rule.name.replace("-", "_"): rule.high + 1 for rule in soft[:2]}
    assert not accepted(check(replace(fitting, **both), learnt))


def deviation(product: Image) -> float:
    return float(lab(product.rgb[product.alpha > 240])[..., 0].std())


@pytest.mark.parametrize("steep", [0.5, 1.5])
def test_contrast_is_brought_towards_that_of_the_set(steep: float) -> None:
    rgb, truth = painted(4, seed=4, width=480, height=360)
    odd = Image(np.clip((rgb.astype(float) - 118) * steep + 118, 0, 255).astype(np.uint8))
    product = Image(np.dstack([odd.rgb, truth]))
    usual = deviation(ops.match_light(Image(np.dstack([rgb, truth])), Image(rgb)))
    free, matched = (
        deviation(ops.match_light(product, odd, tones=tones)) for tones in (None, (usual - 0.5, usual + 0.5))
    )
    assert abs(matched - usual) < 0.75 * abs(free - usual)


def test_contrast_within_the_usual_is_left_alone() -> None:
    rgb, truth = painted(4, seed=4, width=480, height=360)
    product = Image(np.dstack([rgb, truth]))
    free, matched = (ops.match_light(product, Image(rgb), tones=tones).pixels for tones in (None, (1.0, 80.0)))
    assert (free == matched).all()
