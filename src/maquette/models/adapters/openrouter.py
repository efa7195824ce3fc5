"""OpenRouter's images endpoint: one JSON form for many vendors' models, and the bill in the answer.

After the vendor's specification. Another vendor never takes over unasked: the price would be another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail
from maquette.models.answer import Answer, Call, Reply
from maquette.models.cards import Card
from maquette.models.failures import Refused, Unknown
from maquette.models.money import Micro, micro
from maquette.models.request import Request
from maquette.models.wire import data_url, ids_in, pictures_in, settings, words_of

TITLE = "OpenRouter"
_REFUSALS = ("moderation_blocked", "content_policy_violation", "content_filter")


class OpenRouter(Adapter):
    """Every picture that goes along is an ``input_reference``, the edited one first."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """Exact pixels where the model takes them, else shape and tier: never both, which would be refused."""
        fields: dict[str, Any] = {"model": card.wire, "prompt": request.prompt, "n": request.count}
        if request.size.width:
            fields["size"] = str(request.size)
        else:
            named = {"aspect_ratio": request.size.aspect, "resolution": request.size.tier}
            fields |= {name: value for name, value in named.items() if value}
        if request.quality:
            fields["quality"] = request.quality
        if card.extra.get("output_format", True):
            fields["output_format"] = "jpeg" if request.file_type == "jpg" else request.file_type
        if request.transparent:
            fields["background"] = "transparent"
        if request.seed is not None and card.can("seed"):
            fields["seed"] = request.seed + request.take - 1
        if request.pictures:
            fields["input_references"] = [
                {"type": "image_url", "image_url": {"url": data_url(one)}} for one in request.pictures
            ]
        fields |= {"provider": {"allow_fallbacks": False}} | settings(request, card)
        return Call("POST", "/images", json=fields)

    def read(self, reply: Reply, card: Card) -> Answer:
        """The pictures, and what they cost by OpenRouter's own word."""
        body = reply.json
        error = body.get("error") if isinstance(body, dict) else None
        if error and isinstance(error, dict):
            words, about = str(error.get("message", "")), error.get("metadata") or {}
            if "flagged_input" in about or "reasons" in about or error.get("code") in _REFUSALS:
                reasons = ", ".join(map(str, about.get("reasons") or ()))
                raise Refused(TITLE, f"{words} {reasons}".strip(), stage="input" if reasons else "", charged="unknown")
            if reply.status < 400:
                raise Unknown(TITLE, words)
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        if not isinstance(body, dict):
            raise Unknown(TITLE, f"its answer cannot be read: {reply.body[:80]!r}")
        usage: dict[str, Any] = body.get("usage") or {}
        return Answer(
            pictures_in(body), usage=usage, cost=_cost(usage), provider_id=reply.headers.get("x-request-id", "")
        )

    def alive(self, card: Card) -> Call | None:
        """The list of image models is free."""
        return Call("GET", "/images/models", seconds=20.0)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The ids that OpenRouter offers."""
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        return ids_in(reply)


def _cost(usage: Mapping[str, Any]) -> Micro | None:
    """What was taken; with a vendor's key of one's own, also what that vendor takes."""
    if usage.get("cost") is None:
        return None
    upstream = (usage.get("cost_details") or {}).get("upstream_inference_cost") if usage.get("is_byok") else 0
    return micro(f"{usage['cost']:.9f}") + micro(f"{upstream or 0:.9f}")


ADAPTER = OpenRouter()
PROVIDERS = (
    Provider(
        name="openrouter",
        title=TITLE,
        base="https://openrouter.ai/api/v1",
        key_variables=("OPENROUTER_API_KEY",),
        key_page="https://openrouter.ai/settings/keys",
    ),
)
