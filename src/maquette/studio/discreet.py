"""What members are told of files: where they lie in the workspace. Where that lies on the machine is its owner's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maquette.members import OWNER

_PATHS = frozenset(("input", "path", "over", "photos", "photo", "to", "sources"))
_TREES = frozenset(("inputs", "values", "edits"))


class Discreet:
    """Wraps the application: in JSON for anybody but the owner, paths begin at the workspace's *folder*.

    Of a path that lies elsewhere only the file's name is told.
    """

    def __init__(self, app: ASGIApp, *, folder: Path) -> None:
        self._app = app
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everything through, documents for members with other paths in them."""
        session = scope.get("state", {}).get("session")
        if scope["type"] != "http" or (session is not None and session.member == OWNER):
            await self._app(scope, receive, send)
            return
        begun: Message | None = None
        body = bytearray()

        async def told(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start" and _is_json(message):
                begun = message
            elif begun is None:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    shown = self._shown(bytes(body))
                    MutableHeaders(scope=begun)["content-length"] = str(len(shown))
                    await send(begun)
                    await send({"type": "http.response.body", "body": shown})

        await self._app(scope, receive, told)

    def _shown(self, body: bytes) -> bytes:
        if b"/" not in body:
            return body
        return json.dumps(self._told(json.loads(body)), ensure_ascii=False, separators=(",", ":")).encode()

    def _told(self, value: Any, key: str = "", *, paths: bool = False) -> Any:
        if isinstance(value, dict):
            return {name: self._told(one, name, paths=paths or name in _TREES) for name, one in value.items()}
        if isinstance(value, list):
            return [self._told(one, key, paths=paths) for one in value]
        if not isinstance(value, str):
            return value
        inside = value.replace(f"{self._folder}/", "").replace(str(self._folder), self._folder.name)
        elsewhere = (paths or key in _PATHS) and inside.startswith("/") and inside.count("/") > 1
        return Path(inside).name if elsewhere else inside


def _is_json(message: Message) -> bool:
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return kind.startswith(("application/json", "application/problem+json"))
