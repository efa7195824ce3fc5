"""Any server that answers ``/images/generations`` (and ``/images/edits``) as OpenAI's did: vLLM-Omni, SGLang,
LiteLLM, LocalAI, the server of stable-diffusion.cpp.

They differ in everything else, so only prompt, n, size, response_format and the list of models are relied on. A card
in a workspace with ``base`` is all that such a server needs; its ``defaults`` go along with every request.
"""

from __future__ import annotations

from collections.abc import Sequence

from maquette.models.adapter import Adapter, Provider, fail
from maquette.models.answer import Answer, Call, Part, Reply
from maquette.models.cards import Card
from maquette.models.failures import Refused, Unknown
from maquette.models.masks import transparent_is_edit, white_is_edit
from maquette.models.request import Request
from maquette.models.wire import ids_in, pictures_in, settings, without_orders, words_of

_SECONDS = 1800.0


class OpenAICompatible(Adapter):
    """Asks for base64; follows a URL where one comes all the same."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """JSON without pictures, multipart with them."""
        fields = {"model": card.wire, "prompt": without_orders(request.prompt), "n": request.count}
        if request.size.width:
            fields["size"] = str(request.size)
        fields["response_format"] = "b64_json"
        if request.negative_prompt and card.can("negative-prompt"):
            fields["negative_prompt"] = request.negative_prompt
        if request.seed is not None and card.can("seed"):
            fields["seed"] = request.seed + request.take - 1
        fields |= settings(request, card)
        if not request.pictures:
            return Call("POST", "/images/generations", json=fields, seconds=_SECONDS)
        parts = [Part(name, str(value)) for name, value in fields.items()]
        name = "image" if len(request.pictures) == 1 else "image[]"
        parts += [
            Part(name, one.data, f"image-{number}.{one.suffix}", one.media_type)
            for number, one in enumerate(request.pictures, 1)
        ]
        if request.mask:
            draw = white_is_edit if card.extra.get("mask") == "white" else transparent_is_edit
            parts.append(Part("mask", draw(request.mask), "mask.png", "image/png"))
        return Call("POST", "/images/edits", parts=tuple(parts), seconds=_SECONDS)

    def read(self, reply: Reply, card: Card) -> Answer:
        """The pictures that there are; a cost where the server tells one."""
        title = card.provider
        if reply.status >= 400:
            words = words_of(reply)
            if any(sign in reply.body for sign in (b"moderation_blocked", b"content_policy_violation")):
                raise Refused(title, words, charged="unknown")
            fail(title, reply, words)
        body = reply.json
        if not isinstance(body, dict):
            raise Unknown(title, f"its answer cannot be read: {reply.body[:80]!r}")
        usage = body.get("usage")
        return Answer(
            pictures_in(body),
            usage=usage if isinstance(usage, dict) else {},
            provider_id=str(body.get("id") or reply.headers.get("x-request-id", "")),
        )

    def alive(self, card: Card) -> Call | None:
        """The list of models."""
        return Call("GET", "/models", seconds=20.0)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The ids that the server lists."""
        if reply.status >= 400:
            fail(card.provider, reply, words_of(reply))
        return ids_in(reply)


ADAPTER = OpenAICompatible()
PROVIDERS: tuple[Provider, ...] = ()
