"""Prompt help: a text model rewrites a brief, under the same rules as every paid call. A person keeps it or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from maquette.errors import InputError
from maquette.graph import Step, recipe
from maquette.models.asking import routed, write
from maquette.models.cards import find_card
from maquette.models.price import PriceRange
from maquette.models.routing import ModelChoice
from maquette.models.words import Words
from maquette.picture.image import Take
from maquette.runs.paid import Payer
from maquette.runs.prices import check, price
from maquette.runs.recover import recover
from maquette.runs.spending import Spending
from maquette.store import LEFT_OPEN, Made, Store

INSTRUCTION = """\
Rewrite the brief below as one prompt for a model that makes pictures. Keep every fact, name and number of it, and what
it forbids; add what a picture needs and the brief leaves open: composition, viewpoint, light, background, material.
Leave words in braces, such as {product} or {season: spring|autumn}, exactly as they stand. Answer with the prompt
alone, in the language of the brief, in at most 120 words, without quotation marks."""
_BRACES = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Rewording:
    """A brief and what a text model made of it. *sent* is the whole of what it was told; *notes* what to look at.

    *cost* is what this one came to in US dollars, *cached* that it was made before and cost nothing now.
    """

    before: str
    after: str
    model: str
    reason: str
    sent: str
    estimated: list[str] | None
    cost: str | None
    cached: bool
    notes: list[str]

    @property
    def json(self) -> dict[str, Any]:
        """As documents say it."""
        return vars(self)


def reword(store: Store, spending: Spending, choice: ModelChoice, brief: str, wish: str) -> Rewording:
    """What a text model makes of *brief*, minding *wish*; the same again costs nothing.

    Raises ``InputError`` for an empty brief, ``ConsentNeeded``, ``BudgetExceeded``, ``Unsupported``, ``ModelFailure``.
    """
    if not brief.strip():
        raise InputError("the brief is empty", mend="say what the picture shows", code="bad-prompt", about="prompt")
    wishes = [f"Mind this too: {wish.strip()}"] if wish.strip() else []
    sent = "\n\n".join([INSTRUCTION, *wishes, brief.strip()])
    step = routed(write(model="", prompt=sent), choice)  # type: ignore[arg-type]
    check(step, spending.cards)
    if store.ledger.open_calls(LEFT_OPEN):
        recover(store, spending.cards)
    expected, known = price(step, spending.cards), store.results.get(step.key)
    if known is None or not store.blobs.has(known.asset):
        spending.consent(expected)
    made, ours = Payer(store, None, "prompt", spending).make(
        step, "", ask=lambda: write.function(**step.params), keep=lambda value, also: _keep(store, step, value, also)
    )
    after = store.unpack(step, made).text.strip().strip('"`').strip()
    rehearsed = find_card(step.params["model"], spending.cards).rehearses
    cost = made.facts["cost"] if ours and not rehearsed else "0.00"
    return _told(brief, after, step, sent, expected, cost, ours=ours)


def _keep(store: Store, step: Step, value: Take | Words, also: Any) -> Made:
    packed = value.pack()
    made = Made(step.key, store.blobs.put(packed.data), packed.facts)
    with store.together():
        store.results.record(made, shallow=None, size=len(packed.data), recipe=recipe(step), seconds=0.0, run=None)
        also()
    return made


def _told(
    brief: str, after: str, step: Step, sent: str, expected: PriceRange, cost: str | None, *, ours: bool
) -> Rewording:
    lost = [word for word in dict.fromkeys(_BRACES.findall(brief)) if word not in after]
    notes = [f"it left out {', '.join(lost)}"] if lost else []
    return Rewording(
        brief, after, step.params["model"], step.note, sent, expected.strings, cost, cached=not ours, notes=notes
    )
