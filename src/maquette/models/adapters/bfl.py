"""FLUX at Black Forest Labs: a submission answers an id and a polling URL at once, the picture comes by asking there.

Source: BFL's OpenAPI description of 2026-05-01; FLUX 3 after ComfyUI's and AI SDK's clients of October 2026.
A card's ``extra.pictures`` says how pictures go along: ``images`` (a list), ``input_image`` (numbered) or ``image``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail, lost
from maquette.models.answer import Answer, Call, Pending, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import Gone, ModelFailure, Refused, Unknown
from maquette.models.margins import margins
from maquette.models.masks import white_is_edit
from maquette.models.money import Micro, micro
from maquette.models.request import Request
from maquette.models.wire import base64_of, base64_text, words_of

TITLE = "Black Forest Labs"
_RESOLUTIONS = {"0.75K": "768sq", "1K": "1k", "1.5K": "1.5k", "2K": "2k", "4K": "4k"}
_USED = ("input_mp", "output_mp")
_MODERATED = {"Request Moderated": "input", "Content Moderated": "output"}


class Bfl(Adapter):
    """Submit, then ask until it is ready; the result's URL lives for ten minutes."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """POST to the model's own path; pictures in base64."""
        body: dict[str, Any] = {**card.defaults, "prompt": request.prompt}
        body |= _pictures(request, card.extra.get("pictures", ""))
        body |= _size(request)
        if request.seed is not None and card.can("seed"):
            body["seed"] = request.seed + request.take - 1
        if card.limits.file_types:
            body["output_format"] = request.file_type
        return Call("POST", f"/{card.wire}", json=body | dict(request.options))

    def read(self, reply: Reply, card: Card) -> Answer | Pending:
        """An accepted submission, or a failure."""
        body = reply.json
        if reply.status >= 400 or not isinstance(body, dict):
            fail(TITLE, reply, words_of(reply))
        if "status" in body:
            return _read(body, Pending(str(body.get("id", "")), {}))
        if not body.get("id") or not body.get("polling_url"):
            raise Unknown(TITLE, "it took the request and named no place to ask for it")
        handle = {key: body[key] for key in ("polling_url", "cost", *_USED) if body.get(key) is not None}
        return Pending(str(body["id"]), handle, _cost(body.get("cost")))

    def poll(self, pending: Pending, card: Card) -> Call:
        """GET the polling URL as it was given: its host may be another one of the provider's."""
        if url := pending.handle.get("polling_url"):
            return Call("GET", str(url), seconds=30.0)
        return Call("GET", f"/get_result?id={pending.provider_id}", seconds=30.0)

    def read_poll(self, reply: Reply, card: Card, pending: Pending) -> Answer | Pending:
        """The state of the work."""
        if reply.status >= 400 or not isinstance(reply.json, dict):
            lost(TITLE, pending, reply, words_of(reply))
        return _read(reply.json, pending)

    def alive(self, card: Card) -> Call | None:
        """The account's credits."""
        return Call("GET", "/credits", seconds=15.0)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The key works; which models there are is not told."""
        if reply.status >= 400:
            fail(TITLE, reply, words_of(reply))
        return ()


def _pictures(request: Request, form: str) -> dict[str, Any]:
    if not request.pictures:
        return {}
    sent = [base64_of(one) for one in request.pictures]
    if form == "images":
        return {"images": sent}
    if form == "image":
        assert request.image is not None
        mask = {"mask": base64_text(white_is_edit(request.mask))} if request.mask else {}
        around = request.kind == "extend"
        room = margins(request.image, request.size, request.options)._asdict() if around else {}
        return {"image": sent[0]} | mask | room
    return {f"input_image_{number}" if number > 1 else "input_image": one for number, one in enumerate(sent, 1)}


def _size(request: Request) -> dict[str, Any]:
    size = request.size
    if request.kind == "extend":
        return {}
    if size.width:
        return {"width": size.width, "height": size.height}
    named = {"aspect_ratio": size.aspect} if size.aspect else {}
    return named | ({"resolution": _RESOLUTIONS[size.tier]} if size.tier in _RESOLUTIONS else {})


def _read(body: Mapping[str, Any], pending: Pending) -> Answer | Pending:
    status = str(body.get("status", ""))
    words = _details(body)
    if stage := _MODERATED.get(status):
        raise Refused(TITLE, words or status, stage=stage, charged="unknown")
    if status == "Task not found":
        raise Gone(TITLE, pending.provider_id)
    if status == "Error":
        failure = ModelFailure(
            f"{TITLE} could not make the picture: {words or 'it gives no reason'}",
            mend="run again, or take another model",
            code="model-failed",
        )
        failure.charged = "unknown"
        raise failure
    if status != "Ready":
        return Pending(pending.provider_id, pending.handle, pending.cost, progress=body.get("progress"))
    result = body.get("result") or {}
    facts = {key: result[key] for key in ("seed", "prompt") if result.get(key) is not None}
    usage = {key: pending.handle[key] for key in _USED if key in pending.handle}
    cost = _cost(pending.handle.get("cost"))
    found = (Result(url=str(result["sample"]), facts=facts),) if result.get("sample") else ()
    return Answer(found, usage, cost, pending.provider_id)


def _details(body: Mapping[str, Any]) -> str:
    details = body.get("details") or body.get("result") or {}
    if isinstance(details, dict):
        reasons = details.get("Moderation Reasons") or details.get("error") or details.get("message") or ""
        return ", ".join(map(str, reasons)) if isinstance(reasons, list) else str(reasons)
    return str(details)


def _cost(amount: Any) -> Micro | None:
    """A credit is a cent."""
    return micro(Decimal(str(amount)) / 100) if isinstance(amount, int | float) else None


ADAPTER = Bfl()
PROVIDERS = (
    Provider(
        name="bfl",
        title=TITLE,
        base="https://api.bfl.ai/v1",
        key_variables=("BFL_API_KEY",),
        auth="x-key: {key}",
        key_page="https://dashboard.bfl.ai",
        concurrency=24,
        polling_hosts=("bfl.ai",),
    ),
)
