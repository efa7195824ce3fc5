"""xAI's images endpoints: JSON for generations and edits, shapes and tiers instead of pixels.

After the vendor's specification and client (``xai-sdk``): a picture that moderation stops is left out of a successful
answer, and the bill is told in ticks of 10^-10 dollars.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail
from maquette.models.answer import Answer, Call, Reply
from maquette.models.cards import Card
from maquette.models.failures import Refused, Unknown
from maquette.models.request import Picture, Request
from maquette.models.wire import data_url, ids_in, pictures_in, settings, words_of

TITLE = "xAI"
_TICKS = 10_000
"""Ticks in a micro-dollar."""


class XAI(Adapter):
    """Asks for base64, so that no picture is left behind at an address that ends."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """Edits take every picture that goes along, generations none."""
        fields: dict[str, Any] = {"model": card.wire, "prompt": request.prompt}
        fields["response_format"] = "b64_json"
        if request.size.aspect:
            fields["aspect_ratio"] = request.size.aspect
        if request.size.tier:
            fields["resolution"] = request.size.tier.lower()
        if request.quality:
            fields["quality"] = request.quality
        fields |= settings(request, card)
        if not request.pictures:
            return Call("POST", "/images/generations", json={**fields, "n": request.count})
        sent = [_input(one) for one in request.pictures]
        more = {"image": sent[0]} if len(sent) == 1 else {"images": sent}
        return Call("POST", "/images/edits", json=fields | more)

    def read(self, reply: Reply, card: Card) -> Answer:
        """The pictures that passed moderation. Raises ``Refused`` when none did."""
        if reply.status >= 400:
            words = words_of(reply)
            if reply.status in (400, 403) and "moderation" in words.lower():
                raise Refused(TITLE, words, charged="unknown")
            fail(TITLE, reply, words)
        body = reply.json
        if not isinstance(body, dict):
            raise Unknown(TITLE, f"its answer cannot be read: {reply.body[:80]!r}")
        results = pictures_in(body)
        listed = [one for one in body.get("data") or () if isinstance(one, dict)]
        stopped = sum(one.get("respect_moderation") is False for one in listed)
        if not results and (stopped or not listed):
            raise Refused(TITLE, "moderation left no picture", stage="output", charged="unknown")
        usage: dict[str, Any] = body.get("usage") or {}
        ticks = usage.get("cost_in_usd_ticks")
        return Answer(
            results,
            usage=usage,
            cost=(int(ticks) + _TICKS // 2) // _TICKS if ticks is not None else None,
            provider_id=reply.headers.get("x-request-id", ""),
            model_version=str(body.get("model", "")),
            withheld=("moderation stopped it",) * stopped,
        )

    def alive(self, card: Card) -> Call | None:
        """The list of image models is free."""
        return Call("GET", "/image-generation-models", seconds=20.0)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The ids that this key may use."""
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        body = reply.json
        listed = body.get("models", ()) if isinstance(body, dict) else ()
        return tuple(str(one["id"]) for one in listed if "id" in one) or ids_in(reply)


def _input(picture: Picture) -> dict[str, str]:
    return {"type": "image_url", "url": data_url(picture)}


ADAPTER = XAI()
PROVIDERS = (
    Provider(
        name="xai",
        title=TITLE,
        base="https://api.x.ai/v1",
        key_variables=("XAI_API_KEY",),
        key_page="https://console.x.ai",
    ),
)
