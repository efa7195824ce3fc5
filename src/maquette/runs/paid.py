"""Carries a paid step out: once, whoever asks for it; on record before it leaves, kept before it is looked at.

The call's row in the ledger is the lock. Who finds it held by a living process waits for that one's result; who finds
its process gone takes over what it left: an id to ask for, a reply to read, or an outcome that nobody knows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from maquette.errors import MaquetteError
from maquette.graph import Key, Leaf, Step, canonical, digest
from maquette.models.adapter import Adapter, InProcess
from maquette.models.answer import Answer, Pending
from maquette.models.cards import find_card
from maquette.models.failures import ModelFailure, NotFetched, RateLimited, Refused, Unavailable, Unknown
from maquette.models.fitting import fit
from maquette.models.keys import lacks_key
from maquette.models.perform import perform, resume
from maquette.models.price import estimate, settle, spent
from maquette.models.registry import Bound, bind
from maquette.models.request import Request
from maquette.models.words import Words
from maquette.picture.image import Take
from maquette.runs.limits import Gates
from maquette.runs.notes import NOT_SENT, Notes, forget_reply, plain_request, reply_of, request_of
from maquette.runs.prices import with_previews
from maquette.runs.spending import Spending
from maquette.runs.takes import take_of
from maquette.runs.turns import earlier_turns
from maquette.store import Call, Made, Record, Store

_POLL = 0.05
_TRIES, _PATIENCE = 8, 180.0

Keep = Callable[[Take | Words, Callable[[], None]], Made]


class Payer:
    """Asks models on behalf of one run."""

    def __init__(self, store: Store, run: str | None, workflow: str, spending: Spending) -> None:
        self._store = store
        self._run = run
        self._workflow = workflow
        self._spending = spending
        self._gates = Gates(store)

    def make(self, step: Step, row: str, ask: Callable[[], Request], keep: Keep) -> tuple[Made, bool]:
        """The kept result of *step*, and whether a call of ours made it; or somebody else's that was under way.

        *ask* gives the request, its pictures included; it is only called when something has to be sent. *keep* records
        what came, and does in the same transaction what it is given to do. Raises ``ModelFailure`` and
        ``BudgetExceeded``.
        """
        ledger = self._store.ledger
        while True:
            found = self._store.results.get(step.key)
            if found and self._store.blobs.has(found.asset):
                return found, False
            held = ledger.holder(step.key)
            if held is None:
                request, bound = self._ready(step, ask())
                with self._store.together():
                    call = self._reserve(step, request, bound, row)
                    through = call is not None and self._gates.of(bound.provider).open_for(call)
                if call is not None:
                    return self._send(call, step, request, bound, keep, through=through), True
            elif held["state"] == "unknown":
                raise Unknown(held["provider"], f"{held['reason']} (call {held['id'][-8:]})")
            elif ledger.owners.lives(held["owner"]):
                self._wait_for(held)
            elif held["state"] == "reserved":
                reason = "the process ended before it was sent"
                ledger.end(held["id"], "failed", cost=0, was="reserved", code=NOT_SENT, reason=reason)
            elif ledger.adopt(held["id"], held["owner"]) and (made := self._take_over(held["id"], keep)):
                return made, True

    # Ours --------------------------------------------------------------------------------------------------

    def _ready(self, step: Step, request: Request) -> tuple[Request, Bound]:
        card = find_card(request.model, self._spending.cards)
        bound = bind(card)
        if missing := lacks_key(bound.provider):
            raise missing
        if self._spending.preview:
            request = with_previews(request, card, paid=self._spending.pay_for_previews)
        request, image = fit(request, card), step.inputs.get("image")
        if card.can("turns") and isinstance(image, Leaf) and request.mask is None:
            request = replace(request, history=earlier_turns(self._store, image.key, card.name))
        return request, bound

    def _reserve(self, step: Step, request: Request, bound: Bound, row: str) -> str | None:
        price, plain = estimate(request, bound.card), plain_request(request)
        entry = {
            "key": step.key,
            "run": self._run,
            "project": self._spending.project or None,
            "workflow": self._workflow,
            "row": row,
            "provider": bound.provider.name,
            "model": bound.card.name,
            "operation": step.op.name,
            "priority": 0 if self._spending.interactive else 10,
            "digest": digest(canonical(plain)),
            "request": plain,
            "price_low": price.low,
            "price_high": price.high,
            "rehearsal": bound.card.rehearses,
        }
        return self._store.ledger.reserve(entry, self._spending.caps)

    def _send(self, call: str, step: Step, request: Request, bound: Bound, keep: Keep, *, through: bool) -> Made:
        gate = self._gates.of(bound.provider)
        by_id = isinstance(bound.adapter, Adapter) and bound.adapter.answers_by_id
        notes = Notes(self._store, call, gate.let_through, by_id=by_id)
        try:
            answer = self._answer(call, step, request, bound, notes, through=through)
            return self._settle(call, request, bound, answer, keep)
        finally:
            if notes.holds_place:
                gate.let_through()

    def _answer(self, call: str, step: Step, request: Request, bound: Bound, notes: Notes, *, through: bool) -> Answer:
        ledger, gate = self._store.ledger, self._gates.of(bound.provider)
        until = time.monotonic() + _PATIENCE
        attempt = 0
        while True:
            attempt += 1
            try:
                if not (through and attempt == 1):
                    gate.wait(call)
                return perform(bound, request, notes, self._preview(step.key))
            except (RateLimited, Unavailable) as failure:
                wait = failure.retry_after or 0.25 * 2**attempt
                if not failure.again or attempt == _TRIES or time.monotonic() + wait > until:
                    raise self._failed(call, failure) from None
                ledger.back(call)
                if isinstance(failure, RateLimited):
                    ledger.pause(bound.provider.name, wait)
                    gate.let_through()
                else:
                    gate.let_through()
                    time.sleep(wait)
            except MaquetteError as failure:
                raise self._failed(call, failure) from None
            except BaseException:
                if not notes.sent:
                    ledger.end(call, "failed", cost=0, code=NOT_SENT, reason="stopped before it was sent")
                raise

    def _settle(self, call: str, request: Request, bound: Bound, answer: Answer, keep: Keep) -> Made:
        cost = settle(request, bound.card, answer)
        pictures = len(answer.results) if request.kind != "write" else 0
        facts: Record = {"usage": dict(answer.usage), "pictures": pictures}
        if answer.provider_id:
            facts["provider_id"] = answer.provider_id
        ledger = self._store.ledger
        try:
            # The result is on record and the books are closed, or neither.
            made = keep(take_of(request, bound, answer, cost), lambda: ledger.end(call, "settled", cost=cost, **facts))
        except MaquetteError as error:
            ledger.end(call, "settled", cost=cost, code=error.code, reason=error.reason, **facts)
            raise
        forget_reply(self._store, call)
        return made

    def _failed(self, call: str, failure: MaquetteError) -> MaquetteError:
        held = self._store.ledger.get(call) or {}
        if isinstance(failure, NotFetched) or (isinstance(failure, Unknown) and held.get("handle")):
            # The provider can still be asked: the next run does, instead of paying again.
            self._store.ledger.leave(call)
            return failure
        charged = getattr(failure, "charged", "no")
        usage = getattr(failure, "usage", None) or {}
        told = spent(find_card(held["model"], self._spending.cards), usage) if usage and held else None
        # A refusal is an outcome, whatever it cost: where nobody says, it counts at its highest price.
        cost = (
            told if told is not None else 0 if charged == "no" else held.get("price_high") if charged == "yes" else None
        )
        state = "refused" if isinstance(failure, Refused) else "unknown" if charged == "unknown" else "failed"
        facts: Record = {"usage": dict(usage)} if usage else {}
        self._store.ledger.end(call, state, cost=cost, code=failure.code, reason=failure.reason, **facts)
        return failure

    def _preview(self, key: Key) -> Any:
        tell = self._spending.preview
        return (lambda data: tell(key, data)) if tell else (lambda _: None)

    # Somebody else's ---------------------------------------------------------------------------------------

    def _wait_for(self, held: Call) -> None:
        while True:
            time.sleep(_POLL)
            now = self._store.ledger.get(held["id"])
            if now is None or now["state"] == "settled":
                return
            if now["state"] in ("refused", "failed") and now["code"] != NOT_SENT:
                raise ModelFailure(now["reason"], mend="run again to try it anew", code=now["code"] or "model-failed")
            if now["state"] == "unknown" or not self._store.owners.lives(now["owner"]):
                return

    def _take_over(self, call: str, keep: Keep) -> Made | None:
        """What a call of a process that ended came to; None when nothing came of it and it may be made anew."""
        held = self._store.ledger.get(call)
        assert held
        bound = bind(find_card(held["model"], self._spending.cards))
        if isinstance(bound.adapter, InProcess):
            self._store.ledger.end(call, "failed", cost=0, code=NOT_SENT, reason="the process ended while it worked")
            return None
        pending = Pending(held["provider_id"] or "", held["handle"]) if held["handle"] else None
        try:
            answer = resume(bound, Notes(self._store, call), pending=pending, reply=reply_of(self._store, held))
        except (Unavailable, RateLimited) as failure:
            if pending is None and failure.again:
                # The reply that was kept says that nothing was done.
                self._store.ledger.end(call, "failed", cost=0, code=NOT_SENT, reason=failure.reason)
                return None
            self._store.ledger.leave(call)
            raise
        except MaquetteError as failure:
            raise self._failed(call, failure) from None
        return self._settle(call, request_of(held["request"]), bound, answer, keep)
