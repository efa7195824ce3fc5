"""Runware: an array of tasks, each under an id that we choose. The same request has the same id, so it is billed once.

A second submission is refused with ``conflictTaskUUID``, and ``getResponse`` then gives the result of the first; the
vendor's SDK (0.5.24, whose types these are) does just that. A card's ``extra.fields`` gives the model's own names.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail
from maquette.models.answer import Answer, Call, Pending, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import BadRequest, ModelFailure, NoKey, OutOfFunds, RateLimited, Refused, Unknown
from maquette.models.margins import SIDES, margins
from maquette.models.masks import white_is_edit
from maquette.models.money import Micro, micro
from maquette.models.request import Picture, Request
from maquette.models.spelling import spell
from maquette.models.wire import base64_text, data_url, words_of

TITLE = "Runware"
_PATH = "/v1"
_FORMATS = {"png": "PNG", "jpeg": "JPG", "jpg": "JPG", "webp": "WEBP"}


class Runware(Adapter):
    """Tasks of the kind ``imageInference``, worked on after the reply."""

    def claim(self, request: Request, card: Card) -> Pending:
        """Our own id: asked for even when no reply ever came."""
        return _task(own_id(request, card))

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """POST one task."""
        mask = f"data:image/png;base64,{base64_text(white_is_edit(request.mask))}" if request.mask else ""
        task: dict[str, Any] = {
            "taskType": "imageInference",
            "taskUUID": own_id(request, card),
            "model": card.wire,
            "deliveryMethod": "async",
            "outputType": "URL",
            "outputFormat": _FORMATS.get(request.file_type, "PNG"),
            "includeCost": True,
            "numberResults": request.count,
            **spell(request, card, [data_url(one) for one in request.pictures], mask),
        }
        if request.kind == "extend" and request.image:
            task = {name: value for name, value in task.items() if name not in SIDES}
            task["outpaint"] = margins(request.image, request.size, request.options)._asdict()
        return Call("POST", _PATH, json=[task])

    def read(self, reply: Reply, card: Card) -> Answer | Pending:
        """The task's acknowledgement, or a failure; an id that was used before is asked for."""
        body = reply.json
        if not isinstance(body, dict) or not (body.get("errors") or body.get("data")):
            if reply.status >= 400:
                fail(TITLE, reply, words_of(reply))
            raise Unknown(TITLE, "it answered without a task")
        for error in body.get("errors") or []:
            if error.get("code") == "conflictTaskUUID" and error.get("taskUUID"):
                return _task(str(error["taskUUID"]))
        if not body.get("data"):
            raise _failure(body["errors"], BadRequest(TITLE, _words(body["errors"])))
        return _read(body, _task(str(body["data"][0].get("taskUUID", ""))))

    def poll(self, pending: Pending, card: Card) -> Call:
        """``getResponse`` by the task's id, which is free."""
        task = {"taskType": "getResponse", "taskUUID": pending.provider_id}
        return Call("POST", _PATH, json=[task], seconds=30.0)

    def read_poll(self, reply: Reply, card: Card, pending: Pending) -> Answer | Pending:
        """The state of the task."""
        if not isinstance(reply.json, dict):
            raise Unknown(TITLE, f"{pending.provider_id} cannot be asked for (HTTP {reply.status})")
        return _read(reply.json, pending)


def _task(name: str) -> Pending:
    return Pending(name, {"taskUUID": name})


def own_id(request: Request, card: Card) -> str:
    """A UUID in the form of version 4, out of everything that makes the request what it is."""

    def plain(value: Any) -> Any:
        if isinstance(value, Picture):
            return hashlib.sha256(value.data).hexdigest()
        if isinstance(value, Mapping):
            return {str(key): plain(one) for key, one in value.items()}
        return [plain(one) for one in value] if isinstance(value, list | tuple) else value

    facts = {name: plain(getattr(request, name)) for name in request.__dataclass_fields__ if name != "history"}
    text = json.dumps([card.wire, plain(card.defaults), facts], sort_keys=True, default=str)
    return str(uuid.UUID(bytes=hashlib.sha256(text.encode()).digest()[:16], version=4))


def _read(body: Mapping[str, Any], pending: Pending) -> Answer | Pending:
    data, errors = body.get("data") or [], body.get("errors") or []
    made = [one for one in data if one.get("imageURL")]
    if any(one.get("status") == "processing" for one in data) or not (made or errors):
        return pending
    if not made:
        raise _polled(errors, pending)
    results = tuple(
        Result(url=str(one["imageURL"]), facts={key: one[key] for key in ("seed", "NSFWContent") if key in one})
        for one in made
    )
    withheld = tuple(str(one.get("message", "")) for one in errors)
    return Answer(results, {"pictures": len(made)}, _cost(made), pending.provider_id, withheld=withheld)


def _cost(made: Sequence[Mapping[str, Any]]) -> Micro | None:
    costs = [one["cost"] for one in made if isinstance(one.get("cost"), int | float)]
    return sum(micro(Decimal(str(one))) for one in costs) if len(costs) == len(made) else None


def _words(errors: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(str(one.get("message") or one.get("code") or "") for one in errors)


def _polled(errors: Sequence[Mapping[str, Any]], pending: Pending) -> ModelFailure:
    words = f"{pending.provider_id}: {_words(errors)}"
    if any("notfound" in str(one.get("code", "")).lower() for one in errors):
        # It never arrived. Should it have, the id is refused the second time, and nothing is billed twice.
        return ModelFailure(
            f"{TITLE} has no task {words}", mend="run again: the same request is never billed twice", code="not-arrived"
        )
    found = _failure(errors, Unknown(TITLE, words))
    # A key, money or a limit keeps us from asking; it says nothing of the work.
    return found if isinstance(found, Refused) else Unknown(TITLE, words)


def _failure(errors: Sequence[Mapping[str, Any]], otherwise: ModelFailure) -> ModelFailure:
    """What the codes say; Runware is still settling them, so they are read by the words in them."""
    codes = " ".join(str(one.get("code", "")) for one in errors).lower()
    words = _words(errors)
    if "apikey" in codes or "unauthorized" in codes:
        return NoKey(f"{TITLE} does not accept the key: {words}", mend="")
    if "insufficient" in codes or "credits" in codes or "balance" in codes:
        return OutOfFunds(TITLE, words)
    if "ratelimit" in codes or "toomanyrequests" in codes or "concurren" in codes:
        return RateLimited(TITLE, words)
    if "content" in codes or "moderation" in codes or "nsfw" in codes:
        return Refused(TITLE, words, charged="unknown")
    return otherwise


ADAPTER = Runware()
PROVIDERS = (
    Provider(
        name="runware",
        title=TITLE,
        base="https://api.runware.ai",
        key_variables=("RUNWARE_API_KEY",),
        key_page="https://my.runware.ai/keys",
        concurrency=16,
    ),
)
