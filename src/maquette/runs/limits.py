"""Who may send to a provider next: interactive work before batch, and never more at once than the provider takes."""

from __future__ import annotations

import heapq
import itertools
import threading
from dataclasses import dataclass, field

from maquette.models.adapter import Provider
from maquette.store import Ledger


@dataclass(order=True)
class _Place:
    priority: int
    number: int
    turn: threading.Event = field(default_factory=threading.Event, compare=False)


class Gate:
    """The queue of one provider in this process. Only its head asks the ledger, which speaks for all processes."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._guard = threading.Lock()
        self._waiting: list[_Place] = []
        self._numbers = itertools.count()

    def wait(self, ledger: Ledger, call: str, *, interactive: bool) -> None:
        """Wait for a place. After it, *call* is marked as sent."""
        place = _Place(0 if interactive else 10, next(self._numbers))
        with self._guard:
            heapq.heappush(self._waiting, place)
        self.let_go()
        try:
            self._wait(ledger, call, place)
        finally:
            with self._guard:
                self._waiting.remove(place)
                heapq.heapify(self._waiting)
            self.let_go()

    def let_go(self) -> None:
        """A place may be free: the head of the queue looks. The others sleep on."""
        with self._guard:
            if self._waiting:
                self._waiting[0].turn.set()

    def _wait(self, ledger: Ledger, call: str, place: _Place) -> None:
        while True:
            place.turn.wait()
            place.turn.clear()
            while self._heads(place):
                pause = ledger.submit(
                    call,
                    provider=self._provider.name,
                    concurrency=self._provider.concurrency,
                    per_minute=self._provider.per_minute,
                )
                if not pause:
                    return
                # Another process's call may end at any time without telling us, so the head looks again soon.
                place.turn.wait(min(pause, 1.0))
                place.turn.clear()

    def _heads(self, place: _Place) -> bool:
        with self._guard:
            return self._waiting[0] is place


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
