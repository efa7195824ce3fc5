"""An answer as a take: its pictures checked at the door, with what is known of them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

from maquette.design.brand.svg import clean_svg, is_svg, rasterise
from maquette.errors import MaquetteError, UnreadableImage
from maquette.models.answer import Answer, Result
from maquette.models.money import dollars
from maquette.models.registry import Bound
from maquette.models.request import Request
from maquette.models.words import Words
from maquette.picture.encode import png
from maquette.picture.image import FileFormat, Take
from maquette.picture.probe import Limits, admit

_ANSWER = Limits(shortest_side=8)
_DRAWN = 1024
"""A drawing that names no size is looked at in that width, in px."""
_PAID = "ask again with one take more, or take another model; what it cost stands in the ledger"
_FORMATS: dict[str, FileFormat] = {name: name for name in ("jpeg", "png", "webp", "avif", "tiff")}


def take_of(request: Request, bound: Bound, answer: Answer, cost: int | None) -> Take | Words:
    """The first picture of *answer*, the others as its *more*; or its words.

    Raises ``UnreadableImage`` when what came is no picture that the door lets in.
    """
    facts = {
        "model": bound.card.name,
        "wire": bound.card.wire,
        "kind": request.kind,
        "prompt": request.prompt,
        "provider": bound.provider.name,
        "provider_id": answer.provider_id,
        "model_version": answer.model_version,
        "text": answer.text,
        "usage": dict(answer.usage),
        "cost": dollars(cost) if cost is not None else None,
        "take": request.take,
        "requested": request.count,
        "withheld": list(answer.withheld),
        "state": dict(answer.state),
    }
    if request.kind == "write":
        return Words(answer.results[0].data.decode("utf-8", "replace"), facts)
    pictures: list[Take] = []
    for result in answer.results:
        pictures += _pictures(request, bound, result, {} if pictures else facts)
    return replace(pictures[0], more=tuple(pictures[1:]))


def _pictures(request: Request, bound: Bound, result: Result, facts: dict[str, Any]) -> list[Take]:
    """The picture of *result*. A drawing is two: what it looks like, and itself without what runs or reaches out."""
    if not is_svg(result.data):
        return [_picture(bound, result, facts)]
    try:
        clean = clean_svg(result.data, f"the answer of {bound.provider.title}")
        seen = rasterise(clean.data, request.size.width or _DRAWN)
    except MaquetteError as error:
        raise UnreadableImage(error.reason, mend=_PAID, code=error.code) from None
    height, width = seen.pixels.shape[:2]
    left_out = {"left_out": list(clean.left_out)} if clean.left_out else {}
    told = {**dict(result.facts), **left_out}
    return [
        Take(png(seen.pixels), "png", width, height, {**facts, **told}),
        Take(clean.data, "svg", width, height, told),
    ]


def _picture(bound: Bound, result: Result, facts: dict[str, Any]) -> Take:
    name = f"the answer of {bound.provider.title}"
    try:
        found = admit(BytesIO(result.data), name, _ANSWER)
    except UnreadableImage as error:
        raise UnreadableImage(error.reason, mend=_PAID, code=error.code) from None
    if found.format not in _FORMATS:
        raise MaquetteError(f"{name} is a {found.format}", mend="ask for png, jpeg or webp", code="odd-format")
    return Take(result.data, _FORMATS[found.format], found.width, found.height, {**facts, **dict(result.facts)})
