"""How many rows are worked on at once, and with how many threads each."""

from __future__ import annotations

import os


def default_workers() -> int:
    """As many as there are cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_thread_each() -> None:
    """Let every row keep to its own core: rows are worked on side by side, so threads inside one only cost."""
    import cv2

    cv2.setNumThreads(1)
