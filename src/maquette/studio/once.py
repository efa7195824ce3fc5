"""Requests that name an idempotency key are done once, however often they are sent; the same answer is given again."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maquette.errors import StoreError
from maquette.store.answers import Answers
from maquette.studio.problems import of_error, problem

HEADER = "idempotency-key"
REPLAYED = "Idempotency-Replayed"
_METHODS = ("POST", "PUT", "PATCH", "DELETE")
_MOST_BYTES = 4_000_000
_LONGEST_KEY = 200


class Once:
    """Wraps the application. Streams, such as uploads, are left alone: those are named by their content anyway."""

    def __init__(self, app: ASGIApp, *, answers: Answers) -> None:
        self._app = app
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do it, or say what came of it before."""
        given = Headers(scope=scope).get(HEADER, "") if scope["type"] == "http" else ""
        session = scope.get("state", {}).get("session")
        if not given or scope["method"] not in _METHODS or session is None or scope["path"].endswith("/uploads"):
            await self._app(scope, receive, send)
            return
        body = await _whole(receive)
        if body is None or len(given) > _LONGEST_KEY:
            refusal = problem(413, "too-large", "a request with an idempotency key is small", "send less at once")
            await refusal(scope, receive, send)
            return
        asked = f"{scope['method']} {scope['path']}?{scope['query_string'].decode('latin-1')}\n".encode() + body
        digest = hashlib.sha256(asked).hexdigest()
        key = f"{session.member}\n{given}"
        try:
            known = await asyncio.to_thread(self._answers.begin, key, digest)
        except StoreError as error:
            # Told here: what stands around the routes is not seen by their handlers.
            await of_error(error)(scope, receive, send)
            return
        if known is None:
            await self._do(key, body, scope, send)
        elif known.digest != digest:
            answer: Response = problem(
                422,
                "key-taken",
                "that idempotency key was used for another request",
                "take a new one for a new request",
            )
            await answer(scope, receive, send)
        elif known.status is None:
            answer = problem(409, "under-way", "that very request is being done", "ask again in a moment")
            await answer(scope, receive, send)
        else:
            kind = "application/json" if known.status < 400 else "application/problem+json"
            answer = Response(known.body, known.status, {REPLAYED: "true"}, kind)
            await answer(scope, receive, send)

    async def _do(self, key: str, body: bytes, scope: Scope, send: Send) -> None:
        answer = bytearray()
        status = 500

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                answer.extend(message.get("body", b""))
                if not message.get("more_body"):
                    # Kept before it is told: who does not hear it asks again and gets the same.
                    await self._keep(key, status, bytes(answer))
            await send(message)

        try:
            await self._app(scope, _again(body), told)
        except BaseException:
            await asyncio.to_thread(self._answers.forget, key)
            raise

    async def _keep(self, key: str, status: int, body: bytes) -> None:
        # It is done and told, even where it cannot be written down that it was.
        with suppress(StoreError):
            if status < 400 or status == 422:
                await asyncio.to_thread(self._answers.end, key, status, body.decode())
            else:
                await asyncio.to_thread(self._answers.forget, key)


async def _whole(receive: Receive) -> bytes | None:
    """The body of a request, or None where it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        body.extend(message.get("body", b""))
        if len(body) > _MOST_BYTES:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        nonlocal body
        told, body = body, b""
        return {"type": "http.request", "body": told, "more_body": False}

    return receive
