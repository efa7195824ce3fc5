"""What goes over the wire and what comes back: calls, replies, and the answer that is read from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from maquette.models.money import Micro


@dataclass(frozen=True)
class Part:
    """One part of a multipart body: a field (*data* is text) or a file (*data* is bytes, with *filename*)."""

    name: str
    data: str | bytes = field(repr=False)
    filename: str = ""
    media_type: str = ""


@dataclass(frozen=True)
class Call:
    """One HTTP request. *path* is added to the provider's base, or is a whole URL that the provider gave.

    *json* or *parts* is the body. *keyless* calls carry no key even to the provider's own host. *seconds* is how long
    an answer may take to begin.
    """

    method: str
    path: str
    json: Any = None
    parts: tuple[Part, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 300.0
    keyless: bool = False


@dataclass(frozen=True)
class Reply:
    """An HTTP answer, whole. Header names are lower case. A stream of events is kept as the text that it was."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @cached_property
    def json(self) -> Any:
        """The body read as JSON; None when it is none."""
        from pydantic_core import from_json

        try:
            return from_json(self.body)
        except ValueError:
            return None

    @property
    def events(self) -> list[dict[str, Any]]:
        """The JSON data of each server-sent event, in order; what is no JSON (``[DONE]``) is left out."""
        found = []
        for block in self.body.replace(b"\r\n", b"\n").split(b"\n\n"):
            lines = [line[5:].strip() for line in block.split(b"\n") if line.startswith(b"data:")]
            try:
                data = json.loads(b"\n".join(lines)) if lines else None
            except ValueError:
                continue
            if isinstance(data, dict):
                found.append(data)
        return found

    @property
    def pieces(self) -> tuple[bytes, bytes]:
        """As bytes to keep, one after the other: a line of JSON, and the body as it came."""
        head = {"status": self.status, "headers": dict(self.headers)}
        return json.dumps(head, sort_keys=True).encode() + b"\n", self.body

    def pack(self) -> bytes:
        """Its pieces in one."""
        return b"".join(self.pieces)

    @classmethod
    def unpack(cls, data: bytes) -> Reply:
        """From what ``pack`` gave."""
        head, _, body = data.partition(b"\n")
        return cls(**json.loads(head), body=body)


@dataclass(frozen=True)
class Result:
    """One picture of an answer: its bytes, or the *url* that they must be fetched from at once.

    *facts* tell more of it: layer order and box, seed, the prompt as the model rewrote it.
    """

    data: bytes = field(default=b"", repr=False)
    url: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What a model gave. *cost* is set only when the provider says it; else it is worked out from *usage*.

    *withheld* says in the provider's words why pictures are missing that were asked for. *state* is what the provider
    wants back in the next turn. *model_version* is what really answered.
    """

    results: tuple[Result, ...]
    usage: Mapping[str, Any] = field(default_factory=dict)
    cost: Micro | None = None
    provider_id: str = ""
    model_version: str = ""
    text: str = ""
    withheld: tuple[str, ...] = ()
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pending:
    """The provider took the request and works on it: its *provider_id*, and what to ask for it with.

    *handle* is plain JSON (a polling URL), never empty. It is kept before anything else happens, so that a crash costs
    nothing. *wait* is how many seconds the provider asks to be left alone; *ready* says that it can give the answer
    now.
    """

    provider_id: str
    handle: Mapping[str, Any] = field(default_factory=dict)
    cost: Micro | None = None
    wait: float = 0.0
    ready: bool = False
    progress: float | None = None
