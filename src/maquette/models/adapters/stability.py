"""Stability AI: multipart always; the answer is the picture itself, or an id to ask for where the work is slow.

Source: the v2beta interface as third parties describe it. ``finish-reason`` may say CONTENT_FILTERED in a 200, and 403
is moderation. Masks are white where the picture may change. A card's ``wire`` is the path, ``extra.model`` one on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail, lost
from maquette.models.answer import Answer, Call, Part, Pending, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import Refused
from maquette.models.margins import SIDES, margins
from maquette.models.masks import white_is_edit
from maquette.models.request import Request
from maquette.models.wire import bytes_of, fields_of, file_part, words_of

TITLE = "Stability AI"
_ACCEPT = {"accept": "image/*"}
_SIDES = {"top": "up", "bottom": "down", "left": "left", "right": "right"}


class Stability(Adapter):
    """Generate, edit and upscale; one picture a call."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """POST to the card's path."""
        said: dict[str, Any] = {**card.defaults, "output_format": request.file_type}
        if request.prompt and card.extra.get("prompt", True):
            said["prompt"] = request.prompt
        if request.negative_prompt:
            said["negative_prompt"] = request.negative_prompt
        if request.seed is not None and card.can("seed"):
            said["seed"] = request.seed + request.take - 1
        if "model" in card.extra:
            said["model"] = card.extra["model"]
        if request.image and request.kind == "edit":
            said |= card.extra.get("with_image", {})
        elif request.size.aspect:
            said["aspect_ratio"] = request.size.aspect
        if request.kind == "extend" and request.image:
            around = margins(request.image, request.size, request.options)._asdict()
            said |= {_SIDES[side]: pixels for side, pixels in around.items() if pixels}
        said |= {name: value for name, value in request.options.items() if name not in SIDES}
        files = [file_part("image", request.image)] if request.image else []
        if request.mask:
            files.append(Part("mask", white_is_edit(request.mask), "mask.png", "image/png"))
        return Call("POST", card.wire, parts=(*fields_of(said), *files), headers=_ACCEPT)

    def read(self, reply: Reply, card: Card) -> Answer | Pending:
        """The picture, an id to ask for, or a failure."""
        if reply.status == 403:
            raise Refused(TITLE, words_of(reply), stage="input", charged="unknown")
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        return _read(reply)

    def poll(self, pending: Pending, card: Card) -> Call:
        """GET the result; 202 while it is worked on."""
        path = card.extra.get("results", "/v2beta/results/{id}").replace("{id}", pending.provider_id)
        return Call("GET", path, headers=_ACCEPT, seconds=60.0)

    def read_poll(self, reply: Reply, card: Card, pending: Pending) -> Answer | Pending:
        """The picture, or that it is worked on."""
        if reply.status == 202:
            return pending
        if reply.status == 403:
            raise Refused(TITLE, words_of(reply), stage="output", charged="unknown")
        if reply.status >= 400:
            lost(TITLE, pending, reply, words_of(reply))
        return _read(reply)

    def alive(self, card: Card) -> Call | None:
        """The account's balance."""
        return Call("GET", "/v1/user/balance", seconds=15.0)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The key works; models are not told."""
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        return ()


def _read(reply: Reply) -> Answer | Pending:
    body = reply.json
    if isinstance(body, dict):
        if body.get("id") and not body.get("image"):
            return Pending(str(body["id"]), {"id": str(body["id"])})
        data, seed = bytes_of(str(body.get("image") or "")), body.get("seed")
        finished = str(body.get("finish_reason") or "")
    else:
        data, finished, seed = reply.body, reply.headers.get("finish-reason", ""), reply.headers.get("seed")
    if finished == "CONTENT_FILTERED":
        raise Refused(TITLE, finished, stage="output", charged="unknown")
    facts = {"seed": int(str(seed))} if str(seed or "").isdigit() else {}
    return Answer((Result(data, facts=facts),) if data else (), {"pictures": 1})


ADAPTER = Stability()
PROVIDERS = (
    Provider(
        name="stability",
        title=TITLE,
        base="https://api.stability.ai",
        base_variables=("STABILITY_API_HOST",),
        key_variables=("STABILITY_API_KEY",),
        key_page="https://platform.stability.ai/account/keys",
        per_minute=900,
    ),
)
