from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maquette.design.channels import Facts, check_channel, find_channel, load_channels
from maquette.design.formats import WRITTEN, find_format, load_formats
from maquette.errors import NotFound

TODAY = date(2026, 11, 24)


def failing(name: str, facts: Facts, on: date = TODAY) -> set[str]:
    return {verdict.rule for verdict in check_channel(find_channel(name), facts, on) if verdict.passed is False}


def made(name: str) -> Facts:
    """The facts of a file made exactly as the channel's main output says."""
    output = find_format(f"{name}-main")
    return Facts(
        width=output.width,
        height=output.height,
        size=(output.max_kb or 100) * 1000,
        format=output.file_type,
        background="#FFFFFF",
        product_share=output.share or 0.8,
        colour_mode="rgb",
        bits=8,
        name_fits=True,
        images=5,
        more_images=4,
        category="apparel",
    )


def test_every_placement_is_complete():
    formats = load_formats()
    assert sum(one.group not in ("channel", "shop", "page") for one in formats.values()) == 59
    for name, one in formats.items():
        assert one.name == name
        assert one.width > 0 < one.height
        assert one.file_type in WRITTEN
        assert one.confidence in ("official", "secondary")
        assert one.source
        assert one.title
        assert one.group
        assert one.read == date(2026, 11, 23)


def test_known_sizes():
    square = find_format("instagram-square")
    assert (square.width, square.height, square.file_type, square.ratio) == (1080, 1080, "jpeg", 1.0)
    assert find_format("iab-300x250").max_kb == 150
    zalando = find_format("zalando-main")
    assert (zalando.width, zalando.height, zalando.background) == (1801, 2600, "#ffffff")


@pytest.mark.parametrize("name", ["google", "amazon", "ebay", "shopify", "walmart", "zalando", "vtex", "etsy"])
def test_what_is_made_for_a_channel_passes_its_rules(name):
    for on in (TODAY, date(2027, 6, 1)):
        verdicts = check_channel(find_channel(name), made(name), on)
        assert verdicts
        assert all(verdict.passed for verdict in verdicts), verdicts


def test_a_rule_that_changes_on_a_day_changes_on_that_day():
    small = replace(made("google"), width=300, height=300)
    hard = [
        (
            on,
            [v.passed for v in check_channel(find_channel("google"), small, on) if v.rule == "shortest side"],
        )
        for on in (date(2027, 1, 30), date(2027, 1, 31))
    ]
    assert hard == [(date(2027, 1, 30), [True, False]), (date(2027, 1, 31), [False, False])]


def test_a_rule_for_some_products_leaves_the_others():
    tiny = replace(made("google"), width=200, height=200)
    assert [
        check_channel(find_channel("google"), replace(tiny, category=category), TODAY)[0].limit
        for category in ("other", "apparel")
    ] == ["at least 100 px", "at least 250 px"]


def test_failures_say_value_limit_and_mend():
    grey = replace(made("amazon"), background="#f0f0f0", product_share=0.6, size=12_000_000, format="webp")
    assert failing("amazon", grey) == {"background", "product share", "file size", "format"}
    for verdict in check_channel(find_channel("amazon"), grey, TODAY):
        assert verdict.limit
        assert verdict.value
        assert bool(verdict.mend) == (verdict.passed is False)
    assert failing("walmart", replace(made("walmart"), width=2300)) == {"width by height"}
    assert failing("zalando", replace(made("zalando"), height=1801)) == {"width by height", "height"}


def test_what_was_not_measured_is_not_judged():
    verdicts = check_channel(find_channel("amazon"), Facts(2000, 2000, 1000, "jpeg"), TODAY)
    unknown = {verdict.rule for verdict in verdicts if verdict.passed is None}
    assert unknown == {"background", "product share"}
    assert all(verdict.value == "not measured" for verdict in verdicts if verdict.passed is None)


def test_a_wrong_name_is_met_with_near_ones():
    with pytest.raises(NotFound, match="amazn") as caught:
        find_channel("amazn")
    assert "amazon" in caught.value.mend
    with pytest.raises(NotFound) as caught:
        find_format("instagram-sqare")
    assert "instagram-square" in caught.value.mend
    with pytest.raises(NotFound, match="xyz"):
        find_format("xyz")


@given(st.integers(1, 20_000), st.integers(1, 20_000), st.integers(1, 10**9))
def test_every_rule_judges_any_picture(width, height, size):
    for channel in load_channels().values():
        for verdict in check_channel(channel, Facts(width, height, size, "gif"), TODAY):
            assert verdict.passed in (True, False, None)
