"""What the routes share: the workspace, who is asking, and what they may do."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import threading
from collections.abc import Callable
from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from maquette.members import NotAllowed, Role, Session
from maquette.studio.carrier import Carrier
from maquette.studio.live import Hub
from maquette.studio.looker import Looker
from maquette.studio.oidc import Attempts
from maquette.studio.sessions import Sessions
from maquette.studio.tries import Tries
from maquette.workspace import Workspace


class Studio:
    """One served workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        digest = hashlib.sha256(str(workspace.folder).encode()).hexdigest()
        # Cookies know no ports: two studios on one machine must not push each other out.
        self.cookie = f"maquette-{digest[:8]}"
        self.sessions = Sessions(workspace.members)
        self.tries = Tries()
        self.attempts = Attempts()
        self.looker = Looker(workspace.gallery)
        self.carrier = Carrier(workspace)
        self.hub = Hub(workspace, self._news)
        self._entry = secrets.token_urlsafe(32)
        self._guard = threading.Lock()

    async def start(self) -> None:
        """Begin to look, to carry out, and to tell."""
        await asyncio.to_thread(self.workspace.sweep)
        self.looker.start()
        self.carrier.start()
        await self.hub.start()

    async def stop(self) -> None:
        """Come to an end; runs that are under way go on at the next start."""
        await self.hub.stop()
        await asyncio.to_thread(self.carrier.stop)
        await asyncio.to_thread(self.looker.stop)

    def _news(self, types: set[str]) -> None:
        if "asset" in types:
            self.looker.poke()
        if "run" in types:
            self.carrier.poke()

    @property
    def entry(self) -> str:
        """The token that lets its first user in as the owner."""
        return self._entry

    def use_entry(self, token: str) -> bool:
        """Whether *token* lets in; it does so once."""
        with self._guard:
            good = bool(self._entry) and secrets.compare_digest(token.encode(), self._entry.encode())
            if good:
                self._entry = ""
            return good


def studio_of(connection: HTTPConnection) -> Studio:
    """The studio that answers."""
    return cast("Studio", connection.app.state.studio)


def workspace_of(request: Request) -> Workspace:
    """The workspace that it serves."""
    return studio_of(request).workspace


def session_of(connection: HTTPConnection) -> Session:
    """Who is asking. Raises ``NotAllowed`` where nobody came in."""
    found: Session | None = connection.state.session
    if found is None:
        raise NotAllowed(
            "nobody is signed in",
            mend="open the address that `maquette studio` printed, or sign in",
            code="not-signed-in",
        )
    return found


def may(role: Role) -> Callable[[Request], Session]:
    """The dependency of a route that *role* and whoever may more can use."""

    def check(request: Request) -> Session:
        session = session_of(request)
        if not session.may(role):
            raise NotAllowed(f"a {session.role} may not do that", mend=f"it takes the role {role}: ask an admin")
        return session

    check.role = role  # type: ignore[attr-defined]
    return check


Served = Annotated[Workspace, Depends(workspace_of)]
Viewer = Annotated[Session, Depends(may("viewer"))]
Reviewer = Annotated[Session, Depends(may("reviewer"))]
Editor = Annotated[Session, Depends(may("editor"))]
Admin = Annotated[Session, Depends(may("admin"))]

__all__ = ["Admin", "Editor", "Reviewer", "Served", "Studio", "Viewer", "may", "session_of", "studio_of"]
