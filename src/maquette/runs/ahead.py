"""Loads what the first row would wait for while the table is still being planned."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from functools import partial

from maquette.graph import Step
from maquette.runs.workers import take_memory_from


class Ahead:
    """Prepares each operation once, beside the planning."""

    def __init__(self) -> None:
        self._begun: set[Hashable] = set()

    def prepare(self, steps: Iterable[Step]) -> None:
        """Begin to load what the operations of *steps*, and of the cheap ones before them, will need."""
        for prepare, many in Counter(step.op.prepare for step in steps).items():
            if prepare:
                self.begin(partial(prepare, many), prepare)

    def begin(self, prepare: Callable[[], object], known_as: Hashable = None) -> None:
        """Begin *prepare*, unless what it is *known_as* (itself) was begun before."""
        known_as = known_as or prepare
        if known_as not in self._begun:
            if not self._begun:
                # No thread of this run is there yet.
                take_memory_from(places=1)
            self._begun.add(known_as)
            # No daemon: a process that ends while a network is being loaded would be aborted by its runtime.
            threading.Thread(target=_quietly, args=(prepare,), name="prepare").start()


def _quietly(prepare: Callable[[], object]) -> None:
    # What fails here fails again where it is used, and is told there, with the row.
    with suppress(Exception):
        prepare()
