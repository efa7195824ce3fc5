"""Who may send to a provider next, and never more at once than the provider takes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from maquette.models.adapter import Provider
from maquette.store import Store

_LONGEST_PAUSE = 1.0


class Gate:
    """The queue of one provider in one run.

    Whoever finds that a place may be free asks the ledger, which speaks for all processes, on behalf of everybody who
    waits: a wave of answers lets the next wave out in one transaction.
    """

    def __init__(self, store: Store, provider: Provider) -> None:
        self._store = store
        self._provider = provider
        self._guard = threading.Lock()
        self._waiting: dict[str, threading.Event] = {}
        self._asking = threading.Lock()
        self._ask_again = False
        self._pause = _LONGEST_PAUSE

    def open_for(self, call: str) -> bool:
        """Mark *call* as sent if nobody waits and the provider takes it now; whether it did."""
        return not self._waiting and bool(self._submit([call]))

    def wait(self, call: str) -> None:
        """Wait for a place. After it, *call* is marked as sent."""
        turn = threading.Event()
        with self._guard:
            self._waiting[call] = turn
        try:
            if self._is_first(call) or self._asking.locked():
                self.let_through()
            while call in self._waiting:
                first = self._is_first(call)
                woken = turn.wait(self._pause if first else None)
                turn.clear()
                if first and not woken:
                    # Another process's call may have ended without telling us.
                    self.let_through()
        finally:
            self._leave([call])

    def let_through(self, record: Callable[[], None] | None = None) -> None:
        """A place may be free, now or by what *record* writes: mark those as sent that may go, and wake them.

        The others sleep on. Where nobody else is asking, *record* and the marks are one transaction.
        """
        if record is None or not self._asked(record):
            if record:
                record()
            # Who comes while another asks leaves it to that one.
            self._ask_again = True
        while self._ask_again and self._asked():
            pass

    def _asked(self, record: Callable[[], None] | None = None) -> bool:
        if not self._asking.acquire(blocking=False):
            return False
        try:
            self._ask_again = False
            with self._store.together():
                if record:
                    record()
                with self._guard:
                    waiting = list(self._waiting)
                through = self._submit(waiting) if waiting else ()
            self._leave(through)
        finally:
            self._asking.release()
        return True

    def _submit(self, calls: Sequence[str]) -> Sequence[str]:
        through, pause = self._store.ledger.submit(
            calls,
            provider=self._provider.name,
            concurrency=self._provider.concurrency,
            per_minute=self._provider.per_minute,
        )
        self._pause = min(pause, _LONGEST_PAUSE)
        return through

    def _leave(self, calls: Sequence[str]) -> None:
        with self._guard:
            gone = [self._waiting.pop(call) for call in calls if call in self._waiting]
            first = next(iter(self._waiting.values())) if gone and self._waiting else None
        for turn in (*gone, *([first] if first else [])):
            turn.set()

    def _is_first(self, call: str) -> bool:
        with self._guard:
            return next(iter(self._waiting), "") == call


class Gates:
    """One gate a provider."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._gates: dict[str, Gate] = {}
        self._guard = threading.Lock()

    def of(self, provider: Provider) -> Gate:
        """The provider's gate."""
        with self._guard:
            if provider.name not in self._gates:
                self._gates[provider.name] = Gate(self._store, provider)
            return self._gates[provider.name]
