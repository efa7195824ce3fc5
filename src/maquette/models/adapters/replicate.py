"""Replicate: a prediction is created, its id kept, and asked for until it has ended.

Source: Replicate's OpenAPI description of 2026-04-09. No ``Prefer`` header is sent, so the id comes back at once.
What was sent and made is deleted after an hour. A card's ``extra.fields`` gives the model's own names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail, lost
from maquette.models.answer import Answer, Call, Part, Pending, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import Gone, ModelFailure, Refused, Unknown
from maquette.models.masks import white_is_edit
from maquette.models.request import Picture, Request
from maquette.models.spelling import spell
from maquette.models.wire import data_url, words_of

TITLE = "Replicate"
_DATA_URL_BYTES = 256_000
_ENDED = ("failed", "canceled", "aborted")
_REFUSALS = ("nsfw", "sensitive", "safety", "moderat", "flagged", "content policy", "(e005)")


class Replicate(Adapter):
    """Predictions of official models."""

    def prepare(self, request: Request, card: Card) -> Sequence[Call]:
        """Pictures that are too large for a data URL are uploaded first, which is free."""
        large = [one for one in _pictures(request) if _too_large(one)]
        return [Call("POST", "/files", parts=(_part(one),)) for one in large]

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """POST the prediction."""
        uploaded = iter(prepared)
        sent = [_uploaded(next(uploaded)) if _too_large(one) else data_url(one) for one in _pictures(request)]
        mask = sent.pop() if request.mask else ""
        return Call("POST", f"/models/{card.wire}/predictions", json={"input": spell(request, card, sent, mask)})

    def read(self, reply: Reply, card: Card) -> Answer | Pending:
        """The prediction as it was created, or a failure."""
        body = reply.json
        if reply.status >= 400 or not isinstance(body, dict):
            fail(TITLE, reply, words_of(reply))
        if not body.get("id"):
            raise Unknown(TITLE, "it took the request and named no id")
        return _read(body, Pending(str(body["id"]), {"id": str(body["id"])}))

    def poll(self, pending: Pending, card: Card) -> Call:
        """GET the prediction."""
        return Call("GET", f"/predictions/{pending.provider_id}", seconds=30.0)

    def read_poll(self, reply: Reply, card: Card, pending: Pending) -> Answer | Pending:
        """The state of the prediction."""
        if reply.status >= 400 or not isinstance(reply.json, dict):
            lost(TITLE, pending, reply, words_of(reply))
        return _read(reply.json, pending)

    def alive(self, card: Card) -> Call | None:
        """The account that the key belongs to."""
        return Call("GET", "/account", seconds=15.0)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The key works; models are not told."""
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        return ()


def _read(body: Mapping[str, Any], pending: Pending) -> Answer | Pending:
    status = str(body.get("status", ""))
    if status in _ENDED:
        raise _ended(status, str(body.get("error") or ""))
    if status != "succeeded":
        return pending
    if body.get("data_removed"):
        raise Gone(TITLE, f"{pending.provider_id} was made, and deleted an hour after")
    output = body.get("output")
    urls = [output] if isinstance(output, str) else [one for one in output or [] if isinstance(one, str)]
    metrics = body.get("metrics") or {}
    usage = {key: value for key, value in metrics.items() if isinstance(value, int | float)}
    version = str(body.get("version") or "")
    return Answer(tuple(Result(url=url) for url in urls), usage, None, pending.provider_id, version)


def _ended(status: str, words: str) -> ModelFailure:
    if any(mark in words.lower() for mark in _REFUSALS):
        return Refused(TITLE, words, charged="unknown")
    failure = ModelFailure(
        f"{TITLE} ended the prediction ({status}): {words or 'it gives no reason'}",
        mend="run again, or take another model",
        code="model-failed",
    )
    # An aborted prediction never began; one that failed or was stopped may have used time.
    failure.charged = "no" if status == "aborted" else "unknown"
    return failure


def _pictures(request: Request) -> list[Picture]:
    """Every picture as sent, the mask last."""
    mask = request.mask
    masks = [Picture(white_is_edit(mask), "image/png", mask.width, mask.height)] if mask else []
    return [*request.pictures, *masks]


def _too_large(picture: Picture) -> bool:
    return len(data_url(picture)) > _DATA_URL_BYTES


def _part(picture: Picture) -> Part:
    return Part("content", picture.data, f"picture.{picture.suffix}", picture.media_type)


def _uploaded(reply: Reply) -> str:
    return str(((reply.json or {}).get("urls") or {}).get("get", ""))


ADAPTER = Replicate()
PROVIDERS = (
    Provider(
        name="replicate",
        title=TITLE,
        base="https://api.replicate.com/v1",
        key_variables=("REPLICATE_API_TOKEN",),
        key_page="https://replicate.com/account/api-tokens",
        concurrency=16,
        per_minute=600,
        result_hosts=("replicate.delivery", "replicate.com"),
    ),
)
