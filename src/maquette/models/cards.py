"""Cards: what a model can do, costs and allows, as data. A new model of a known kind is one more file in cards/."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from maquette.errors import NotFound


@dataclass(frozen=True)
class Card:
    """The facts of one model. *price* is in USD for one picture; *package* and *member* say where weights come from."""

    name: str
    aliases: tuple[str, ...]
    title: str
    capabilities: tuple[str, ...]
    runs_on: str
    price: str
    licence: str
    licence_source: str
    training_data: str
    paper: str
    file: str
    bytes: int
    sha256: str
    package: str
    member: str
    shipped: bool


@cache
def load_cards() -> dict[str, Card]:
    """Every card by its name."""
    found = {}
    for file in files("maquette.models").joinpath("cards").iterdir():
        if file.name.endswith(".toml"):
            facts = tomllib.loads(file.read_text("utf-8"))
            lists = {key: tuple(facts[key]) for key in ("aliases", "capabilities")}
            card = Card(**{**facts, **lists})
            found[card.name] = card
    return dict(sorted(found.items()))


def find_card(name: str) -> Card:
    """The card of that name or alias. Raises ``NotFound`` with the nearest names."""
    cards = load_cards()
    for card in cards.values():
        if name in (card.name, *card.aliases):
            return card
    near = get_close_matches(name, cards, 1, 0.4)
    mend = f"did you mean {near[0]}?" if near else "`maquette models` lists them"
    raise NotFound(f"there is no model {name!r}", mend=mend, code="unknown-model")
