"""Failures as every provider's tests look at them."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from conformance.asking import ask
from conformance.server import Fault, Server
from maquette.models.cards import Card
from maquette.models.failures import ModelFailure
from maquette.models.request import Request


class Ends(NamedTuple):
    """How a fault ends: the kind of failure, words of the provider's in it, and its facts (``charged`` ...)."""

    fault: Fault
    kind: type[ModelFailure]
    words: str
    facts: dict[str, Any]


def check_failure(server: Server, card: Card, request: Request, ends: Ends) -> None:
    """Assert that the next call fails as *ends* says, after one attempt, with nothing billed."""
    server.next(ends.fault)
    with pytest.raises(ModelFailure) as caught:
        ask(card, request)
    assert type(caught.value) is ends.kind, repr(caught.value)
    assert ends.words in caught.value.reason
    for name, value in ({"charged": "no", "again": False} | ends.facts).items():
        assert getattr(caught.value, name) == value, name
    assert len(server.paid()) == 1
    assert not server.billed
