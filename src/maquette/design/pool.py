"""Painting processes, shared by threads.

The painter holds Python's lock while it paints and a hostile drawing may hold it for ever, so painting happens in
processes of its own: started when first needed, kept warm, killed when a call takes too long, retired when they have
grown, gone when the parent is.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from itertools import chain
from typing import Any, ParamSpec, TypeVar

from maquette.design.worker import ForkServer, Task, Worker
from maquette.errors import PaintError
from maquette.lazy import once

P = ParamSpec("P")
R = TypeVar("R")

TIME_LIMIT = 60.0
"""Seconds that one call may take."""

MEMORY_LIMIT = 150
"""Megabytes of private memory beyond which a worker is replaced by a fresh one after its call."""

QUEUE, PATIENCE = 4, 0.3
"""A further worker is started when so many calls wait for each that works, or one has waited so many seconds: it opens
anew what another has opened, which takes as long as a few pictures do."""


class Pool:
    """At most *size* workers, as many as are worth starting. Every method may be called from any thread.

    *time_limit* is in seconds, *memory_limit* in megabytes (a worker above it is replaced after its call).
    """

    def __init__(
        self, size: int | None = None, *, time_limit: float = TIME_LIMIT, memory_limit: float = MEMORY_LIMIT
    ) -> None:
        self.size = size or _cores()
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._guard = threading.Lock()
        self._free = self.size
        self._waiting: list[_Turn] = []
        self._patience: threading.Timer | None = None
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._server = ForkServer()

    def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """``function(*args, **kwargs)`` in a worker; waits for a free one.

        *function* is found by its module and name, arguments and result are pickled. What it raises is raised here.
        Raises ``PaintError`` when it took too long (``paint-timeout``) or ended its worker (``paint-crash``).
        """
        return self.call_within(self._time_limit, function, *args, **kwargs)

    def call_within(self, seconds: float, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """As ``call``, for what has to be done in so many *seconds*."""
        result: R = self._do((function, args, kwargs), min(seconds, self._time_limit), self._wait(None))
        return result

    def call_near(self, near: Hashable, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """As ``call``, in the worker that did what is *near* it before, where that one is free: it may have kept what
        the two have in common.
        """
        result: R = self._do((function, args, kwargs), self._time_limit, self._wait(near))
        return result

    def _do(self, task: Task, seconds: float, turn: _Turn) -> Any:
        try:
            worker = turn.worker = turn.worker or self._start()
            failed, value = worker.ask(task, seconds)
        except BaseException:
            self._end(turn, keep=False)
            raise
        if turn.near is not None:
            worker.near.add(turn.near)
        self._end(turn, keep=worker.megabytes <= self._memory_limit)
        if failed:
            raise value
        return value

    def begin(self) -> None:
        """Start to load what workers paint with, without waiting for it."""
        with self._guard:
            server = self._server
        server.begin()

    def prepare(self, function: Callable[[], object], calls: int) -> None:
        """Start the workers that so many *calls* are worth and let each run *function*: the calls find them warm."""

        def warm() -> None:
            turn = _Turn(None)
            with self._guard:
                if self._idle or not self._free:
                    return
                self._admit(turn)
            with suppress(PaintError):
                self._do((function, (), {}), self._time_limit, turn)

        workers = max(1, min(self.size, round(calls / QUEUE)))
        threads = [threading.Thread(target=warm, daemon=True) for _ in range(workers)]
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
            server, self._server = self._server, ForkServer()
            idle, self._idle = self._idle, []
            self._all = set()
        server.end()
        # Whoever waits for a busy one holds its line, and lets go of it when the answer stays out.
        for worker in idle:
            worker.end()

    def _wait(self, near: Hashable) -> _Turn:
        """A place to work: with the worker that it found, or with none, to start one."""
        turn = _Turn(near)
        with self._guard:
            if self._free and (self._idle or len(self._waiting) >= QUEUE * (self.size - self._free)):
                self._admit(turn)
            else:
                self._waiting.append(turn)
                self._be_patient()
        turn.comes.wait()
        return turn

    def _be_patient(self) -> None:
        """See to it that who waits longest gets a worker of its own, unless it has one before."""
        if self._free and self._patience is None:
            self._patience = threading.Timer(PATIENCE, self._lose_patience, [self._waiting[0]])
            self._patience.daemon = True
            self._patience.start()

    def _lose_patience(self, turn: _Turn) -> None:
        with self._guard:
            self._patience = None
            if self._free and turn in self._waiting:
                self._waiting.remove(turn)
                self._admit(turn)
            if self._waiting:
                self._be_patient()

    def _admit(self, turn: _Turn) -> None:
        self._free -= 1
        if self._idle:
            turn.worker = next((one for one in self._idle if turn.near in one.near), self._idle[-1])
            self._idle.remove(turn.worker)
        turn.comes.set()

    def _start(self) -> Worker:
        worker = self._server.start(self._time_limit)
        with self._guard:
            self._all.add(worker)
        return worker

    def _end(self, turn: _Turn, *, keep: bool) -> None:
        """Give the place, and the worker if it is to be kept, to who gains most from it, or to nobody."""
        worker = turn.worker
        with self._guard:
            if worker and (not keep or worker not in self._all):
                self._all.discard(worker)
                ended, worker = worker, None
            else:
                ended = None
            if self._waiting:
                following = self._gains(worker)
                self._waiting.remove(following)
                following.worker = worker
                following.comes.set()
            else:
                self._free += 1
                if worker:
                    self._idle.append(worker)
        if ended:
            ended.end()

    def _gains(self, worker: Worker | None) -> _Turn:
        """Of those who wait: who did something near in *worker*, else who did in no other, else who came first."""
        others = [one.near for one in self._all if one is not worker]
        mine = (turn for turn in self._waiting if worker and turn.near in worker.near)
        nobodys = (turn for turn in self._waiting if not any(turn.near in near for near in others))
        return next(chain(mine, nobodys, self._waiting))


class _Turn:
    """Somebody who wants a worker, or has one. *comes* says that there is a place."""

    def __init__(self, near: Hashable) -> None:
        self.near = near
        self.comes = threading.Event()
        self.worker: Worker | None = None


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@once
def painters() -> Pool:
    """The pool of this process: as many workers as there are cores."""
    pool = Pool()
    atexit.register(pool.close)
    return pool
