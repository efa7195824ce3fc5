"""Looks at new pictures in the background: small copies, placeholders, colours, likeness."""

from __future__ import annotations

import os
import threading
from contextlib import suppress

from maquette.review.gallery import Gallery
from maquette.studio.watcher import Watcher

_AT_ONCE = 16
_NICE = 10


class Looker(Watcher):
    """A thread that gives way to all others; it begins with what nobody has looked at yet."""

    name = "looker"
    patience = 30.0

    def __init__(self, gallery: Gallery) -> None:
        super().__init__()
        self._gallery = gallery

    def look(self) -> float:
        """A few pictures, and no pause while there are more."""
        return 0.0 if self._gallery.look(_AT_ONCE) else self.patience

    def _work(self) -> None:
        with suppress(OSError, AttributeError):
            # Linux knows a niceness for each thread.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        super()._work()
