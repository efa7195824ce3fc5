"""How many rows are worked on at once, and with how many threads each."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress

from maquette.lazy import load_modules


def default_workers() -> int:
    """As many as there are cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_thread_each() -> None:
    """Let every row keep to its own core: rows are worked on side by side, so threads inside one only cost."""
    load_modules("numpy", "cv2")
    import cv2

    cv2.setNumThreads(1)


def pass_on_quickly() -> None:
    """Let threads that pass work on to others have the interpreter at once, whatever this process does besides."""
    sys.setswitchinterval(0.0005)


def share_memory() -> None:
    """Let the threads to come take their memory from the same two places.

    Otherwise each of a hundred that wait for answers keeps a place of its own, full of what it has freed.
    """
    most_places = -8
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(most_places, 2)
