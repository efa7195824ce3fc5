"""What several wire formats have in common: base64, data URLs, settings, answers, and words out of an error body."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from maquette.models.answer import Part, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import Unsupported
from maquette.models.request import Picture, Request


def base64_of(picture: Picture) -> str:
    """The picture's bytes in base64."""
    return base64_text(picture.data)


def base64_text(data: bytes) -> str:
    """*data* in base64."""
    return base64.b64encode(data).decode("ascii")


def data_url(picture: Picture) -> str:
    """The picture as a ``data:`` URL."""
    return f"data:{picture.media_type};base64,{base64_of(picture)}"


def bytes_of(text: str) -> bytes:
    """The bytes of base64 *text*, with or without a data URL's head; empty for what is none."""
    text = text.partition(",")[2] if text.startswith("data:") else text
    import pybase64

    for strictly in (True, False):
        # Strictly is ten times as quick, and fails where lines are broken.
        try:
            return pybase64.b64decode(text, validate=strictly)
        except (binascii.Error, ValueError):
            continue
    return b""


def settings(request: Request, card: Card) -> dict[str, Any]:
    """What the card sends by default, and over it the request's options. Raises ``Unsupported``.

    A card whose ``extra.options`` names the settings that its model has takes no others.
    """
    known = card.extra.get("options")
    strange = [name for name in request.options if known is not None and name not in known]
    if strange:
        raise Unsupported(
            f"{card.name} has no setting {strange[0]!r}", mend=f"it has {', '.join(known or ()) or 'none'}"
        )
    return {**card.defaults, **request.options}


def pictures_in(body: Any) -> tuple[Result, ...]:
    """The pictures of an answer as OpenAI's images endpoint and its many likes give it: ``data[]`` of base64 or URL."""
    found = []
    for one in (body.get("data") or ()) if isinstance(body, dict) else ():
        facts = {name: one[name] for name in ("revised_prompt", "seed") if one.get(name)}
        if text := one.get("b64_json"):
            found.append(Result(bytes_of(text), facts=facts))
        elif url := one.get("url"):
            found.append(Result(url=url, facts=facts))
    return tuple(found)


def ids_in(reply: Reply) -> tuple[str, ...]:
    """The ids of a list of models, as OpenAI and its likes give it."""
    body = reply.json
    listed = body.get("data", ()) if isinstance(body, dict) else body if isinstance(body, list) else ()
    return tuple(str(one["id"]) for one in listed if isinstance(one, dict) and "id" in one)


_ORDERS = re.compile(r"<sd_cpp_extra_args>.*?(</sd_cpp_extra_args>|\Z)|</sd_cpp_extra_args>", re.DOTALL)


def without_orders(prompt: str) -> str:
    """The prompt without the tag by which stable-diffusion.cpp's server takes settings out of it."""
    # What is left when a tag is cut out may form another one.
    while (shorter := _ORDERS.sub("", prompt)) != prompt:
        prompt = shorter
    return prompt.strip()


def file_part(name: str, picture: Picture) -> Part:
    """The picture as a file of a multipart body."""
    return Part(name, picture.data, f"{name}.{picture.suffix}", picture.media_type)


def fields_of(said: Mapping[str, Any]) -> list[Part]:
    """Settings as fields of a multipart body: a list is a field again and again, an object is JSON."""
    parts = []
    for name, value in said.items():
        parts += [Part(name, _field(one)) for one in (value if isinstance(value, list | tuple) else [value])]
    return parts


def _field(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def words_of(reply: Reply) -> str:
    """What an error body says, wherever it says it: ``error.message``, ``error``, ``detail``, ``message``."""
    body = reply.json
    if not isinstance(body, dict):
        return reply.body[:300].decode("utf-8", "replace").strip()
    for key in ("error", "detail", "message", "errors"):
        if body.get(key):
            return _text(body[key])
    return ""


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return _text(value.get("message") or value.get("msg") or value.get("detail") or "")
    if isinstance(value, list):
        return "; ".join(filter(None, map(_text, value)))
    return str(value)
