"""What a paid step takes and costs, known before it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from maquette.graph import Step
from maquette.models.adapter import InProcess
from maquette.models.asking import sketch
from maquette.models.cards import Card, find_card
from maquette.models.failures import Unsupported
from maquette.models.fitting import fit, lacks, needs
from maquette.models.price import PriceRange, owed
from maquette.models.registry import bind
from maquette.models.transport import open_line


def check(step: Step, cards: Mapping[str, Card]) -> None:
    """Raise ``Unsupported`` when the model of a paid *step* cannot do it, naming models that can."""
    request = sketch(step)
    card = find_card(request.model, cards)
    missing = lacks(request, card)
    if missing:
        able = [one.name for one in cards.values() if one.can_be_asked and not lacks(request, one)]
        mend = f"models that can: {', '.join(able[:6])}" if able else "no model here can: ask for less"
        wanted = ", ".join(needs(request))
        raise Unsupported(f"{card.name} cannot do this ({wanted}): {'; '.join(missing)}", mend=mend)


def prepare(step: Step, cards: Mapping[str, Card]) -> Callable[[], object] | None:
    """What may be loaded before the paid *step* is asked for: what carries its request, where that leaves here."""
    card = find_card(sketch(step).model, cards)
    return None if isinstance(bind(card).adapter, InProcess) else open_line


def price(step: Step, cards: Mapping[str, Card]) -> PriceRange:
    """What a paid *step* can cost."""
    request = sketch(step)
    card = find_card(request.model, cards)
    return owed(fit(request, card), card)
