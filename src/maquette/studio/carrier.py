"""Sees to it that every order is carried out: by a process of its own, never by the one that serves the page."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import suppress

from maquette.errors import MaquetteError
from maquette.runs.orders import ATTEMPTS
from maquette.workspace import Workspace

_LOOK_SECONDS = 2.0
_END_SECONDS = 15.0
_LOG = logging.getLogger("maquette.studio")


class Carrier:
    """Starts a process for each order that waits, so many side by side; takes up those whose process is gone."""

    def __init__(self, workspace: Workspace, *, most: int | None = None) -> None:
        self._workspace = workspace
        self._most = most or max(2, (os.cpu_count() or 1) // 2)
        self._poked = threading.Event()
        self._stopping = False
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._begun: Counter[str] = Counter()
        self._thread = threading.Thread(target=self._work, name="carrier", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def poke(self) -> None:
        """Something was ordered: look at once."""
        self._poked.set()

    def stop(self) -> None:
        """Let every process come to its end; what it has not made yet is made at the next start."""
        self._stopping = True
        self._poked.set()
        self._thread.join()
        for child in self._children.values():
            child.send_signal(signal.SIGINT)
        for child in self._children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(_END_SECONDS)

    def _work(self) -> None:
        while not self._stopping:
            self._poked.clear()
            try:
                self._look()
            except (MaquetteError, OSError, sqlite3.Error):
                # A full disk, no process to be had: whoever waits, waits for the next look and not for ever.
                _LOG.exception("orders could not be looked at")
            self._poked.wait(_LOOK_SECONDS if not self._children else _LOOK_SECONDS / 8)

    def _look(self) -> None:
        self._children = {order: child for order, child in self._children.items() if child.poll() is None}
        waiting = self._workspace.orders.waiting()
        self._begun = Counter({one["id"]: self._begun[one["id"]] for one in waiting if not one["attempts"]})
        for order in (one["id"] for one in waiting if one["id"] not in self._children):
            if len(self._children) >= self._most:
                break
            if self._begun[order] >= ATTEMPTS:
                # It dies before it says that the order is its own; why, stands in its log.
                self._workspace.orders.give_up(order)
                continue
            self._begun[order] += 1
            self._children[order] = self._begin(order)

    def _begin(self, order: str) -> subprocess.Popen[bytes]:
        folder = self._workspace.folder
        logs = self._workspace.logs
        command = [sys.executable, "-m", "maquette", "runs", "resume", order, "--workspace", str(folder), "--json"]
        with (logs / f"{order}.log").open("ab") as log:
            # A session of its own: Ctrl-C at the server's terminal is passed on once, by the server.
            return subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
