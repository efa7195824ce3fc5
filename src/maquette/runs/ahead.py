"""Loads what the first row would wait for while the table is still being planned."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from maquette.graph import Op, Step


class Ahead:
    """Prepares each operation once, beside the planning."""

    def __init__(self) -> None:
        self._begun: set[Op[..., Any]] = set()

    def prepare(self, steps: Iterable[Step]) -> None:
        """Begin to load what the operations of *steps*, and of the cheap ones before them, will need."""
        for op in {step.op for step in steps} - self._begun:
            self._begun.add(op)
            if op.prepare:
                # No daemon: a process that ends while a network is being loaded would be aborted by its runtime.
                threading.Thread(target=_quietly, args=(op,), name=f"prepare {op.name}").start()


def _quietly(op: Op[..., Any]) -> None:
    # What fails here fails again where it is used, and is told there, with the row.
    with suppress(Exception):
        assert op.prepare
        op.prepare()
