"""A cache that is bounded in bytes: what was used longest ago goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Bounded(Generic[V]):
    """Keeps values up to *limit* bytes in all; one that is larger than that is not kept."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._used = 0
        self._kept: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()

    def get(self, key: Hashable) -> V | None:
        """The value, if it is still there."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, value: V, size: int) -> V:
        """Keep *value*, which takes *size* bytes, and give it back."""
        if size <= self._limit:
            if key in self._kept:
                self._used -= self._kept.pop(key)[1]
            self._kept[key] = (value, size)
            self._used += size
            while self._used > self._limit:
                _, (_, freed) = self._kept.popitem(last=False)
                self._used -= freed
        return value
