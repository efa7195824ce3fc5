"""Painting processes seen from the process that asks them: where they come from, and the line to each."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Any

from maquette.errors import PaintError

Task = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]

_ENVIRONMENT = {
    "VIPS_CONCURRENCY": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # Blocks of a megabyte go back to the system at once: a worker is no larger than what it holds.
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "1000000",
    # Pictures in pages of two megabytes: taking fresh memory in small ones is a tenth of the work.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}


class ForkServer:
    """A process that has loaded what painting takes, and that workers are forked from. It starts at the first of them.

    Every method may be called from any thread. A worker is killed and waited for by its server, whose child it is.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._forked = False

    def begin(self) -> None:
        """Start the process, if it is not there; the first worker waits for what it loads. Never raises."""
        with self._guard, suppress(OSError):
            self._launch()

    def start(self, time_limit: float) -> Worker:
        """A fresh worker, no call of which takes more than *time_limit* seconds. Raises ``PaintError``."""
        from multiprocessing import Pipe

        ours, theirs = Pipe()
        with self._guard, theirs:
            try:
                return Worker(self, ours, self._fork(theirs.fileno(), time_limit))
            except (EOFError, OSError) as error:
                self._leave()
                raise PaintError(
                    "painting processes cannot be started", mend="see that there is memory left", code="paint-crash"
                ) from error

    def kill(self, pid: int) -> None:
        """End that worker, if it lives."""
        with self._guard, suppress(EOFError, OSError):
            if self._process:
                self._line.send(("end", pid))
                self._line.recv()

    def end(self) -> None:
        """End it and all of its workers; it cannot be used again."""
        with self._guard:
            self._leave()

    def _fork(self, line: int, time_limit: float) -> int:
        from multiprocessing.reduction import send_handle

        server = self._launch()
        self._line.send(("start", time_limit))
        send_handle(self._line, line, server.pid)
        self._forked = True
        pid: int = self._line.recv()
        return pid

    def _launch(self) -> subprocess.Popen[bytes]:
        from multiprocessing import Pipe

        if self._process is None:
            self._line, theirs = Pipe()
            command = [sys.executable, "-m", "maquette.design.painting_process", str(theirs.fileno())]
            with theirs:
                self._process = subprocess.Popen(
                    command,
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    env={**os.environ, **_ENVIRONMENT},
                )
        return self._process

    def _leave(self) -> None:
        if self._process:
            # It ends when the line does, and everything below it before. One that nobody asked may still be loading.
            self._line.close()
            if not self._forked:
                self._process.kill()
            self._process.wait()
            self._process, self._forked = None, False


class Worker:
    """One process and the line to it. *megabytes* is its private memory after its last call, *near* what it did."""

    def __init__(self, server: ForkServer, line: Any, pid: int) -> None:
        self._server = server
        self._line = line
        self.pid = pid
        self.megabytes = 0.0
        self.near: set[Hashable] = set()

    def ask(self, task: Task, seconds: float) -> tuple[bool, Any]:
        """Whether the call raised something, and that or its result.

        Raises ``PaintError`` when it took more than so many *seconds*, or ended the process.
        """
        try:
            self._line.send(task)
            if not self._line.poll(seconds):
                raise PaintError(
                    f"painting took more than {seconds:g} seconds and was stopped",
                    mend="make the template, or a drawing among its inputs, simpler",
                    code="paint-timeout",
                )
            failed, value, self.megabytes = self._line.recv()
        except (EOFError, OSError) as error:
            raise PaintError(
                "the painting process ended on this picture",
                mend="a drawing or a font among its inputs is broken, or there is too little memory",
                code="paint-crash",
            ) from error
        return failed, value

    def end(self) -> None:
        """End the process."""
        self._server.kill(self.pid)
        self._line.close()
