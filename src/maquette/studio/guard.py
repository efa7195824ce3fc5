"""The guard: every request passes it before anything else looks at it.

Hosts that are not ours (a name that was bound anew to this machine) are turned away; what changes something has to
come from our own page; sessions are looked up; and every answer tells the browser what to hold to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maquette.members import Session
from maquette.studio.policy import HEADERS
from maquette.studio.problems import problem
from maquette.studio.sessions import Sessions

if TYPE_CHECKING:
    from starlette.responses import Response

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
CSRF_HEADER = "x-csrf-token"


class Guard:
    """Wraps the application. *hosts* are the names that it answers to, beside those of this machine itself."""

    def __init__(self, app: ASGIApp, *, sessions: Sessions, cookie: str, hosts: Iterable[str]) -> None:
        self._app = app
        self._sessions = sessions
        self._cookie = cookie
        self._hosts = frozenset((*LOOPBACK, *(host.lower() for host in hosts)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope.setdefault("state", {})
        token, bearer = self._token(headers)
        session = self._sessions.of(token)
        scope["state"].update(session=session, token=token)
        refusal = self._refuse(scope, headers, session, bearer=bearer)
        if refusal is None:
            await self._app(scope, receive, _telling(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4403, "reason": "foreign origin or host"})
        else:
            await refusal(scope, receive, _telling(send))

    def _token(self, headers: Headers) -> tuple[str, bool]:
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and given:
            return given.strip(), True
        for pair in headers.get("cookie", "").split(";"):
            name, _, value = pair.strip().partition("=")
            if name == self._cookie:
                return value, False
        return "", False

    def _refuse(self, scope: Scope, headers: Headers, session: Session | None, *, bearer: bool) -> Response | None:
        host = headers.get("host", "")
        if _name(host) not in self._hosts:
            return problem(
                421,
                "foreign-host",
                f"this studio does not answer to {host[:100]!r}",
                "name it in MAQUETTE_STUDIO_HOSTS if that is its address",
            )
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        if not changes or bearer:
            return None
        origin = headers.get("origin", "")
        if not origin or urlsplit(origin).netloc.lower() != host.lower():
            return problem(
                403,
                "foreign-origin",
                f"a request from {origin[:100] or 'nowhere'} may change nothing here",
                "do it from the studio's own page, or send a session's token as Authorization: Bearer",
            )
        guarded = scope["type"] == "http" and session is not None
        if guarded and headers.get(CSRF_HEADER) != (session.csrf if session else None):
            return problem(
                403,
                "no-csrf-token",
                f"the header {CSRF_HEADER} is not the session's",
                "reload the page, then try again",
            )
        return None


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    host = host.lower()
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def _telling(send: Send) -> Send:
    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return told
