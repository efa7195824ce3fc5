"""Serves the studio on an address, until somebody stops it."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from maquette.errors import InputError
from maquette.studio.app import create_app
from maquette.studio.guard import LOOPBACK
from maquette.workspace import open_workspace

_BACKLOG = 256


def serve(folder: Path, host: str, port: int, ready: Callable[[str, bool], None]) -> None:
    """Serve the workspace in *folder*; *ready* is told the address to open, and whether it is the owner's own.

    Off this machine's own addresses people sign in, so there has to be a member. Raises ``InputError`` when the address
    cannot be had, or when nobody could sign in there.
    """
    with open_workspace(folder) as workspace:
        own = is_own(host)
        if not own and not workspace.members.all():
            raise InputError(
                f"{host} can be reached by others, and nobody could sign in",
                mend="let somebody in first: maquette members add NAME --role admin",
                code="no-members",
            )
        named = [name.strip() for name in os.environ.get("MAQUETTE_STUDIO_HOSTS", "").split(",") if name.strip()]
        app = create_app(workspace, hosts=[*named, *([] if own or _any(host) else [host])])
        listening = _listen(host, port)
        port = listening.getsockname()[1]
        shown = "127.0.0.1" if own or _any(host) else host
        entry = app.state.studio.entry
        ready(f"http://{shown}:{port}/" + (f"enter?token={entry}" if own else ""), own)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="websockets-sansio",
            timeout_graceful_shutdown=3,
        )
        uvicorn.Server(config).run(sockets=[listening])


def is_own(host: str) -> bool:
    """Whether only this machine can reach *host*."""
    if host.lower() in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _any(host: str) -> bool:
    return host in ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not listened on


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, or the event loop would not send small answers at once (40 ms each).
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise InputError(
            f"{host}:{port} cannot be listened on: {error.strerror}",
            mend="a studio may be running there already; name another with --port",
            code="address-taken",
        ) from error
    return listening
