"""What is alive: each provider's cheapest free endpoint, asked once, with how to mend what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from maquette.errors import MaquetteError
from maquette.models.adapter import InProcess
from maquette.models.cards import Card, find_card
from maquette.models.keys import find_key, renewal
from maquette.models.registry import Bound, bind, named_base
from maquette.models.transport import send

Record = dict[str, Any]


def check(cards: Mapping[str, Card], names: tuple[str, ...]) -> Iterator[Record]:
    """One record a provider (and address): its state, where its key was found, and which of our models it offers now.

    State: ``ready``, ``no-key``, ``refused`` (the key is not accepted), ``away``, ``unchecked`` (nothing free can be
    asked). *names* are models or providers; none is all.
    """
    for (provider, _), some in sorted(_by_provider(cards, names).items()):
        bound = bind(some[0])
        yield {"name": provider, "title": bound.provider.title, "models": [card.name for card in some]} | _state(
            bound, some
        )


def usable(bound: Bound) -> bool:
    """Whether the model can be called, as far as is known without asking: the key is here, the server has an address.

    A server that people run themselves counts only where somebody said where it is, and a model of this process only
    where its weights are here.
    """
    provider, adapter = bound.provider, bound.adapter
    if isinstance(adapter, InProcess):
        return adapter.missing(bound.card) is None
    if provider.local and not named_base(provider, bound.card.base):
        return False
    return not provider.key_variables or provider.key_optional or find_key(provider) is not None


def _by_provider(cards: Mapping[str, Card], names: tuple[str, ...]) -> dict[tuple[str, str], list[Card]]:
    wanted = [card for card in cards.values() if card.can_be_asked]
    if names:
        providers = {card.provider for card in wanted}
        named = {find_card(name, cards).name for name in names if name not in providers}
        wanted = [card for card in wanted if card.provider in names or card.name in named]
    found: dict[tuple[str, str], list[Card]] = {}
    for card in wanted:
        # Servers of one's own may be several of a kind.
        found.setdefault((card.provider, card.base), []).append(card)
    return found


def _state(bound: Bound, cards: list[Card]) -> Record:
    provider, adapter = bound.provider, bound.adapter
    if isinstance(adapter, InProcess):
        lacks = {card.name: why for card in cards if (why := adapter.missing(card)) is not None}
        first = next(iter(lacks.values()), None)
        reason, mend = (first.reason, first.mend) if first else ("", "")
        state = "away" if len(lacks) == len(cards) else "ready"
        return {"state": state, "key": "none needed", "missing": list(lacks), "reason": reason, "mend": mend}
    key = find_key(provider) if provider.key_variables else None
    needed = bool(provider.key_variables) and not provider.key_optional
    where = key[1] if key else "missing" if needed else "none needed"
    if needed and key is None:
        page = f"get a key at {provider.key_page}, then " if provider.key_page else ""
        mend = f"{page}set {' or '.join(provider.key_variables)}, or: maquette models key {provider.name}"
        return {"state": "no-key", "key": where, "missing": [], "reason": "there is no key", "mend": mend}
    call = adapter.alive(cards[0])
    if call is None:
        reason = "it has nothing free to ask"
        return {"state": "unchecked", "key": where, "missing": [], "reason": reason, "mend": ""}
    try:
        offered = adapter.read_alive(send(bound, call, paid=False), cards[0])
    except MaquetteError as error:
        state = "refused" if error.code == "no-key" else "away"
        mend = error.mend or renewal(provider)
        return {"state": state, "key": where, "missing": [], "reason": error.reason, "mend": mend}
    gone = [card.name for card in cards if offered and card.wire and card.wire not in offered]
    reason = f"not offered now: {', '.join(gone)}" if gone else ""
    return {"state": "ready", "key": where, "missing": gone, "reason": reason, "mend": ""}
