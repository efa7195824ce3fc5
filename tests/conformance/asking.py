"""A journal that remembers, and one request done as the product does it."""

from __future__ import annotations

from dataclasses import dataclass, field

from maquette.models.answer import Answer, Pending, Reply
from maquette.models.cards import Card
from maquette.models.fitting import fit
from maquette.models.perform import Preview, perform
from maquette.models.registry import bind
from maquette.models.request import Request


@dataclass
class Notes:
    """What a journal was told, in order."""

    events: list[str] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    def submitted(self) -> None:
        self.events.append("submitted")

    def accepted(self, pending: Pending) -> None:
        self.events.append("accepted")
        self.pending.append(pending)

    def answered(self, reply: Reply) -> None:
        self.events.append("answered")
        self.replies.append(reply)


def ask(card: Card, request: Request, notes: Notes | None = None, preview: Preview = lambda _: None) -> Answer:
    """The answer to *request*, fitted to the model as every caller does."""
    return perform(bind(card), fit(request, card), notes or Notes(), preview)
