"""OpenAI's images endpoints: generations as JSON, edits as multipart, previews as server-sent events.

After the vendor's own types (``openai`` 3.57, ``image_generate_params`` and ``image_edit_params``). There is no seed,
no negative prompt, and no key that would keep a repeated request from being charged again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

from maquette.models.adapter import Adapter, Provider, fail
from maquette.models.answer import Answer, Call, Part, Pending, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import BadRequest, NoKey, OutOfFunds, Refused, Unknown, Unsupported
from maquette.models.masks import transparent_is_edit
from maquette.models.request import Picture, Request
from maquette.models.wire import bytes_of, ids_in, pictures_in, settings, words_of

TITLE = "OpenAI"
_REFUSALS = ("moderation_blocked", "content_policy_violation")
_FUNDS = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")
_SECONDS = 600.0


class OpenAI(Adapter):
    """Pictures in the answer as base64, or, with previews, in the last event of a stream."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """Edits take every picture that goes along, generations none."""
        fields = _fields(request, card)
        if not request.pictures:
            return Call("POST", "/images/generations", json=fields, seconds=_SECONDS)
        parts = [Part(name, _text(value)) for name, value in fields.items()]
        name = "image" if len(request.pictures) == 1 else "image[]"
        parts += [_file(name, one, f"image-{number}") for number, one in enumerate(request.pictures, 1)]
        if request.mask:
            parts.append(_file("mask", _mask(request, card), "mask"))
        if request.markup:
            parts.append(_file("markup", request.markup, "markup"))
        return Call("POST", "/images/edits", parts=tuple(parts), seconds=_SECONDS)

    def read(self, reply: Reply, card: Card) -> Answer | Pending:
        """All pictures or none; the cost follows from the tokens."""
        if reply.status >= 400:
            _raise(reply, reply.json)
        if "event-stream" in reply.headers.get("content-type", ""):
            return _read_events(reply)
        body = reply.json
        if not isinstance(body, dict):
            raise Unknown(TITLE, f"its answer cannot be read: {reply.body[:80]!r}")
        return Answer(
            pictures_in(body),
            usage=_usage(body.get("usage")),
            provider_id=reply.headers.get("x-request-id", ""),
            model_version=card.wire,
        )

    def preview(self, event: dict[str, object]) -> bytes:
        """The picture of a ``partial_image`` event."""
        return bytes_of(str(event.get("b64_json", ""))) if str(event.get("type")).endswith(".partial_image") else b""

    def alive(self, card: Card) -> Call | None:
        """The list of models is free."""
        return Call("GET", "/models", seconds=20.0)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The ids that this key may use."""
        if reply.status >= 400:
            _raise(reply, reply.json)
        return ids_in(reply)


def _fields(request: Request, card: Card) -> dict[str, Any]:
    fields: dict[str, Any] = {"model": card.wire, "prompt": request.prompt, "n": request.count}
    fields["size"] = str(request.size) if request.size.width else "auto"
    if request.quality:
        fields["quality"] = request.quality
    fields["output_format"] = "jpeg" if request.file_type == "jpg" else request.file_type
    if request.transparent:
        fields["background"] = "transparent"
    # A stream tells of one picture only.
    if request.previews and request.count == 1:
        fields |= {"stream": True, "partial_images": request.previews}
    own = settings(request, card)
    if "output_compression" in own and fields["output_format"] == "png":
        raise Unsupported(f"{card.name} compresses jpeg and webp, not png", mend="ask for jpeg or webp")
    alien = "moderation" if request.pictures else "input_fidelity"
    if alien in own:
        kind = "pictures go along" if request.pictures else "no picture goes along"
        raise Unsupported(f"{card.name} has no setting {alien!r} when {kind}", mend="leave it away")
    return fields | own


def _mask(request: Request, card: Card) -> Picture:
    if not request.image:
        raise Unsupported(f"{card.name} applies a mask to a picture, and there is none", mend="name the picture")
    if request.markup:
        raise Unsupported(f"{card.name} takes a mask or a markup, not both", mend="leave one of them away")
    assert request.mask
    data = transparent_is_edit(request.mask)
    if card.limits.mask_bytes and len(data) >= card.limits.mask_bytes:
        raise Unsupported(
            f"the mask has {len(data) / 1e6:.1f} MB, {card.name} takes {card.limits.mask_bytes / 1e6:.0f} MB",
            mend="make the picture smaller, or the mask simpler",
        )
    return replace(request.mask, data=data)


def _file(name: str, picture: Picture, stem: str) -> Part:
    return Part(name, picture.data, f"{stem}.{picture.suffix}", picture.media_type)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _usage(told: Any) -> dict[str, int]:
    """Tokens under the names that cards price: text and image in, what of them was cached, text and image out."""
    if not isinstance(told, Mapping):
        return {}
    into, out = told.get("input_tokens_details") or {}, told.get("output_tokens_details") or {}
    cached = into.get("cached_tokens_details") or {}
    counts = {
        "text_input_tokens": into.get("text_tokens", 0) - cached.get("text_tokens", 0),
        "image_input_tokens": into.get("image_tokens", 0) - cached.get("image_tokens", 0),
        "cached_text_input_tokens": cached.get("text_tokens", 0),
        "cached_image_input_tokens": cached.get("image_tokens", 0),
        "text_output_tokens": out.get("text_tokens", 0),
        "image_output_tokens": out.get("image_tokens", told.get("output_tokens", 0)),
    }
    return {name: count for name, count in counts.items() if count}


def _read_events(reply: Reply) -> Answer:
    results, usage = [], dict[str, int]()
    for event in reply.events:
        if event.get("error"):
            _raise(reply, event)
        if str(event.get("type")).endswith(".completed"):
            results.append(Result(bytes_of(str(event.get("b64_json", "")))))
            for name, count in _usage(event.get("usage")).items():
                usage[name] = usage.get(name, 0) + count
    if not results:
        raise Unknown(TITLE, "the stream ended before the picture was there")
    return Answer(tuple(results), usage=usage, provider_id=reply.headers.get("x-request-id", ""))


def _raise(reply: Reply, body: Any) -> NoReturn:
    error = body.get("error") if isinstance(body, dict) else None
    error = error if isinstance(error, dict) else {}
    codes = {error.get("code"), error.get("type")}
    words = str(error.get("message") or words_of(reply))
    if codes & set(_REFUSALS):
        details = error.get("moderation_details") or {}
        stage = str(details.get("moderation_stage", ""))
        # What was stopped at the door cost nothing; whether a picture that was made and kept back did, nobody says.
        raise Refused(TITLE, words, stage=stage, charged="no" if stage == "input" else "unknown")
    if codes & set(_FUNDS):
        raise OutOfFunds(TITLE, words)
    if reply.status == 403:
        raise NoKey(
            f"{TITLE} does not let this key do that: {words}",
            mend="verify the organisation and allow the model at https://platform.openai.com/settings/organization",
        )
    if reply.status == 404 or error.get("code") == "model_not_found":
        raise BadRequest(TITLE, words, mend="maquette models check openai shows which models the key may use")
    if reply.status < 400:
        raise Unknown(TITLE, words)
    fail(TITLE, reply, words)


ADAPTER = OpenAI()
PROVIDERS = (
    Provider(
        name="openai",
        title=TITLE,
        base="https://api.openai.com/v1",
        key_variables=("OPENAI_API_KEY",),
        base_variables=("OPENAI_BASE_URL",),
        key_page="https://platform.openai.com/api-keys",
        headers=(("OPENAI_ORG_ID", "OpenAI-Organization"), ("OPENAI_PROJECT_ID", "OpenAI-Project")),
    ),
)
