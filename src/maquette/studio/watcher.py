"""A thread that looks after something in the background, again and again, until it is stopped."""

from __future__ import annotations

import logging
import sqlite3
import threading
from abc import ABC, abstractmethod

from maquette.errors import MaquetteError

_LOG = logging.getLogger("maquette.studio")


class Watcher(ABC):
    """Calls ``look`` at once when it is poked, else after a pause."""

    name = "watcher"
    patience = 2.0
    """Seconds until the next look where one failed."""

    def __init__(self) -> None:
        self._poked = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name=self.name, daemon=True)

    @abstractmethod
    def look(self) -> float:
        """Do what there is to do, and say for how many seconds there will be nothing else."""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def poke(self) -> None:
        """There is something new: look at once."""
        self._poked.set()

    def stop(self) -> None:
        """Come to an end, after the look that is under way."""
        self._stopping = True
        self._poked.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping:
            self._poked.clear()
            try:
                pause = self.look()
            except (MaquetteError, OSError, sqlite3.Error):
                # A full disk, no process to be had: who waits, waits for the next look and not for ever.
                _LOG.exception("the %s could not look", self.name)
                pause = self.patience
            if pause:
                self._poked.wait(pause)
