"""The providers' page: its card is one, and what it says of keys and masks is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from maquette.models.cards import read_card, shipped_cards
from maquette.models.fitting import fit
from maquette.models.registry import bind, providers
from maquette.models.request import Request
from maquette.models.spelling import spell

TEXT = (Path(__file__).parents[2] / "docs" / "providers.md").read_text("utf-8")
OURS = ("bfl", "fal", "replicate", "runware", "ideogram", "recraft", "stability")


def test_the_card_of_the_page_can_be_asked() -> None:
    found = re.search(r"^```toml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert found
    card = read_card(found[1], "docs/providers.md")
    request = fit(Request("generate", card.name, "a kettle", count=2, seed=1), card)
    assert bind(card).provider.name == "fal"
    assert spell(request, card, []) == {"prompt": "a kettle", "resolution": "1K", "num_images": 2, "seed": 1}


@pytest.mark.parametrize("name", OURS)
def test_the_page_names_every_key(name: str) -> None:
    provider = providers()[name]
    row = next(line for line in TEXT.splitlines() if line.startswith(f"| {provider.title} |"))
    assert all(f"`{variable}`" in row for variable in provider.key_variables)


def test_every_word_of_ours_is_on_the_page() -> None:
    used = {word for card in shipped_cards().values() for word in card.extra.get("fields", {})}
    assert used
    assert not {word for word in used if f"`{word}`" not in TEXT}
