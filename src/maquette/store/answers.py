"""What was answered to requests that are done once, however often they are sent."""

from __future__ import annotations

from typing import NamedTuple

from maquette.store.clock import now
from maquette.store.database import Database

_BEGIN = """
INSERT INTO answers ("key", digest, at) VALUES (:key, :digest, :now) ON CONFLICT ("key") DO NOTHING"""

_FORGET = "DELETE FROM answers WHERE at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-7 days')"


class Answer(NamedTuple):
    """What was asked (its digest) and answered; *status* is None while it is being done."""

    digest: str
    status: int | None
    body: str


class Answers:
    """The table of answers by idempotency key; they are kept for a week."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, key: str, digest: str) -> Answer | None:
        """None when that key is new and this request is the one that does it; else what is known of it."""
        with self._database.writing() as connection:
            connection.execute(_FORGET)
            if connection.execute(_BEGIN, {"key": key, "digest": digest, "now": now()}).rowcount:
                return None
            query = 'SELECT digest, status, body FROM answers WHERE "key" = :key'
            return Answer(*connection.execute(query, {"key": key}).fetchone())

    def end(self, key: str, status: int, body: str) -> None:
        """Keep the answer."""
        statement = 'UPDATE answers SET status = :status, body = :body WHERE "key" = :key'
        self._database.do(statement, {"key": key, "status": status, "body": body})

    def forget(self, key: str) -> None:
        """It came to nothing, and may be tried again."""
        self._database.do('DELETE FROM answers WHERE "key" = :key', {"key": key})
