"""The workspace's database: SQLite in WAL mode, made for many readers and one writer at a time.

Statements are SQL text with named parameters. Lists and objects go in as JSON and come out of ``JSON`` columns as what
they were; ``IN (SELECT value FROM json_each(:keys))`` takes a list of any length.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from maquette.errors import StoreError
from maquette.store.keeping import keep_up
from maquette.store.schema import ADDED, TABLES, VERSION

Record = dict[str, Any]

BUSY_SECONDS = 30
GALLERY_SINCE = 4
SETTINGS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-512")
"""The system keeps the file's pages anyway: two megabytes of them for each of twenty connections would only add up."""

for _kind in (dict, list, tuple):
    sqlite3.register_adapter(_kind, json.dumps)
sqlite3.register_converter("JSON", json.loads)
sqlite3.register_converter("BOOLEAN", lambda stored: stored != b"0")


class Database:
    """Connections to one SQLite file, kept for the next who asks; any thread may take one.

    Raises ``StoreError`` when the disk is full under it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._write = threading.Lock()
        self._mine = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for statements that change nothing."""
        if (writing := getattr(self._mine, "writing", None)) is not None:
            yield writing
            return
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        except sqlite3.Error as error:
            if "is full" in str(error):
                raise StoreError(
                    f"{self.path} cannot be written: the disk is full",
                    mend="make room on that disk, then run again: what is made stays made",
                    code="disk-full",
                ) from error
            raise
        finally:
            self._idle.append(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that writes, committed at its end; nobody else writes while it lasts.

        Begun within another of the same thread, it is a part of that one.
        Threads of this process come one after the other: SQLite makes those who find it busy sleep for longer than a
        transaction takes.
        """
        if (outer := getattr(self._mine, "writing", None)) is not None:
            yield outer
            return
        with self._write, self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            self._mine.writing = connection
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                self._mine.writing = None
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def all(self, statement: str, values: Mapping[str, Any]) -> list[Record]:
        """Every row that *statement* finds."""
        with self.reading() as connection:
            return [dict(row) for row in connection.execute(statement, values)]

    def one(self, statement: str, values: Mapping[str, Any]) -> Record | None:
        """The first row that *statement* finds."""
        with self.reading() as connection:
            row = connection.execute(statement, values).fetchone()
        return dict(row) if row else None

    def do(self, statement: str, values: Mapping[str, Any]) -> int:
        """One statement that writes, in a transaction of its own; how many rows it changed."""
        with self.writing() as connection:
            return connection.execute(statement, values).rowcount

    def close(self) -> None:
        """Let go of every connection that is not in use."""
        while self._idle:
            self._idle.pop().close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path,
            timeout=BUSY_SECONDS,
            detect_types=sqlite3.PARSE_DECLTYPES,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.row_factory = sqlite3.Row
        for setting in SETTINGS:
            connection.execute(setting)
        return connection


def open_database(path: Path) -> Database:
    """The database at *path*, made if it is not there.

    Raises ``StoreError`` when the file is not a database, cannot be written, or is of a newer Maquette.
    """
    database = Database(path)
    try:
        with database.reading() as connection:
            if _version(connection) == VERSION:
                return database
        with database.writing() as connection:
            # Whoever comes second has waited here, and finds the tables made.
            version = _version(connection)
            if version > VERSION:
                raise StoreError(
                    f"{path} was written by a newer Maquette (schema {version}, this one knows {VERSION})",
                    mend="install the newer version: pip install --upgrade maquette-studio",
                    code="newer-workspace",
                )
            for statement in TABLES:
                connection.execute(statement)
            _add_columns(connection)
            if version < GALLERY_SINCE:
                keep_up(connection)
            connection.execute(f"PRAGMA user_version={VERSION}")
    except sqlite3.Error as error:
        raise StoreError(
            f"{path} cannot be used as a database: {error}",
            mend="check that the folder is writable and the disk not full, or name another with --workspace",
        ) from error
    return database


def _add_columns(connection: sqlite3.Connection) -> None:
    """The columns that tables of an older Maquette lack."""
    for table, column, kind in ADDED:
        if column not in {found["name"] for found in connection.execute(f"PRAGMA table_info({table})")}:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def insert(table: str, *columns: str) -> str:
    """The statement that adds a row, its values named as the columns."""
    return f"INSERT INTO {table} ({_listed(columns)}) VALUES ({', '.join(f':{name}' for name in columns)})"


def upsert(table: str, key: str, *columns: str) -> str:
    """The statement that adds a row, or replaces what the one of that *key* (its columns, by commas) holds."""
    keys = key.split(", ")
    others = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in keys)
    return f"{insert(table, *columns)} ON CONFLICT ({_listed(keys)}) DO UPDATE SET {others}"


def update(table: str, columns: Iterable[str], where: str) -> str:
    """The statement that sets those columns where *where* holds."""
    values = ", ".join(f'"{name}" = :{name}' for name in columns)
    return f"UPDATE {table} SET {values} WHERE {where}"


def _listed(columns: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
