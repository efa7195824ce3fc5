"""Which pictures are like which: every likeness in memory, a kilobyte a picture, held against one at a time."""

from __future__ import annotations

import threading
from typing import Any

from maquette.store import Store


class Neighbours:
    """The likenesses of one workspace, read as they come."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._ids: list[str] = []
        self._seqs: dict[int, int] = {}
        self._matrix: Any = None

    def nearest(self, seq: int, limit: int) -> list[tuple[str, float]]:
        """The ids of the *limit* pictures most like the one of that *seq*, nearest first, with how like (0..1)."""
        import numpy as np

        with self._guard:
            self._read()
            place = self._seqs.get(seq)
            if place is None:
                return []
            # Likenesses are of length 1, so this is the cosine of the angle between them.
            found = self._matrix @ self._matrix[place]
            found[place] = -1
            many = min(limit, len(found) - 1)
            best: Any = np.argpartition(found, -many)[-many:] if many else []
            ranked = sorted(((float(found[one]), self._ids[one]) for one in best), reverse=True)
        return [(one, round((1 + likeness) / 2, 4)) for likeness, one in ranked]

    def _read(self) -> None:
        import numpy as np

        fresh = self._store.gallery.likenesses(set(self._seqs))
        if not fresh:
            return
        rows = [np.frombuffer(one["likeness"], np.float16).astype(np.float32) for one in fresh]
        for one in fresh:
            self._seqs[one["seq"]] = len(self._ids)
            self._ids.append(one["id"])
        parts = [np.stack(rows)] if self._matrix is None else [self._matrix, np.stack(rows)]
        self._matrix = np.concatenate(parts)
