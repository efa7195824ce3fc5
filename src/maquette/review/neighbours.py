"""Which pictures are like which: every likeness in memory, a third of a kilobyte a picture."""

from __future__ import annotations

import threading
from typing import Any

from maquette.store import Store, in_batches

_SCALE = 254.0
"""A likeness is of length 1 and spread over hundreds of numbers: none is far from 0, so a byte each is enough."""
_AT_ONCE = 8192


class Neighbours:
    """The likenesses of one workspace, read as they come."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._ids: list[str] = []
        self._places: dict[int, int] = {}
        self._blocks: list[Any] = []

    def nearest(self, seq: int, limit: int) -> list[tuple[str, float]]:
        """The ids of the *limit* pictures most like the one of that *seq*, nearest first, with how like (0..1)."""
        import numpy as np

        with self._guard:
            self._read()
            place = self._places.get(seq)
            if place is None:
                return []
            rows = np.concatenate([block.astype(np.float32) @ self._row(place) for block in self._blocks])
            ids = self._ids
        rows[place] = -np.inf
        many = min(limit, len(rows) - 1)
        best: Any = np.argpartition(rows, -many)[-many:] if many else []
        ranked = sorted(((float(rows[one]) / _SCALE**2, ids[one]) for one in best), reverse=True)
        # The cosine of the angle between two likenesses, as 0..1.
        return [(one, round(min(1.0, (1 + likeness) / 2), 4)) for likeness, one in ranked]

    def _row(self, place: int) -> Any:
        import numpy as np

        for block in self._blocks:
            if place < len(block):
                return block[place].astype(np.float32)
            place -= len(block)
        raise LookupError(place)

    def _read(self) -> None:
        import numpy as np

        gallery = self._store.gallery
        if gallery.count_seen() == len(self._places):
            return
        fresh = [seq for seq in gallery.seen_seqs() if seq not in self._places]
        for some in in_batches(fresh, _AT_ONCE):
            found = gallery.likenesses(some)
            exact = np.frombuffer(b"".join(one["likeness"] for one in found), np.float16).reshape(len(found), -1)
            self._blocks.append(np.clip(np.rint(exact.astype(np.float32) * _SCALE), -127, 127).astype(np.int8))
            for one in found:
                self._places[one["seq"]] = len(self._ids)
                self._ids.append(one["id"])
        if len(self._blocks) > 64:
            self._blocks = [np.concatenate(self._blocks)]
