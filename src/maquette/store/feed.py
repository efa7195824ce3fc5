"""The feed: what happened in this workspace, in order, whichever process did it."""

from __future__ import annotations

from typing import Any

from maquette.store.sql import Database

Record = dict[str, Any]


class Feed:
    """Reads what the database notes of itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self) -> int:
        """The number of the newest event; 0 where nothing happened yet."""
        with self._database.reading() as statements:
            return int(statements.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0])

    def after(self, seq: int, limit: int = 1000) -> list[Record] | None:
        """The events behind *seq*, oldest first; None where some of them are forgotten already."""
        query = "SELECT * FROM events WHERE seq > :seq ORDER BY seq LIMIT :limit"
        with self._database.reading() as statements:
            found = [dict(one) for one in statements.execute(query, {"seq": seq, "limit": limit})]
            oldest = statements.execute("SELECT min(seq) FROM events").fetchone()[0]
        return None if found and oldest > seq + 1 else found

    def ended_since(self, run: str, instant: str) -> tuple[int, str | None]:
        """How many rows of *run* ended since that time, and when the first of them did."""
        query = """
            SELECT count(*), min(at) FROM events
            WHERE type = 'row' AND run = :run AND at >= :instant AND state <> 'to_do'"""
        with self._database.reading() as statements:
            count, first = statements.execute(query, {"run": run, "instant": instant}).fetchone()
        return int(count), first
