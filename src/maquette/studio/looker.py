"""Looks at new pictures in the background: small copies, placeholders, colours, likeness."""

from __future__ import annotations

import os
import threading
from contextlib import suppress

from maquette.errors import MaquetteError
from maquette.review.gallery import Gallery

_AT_ONCE = 16
_PATIENCE_SECONDS = 30.0
_NICE = 10


class Looker:
    """A thread that gives way to all others."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery
        self._poked = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="looker", daemon=True)

    def start(self) -> None:
        """Begin, with what nobody has looked at yet."""
        self._thread.start()

    def poke(self) -> None:
        """There are new pictures."""
        self._poked.set()

    def stop(self) -> None:
        """Come to an end."""
        self._stopping = True
        self._poked.set()
        self._thread.join()

    def _work(self) -> None:
        with suppress(OSError, AttributeError):
            # Linux knows a niceness for each thread.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        while not self._stopping:
            self._poked.clear()
            try:
                looked = self._gallery.look(_AT_ONCE)
            except (MaquetteError, OSError):
                looked = 0  # a full disk: later, perhaps
            if not looked:
                self._poked.wait(_PATIENCE_SECONDS)
