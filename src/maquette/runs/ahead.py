"""Loads what the first row would wait for while the table is still being planned."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress

from maquette.graph import Step


class Ahead:
    """Prepares each operation once, beside the planning."""

    def __init__(self) -> None:
        self._begun: set[Callable[[], object]] = set()

    def prepare(self, steps: Iterable[Step]) -> None:
        """Begin to load what the operations of *steps*, and of the cheap ones before them, will need."""
        for prepare in {step.op.prepare for step in steps}:
            if prepare:
                self.begin(prepare)

    def begin(self, prepare: Callable[[], object]) -> None:
        """Begin *prepare*, unless that was done before."""
        if prepare not in self._begun:
            self._begun.add(prepare)
            # No daemon: a process that ends while a network is being loaded would be aborted by its runtime.
            threading.Thread(target=_quietly, args=(prepare,), name="prepare").start()


def _quietly(prepare: Callable[[], object]) -> None:
    # What fails here fails again where it is used, and is told there, with the row.
    with suppress(Exception):
        prepare()
