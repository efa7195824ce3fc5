"""The conversation that a picture came from, for models that take one further."""

from __future__ import annotations

from typing import Any

from maquette.models.request import MediaType, Picture, Turn
from maquette.store import Made, Store

_MOST = 8
_TYPES: dict[str, MediaType] = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


def earlier_turns(store: Store, asset: str, model: str) -> tuple[Turn, ...]:
    """The turns that led to the picture with that hash, oldest first; none when another model made it.

    Each holds what was said and what came of it, with the state that the provider wants back.
    """
    turns: list[Turn] = []
    while asset and len(turns) < _MOST:
        made = _made(store, asset, model)
        if made is None:
            break
        facts = made.facts
        answer = Picture(store.blobs.get(asset), _TYPES[facts["format"]], facts["width"], facts["height"])
        turns.append(Turn(facts["prompt"], answer=answer, state=facts["state"]))
        recipe = store.results.recipe(made.key) or {}
        asset = _image(store, recipe)
    return tuple(reversed(turns))


def _made(store: Store, asset: str, model: str) -> Made | None:
    found = store.results.many(store.results.keys_of(asset))
    return next(
        (made for made in found.values() if made.asset == asset and _talks(made.facts, model)),
        None,
    )


def _talks(facts: dict[str, Any], model: str) -> bool:
    return facts.get("model") == model and bool(facts.get("state")) and facts.get("format") in _TYPES


def _image(store: Store, recipe: dict[str, Any]) -> str:
    image = recipe.get("inputs", {}).get("image", {})
    if "leaf" in image:
        return str(image["leaf"])
    made = store.results.get(image["kept"]) if "kept" in image else None
    return made.asset if made else ""
