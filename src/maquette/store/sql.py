"""Plain SQL over the workspace's database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from maquette.store.database import writing

Parameters = Mapping[str, Any] | Sequence[Any]


class Statements:
    """Statements of one transaction; rows are read by name."""

    def __init__(self, connection: sa.Connection) -> None:
        self._raw: Any = connection.connection.dbapi_connection

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """One statement."""
        cursor: sqlite3.Cursor = self._raw.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Sequence[Mapping[str, Any]]) -> None:
        """The same statement for each of *parameters*."""
        self._raw.cursor().executemany(sql, parameters)


class Database:
    """Readers, and one writer at a time."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @contextmanager
    def reading(self) -> Iterator[Statements]:
        """Statements that only read."""
        with self._engine.connect() as connection:
            yield Statements(connection)

    @contextmanager
    def writing(self) -> Iterator[Statements]:
        """One transaction, committed at its end."""
        with writing(self._engine) as connection:
            yield Statements(connection)
