"""Which process a call belongs to, and whether that process still lives.

Each process holds a lock on a file of its own; the system lets go of it when the process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import threading
from pathlib import Path


class Owners:
    """The processes that work in one workspace on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._token = ""
        self._handle = -1

    @property
    def me(self) -> str:
        """This process's name; it is made, and its lock taken, when first asked for."""
        with self._guard:
            if not self._token:
                self._folder.mkdir(parents=True, exist_ok=True)
                token = f"{os.getpid()}-{secrets.token_hex(6)}"
                self._handle = os.open(self._folder / token, os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.flock(self._handle, fcntl.LOCK_EX)
                self._token = token
            return self._token

    def lives(self, token: str) -> bool:
        """Whether the process of that name is still there."""
        if not token or token == self._token:
            return bool(token)
        path = self._folder / token
        try:
            handle = os.open(path, os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        path.unlink(missing_ok=True)
        return False

    def close(self) -> None:
        """Let go: what this process has open is no longer anybody's."""
        with self._guard:
            if self._token:
                os.close(self._handle)
                (self._folder / self._token).unlink(missing_ok=True)
                self._token = ""
