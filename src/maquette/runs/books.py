"""The ledger as people read it, and what they may say of a call whose outcome nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maquette.errors import InputError, NotFound
from maquette.models.adapter import Adapter
from maquette.models.answer import Answer, Pending
from maquette.models.cards import Card, find_card
from maquette.models.failures import Refused
from maquette.models.money import dollars, micro
from maquette.models.price import settle
from maquette.models.registry import bind
from maquette.models.transport import send
from maquette.runs.notes import reply_of, request_of
from maquette.store import Call, Caps, Store, now

Record = dict[str, Any]
OUTCOMES = ("charged", "not-charged")


def entries(
    store: Store, *, project: str | None, run: str | None, state: str | None, before: str | None, limit: int
) -> list[Record]:
    """Calls, newest first, those older than the call *before*, with money as decimal strings."""
    found = store.ledger.entries(project=project, run=run, state=state, before=before, limit=limit)
    return [entry(call) for call in found]


def spent_by_model(store: Store, project: str | None) -> list[Record]:
    """What each model cost this month: name, calls, spent; the dearest first."""
    found = store.ledger.by_model(now()[:7], project)
    return [{"name": one["model"], "calls": one["many"], "spent": dollars(one["spent"])} for one in found]


def entry(call: Call) -> Record:
    """One call as documents say it; ``name`` is the short id that ``reconcile`` takes."""
    low, high, cost = call["price_low"], call["price_high"], call["cost"]
    return {
        "name": call["id"][-8:],
        "id": call["id"],
        "state": call["state"],
        "model": call["model"],
        "provider": call["provider"],
        "provider_id": call["provider_id"],
        "operation": call["operation"],
        "estimated": [dollars(low or 0), dollars(high)] if high is not None else None,
        "settled": dollars(cost) if cost is not None else None,
        "rehearsal": bool(call["rehearsal"]),
        "prompt": call["request"].get("prompt", ""),
        "request": call["request"],
        "usage": call["usage"],
        "pictures": call["pictures"],
        "run": call["run"],
        "row": call["row"],
        "project": call["project"],
        "key": call["key"],
        "code": call["code"],
        "reason": call["reason"],
        "created_at": call["created_at"],
        "submitted_at": call["submitted_at"],
        "ended_at": call["ended_at"],
        "mend": _mend(call),
    }


def spent(store: Store, project: str | None, caps: Caps) -> Record:
    """What was spent or is promised, and the caps that hold; decimal strings, None where there is no cap."""
    ledger, today = store.ledger, now()[:10]
    return {
        "currency": "USD",
        "today": dollars(ledger.spent(time=today, project=project)),
        "month": dollars(ledger.spent(time=today[:7], project=project)),
        "all": dollars(ledger.spent(project=project)),
        "caps": {
            name: dollars(cap) if cap is not None else None
            for name, cap in (("run", caps.run), ("project", caps.project), ("day", caps.day))
        },
        "unknown": len(ledger.open_calls(("unknown",))),
    }


def reconcile(store: Store, cards: Mapping[str, Card], name: str, outcome: str | None, cost: str | None) -> Record:
    """End a call of unknown outcome: by its provider's word when *outcome* is None, else by a person's."""
    call = store.ledger.get(name)
    if call is None:
        raise NotFound(f"there is no call {name!r}", mend="maquette ledger lists them", code="unknown-call")
    if call["state"] not in ("unknown", "submitted"):
        raise InputError(
            f"call {name} is {call['state']}, so there is nothing to reconcile",
            mend="maquette ledger --state unknown lists those that are open",
            code="not-open",
        )
    if call["state"] == "submitted" and store.owners.lives(call["owner"]):
        raise InputError(f"call {name} is still under way", mend="wait until its run has ended", code="not-open")
    if outcome is None:
        return _ask(store, cards, call)
    if outcome not in OUTCOMES:
        raise InputError(f"{outcome!r} is no outcome", mend=f"say {' or '.join(OUTCOMES)}", code="bad-value")
    try:
        paid = 0 if outcome == "not-charged" else micro(cost) if cost is not None else call["price_high"]
    except ValueError as error:
        raise InputError(f"the cost: {error}", mend="such as 0.04", code="bad-value") from error
    said = "a person said that it was " + ("charged" if outcome == "charged" else "not charged")
    store.ledger.end(call["id"], "failed", cost=paid, code="reconciled", reason=said)
    return entry(store.ledger.get(call["id"]) or call)


def _ask(store: Store, cards: Mapping[str, Card], call: Call) -> Record:
    bound = bind(find_card(call["model"], cards))
    adapter, reply = bound.adapter, reply_of(store, call)
    if not isinstance(adapter, Adapter) or not (call["handle"] or reply):
        raise InputError(
            f"{bound.provider.title} gave no id for call {call['id'][-8:]}, so it cannot be asked",
            mend="look at the account there, then say --charged or --not-charged",
            code="not-pollable",
        )
    found: Answer | Pending
    try:
        if call["handle"]:
            pending = Pending(call["provider_id"] or "", call["handle"])
            found = adapter.read_poll(send(bound, adapter.poll(pending, bound.card), paid=False), bound.card, pending)
        else:
            assert reply
            found = adapter.read(reply, bound.card)
    except Refused as failure:
        store.ledger.end(call["id"], "refused", cost=0, code=failure.code, reason=failure.reason)
        return entry(store.ledger.get(call["id"]) or call)
    if isinstance(found, Pending):
        return entry(call) | {"reason": f"{bound.provider.title} is still at work on it"}
    # It is made and can be fetched: the call goes back to `submitted`, and the next run fetches it instead of paying.
    store.ledger.reopen(call["id"])
    cost = settle(request_of(call["request"]), bound.card, found)
    told = f"it is ready at {bound.provider.title}: run the job again and it is fetched, not made anew"
    return entry(store.ledger.get(call["id"]) or call) | {
        "reason": told,
        "settled": dollars(cost) if cost is not None else None,
    }


def _mend(call: Call) -> str:
    short = call["id"][-8:]
    if call["state"] != "unknown":
        return ""
    if call["handle"] or call["reply"]:
        return f"maquette ledger reconcile {short}"
    return f"look at the account, then: maquette ledger reconcile {short} --charged or --not-charged"
