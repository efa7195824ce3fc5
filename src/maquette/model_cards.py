"""Cards as lists and documents say them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from maquette.models.cards import Card
from maquette.models.price import PriceRange, estimate
from maquette.models.request import Request

Record = dict[str, Any]


def in_a_line(card: Card) -> Record:
    """What tells a model from others: name, title, price of one picture, references, last day, licence."""
    price = usual_price(card)
    ends = f"{card.sunset}{' (over)' if card.ended() else ''}"
    return {
        "name": card.name,
        "title": card.title,
        "price": str(price) if price else "free",
        "references": card.limits.references or "",
        "ends": ends,
        "licence": card.terms.licence,
    }


def in_full(card: Card) -> Record:
    """The whole card; what is empty is left out. ``here`` says where its weights lie, for a model of this machine."""
    from maquette.models.pipelines import find_pipeline
    from maquette.pixels.networks import find_weights

    told = {name: value for name, value in asdict(card).items() if value not in ("", (), {}, None, 0.0)}
    told.pop("folder", None)
    for name in ("sizes", "limits", "price", "terms"):
        told[name] = _said(told.get(name) or {})
    told["weights"] = [_said(one) for one in told.get("weights", ())]
    paths = [find_weights(Path(one.file).stem) for one in card.weights]
    here = {"here": ", ".join(map(str, paths)) if all(paths) else "not here"} if paths else {}
    if card.protocol == "diffusers":
        here = {"here": str(find_pipeline(card) or "not here")}
    return told | {"ended": card.ended()} | here


def _said(facts: Record) -> Record:
    return {key: value for key, value in facts.items() if value not in ("", (), {}, 0, 0.0)}


def preview_price(card: Card) -> list[str] | None:
    """What one unfinished picture costs, from and to; None where there are none or they cost nothing."""
    asked = card.price.per_preview
    return [asked[0], asked[-1]] if any(map(float, asked)) and card.can("previews") else None


def usual_price(card: Card) -> PriceRange | None:
    """What one picture of a model costs as it usually is asked; None where nothing is paid."""
    if card.rehearses or not card.makes_pictures:
        return None
    return estimate(Request("generate", card.name, ""), card)
