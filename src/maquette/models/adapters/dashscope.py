"""Qwen-Image on Alibaba's Model Studio (DashScope): a conversation of one turn that answers with addresses of pictures.

Sizes are written with an asterisk, and an error may come as HTTP 200. Facts read 2026-11-23; error codes:
help.aliyun.com/en/model-studio/error-code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maquette.models.adapter import Adapter, Provider, fail, retry_after
from maquette.models.answer import Answer, Call, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import (
    BadRequest,
    ModelFailure,
    NoKey,
    OutOfFunds,
    RateLimited,
    Refused,
    Unavailable,
    Unknown,
    Unsupported,
)
from maquette.models.fitting import snap
from maquette.models.request import Request, Size
from maquette.models.wire import data_url, words_of

TITLE = "Alibaba Model Studio"
_OPTIONS = ("prompt_extend", "watermark")
_PATH = "/services/aigc/multimodal-generation/generation"


class DashScope(Adapter):
    """Usage is told as ``pictures``, with what the API calls its counts."""

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """One to six pictures. Raises ``Unsupported`` for options that the API does not have."""
        options = {**card.defaults, **request.options}
        strange = sorted(set(options) - set(_OPTIONS))
        if strange:
            known = ", ".join(_OPTIONS)
            raise Unsupported(f"{card.name} has no option {strange[0]!r}", mend=f"its options are {known}")
        content = [{"image": data_url(one)} for one in request.pictures]
        parameters: dict[str, Any] = {"n": request.count, "watermark": False, **options}
        parameters |= {"size": size} if (size := _size(request, card)) else {}
        parameters |= {"negative_prompt": request.negative_prompt} if request.negative_prompt else {}
        parameters |= {"seed": (request.seed + request.take - 1) % 2**31} if request.seed is not None else {}
        messages = [{"role": "user", "content": [*content, {"text": request.prompt}]}]
        body = {"model": card.wire, "input": {"messages": messages}, "parameters": parameters}
        return Call("POST", _PATH, json=body, seconds=600)

    def read(self, reply: Reply, card: Card) -> Answer:
        """The addresses of the pictures, which hold for a day."""
        body = reply.json
        code = str(body.get("code") or "") if isinstance(body, dict) else ""
        if code:
            raise _failure(code, str(body.get("message") or code), reply)
        if reply.status != 200:
            fail(TITLE, reply, words_of(reply))
        if not isinstance(body, dict):
            raise Unknown(TITLE, "its answer cannot be read")
        results: list[Result] = []
        said: list[str] = []
        for choice in (body.get("output") or {}).get("choices") or ():
            content: Any = (choice.get("message") or {}).get("content") or []
            for part in content if isinstance(content, list) else [{"text": content}]:
                results += [Result(url=part["image"])] if part.get("image") else []
                said += [str(part["text"])] if part.get("text") else []
        told = {name: value for name, value in (body.get("usage") or {}).items() if isinstance(value, int)}
        made = told.get("output_image_count", told.get("image_count", len(results)))
        return Answer(
            tuple(results),
            usage={**told, "pictures": made},
            provider_id=body.get("request_id", ""),
            model_version=card.wire,
            text="\n".join(said),
        )


def _size(request: Request, card: Card) -> str:
    """``W*H``: what was asked for, or an edit's own shape; empty where it is the model's choice."""
    size = request.size
    if not size.width and request.image:
        size = snap(Size(request.image.width, request.image.height), card.sizes)
    return f"{size.width}*{size.height}" if size.width else ""


def _failure(code: str, words: str, reply: Reply) -> ModelFailure:
    told = f"{words} ({code})"
    kind = code.lower().replace("_", "")
    if kind.startswith(("datainspectionfailed", "ipinfringementsuspect")):
        return Refused(TITLE, told, stage="output" if "output" in words.lower() else "input")
    if kind.startswith("arrearage") or "freetieronly" in kind:
        return OutOfFunds(TITLE, told)
    if kind.startswith("invalidapikey"):
        return NoKey(f"{TITLE} does not accept the key: {told}", mend="keys hold for one region: check key and address")
    if kind.startswith("throttling"):
        return RateLimited(TITLE, told, retry_after=retry_after(reply))
    if reply.status in (401, 408) or reply.status > 403:
        fail(TITLE, reply, told)
    if kind.startswith(("internalerror", "requesttimeout", "serviceunavailable", "systemerror")):
        return Unavailable(TITLE, told, again=False)
    return BadRequest(TITLE, told)


def _provider(name: str, title: str, base: str) -> Provider:
    return Provider(name=name, title=title, base=base, key_variables=("DASHSCOPE_API_KEY",), key_page=_KEYS)


_KEYS = "https://modelstudio.console.alibabacloud.com"
ADAPTER = DashScope()
PROVIDERS = (
    _provider("dashscope", TITLE, "https://dashscope-intl.aliyuncs.com/api/v1"),
    _provider("dashscope-cn", f"{TITLE} (China)", "https://dashscope.aliyuncs.com/api/v1"),
)
