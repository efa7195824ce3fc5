"""What a request needs decides which models ``auto`` may take."""

from __future__ import annotations

import pytest

from maquette.models.cards import Card, find_card
from maquette.models.failures import Unsupported
from maquette.models.request import Request
from maquette.models.routing import AUTO, ModelChoice

WITH, WITHOUT = "openai/gpt-image-2", "bfl/flux-kontext-pro"


def chosen(prompt: str, *models: str, name: str = AUTO) -> Card:
    cards = {one: find_card(one) for one in models}
    return ModelChoice(name, cards).for_request(Request(kind="generate", model="", prompt=prompt)).card


@pytest.mark.parametrize("words", ['"Open late"', "“Open late”", "„Spät offen“", "«Ouvert»", "「営業中」"])
def test_words_that_shall_stand_in_the_picture_go_to_a_model_that_draws_words(words: str) -> None:
    assert chosen(f"a shop sign that says {words}", WITHOUT, WITH).name == WITH
    with pytest.raises(Unsupported, match="quotation marks"):
        chosen(f"a shop sign that says {words}", WITHOUT)
    assert chosen(f"a shop sign that says {words}", WITHOUT, name=WITHOUT).name == WITHOUT, "who names one has it"


def test_a_brief_without_words_to_draw_takes_any() -> None:
    assert chosen("a shop's sign, the painter's own, 12\" wide", WITHOUT).name == WITHOUT
