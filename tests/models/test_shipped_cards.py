"""Every shipped card can be bound and asked, says where its facts are from, and guesses nothing."""

from __future__ import annotations

from datetime import date

import pytest

from maquette.models.cards import Card, shipped_cards
from maquette.models.money import micro
from maquette.models.registry import bind

ASKED = [card for card in shipped_cards().values() if card.makes_pictures]


@pytest.mark.parametrize("card", ASKED, ids=lambda card: card.name)
def test_a_card_is_whole(card: Card) -> None:
    bound = bind(card)
    assert bound.provider.name == card.provider == card.name.partition("/")[0]
    assert card.price.source or not (card.price.rows or card.price.tokens)
    assert card.terms.as_of
    date.fromisoformat(card.terms.as_of)
    assert card.terms.outputs_commercial in ("yes", "no", "conditional", "unknown")
    for row in card.price.rows:
        assert {"usd", "usd_low", "first_mp", "patches"} & set(row)
        for name in ("usd", "usd_low", "usd_high", "first_mp", "more_mp"):
            micro(row.get(name, "0"))


def test_no_alias_means_two_models() -> None:
    seen: dict[str, str] = {}
    for card in shipped_cards().values():
        for alias in card.aliases:
            assert seen.setdefault(alias.casefold(), card.name) == card.name, alias
