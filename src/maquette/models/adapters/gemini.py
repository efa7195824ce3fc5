"""Google's ``generateContent``: pictures go in and come out as parts of a conversation.

A model's turn is sent back as it came, with its thought signatures, which is how a picture is edited over several
turns. Refusals come as HTTP 200. Wire format: Gemini API v1beta and the google-genai package, read 2026-11-23.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from maquette.models.adapter import Adapter, Provider, fail, retry_after
from maquette.models.answer import Answer, Call, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import BadRequest, NoKey, RateLimited, Refused, Unknown, Unsupported
from maquette.models.request import Picture, Request, Turn
from maquette.models.wire import base64_of, bytes_of, words_of

TITLE = "Google"
_TOP = ("systemInstruction", "tools", "toolConfig", "safetySettings")
_THINKING = ("thinkingLevel", "includeThoughts")
_CONFIG = ("temperature", "topP", "topK", "maxOutputTokens", "mediaResolution", "responseModalities")
_REFUSALS = (
    "SAFETY",
    "RECITATION",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "LANGUAGE",
    "OTHER",
    "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_RECITATION",
    "IMAGE_OTHER",
    "ESCALATION",
    "PUP_LIMITED_DISABLED",
    "MODEL_ARMOR",
)


class Gemini(Adapter):
    """Usage is told as ``input_tokens``, ``image_tokens`` and ``text_tokens``; hidden thought counts as text."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """One picture, its size as a ratio and a tier. Raises ``Unsupported`` for an option that the API lacks."""
        contents = [content for turn in request.history for content in _turn(turn, card)]
        contents.append({"role": "user", "parts": [{"text": request.prompt}, *map(_inline, _unseen(request))]})
        options = {**card.defaults, **request.options}
        top = {name: options.pop(name) for name in _TOP if name in options}
        if isinstance(system := top.get("systemInstruction"), str):
            top["systemInstruction"] = {"parts": [{"text": system}]}
        body = {"contents": contents, "generationConfig": _config(request, card, options), **top}
        return Call("POST", f"/v1beta/models/{card.wire}:generateContent", json=body, seconds=600)

    def read(self, reply: Reply, card: Card) -> Answer:
        """Every picture that is no draft, and the model's words. Raises ``Refused`` when the rules stopped it."""
        if reply.status != 200:
            _fail(reply)
        body = reply.json
        if not isinstance(body, dict):
            raise Unknown(TITLE, "its answer cannot be read")
        usage = _usage(body.get("usageMetadata") or {})
        feedback = body.get("promptFeedback") or {}
        if reason := feedback.get("blockReason"):
            words = _words(reason, feedback.get("blockReasonMessage", ""))
            raise _costing(Refused(TITLE, words, stage="input"), usage)
        results: list[Result] = []
        kept: list[dict[str, Any]] = []
        said: list[str] = []
        withheld: list[str] = []
        for candidate in body.get("candidates") or ():
            for part in (candidate.get("content") or {}).get("parts") or ():
                data = bytes_of((part.get("inlineData") or {}).get("data", ""))
                if not part.get("thought") and data:
                    results.append(Result(data))
                elif not part.get("thought") and part.get("text"):
                    said.append(part["text"])
                kept += _compact(part, data)
            withheld += _stopped(candidate, usage, any_made=bool(results))
        return Answer(
            tuple(results),
            usage=usage,
            provider_id=body.get("responseId", ""),
            model_version=body.get("modelVersion", ""),
            text="\n".join(said).strip(),
            withheld=tuple(withheld),
            state={"model": card.wire, "parts": kept},
        )

    def alive(self, card: Card) -> Call:
        """The list of models, which is free."""
        return Call("GET", "/v1beta/models?pageSize=1000", seconds=30)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The ids that the key may use."""
        if reply.status != 200:
            _fail(reply)
        models = (reply.json or {}).get("models") or ()
        return tuple(str(one.get("name", "")).removeprefix("models/") for one in models)


def _config(request: Request, card: Card, options: dict[str, Any]) -> dict[str, Any]:
    thinking = {name: options.pop(name) for name in _THINKING if name in options}
    levels = card.extra.get("thinking", ())
    if (level := thinking.get("thinkingLevel")) is not None:
        if str(level).lower() not in levels:
            known = f"it has {', '.join(levels)}" if levels else "leave it out"
            raise Unsupported(f"{card.name} has no thinkingLevel {level!r}", mend=known)
        thinking["thinkingLevel"] = str(level).upper()
    strange = sorted(set(options) - set(_CONFIG))
    if strange:
        known = ", ".join((*_CONFIG, *_THINKING, *_TOP))
        raise Unsupported(f"{card.name} has no option {strange[0]!r}", mend=f"its options are {known}")
    size = request.size
    image = {"aspectRatio": size.aspect, "imageSize": size.tier}
    config: dict[str, Any] = {"responseModalities": ["IMAGE"], **options}
    config |= {"imageConfig": {name: value for name, value in image.items() if value}} if any(image.values()) else {}
    config |= {"thinkingConfig": thinking} if thinking else {}
    config |= {"seed": (request.seed + request.take - 1) % 2**31} if request.seed is not None else {}
    return config


def _turn(turn: Turn, card: Card) -> list[dict[str, Any]]:
    """An earlier turn, the model's part as it came. What another model said is shown as the person's own material."""
    asked = [{"text": turn.prompt}, *map(_inline, turn.pictures)]
    parts = _restored(turn) if turn.state.get("model") == card.wire else []
    if parts:
        return [{"role": "user", "parts": asked}, {"role": "model", "parts": parts}]
    return [{"role": "user", "parts": asked + ([_inline(turn.answer)] if turn.answer else [])}]


def _compact(part: Mapping[str, Any], data: bytes) -> list[dict[str, Any]]:
    """A part to keep for the next turn: a picture by its hash (its bytes are a result), a draft not at all."""
    signed = {"thoughtSignature": part["thoughtSignature"]} if "thoughtSignature" in part else {}
    if part.get("thought"):
        return [{"text": part.get("text", ""), "thought": True, **signed}] if signed else []
    if data:
        kind = part["inlineData"].get("mimeType", "image/png")
        return [{"picture": hashlib.sha256(data).hexdigest(), "mimeType": kind, **signed}]
    return [dict(part)]


def _restored(turn: Turn) -> list[dict[str, Any]]:
    """The model's parts with the picture put back; none when the picture that was kept is not one of them."""
    mark = hashlib.sha256(turn.answer.data).hexdigest() if turn.answer else ""
    parts, found = [], False
    for kept in turn.state.get("parts", ()):
        if "picture" not in kept:
            parts.append(dict(kept))
        elif turn.answer and kept["picture"] == mark:
            found = True
            signed = {"thoughtSignature": kept["thoughtSignature"]} if "thoughtSignature" in kept else {}
            parts.append({"inlineData": {"mimeType": kept["mimeType"], "data": base64_of(turn.answer)}, **signed})
    return parts if found else []


