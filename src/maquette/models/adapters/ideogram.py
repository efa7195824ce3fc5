"""Ideogram: synchronous, multipart; a path for each thing to do, which a card's ``extra.paths`` names.

Source: Ideogram's OpenAPI description of 2026-06-17. Masks are black where the picture may change. A picture that was
found unsafe is there without a URL. URLs end after a while that nobody names, so they are fetched at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail
from maquette.models.answer import Answer, Call, Part, Pending, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import Refused
from maquette.models.masks import black_is_edit
from maquette.models.request import Request
from maquette.models.wire import fields_of, file_part, words_of

TITLE = "Ideogram"
_SHAPES = "1x3 3x1 1x2 2x1 9x16 16x9 10x16 16x10 2x3 3x2 3x4 4x3 4x5 5x4 1x1"
_FACTS = ("seed", "resolution", "prompt", "style_type")


class Ideogram(Adapter):
    """Version 3, version 4, and the editor."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """POST to the path for what is wanted."""
        task = _task(request)
        # Reframing is the one path that takes no prompt.
        said: dict[str, Any] = ({} if task == "extend" else {"prompt": request.prompt}) | dict(card.defaults)
        if request.count > 1:
            said["num_images"] = request.count
        if request.seed is not None:
            said["seed"] = request.seed + request.take - 1
        if request.quality and request.quality != "auto":
            said["rendering_speed"] = request.quality.upper()
        if request.negative_prompt:
            said["negative_prompt"] = request.negative_prompt
        said |= _size(request, task)
        if task == "edit" and request.transparent:
            said["transparent_background"] = True
        parts = [*fields_of(said | dict(request.options)), *_files(request, card, task)]
        return Call("POST", card.extra["paths"][task], parts=tuple(parts))

    def read(self, reply: Reply, card: Card) -> Answer | Pending:
        """The pictures, or a failure; 422 is what the safety check says of the request."""
        body = reply.json
        if reply.status == 422:
            raise Refused(TITLE, words_of(reply), stage="input", charged="unknown")
        if reply.status >= 400 or not isinstance(body, dict):
            fail(TITLE, reply, words_of(reply))
        data = body.get("data") or []
        results = tuple(Result(url=str(one["url"]), facts=_facts(one)) for one in data if one.get("url"))
        withheld = tuple(
            "the picture was found unsafe" if one.get("is_image_safe") is False else "a picture has no address"
            for one in data
            if not one.get("url")
        )
        if withheld and not results:
            raise Refused(TITLE, withheld[0], stage="output", charged="unknown")
        return Answer(results, {"pictures": len(results)}, withheld=withheld)


def _task(request: Request) -> str:
    if request.kind == "edit":
        return "mask" if request.mask else "edit"
    return "transparent" if request.transparent and request.kind == "generate" else request.kind


def _size(request: Request, task: str) -> dict[str, str]:
    size = request.size
    if task == "mask" or not size.width:
        return {}
    if task == "transparent":
        return {"aspect_ratio": _nearest(size.ratio)}
    return {"resolution": str(size)}


def _nearest(ratio: float) -> str:
    """The nearest of the shapes that are named by a ratio."""

    def far(shape: str) -> float:
        across, _, down = shape.partition("x")
        one = int(across) / int(down)
        return max(one / ratio, ratio / one)

    return min(_SHAPES.split(), key=far)


def _files(request: Request, card: Card, task: str) -> list[Part]:
    together = card.extra.get("images")
    parts = [file_part(together or "image", request.image)] if request.image else []
    if task == "mask" and request.mask:
        parts.append(Part("mask", black_is_edit(request.mask), "mask.png", "image/png"))
    return parts + [file_part(together or "style_reference_images", one) for one in request.references]


def _facts(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: one[key] for key in _FACTS if one.get(key) is not None}


ADAPTER = Ideogram()
PROVIDERS = (
    Provider(
        name="ideogram",
        title=TITLE,
        base="https://api.ideogram.ai",
        key_variables=("IDEOGRAM_API_KEY",),
        auth="Api-Key: {key}",
        key_page="https://ideogram.ai/manage-api",
        concurrency=10,
    ),
)
