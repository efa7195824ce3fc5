"""Sees to it that every order is carried out: by a process of its own, never by the one that serves the page."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress

from maquette.runs.orders import ATTEMPTS
from maquette.studio.watcher import Watcher
from maquette.workspace import Workspace

_END_SECONDS = 15.0


class Carrier(Watcher):
    """Starts a process for each order that waits, so many side by side; takes up those whose process is gone."""

    name = "carrier"

    def __init__(self, workspace: Workspace, *, most: int | None = None) -> None:
        super().__init__()
        self._workspace = workspace
        self._most = most or max(2, (os.cpu_count() or 1) // 2)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._begun: Counter[str] = Counter()

    def look(self) -> float:
        """Start what waits. Soon again while processes are under way: where one ends, another may begin."""
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
        return self.patience / 8 if self._children else self.patience

    def stop(self) -> None:
        """Let every process come to its end; what it has not made yet is made at the next start."""
        super().stop()
        for child in self._children.values():
            child.send_signal(signal.SIGINT)
        for child in self._children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(_END_SECONDS)

    def _begin(self, order: str) -> subprocess.Popen[bytes]:
        folder = self._workspace.folder
        logs = self._workspace.logs
        # Whoever stops it while its process starts up means this process too.
        words = ["runs", "resume", order, "--waiting", "--workspace", str(folder), "--json"]
        command = [sys.executable, "-m", "maquette", *words]
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