def _unseen(request: Request) -> tuple[Picture, ...]:
    """The request's pictures without the one that the conversation ends with."""
    last = request.history[-1].answer if request.history else None
    if request.image and last and request.image.data == last.data:
        return request.references
    return request.pictures


def _inline(picture: Picture) -> dict[str, Any]:
    return {"inlineData": {"mimeType": picture.media_type, "data": base64_of(picture)}}


def _usage(told: Mapping[str, Any]) -> dict[str, int]:
    if not told:
        return {}
    made, thought = int(told.get("candidatesTokenCount", 0)), int(told.get("thoughtsTokenCount", 0))
    details = told.get("candidatesTokensDetails")
    by_image = sum(int(one.get("tokenCount", 0)) for one in details or () if one.get("modality") == "IMAGE")
    image = min(made, by_image) if details else made
    return {
        "input_tokens": int(told.get("promptTokenCount", 0)) + int(told.get("toolUsePromptTokenCount", 0)),
        "image_tokens": image,
        "text_tokens": made - image + thought,
        "thought_tokens": thought,
    }


def _stopped(candidate: Mapping[str, Any], usage: dict[str, int], *, any_made: bool) -> list[str]:
    """Why a candidate ended early, in words. Raises when that leaves no picture and asking again would not help."""
    reason = candidate.get("finishReason", "STOP")
    if reason in ("STOP", "FINISH_REASON_UNSPECIFIED"):
        return []
    words = _words(reason, candidate.get("finishMessage", ""))
    if reason == "MISSING_THOUGHT_SIGNATURE":
        raise _costing(BadRequest(TITLE, words, mend="begin a new conversation from the last picture"), usage)
    if reason in _REFUSALS and not any_made:
        raise _costing(Refused(TITLE, words, stage="output"), usage)
    return [words]


def _costing(failure: Any, usage: dict[str, int]) -> Any:
    """The failure with what it used: a refusal inside a 200 may be billed for what was read and thought."""
    made = usage.get("image_tokens", 0) + usage.get("text_tokens", 0)
    failure.charged = "yes" if made else "unknown" if usage else "no"
    failure.usage = usage
    return failure


def _words(reason: str, message: str) -> str:
    return f"{message} ({reason})" if message else reason


def _fail(reply: Reply) -> NoReturn:
    words = words_of(reply)
    body = reply.json
    error = (body.get("error") if isinstance(body, dict) else None) or {}
    details = [one for one in error.get("details") or () if isinstance(one, dict)] if isinstance(error, dict) else []
    if any(one.get("reason") == "API_KEY_INVALID" for one in details):
        raise NoKey(f"{TITLE} does not accept the key: {words}", mend="")
    if reply.status == 404:
        raise BadRequest(TITLE, words, mend="`maquette models check` asks which models your key may use now")
    if reply.status == 429:
        raise RateLimited(TITLE, words, retry_after=_delay(details) or retry_after(reply))
    fail(TITLE, reply, words)


def _delay(details: list[dict[str, Any]]) -> float | None:
    told = [str(one["retryDelay"]).removesuffix("s") for one in details if "retryDelay" in one]
    try:
        return float(told[0]) if told else None
    except ValueError:
        return None


ADAPTER = Gemini()
PROVIDERS = (
    Provider(
        name="google",
        title=TITLE,
        base="https://generativelanguage.googleapis.com",
        key_variables=("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        base_variables=("GOOGLE_GEMINI_BASE_URL",),
        auth="x-goog-api-key: {key}",
        key_page="https://aistudio.google.com/apikey",
    ),
)
