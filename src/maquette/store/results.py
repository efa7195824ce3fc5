"""What is already made, by deep and by shallow key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from maquette.graph import Key, Recipe
from maquette.store.clock import now
from maquette.store.database import Database, upsert

T = TypeVar("T")
_MADE = "SELECT key, asset, facts FROM results WHERE "
_BEGINS = "substr({}, 1, length(:beginning)) = :beginning"
_RECORD = upsert(
    "results", "key", "key", "shallow", "asset", "bytes", "facts", "recipe", "seconds", "made_at", "run"
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A kept result: the asset that holds its bytes, and the facts beside them."""

    key: Key
    asset: str
    facts: dict[str, Any]


class Results:
    """The table of kept results. Rows are added, never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def many(self, keys: Iterable[Key]) -> dict[Key, Made]:
        """The result of each key that is made."""
        query = _MADE + "key IN (SELECT value FROM json_each(:keys))"
        with self._database.reading() as connection:
            return {row[0]: Made(*row) for row in connection.execute(query, {"keys": list(keys)})}

    def get(self, key: Key) -> Made | None:
        """The result of that deep key."""
        return self._made("key = :key", key)

    def by_shallow(self, shallow: Key) -> Made | None:
        """A result made from the same content by another way."""
        return self._made("shallow = :key LIMIT 1", shallow)

    def _made(self, where: str, key: Key) -> Made | None:
        with self._database.reading() as connection:
            row = connection.execute(_MADE + where, {"key": key}).fetchone()
        return Made(*row) if row else None

    def recipe(self, key: Key) -> Recipe | None:
        """How the result of that key was asked for."""
        found = self._database.one("SELECT recipe FROM results WHERE key = :key", {"key": key})
        return found["recipe"] if found else None

    def keys_of(self, asset: str) -> list[Key]:
        """The keys whose result is that asset, by its hash, its key, or the beginning of either."""
        query = f"SELECT key FROM results WHERE {_BEGINS.format('asset')} OR {_BEGINS.format('key')} LIMIT 100"
        return [row["key"] for row in self._database.all(query, {"beginning": asset})]

    def newest(self, limit: int) -> list[dict[str, Any]]:
        """The results that were made last: key, asset, bytes, facts, operation, time."""
        return self._database.all("SELECT * FROM results ORDER BY made_at DESC LIMIT :limit", {"limit": limit})

    def record(
        self,
        made: Made,
        *,
        shallow: Key | None,
        size: int,
        recipe: Recipe,
        seconds: float,
        run: str | None,
    ) -> None:
        """Commit a result whose bytes are kept already. The last word counts: a lost blob is recorded anew."""
        values = {
            "key": made.key,
            "shallow": shallow,
            "asset": made.asset,
            "bytes": size,
            "facts": made.facts,
            "recipe": recipe,
            "seconds": round(seconds, 4),
            "made_at": now(),
            "run": run,
        }
        self._database.do(_RECORD, values)


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most *size* items, in order."""
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
