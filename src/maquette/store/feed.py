"""The feed: what happened in this workspace, in order, whichever process did it."""

from __future__ import annotations

from maquette.store.clock import now
from maquette.store.database import Database, Record, insert

_TELL = insert("events", "type", "run", "subject", "state", "at")
_ENDED = """
SELECT count(*) AS count, min(at) AS first FROM events
WHERE type = 'row' AND run = :run AND at >= :instant AND state <> 'to_do'"""


class Feed:
    """Reads what the database notes of itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self) -> int:
        """The number of the newest event; 0 where nothing happened yet."""
        return int(self._database.all("SELECT coalesce(max(seq), 0) AS last FROM events", {})[0]["last"])

    def after(self, seq: int, limit: int = 1000) -> list[Record] | None:
        """The events behind *seq*, oldest first; None where some of them are forgotten already."""
        query = "SELECT * FROM events WHERE seq > :seq ORDER BY seq LIMIT :limit"
        found = self._database.all(query, {"seq": seq, "limit": limit})
        oldest = self._database.all("SELECT min(seq) AS seq FROM events", {})[0]["seq"] if found else None
        return None if oldest is not None and oldest > seq + 1 else found

    def tell(self, kind: str, run: str, subject: str, state: str) -> None:
        """Something that is in no table, such as a picture that is on its way."""
        self._database.do(_TELL, {"type": kind, "run": run, "subject": subject, "state": state, "at": now()})

    def ended_since(self, run: str, instant: str) -> tuple[int, str | None]:
        """How many rows of *run* ended since that time, and when the first of them did."""
        found = self._database.all(_ENDED, {"run": run, "instant": instant})[0]
        return int(found["count"]), found["first"]
