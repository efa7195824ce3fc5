"""Who may send to a provider next: interactive work before batch, and never more at once than the provider takes."""

from __future__ import annotations

import heapq
import itertools
import threading
import time

from maquette.models.adapter import Provider
from maquette.store import Ledger


class Gate:
    """The queue of one provider in this process. Only its head asks the ledger, which speaks for all processes."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._changed = threading.Condition()
        self._waiting: list[tuple[int, int]] = []
        self._numbers = itertools.count()

    def wait(self, ledger: Ledger, call: str, *, interactive: bool) -> None:
        """Wait for a place. After it, *call* is marked as sent."""
        place = (0 if interactive else 10, next(self._numbers))
        with self._changed:
            heapq.heappush(self._waiting, place)
        try:
            self._wait(ledger, call, place)
        finally:
            with self._changed:
                self._waiting.remove(place)
                heapq.heapify(self._waiting)
                self._changed.notify_all()

    def let_go(self) -> None:
        """A call of this process ended: its place may be free."""
        with self._changed:
            self._changed.notify_all()

    def _wait(self, ledger: Ledger, call: str, place: tuple[int, int]) -> None:
        while True:
            with self._changed:
                while self._waiting[0] != place:
                    self._changed.wait()
            pause = ledger.submit(
                call,
                provider=self._provider.name,
                concurrency=self._provider.concurrency,
                per_minute=self._provider.per_minute,
            )
            if not pause:
                return
            # Another process's call may end at any time without telling us, so the head looks again soon.
            until = time.monotonic() + min(pause, 1.0)
            with self._changed:
                if self._waiting[0] == place:
                    self._changed.wait(max(0.0, until - time.monotonic()))


class Gates:
    """One gate a provider."""

    def __init__(self) -> None:
        self._gates: dict[str, Gate] = {}
        self._guard = threading.Lock()

    def of(self, provider: Provider) -> Gate:
        """The provider's gate."""
        with self._guard:
            return self._gates.setdefault(provider.name, Gate(provider))


gates = Gates()
"""The gates of this process."""
