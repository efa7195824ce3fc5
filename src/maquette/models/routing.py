"""Which model takes a request, and why: what it needs filters the cards, evidence, price and speed rank the rest."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from maquette.models.cards import Card, find_card, rehearsal_of
from maquette.models.failures import Unsupported
from maquette.models.fitting import fit, lacks, needs
from maquette.models.price import PriceRange, estimate
from maquette.models.request import Request

AUTO = "auto"
_LETTERING = re.compile(r'"[^"\n]{1,200}"|[“„][^“”„\n]{1,200}[“”]|«[^«»\n]{1,200}»|「[^」\n]{1,200}」')
"""Words that shall stand in the picture, as people write them in a prompt: in quotation marks."""

_USUAL = 0.5
_DOUBT = 4.0


@dataclass(frozen=True)
class Rules:
    """What a project asks of every model: outputs that may be sold, a region, the most that a picture may cost.

    *usable* are the models that can be called now (their key is here, their server is known).
    """

    commercial: bool = False
    region: str = ""
    most: int | None = None
    usable: Container[str] | None = None


class Usable(Container[str]):
    """The names of *cards* that can be called, found out when it is first asked: most jobs ask no model."""

    def __init__(self, cards: Mapping[str, Card]) -> None:
        self._cards = cards

    def __contains__(self, name: object) -> bool:
        return name in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        from maquette.models.health import usable
        from maquette.models.registry import bind

        return frozenset(name for name, card in self._cards.items() if card.can_be_asked and usable(bind(card)))


@dataclass(frozen=True)
class Choice:
    """The model that was chosen, the reason in words, and the next best with its price."""

    card: Card
    reason: str
    next_best: str = ""


@dataclass(frozen=True)
class ModelChoice:
    """The value of a workflow's ``model`` input: one model, or whichever fits best.

    *picks* holds, for each model, how often its takes were picked and how often they were shown.
    """

    name: str
    cards: Mapping[str, Card] = field(default_factory=dict)
    rules: Rules = Rules()
    picks: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    rehearse: bool = False

    def for_request(self, request: Request) -> Choice:
        """The model that takes *request*. Raises ``Unsupported`` when none does, or the one that was named does not."""
        choice = self._best(request) if self.name == AUTO else Choice(find_card(self.name, self.cards), "")
        return replace(choice, card=rehearsal_of(choice.card)) if self.rehearse else choice

    def __str__(self) -> str:
        return self.name

    def _best(self, request: Request) -> Choice:
        left = [card for card in self.cards.values() if card.can_be_asked and not card.rehearses]
        dropped: dict[str, str] = {}
        for card in left:
            why = self._against(card, request)
            if why:
                dropped[card.name] = why
        able = [card for card in left if card.name not in dropped]
        if not able:
            # What keeps those away that are made for it is what a person can mend.
            nearest = [name for name in dropped if self.cards[name].can(request.kind)] or [*dropped]
            told = "; ".join(f"{name}: {dropped[name]}" for name in nearest[:4])
            raise Unsupported(
                f"no model fits ({', '.join(needs(request))}): {told or 'there are none'}",
                mend="ask for less, set a key (maquette models check says which), or name a model with --model",
            )
        ranked = sorted(able, key=lambda card: (-self._score(card, request, able), card.name))
        best = ranked[0]
        second = ranked[1] if len(ranked) > 1 else None
        price = estimate(fit(request, best), best)
        reason = f"{best.name} of {len(able)} that fit: {self._why(best)}, {price}"
        if second is None:
            return Choice(best, reason)
        return Choice(best, reason, f"{second.name}, {estimate(fit(request, second), second)}")

    def _against(self, card: Card, request: Request) -> str:
        missing = lacks(request, card)
        if missing:
            return missing[0]
        if _LETTERING.search(request.prompt) and request.kind != "write" and not card.can("text"):
            return "it is not said to draw words well, and the prompt has some in quotation marks"
        rules = self.rules
        if rules.usable is not None and card.name not in rules.usable:
            return "no key is set"
        if rules.commercial and card.terms.outputs_commercial not in ("yes", "conditional"):
            return f"its terms for commercial use are {card.terms.outputs_commercial}"
        if rules.region and card.terms.regions and rules.region not in card.terms.regions.split():
            return f"it is not for {rules.region}"
        price = estimate(fit(request, card), card)
        if rules.most is not None and (price.high is None or price.high > rules.most):
            return f"a picture may cost {price}"
        return ""

    def _score(self, card: Card, request: Request, among: list[Card]) -> float:
        """Evidence first (the share of takes that were picked, drawn to the middle while few), then price, speed."""
        picked, shown = self.picks.get(card.name, (0, 0))
        liked = (picked + _DOUBT * _USUAL) / (shown + _DOUBT)
        prices = [_cost(estimate(fit(request, one), one)) for one in among]
        cheap = 1 - _cost(estimate(fit(request, card), card)) / (max(prices) or 1)
        quick = 1 / (1 + card.speed / 10) if card.speed else 0.5
        ending = 0.5 if card.sunset else 0.0
        return 2.0 * liked + 0.6 * cheap + 0.3 * quick - ending

    def _why(self, card: Card) -> str:
        picked, shown = self.picks.get(card.name, (0, 0))
        return f"picked {picked} of {shown} times" if shown else "no picks yet, so by price and speed"


def _cost(price: PriceRange) -> float:
    # An unknown price counts as dear: it is never chosen for being cheap.
    return (price.high if price.high is not None else 1_000_000) / 1e6
