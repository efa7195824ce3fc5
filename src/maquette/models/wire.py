"""What several wire formats have in common: base64, data URLs, and words out of an error body."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from maquette.models.answer import Part, Reply
from maquette.models.request import Picture


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
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return b""


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
