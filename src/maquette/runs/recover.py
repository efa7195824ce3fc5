"""Closes in the ledger what processes that ended have left open, as far as it can be known without asking anybody."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from maquette.errors import MaquetteError
from maquette.models.adapter import Adapter
from maquette.models.answer import Answer
from maquette.models.cards import Card, find_card
from maquette.models.price import settle
from maquette.models.registry import bind
from maquette.runs.notes import NOT_SENT, forget_reply, reply_of, request_of
from maquette.store import LEFT_OPEN, Call, Store


def recover(store: Store, cards: Mapping[str, Card]) -> None:
    """Settle calls whose result is on record; free those that never left; name those whose outcome is unknown.

    What has a provider's id or a kept reply stays open, and is nobody's: whoever wants that step takes it up.
    """
    for call in store.ledger.open_calls(LEFT_OPEN):
        if store.owners.lives(call["owner"]):
            continue
        # Each only if it is still so: the process may have ended well since the list was read.
        end = partial(store.ledger.end, call["id"], was=call["state"])
        if call["state"] == "reserved":
            end("failed", cost=0, code=NOT_SENT, reason="the process ended before it was sent")
        elif store.results.get(call["key"]):
            end("settled", cost=_cost(store, call, cards))
            forget_reply(store, call["id"])
        elif call["rehearsal"]:
            end("failed", cost=0, code=NOT_SENT, reason="the process ended while it worked")
        elif not call["handle"] and not call["reply"]:
            reason = "the process ended between the request and the answer"
            end("unknown", cost=None, code="outcome-unknown", reason=reason)
        else:
            store.ledger.leave(call["id"], call["owner"])


def _cost(store: Store, call: Call, cards: Mapping[str, Card]) -> int | None:
    reply = reply_of(store, call)
    try:
        bound = bind(find_card(call["model"], cards))
        answer = bound.adapter.read(reply, bound.card) if reply and isinstance(bound.adapter, Adapter) else None
    except MaquetteError:
        answer = None
    if isinstance(answer, Answer):
        return settle(request_of(call["request"]), bound.card, answer)
    high: int | None = call["price_high"]
    return high
