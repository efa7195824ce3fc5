"""Together AI's images endpoint: JSON, pictures as data URLs, the answer as base64 (which it calls ``base64``).

After the vendor's specification and its client's types (``together`` 3.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail
from maquette.models.answer import Answer, Call, Reply
from maquette.models.cards import Card
from maquette.models.failures import Refused, Unknown
from maquette.models.request import Request
from maquette.models.wire import data_url, ids_in, pictures_in, settings, words_of

TITLE = "Together"


class Together(Adapter):
    """One endpoint for both: a picture to edit is ``image_url``, what guides is ``reference_images``."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """A picture that is edited leads; a model whose card says so takes it as the first reference."""
        fields: dict[str, Any] = {"model": card.wire, "prompt": request.prompt, "n": request.count}
        fields["response_format"] = "base64"
        fields["output_format"] = "png" if request.file_type == "png" else "jpeg"
        if request.size.width:
            fields |= {"width": request.size.width, "height": request.size.height}
        if request.negative_prompt and card.can("negative-prompt"):
            fields["negative_prompt"] = request.negative_prompt
        if request.seed is not None and card.can("seed"):
            fields["seed"] = request.seed + request.take - 1
        if request.image and not card.extra.get("image_as_reference"):
            fields["image_url"] = data_url(request.image)
            guides = request.references
        else:
            guides = request.pictures
        if guides:
            fields["reference_images"] = [data_url(one) for one in guides]
        return Call("POST", "/v1/images/generations", json=fields | settings(request, card))

    def read(self, reply: Reply, card: Card) -> Answer:
        """The pictures, in their order."""
        if reply.status >= 400:
            words = words_of(reply)
            if reply.status in (400, 422) and "nsfw" in words.lower():
                raise Refused(TITLE, words, charged="unknown")
            fail(TITLE, reply, words)
        body = reply.json
        if not isinstance(body, dict):
            raise Unknown(TITLE, f"its answer cannot be read: {reply.body[:80]!r}")
        return Answer(pictures_in(body), provider_id=str(body.get("id", "")), model_version=str(body.get("model", "")))

    def alive(self, card: Card) -> Call | None:
        """The list of models is free."""
        return Call("GET", "/v1/models", seconds=20.0)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The ids that this key may use."""
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        return ids_in(reply)


ADAPTER = Together()
PROVIDERS = (
    Provider(
        name="together",
        title=TITLE,
        base="https://api.together.ai",
        key_variables=("TOGETHER_API_KEY",),
        base_variables=("TOGETHER_BASE_URL",),
        key_page="https://api.together.ai/settings/api-keys",
    ),
)
