"""Models: what they can do, what they cost, whether they can be asked."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from maquette.model_cards import in_full, preview_price, usual_price
from maquette.models.cards import Card, find_card
from maquette.studio.documents.models import Health, ModelCard, ModelDocument
from maquette.studio.studio import Editor, Served, Viewer

router = APIRouter(tags=["models"])


class Asked(BaseModel):
    """Which models or providers to ask; none is all."""

    model_config = ConfigDict(extra="forbid")

    names: list[str] = Field(default_factory=list, max_length=500)


@router.get(
    "/models", response_model=list[ModelDocument], summary="Every model, with its price and whether it is usable"
)
def every(workspace: Served, _: Viewer, can: str = "") -> Any:
    """*can* names capabilities, with commas between, that a model must have."""
    wanted = [one.strip() for one in can.split(",") if one.strip()]
    usable = workspace.usable_models()
    cards = [card for card in workspace.cards.values() if all(card.can(one) for one in wanted)]
    return [_document(card, card.name in usable) for card in cards]


@router.get("/models/{name:path}", response_model=ModelCard, summary="A model's card")
def show(name: str, workspace: Served, _: Viewer) -> Any:
    """Everything that is known of it: sizes, limits, price with its source, terms."""
    card = find_card(name, workspace.cards)
    return _document(card, card.name in workspace.usable_models()) | {"card": in_full(card)}


@router.post("/models/check", response_model=list[Health], summary="Ask providers, for free, what is alive")
def check(asked: Asked, workspace: Served, _: Editor) -> Any:
    """One answer a provider, with how to mend what is not ready."""
    return list(workspace.check_models(asked.names))


def _document(card: Card, usable: bool) -> dict[str, Any]:
    price = usual_price(card)
    return {
        "name": card.name,
        "title": card.title,
        "provider": card.provider,
        "aliases": list(card.aliases),
        "capabilities": list(card.capabilities),
        "strengths": list(card.strengths),
        "speed": card.speed or None,
        "price": price.strings if price else ["0.00", "0.00"],
        "preview_price": preview_price(card),
        "references": card.limits.references,
        "qualities": list(card.limits.qualities),
        "aspects": list(card.sizes.aspects),
        "tiers": list(card.sizes.tiers),
        "licence": card.terms.licence,
        "commercial": card.terms.outputs_commercial,
        "sunset": card.sunset or None,
        "ended": card.ended(),
        "rehearses": card.rehearses,
        "makes_pictures": card.makes_pictures,
        "usable": usable,
        "note": card.note,
    }
