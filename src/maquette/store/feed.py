"""The feed: what happened in this workspace, in order, whichever process did it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from maquette.store.schema_studio import events

Record = dict[str, Any]


class Feed:
    """Reads what the database notes of itself."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def last(self) -> int:
        """The number of the newest event; 0 where nothing happened yet."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(sa.func.max(events.c.seq))).scalar_one() or 0

    def after(self, seq: int, limit: int = 1000) -> list[Record] | None:
        """The events behind *seq*, oldest first; None where some of them are forgotten already."""
        query = sa.select(events).where(events.c.seq > seq).order_by(events.c.seq).limit(limit)
        with self._engine.connect() as connection:
            found = [dict(one) for one in connection.execute(query).mappings()]
            oldest = connection.execute(sa.select(sa.func.min(events.c.seq))).scalar_one()
        if oldest is not None and seq + 1 < oldest and found:
            return None
        return found

    def ended_since(self, run: str, instant: str) -> tuple[int, str | None]:
        """How many rows of *run* ended since that time, and when the first of them did."""
        query = sa.select(sa.func.count(), sa.func.min(events.c.at)).where(
            events.c.type == "row", events.c.run == run, events.c.at >= instant, events.c.state != "to_do"
        )
        with self._engine.connect() as connection:
            count, first = connection.execute(query).one()
        return int(count), first
