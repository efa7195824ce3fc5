"""What every provider that answers with an id must survive: the process forgets all but what it was told to keep."""

from __future__ import annotations

import json

import pytest

from conformance.asking import Notes
from maquette.models.answer import Answer, Pending, Reply
from maquette.models.cards import Card
from maquette.models.fitting import fit
from maquette.models.perform import perform, resume
from maquette.models.registry import bind
from maquette.models.request import Request


class Killed(BaseException):
    """The process ends here."""


class Dies(Notes):
    """A journal in whose hands the process ends, right after it kept the thing named *at*."""

    def __init__(self, at: str) -> None:
        super().__init__()
        self.at = at

    def accepted(self, pending: Pending) -> None:
        super().accepted(pending)
        self._end("accepted")

    def answered(self, reply: Reply) -> None:
        super().answered(reply)
        self._end("answered")

    def _end(self, what: str) -> None:
        if what == self.at:
            raise Killed


def from_handle(card: Card, request: Request) -> Answer:
    """The answer in a new process that has nothing but the handle, as it comes back from a disk."""
    notes = Dies("accepted")
    with pytest.raises(Killed):
        perform(bind(card), fit(request, card), notes)
    kept = notes.pending[-1]
    assert kept.handle, "a ledger takes an empty handle for none"
    handle = Pending(kept.provider_id, json.loads(json.dumps(dict(kept.handle))))
    return resume(bind(card), Notes(), pending=handle, reply=None)


def from_reply(card: Card, request: Request) -> Answer:
    """The answer in a new process that has nothing but the raw reply to the submission."""
    notes = Dies("answered")
    with pytest.raises(Killed):
        perform(bind(card), fit(request, card), notes)
    return resume(bind(card), Notes(), pending=None, reply=Reply.unpack(notes.replies[0].pack()))
