"""The live socket."""

from __future__ import annotations

from fastapi import APIRouter, WebSocket

from maquette.studio.studio import studio_of

router = APIRouter(tags=["live"])
_NOT_SIGNED_IN = 4401


@router.websocket("/live")
async def live(socket: WebSocket, after: int | None = None) -> None:
    """What happens, as ``{seq, type, …}``; with *after*, first what happened behind that number."""
    if socket.state.session is None:
        await socket.accept()
        await socket.close(_NOT_SIGNED_IN, "not signed in")
        return
    await studio_of(socket).hub.serve(socket, after)
