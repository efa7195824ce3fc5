"""Recraft: raster and vector pictures, and tools for one picture, all answered with the picture and its credits.

Source: Recraft's OpenAPI description of 2026-08-22. Pictures are asked for as base64, so that the raw answer holds
them. A thousand credits are a dollar. A card's ``extra.paths`` names the path for each kind of request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail
from maquette.models.answer import Answer, Call, Part, Pending, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import OutOfFunds
from maquette.models.margins import SIDES, margins
from maquette.models.masks import white_is_edit
from maquette.models.request import Request
from maquette.models.wire import bytes_of, fields_of, file_part, words_of

TITLE = "Recraft"
_MICRO_A_CREDIT = 1000


class Recraft(Adapter):
    """One path for each thing to do; JSON without a picture, multipart with one."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """POST to the path for what is wanted."""
        task = "mask" if request.mask and request.kind == "edit" else request.kind
        path = card.extra["paths"][task]
        said: dict[str, Any] = {"response_format": "b64_json"}
        if card.limits.file_types and "svg" not in card.limits.file_types:
            said["image_format"] = request.file_type
        if card.wire:
            said |= _prompted(request, card)
        said |= dict(card.extra.get("with_image", {})) if task == "edit" else {}
        if request.kind == "extend" and request.image:
            around = margins(request.image, request.size, request.options)._asdict()
            said |= {f"expand_{side}": pixels for side, pixels in around.items()}
        elif request.size.width and task == "generate":
            said["size"] = str(request.size)
        said |= {name: value for name, value in request.options.items() if name not in SIDES}
        if not request.image:
            return Call("POST", path, json=said)
        files = [file_part("image", request.image)]
        if request.mask:
            files.append(Part("mask", white_is_edit(request.mask), "mask.png", "image/png"))
        return Call("POST", path, parts=(*fields_of(said), *files))

    def read(self, reply: Reply, card: Card) -> Answer | Pending:
        """The pictures and what they cost, or a failure."""
        body = reply.json
        words = words_of(reply)
        if reply.status == 400 and "credit" in words.lower():
            raise OutOfFunds(TITLE, words)
        if reply.status >= 400 or not isinstance(body, dict):
            fail(TITLE, reply, words)
        found = body.get("data") or ([body["image"]] if body.get("image") else [])
        spent = body.get("credits")
        cost = round(spent * _MICRO_A_CREDIT) if isinstance(spent, int | float) else None
        return Answer(tuple(map(_result, found)), {"credits": spent}, cost)

    def alive(self, card: Card) -> Call | None:
        """The account and its balance."""
        return Call("GET", "/users/me", seconds=15.0)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The key works; models are not told."""
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        return ()


def _prompted(request: Request, card: Card) -> dict[str, Any]:
    said: dict[str, Any] = {"prompt": request.prompt, "model": card.wire, **card.defaults}
    if request.count > 1:
        said["n"] = request.count
    if request.seed is not None:
        said["random_seed"] = request.seed + request.take - 1
    if request.negative_prompt:
        said["negative_prompt"] = request.negative_prompt
    return said


def _result(one: Mapping[str, Any]) -> Result:
    data = bytes_of(str(one.get("b64_json") or ""))
    facts = {key: one[key] for key in ("image_id", "revised_prompt", "features") if one.get(key)}
    # A vector style makes the raster paths answer with SVG as well.
    if data[:400].lstrip().startswith((b"<svg", b"<?xml")):
        facts["media_type"] = "image/svg+xml"
    return Result(data, "" if data else str(one.get("url") or ""), facts)


ADAPTER = Recraft()
PROVIDERS = (
    Provider(
        name="recraft",
        title=TITLE,
        base="https://external.api.recraft.ai/v1",
        key_variables=("RECRAFT_API_TOKEN", "RECRAFT_API_KEY"),
        key_page="https://www.recraft.ai/profile/api",
        concurrency=5,
        per_minute=100,
    ),
)
