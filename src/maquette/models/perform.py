"""Does one request with one model, telling a journal each thing before the next one begins."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from maquette.models.adapter import Adapter, InProcess
from maquette.models.answer import Answer, Pending, Reply, Result
from maquette.models.failures import ModelFailure, NoKey, NotFetched, SpendingOff, Unavailable, Unknown
from maquette.models.keys import renewal
from maquette.models.registry import Bound
from maquette.models.request import Request
from maquette.models.transport import fetch, send

_FIRST_WAIT, _LONGEST_WAIT = 0.25, 5.0
_PATIENCE = 900.0
_FETCHES = 4
_BETWEEN_FETCHES = 0.2

Preview = Callable[[bytes], None]


class Journal(Protocol):
    """Keeps what happens, durably, before anything else is done with it."""

    def submitted(self) -> None:
        """The first byte is about to leave."""

    def accepted(self, pending: Pending) -> None:
        """The provider took the request and gave an id."""

    def answered(self, reply: Reply) -> None:
        """The raw reply is here; nobody has looked at it yet."""


def perform(bound: Bound, request: Request, journal: Journal, preview: Preview = lambda _: None) -> Answer:
    """The answer to *request*, its pictures as bytes. One attempt: nothing that could be charged is sent twice.

    Raises ``ModelFailure``. Nothing is sent by a request that the model's adapter cannot put into words.
    """
    try:
        return _perform(bound, request, journal, preview)
    except NoKey as refused:
        refused.mend = refused.mend or renewal(bound.provider)
        raise


def _perform(bound: Bound, request: Request, journal: Journal, preview: Preview) -> Answer:
    adapter = bound.adapter
    if isinstance(adapter, InProcess):
        journal.submitted()
        return adapter.make(request, bound.card, preview)
    prepared = [_checked(bound, send(bound, one, paid=False)) for one in adapter.prepare(request, bound.card)]
    call = adapter.call(request, bound.card, prepared)
    journal.submitted()
    if (claim := adapter.claim(request, bound.card)) is not None:
        journal.accepted(claim)

    def on_event(event: dict[str, object]) -> None:
        if picture := adapter.preview(event):
            preview(picture)

    try:
        reply = send(bound, call, paid=True, on_event=on_event)
    except Unknown:
        if claim is None:
            raise
        return finish(bound, claim, journal)
    journal.answered(reply)
    return finish(bound, adapter.read(reply, bound.card), journal)


def resume(bound: Bound, journal: Journal, *, pending: Pending | None, reply: Reply | None) -> Answer:
    """The answer to a request of an earlier process, from the provider's id or from the reply that it left behind.

    Raises ``Unknown`` when neither says what became of it.
    """
    adapter = bound.adapter
    if isinstance(adapter, InProcess):
        raise Unknown(bound.provider.title, "the process ended while it worked")
    if pending is not None:
        return finish(bound, pending, journal)
    if reply is not None:
        return finish(bound, adapter.read(reply, bound.card), journal)
    raise Unknown(bound.provider.title, "the process ended between the request and the answer")


def finish(bound: Bound, found: Answer | Pending, journal: Journal) -> Answer:
    """Wait for what is pending, and bring every picture here."""
    if isinstance(found, Pending):
        journal.accepted(found)
        found = _wait(bound, found, journal)
    if not found.results:
        raise _empty(bound, found)
    return replace(found, results=tuple(_here(bound, result) for result in found.results))


def _wait(bound: Bound, pending: Pending, journal: Journal) -> Answer:
    adapter = bound.adapter
    assert isinstance(adapter, Adapter)
    until = time.monotonic() + float(bound.card.extra.get("patience", _PATIENCE))
    pause, trouble = _FIRST_WAIT, ""
    while time.monotonic() < until:
        if not pending.ready:
            time.sleep(min(max(pause, pending.wait), max(0.0, until - time.monotonic())))
            pause = min(pause * 1.5, _LONGEST_WAIT)
        try:
            reply = send(bound, adapter.poll(pending, bound.card), paid=False)
        except Unavailable as error:
            # Asking is free, so a provider that is away is asked again until patience ends.
            trouble, pending = error.reason, replace(pending, ready=False)
            continue
        except (NoKey, SpendingOff) as error:
            # What keeps us from asking says nothing of the work, which goes on and is paid.
            raise Unknown(bound.provider.title, error.reason) from None
        if adapter.passes(reply, pending):
            trouble, pending = f"HTTP {reply.status}", replace(pending, ready=False)
            continue
        found = adapter.read_poll(reply, bound.card, pending)
        if isinstance(found, Answer):
            journal.answered(reply)
            return found if found.cost is not None else replace(found, cost=pending.cost)
        pending = found
    raise Unknown(bound.provider.title, f"{pending.provider_id} is not ready yet{f' ({trouble})' if trouble else ''}")


def _here(bound: Bound, result: Result) -> Result:
    if result.data or not result.url:
        return result
    trouble = ""
    for attempt in range(_FETCHES):
        time.sleep(_BETWEEN_FETCHES * (2**attempt - 1))
        try:
            return replace(result, data=fetch(bound, result.url))
        except Unavailable as error:
            trouble = error.reason
            if not error.again:
                break
    raise NotFetched(bound.provider.title, trouble)


def _empty(bound: Bound, answer: Answer) -> ModelFailure:
    writes = not bound.card.makes_pictures
    words = "; ".join(answer.withheld) or answer.text or "it is empty"
    failure = ModelFailure(
        f"{bound.provider.title} answered without {'a word' if writes else 'a picture'}: {words[:400]}",
        mend="take another model" if writes else "say in the prompt that a picture is wanted, or take another model",
        code="no-text" if writes else "no-picture",
    )
    failure.charged = "yes" if answer.usage or answer.cost else "unknown"
    failure.usage = answer.usage
    return failure


def _checked(bound: Bound, reply: Reply) -> Reply:
    if reply.status >= 400:
        raise ModelFailure(
            f"{bound.provider.title} does not take a picture that the request needs: HTTP {reply.status}",
            mend="make the picture smaller, or look at the server's log",
            code="upload-failed",
        )
    return reply
