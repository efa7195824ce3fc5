"""libvips, set up once for work in a service: one thread a picture, no cache, warnings to ``logging``."""

from __future__ import annotations

import logging
import os
import threading
from typing import Any

_LOCK = threading.Lock()
_READY: list[Any] = []


def vips() -> Any:
    """The ``pyvips`` module, imported and set up at the first call (safe from several threads).

    Workers run one picture a core, so threads inside a picture only cost. Operations are not cached: no
    picture is asked for twice. Warnings go to the logger ``pyvips``, never straight to the terminal.
    Never fork after this: the children would hang.
    """
    if not _READY:
        with _LOCK:
            if not _READY:
                os.environ.setdefault("VIPS_CONCURRENCY", "1")
                logging.getLogger("pyvips").addHandler(logging.NullHandler())
                import pyvips

                pyvips.cache_set_max(0)
                _READY.append(pyvips)
    return _READY[0]
