"""What is already made, by deep and by shallow key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from maquette.graph import Key, Recipe
from maquette.store.clock import now
from maquette.store.database import writing
from maquette.store.schema import results

T = TypeVar("T")
_MANY = 500


@dataclass(frozen=True)
class Made:
    """A kept result: the asset that holds its bytes, and the facts beside them."""

    key: Key
    asset: str
    facts: dict[str, Any]


class Results:
    """The table of kept results. Rows are added, never changed."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def many(self, keys: Iterable[Key]) -> dict[Key, Made]:
        """The result of each key that is made."""
        found: dict[Key, Made] = {}
        with self._engine.connect() as connection:
            for some in in_batches(keys, _MANY):
                query = sa.select(results.c.key, results.c.asset, results.c.facts).where(results.c.key.in_(some))
                found.update((key, Made(key, asset, facts)) for key, asset, facts in connection.execute(query))
        return found

    def get(self, key: Key) -> Made | None:
        """The result of that deep key."""
        query = sa.select(results.c.key, results.c.asset, results.c.facts).where(results.c.key == key)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Made(*row) if row else None

    def by_shallow(self, shallow: Key) -> Made | None:
        """A result made from the same content by another way."""
        query = sa.select(results.c.key, results.c.asset, results.c.facts).where(results.c.shallow == shallow).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Made(*row) if row else None

    def recipe(self, key: Key) -> Recipe | None:
        """How the result of that key was asked for."""
        with self._engine.connect() as connection:
            found: Recipe | None = connection.execute(
                sa.select(results.c.recipe).where(results.c.key == key)
            ).scalar_one_or_none()
        return found

    def keys_of(self, asset: str) -> list[Key]:
        """The keys whose result is that asset, by its hash, its key, or the beginning of either."""
        either = results.c.asset.startswith(asset, autoescape=True) | results.c.key.startswith(asset, autoescape=True)
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(results.c.key).where(either).limit(100)).scalars())

    def newest(self, limit: int) -> list[dict[str, Any]]:
        """The results that were made last: key, asset, bytes, facts, operation, time."""
        query = sa.select(results).order_by(results.c.made_at.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [dict(record) for record in connection.execute(query).mappings()]

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
        statement = insert(results).values(values)
        with writing(self._engine) as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))


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
