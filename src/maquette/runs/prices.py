"""What a paid step takes and costs, known before it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from maquette.graph import Step
from maquette.models.adapter import InProcess
from maquette.models.asking import sketch
from maquette.models.cards import Card, find_card
from maquette.models.failures import Unsupported
from maquette.models.fitting import fit, lacks, needs, resized, senseless
from maquette.models.keys import lacks_key
from maquette.models.price import PriceRange, owed
from maquette.models.registry import bind
from maquette.models.request import Request
from maquette.models.transport import open_line

_PREVIEWS = 2


def check(step: Step, cards: Mapping[str, Card]) -> None:
    """Raise ``Unsupported`` when the model of a paid *step* cannot do it, naming models that can."""
    request = sketch(step)
    card = find_card(request.model, cards)
    missing = lacks(request, card)
    if sense := senseless(request):
        raise Unsupported(f"{card.name} cannot do this: {sense}", mend="ask for png or webp")
    if missing:
        able = [one.name for one in cards.values() if one.can_be_asked and not lacks(request, one)]
        mend = f"models that can: {', '.join(able[:6])}" if able else "no model here can: ask for less"
        if card.ended() and card.note:
            mend = f"{card.note} {mend[0].upper()}{mend[1:]}"
        wanted = ", ".join(needs(request))
        raise Unsupported(f"{card.name} cannot do this ({wanted}): {'; '.join(missing)}", mend=mend)


def cautions(step: Step, cards: Mapping[str, Card]) -> list[str]:
    """What else is to be known of a paid *step* before it runs: another size, a model that ends soon, a missing key."""
    request = sketch(step)
    bound = bind(find_card(request.model, cards))
    told = [size] if (size := resized(request, bound.card)) else []
    if bound.card.sunset:
        told.append(f"{bound.card.name} ends on {bound.card.sunset}: take another for what is to last")
    if missing := lacks_key(bound.provider):
        told.append(f"{missing.reason}: {missing.mend}")
    return told


def prepare(step: Step, cards: Mapping[str, Card]) -> Callable[[], object] | None:
    """What may be loaded before the paid *step* is asked for: what carries its request, where that leaves here."""
    card = find_card(sketch(step).model, cards)
    return None if isinstance(bind(card).adapter, InProcess) else open_line


def price(step: Step, cards: Mapping[str, Card], *, previews: bool = False) -> PriceRange:
    """What a paid *step* can cost, with its unfinished pictures where *previews* are paid for."""
    request = sketch(step)
    card = find_card(request.model, cards)
    return owed(fit(with_previews(request, card, paid=previews), card), card)


def with_previews(request: Request, card: Card, *, paid: bool) -> Request:
    """*request* for unfinished pictures as well, if its model gives them: for nothing, or where they are *paid* for."""
    free = not any(map(float, card.price.per_preview))
    return replace(request, previews=_PREVIEWS) if card.can("previews") and (free or paid) else request
