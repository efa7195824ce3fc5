"""Opens the workspace's database: SQLite in WAL mode, made for many readers and one writer at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from maquette.errors import StoreError
from maquette.store.keeping import keep_up
from maquette.store.schema import VERSION, metadata

BUSY_SECONDS = 30
GALLERY_SINCE = 3


def sqlite_engine(path: Path) -> sa.Engine:
    """An engine on a SQLite file with the settings that survive kill -9 and let processes share it."""
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS}, pool_size=8)

    @sa.event.listens_for(engine, "connect")
    def settings(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    @sa.event.listens_for(engine, "handle_error")
    def told(context: Any) -> None:
        if "is full" in str(context.original_exception):
            raise StoreError(
                f"{path} cannot be written: the disk is full",
                mend="make room on that disk, then run again: what is made stays made",
                code="disk-full",
            ) from context.original_exception

    return engine


_LOCKS: WeakKeyDictionary[sa.Engine, threading.Lock] = WeakKeyDictionary()
_GUARD = threading.Lock()


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that writes, committed at its end.

    Threads of this process come one after the other: SQLite lets one write at a time anyway, and makes those who find
    it busy sleep for longer than a transaction takes.
    """
    with _GUARD:
        lock = _LOCKS.setdefault(engine, threading.Lock())
    with lock, engine.begin() as connection:
        yield connection


def open_database(path: Path) -> sa.Engine:
    """The database at *path*, made if it is not there.

    Raises ``StoreError`` when the file is not a database, cannot be written, or is of a newer Maquette.
    """
    engine = sqlite_engine(path)
    try:
        with engine.connect() as connection:
            version = connection.execute(sa.text("PRAGMA user_version")).scalar_one()
            if version == VERSION:
                return engine
            # Whoever comes second waits here, and finds the tables made.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            version = connection.execute(sa.text("PRAGMA user_version")).scalar_one()
            if version > VERSION:
                raise StoreError(
                    f"{path} was written by a newer Maquette (schema {version}, this one knows {VERSION})",
                    mend="install the newer version: pip install --upgrade maquette-studio",
                )
            _bring_up(connection, version)
            connection.execute(sa.text(f"PRAGMA user_version={VERSION}"))
            connection.commit()
    except sa.exc.DatabaseError as error:
        raise StoreError(
            f"{path} cannot be used as a database: {error.orig}",
            mend="check that the folder is writable and the disk not full, or name another with --workspace",
        ) from error
    return engine


def _bring_up(connection: sa.Connection, version: int) -> None:
    """Make what a database of that *version* (0: a new one) does not have. Nothing is taken away."""
    metadata.create_all(connection)
    if version < GALLERY_SINCE:
        keep_up(connection)
