"""Painting processes, shared by threads.

The painter holds Python's lock while it paints and a hostile drawing may hold it for ever, so painting happens in
processes of its own: started when first needed, kept warm, killed when a call takes too long, retired when they have
grown, gone when the parent is. They are spawned and never forked: libvips and SkParagraph do not survive a fork.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from maquette.errors import PaintError
from maquette.lazy import once

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

P = ParamSpec("P")
R = TypeVar("R")

TIME_LIMIT = 60.0
"""Seconds that one call may take."""

MEMORY_LIMIT = 150
"""Megabytes of private memory beyond which a worker is replaced by a fresh one after its call."""

MEMORY_END = 1500
"""Megabytes of data that a worker can never go beyond, whatever it was asked to paint."""


class Pool:
    """At most *size* workers. Every method may be called from any thread.

    *time_limit* is in seconds, *memory_limit* in megabytes (a worker above it is replaced after its call).
    """

    def __init__(
        self, size: int | None = None, *, time_limit: float = TIME_LIMIT, memory_limit: float = MEMORY_LIMIT
    ) -> None:
        self.size = size or _cores()
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._slots = threading.BoundedSemaphore(self.size)
        self._guard = threading.Lock()
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()

    def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """``function(*args, **kwargs)`` in a worker; waits for a free one.

        *function* is found by its module and name, arguments and result are pickled. What it raises is raised here.
        Raises ``PaintError`` when it took too long (``paint-timeout``) or ended its worker (``paint-crash``).
        """
        return self.call_within(self._time_limit, function, *args, **kwargs)

    def call_within(self, seconds: float, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """As ``call``, for what has to be done in so many *seconds*."""
        with self._slots:
            worker = self._take()
            try:
                answer = worker.ask((function, args, kwargs), min(seconds, self._time_limit))
            except BaseException:
                self._drop(worker)
                raise
            if worker.megabytes > self._memory_limit:
                self._drop(worker)
            else:
                with self._guard:
                    self._idle.append(worker)
        failed, value = answer
        if failed:
            raise value
        result: R = value
        return result

    def prepare(self, function: Callable[[], object]) -> None:
        """Start every worker that is not there yet and let each run *function*, so that later calls find it warm."""

        def warm() -> None:
            with suppress(PaintError):
                gate.wait()
                self.call(function)

        gate = threading.Barrier(self.size)
        threads = [threading.Thread(target=warm, daemon=True) for _ in range(self.size)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    @property
    def processes(self) -> list[int]:
        """Process ids of the workers that are alive."""
        with self._guard:
            return sorted(worker.pid for worker in self._all)

    def close(self) -> None:
        """End every worker. The pool may be used again afterwards."""
        with self._guard:
            workers, self._all = self._all, set()
            self._idle.clear()
        for worker in workers:
            worker.end()

    def _take(self) -> _Worker:
        with self._guard:
            if self._idle:
                return self._idle.pop()
        worker = _Worker(self._time_limit)
        with self._guard:
            self._all.add(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        with self._guard:
            self._all.discard(worker)
        worker.end()


class _Worker:
    """One process and the line to it."""

    def __init__(self, time_limit: float) -> None:
        from multiprocessing import Pipe

        self._line, theirs = Pipe()
        self.megabytes = 0.0
        command = [sys.executable, "-m", "maquette.design.painting_process", str(theirs.fileno()), str(time_limit)]
        environment = {**os.environ, "VIPS_CONCURRENCY": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        # Blocks of a megabyte go back to the system at once: a worker is no larger than what it holds.
        environment |= {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "1000000"}
        with theirs:
            self._process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=environment
            )
        self.pid = self._process.pid

    def ask(self, task: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]], seconds: float) -> tuple[bool, Any]:
        try:
            self._line.send(task)
            if not self._line.poll(seconds):
                raise PaintError(
                    f"painting took more than {seconds:g} seconds and was stopped",
                    mend="make the template, or a drawing among its inputs, simpler",
                    code="paint-timeout",
                )
            failed, value, self.megabytes = self._line.recv()
        except (EOFError, ConnectionError) as error:
            raise PaintError(
                "the painting process ended on this picture",
                mend="a drawing or a font among its inputs is broken, or there is too little memory",
                code="paint-crash",
            ) from error
        return failed, value

    def end(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()


def serve(line: Connection, time_limit: float) -> None:
    """What a worker does: calls come in, answers go out, until the line breaks."""
    import faulthandler

    _limit_memory()
    quiet = open(os.devnull, "w")  # noqa: SIM115 - open as long as the process
    while True:
        try:
            function, args, kwargs = line.recv()
        except EOFError:
            return
        # A timer of C's own, which needs no Python: it ends even a worker whose parent is gone.
        faulthandler.dump_traceback_later(time_limit + 5, exit=True, file=quiet)
        try:
            answer = (False, function(*args, **kwargs))
        except Exception as error:
            answer = (True, error)
        faulthandler.cancel_dump_traceback_later()
        try:
            line.send((*answer, private_megabytes()))
        except ConnectionError:
            return
        except Exception as error:
            line.send((True, PaintError(f"the answer cannot be sent: {error}"), private_megabytes()))


def private_megabytes() -> float:
    """Memory of this process that it shares with no file, in megabytes (0 where the system does not say)."""
    try:
        with open("/proc/self/statm") as file:
            _, resident, shared, *_ = map(int, file.read().split())
    except OSError:
        return 0.0
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _limit_memory() -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_END * 1_000_000,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@once
def painters() -> Pool:
    """The pool of this process: as many workers as there are cores."""
    pool = Pool()
    atexit.register(pool.close)
    return pool
