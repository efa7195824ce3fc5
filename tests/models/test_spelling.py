"""A request in an endpoint's own words: only what it has a name for, nested names, translated values."""

from __future__ import annotations

from typing import Any

from maquette.models.cards import Card
from maquette.models.request import Picture, Request, Size
from maquette.models.spelling import spell

PICTURE = Picture(b"", "image/png", 6, 4)


def card(**extra: Any) -> Card:
    return Card(name="a/b", title="B", capabilities=("generate",), extra=extra, defaults={"steps": 4})


def request(**more: Any) -> Request:
    return Request(**{"kind": "generate", "model": "a/b", "prompt": "a kettle"} | more)


def test_what_has_no_name_is_not_sent() -> None:
    assert spell(request(seed=3, count=2), card(), []) == {"steps": 4, "prompt": "a kettle"}


def test_names_may_lie_inside_others_and_values_be_translated() -> None:
    fields = {"prompt": "text", "pictures": "inputs.images", "mask": "inputs.mask", "tier": "resolution"}
    found = spell(request(size=Size(tier="512")), card(fields=fields, tiers={"512": "0.5K"}), ["one"], "black")
    assert found == {
        "steps": 4,
        "text": "a kettle",
        "inputs": {"images": ["one"], "mask": "black"},
        "resolution": "0.5K",
    }


def test_the_edited_picture_and_the_references_have_names_of_their_own() -> None:
    fields = {"image": "first", "references": "others"}
    found = spell(request(kind="edit", image=PICTURE, references=(PICTURE,)), card(fields=fields), ["a", "b"])
    assert (found["first"], found["others"]) == ("a", ["b"])


def test_takes_of_one_seed_have_seeds_of_their_own() -> None:
    assert spell(request(seed=3, take=2), card(fields={"seed": "seed"}), [])["seed"] == 4


def test_options_have_the_last_word() -> None:
    assert spell(request(options={"steps": 9}), card(), [])["steps"] == 9


def test_what_only_edits_need_goes_with_edits() -> None:
    own = card(with_image={"shape": "keep"})
    assert "shape" not in spell(request(), own, [])
    assert spell(request(kind="edit", image=PICTURE), own, ["a"])["shape"] == "keep"
