"""fal: every model behind one queue. Submit, keep the URLs that come back, ask for the state, then for the response.

Sources: fal's queue and error pages, ``fal-client`` 1.0.3, the endpoint types of ``@fal-ai/client`` 1.10.1.
A card's ``extra.edit`` is the endpoint for requests with pictures, ``extra.mask`` the one for masks, and
``extra.fields`` the endpoint's own names. The option ``store_io = false`` keeps fal from storing what was sent and
made; the response can then be asked for during an hour only, six minutes where it is large.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

from maquette.models.adapter import Adapter, Provider, fail, lost, retry_after
from maquette.models.answer import Answer, Call, Pending, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import BadRequest, OutOfFunds, Refused, Unavailable, Unknown
from maquette.models.masks import white_is_edit
from maquette.models.request import Request
from maquette.models.spelling import spell
from maquette.models.wire import base64_text, data_url, words_of

TITLE = "fal"
_GATEWAY = (502, 503, 504)


class Fal(Adapter):
    """The queue of fal."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """POST to the queue; pictures as data URLs."""
        mask = f"data:image/png;base64,{base64_text(white_is_edit(request.mask))}" if request.mask else ""
        body = spell(request, card, [data_url(one) for one in request.pictures], mask)
        stored = body.pop("store_io", True)
        headers = {} if stored else {"X-Fal-Store-IO": "0"}
        return Call("POST", f"/{_endpoint(request, card)}", json=body, headers=headers)

    def read(self, reply: Reply, card: Card) -> Answer | Pending:
        """The place in the queue, or a failure."""
        body = reply.json
        if reply.status >= 400 or not isinstance(body, dict):
            _fail(reply)
        if not body.get("request_id") or not body.get("status_url") or not body.get("response_url"):
            raise Unknown(TITLE, "it took the request and named no place to ask for it")
        handle = {key: str(body[key]) for key in ("status_url", "response_url")}
        return Pending(str(body["request_id"]), handle)

    def poll(self, pending: Pending, card: Card) -> Call:
        """GET the state, and once it is complete the response, at the URLs that came back."""
        return Call("GET", str(pending.handle["response_url" if pending.ready else "status_url"]), seconds=60.0)

    def passes(self, reply: Reply, pending: Pending) -> bool:
        """A model's own 5xx is the end of the work; one of the gateway's passes."""
        told = isinstance(reply.json, dict) and "detail" in reply.json
        if pending.ready and reply.status >= 500 and (told or "x-fal-error-type" in reply.headers):
            return False
        return super().passes(reply, pending)

    def read_poll(self, reply: Reply, card: Card, pending: Pending) -> Answer | Pending:
        """The state of the work, its pictures, or how it failed: a completed request may still be an error."""
        body = reply.json
        if pending.ready and (reply.status == 422 or reply.status >= 500):
            _fail(reply)
        if reply.status >= 400 or not isinstance(body, dict):
            lost(TITLE, pending, reply, words_of(reply))
        if not pending.ready or "status_url" in body:
            return replace(pending, ready=body.get("status") == "COMPLETED")
        return _answer(body, pending)


def _endpoint(request: Request, card: Card) -> str:
    if request.mask and "mask" in card.extra:
        return str(card.extra["mask"])
    return str(card.extra.get("edit", card.wire)) if request.pictures else card.wire


def _answer(body: Mapping[str, Any], pending: Pending) -> Answer:
    found = body.get("images") or ([body["image"]] if body.get("image") else [])
    unsafe = body.get("has_nsfw_concepts") or []
    common = {key: body[key] for key in ("seed", "prompt") if body.get(key) is not None}
    results, withheld = [], []
    for number, one in enumerate(found):
        if number < len(unsafe) and unsafe[number]:
            # What comes instead is a black picture.
            withheld.append("the safety checker held a picture back")
        elif one.get("url"):
            facts = {key: one[key] for key in ("width", "height") if one.get(key)}
            results.append(Result(url=str(one["url"]), facts=common | facts))
    text = str(body.get("description") or "")
    return Answer(tuple(results), {"pictures": len(found)}, None, pending.provider_id, "", text, tuple(withheld))


def _fail(reply: Reply) -> NoReturn:
    details = reply.json.get("detail") if isinstance(reply.json, dict) else None
    items = [one for one in details if isinstance(one, dict)] if isinstance(details, list) else []
    words = "; ".join(filter(None, map(_words, items))) or words_of(reply)
    if any(one.get("type") == "content_policy_violation" for one in items):
        stage = "input" if all((one.get("loc") or [""])[0] == "body" for one in items) else ""
        raise Refused(TITLE, words, stage=stage, charged="unknown")
    if reply.status == 403 and "balance" in words.lower():
        raise OutOfFunds(TITLE, words)
    if reply.status == 422:
        raise BadRequest(TITLE, words)
    if reply.status >= 500 and (items or "x-fal-error-type" in reply.headers):
        # fal does not bill what ends in a 5xx, and says whether trying again can help.
        again = reply.headers.get("x-fal-retryable", "").lower() in ("true", "1")
        raise Unavailable(TITLE, f"HTTP {reply.status}: {words}", again=again, retry_after=retry_after(reply))
    fail(TITLE, reply, words)


def _words(item: Mapping[str, Any]) -> str:
    place = ".".join(str(one) for one in (item.get("loc") or []) if one != "body")
    kinds = f" ({', '.join(map(str, item['categories']))})" if item.get("categories") else ""
    return f"{place}: {item.get('msg', '')}{kinds}" if place else f"{item.get('msg', '')}{kinds}"


ADAPTER = Fal()
PROVIDERS = (
    Provider(
        name="fal",
        title=TITLE,
        base="https://queue.fal.run",
        key_variables=("FAL_KEY",),
        auth="Authorization: Key {key}",
        key_page="https://fal.ai/dashboard/keys",
        concurrency=10,
        polling_hosts=("fal.run",),
    ),
)
