"""The tables. Everything here is the truth; the engine's own rows may be thrown away.

Plain SQL in the part of the language that SQLite and PostgreSQL share. ``JSON`` and ``BOOLEAN`` columns are read as
what they hold. Times are UTC, ISO 8601; money is in micro-dollars.
"""

from __future__ import annotations

VERSION = 6

LEFT_OPEN = ("reserved", "submitted")
OPEN = (*LEFT_OPEN, "unknown")

TABLES = (
    # Every kept result: what was asked (key, recipe), what came out (asset, facts).
    """
    CREATE TABLE IF NOT EXISTS results (
        key VARCHAR(64) NOT NULL PRIMARY KEY, shallow VARCHAR(64), asset VARCHAR(64) NOT NULL, bytes BIGINT NOT NULL,
        facts JSON NOT NULL, recipe JSON NOT NULL, seconds FLOAT NOT NULL, made_at VARCHAR(32) NOT NULL, run VARCHAR(32)
    )""",
    "CREATE INDEX IF NOT EXISTS ix_results_shallow ON results (shallow)",
    "CREATE INDEX IF NOT EXISTS ix_results_asset ON results (asset)",
    # Files outside, as they were when last read: an unchanged file is not hashed or probed again.
    """
    CREATE TABLE IF NOT EXISTS sources (
        path VARCHAR NOT NULL PRIMARY KEY, size BIGINT NOT NULL, mtime_ns BIGINT NOT NULL, digest VARCHAR(64) NOT NULL,
        refusal JSON
    )""",
    # One row a run. State: planned, running, done, interrupted.
    """
    CREATE TABLE IF NOT EXISTS runs (
        id VARCHAR(32) NOT NULL PRIMARY KEY, workflow VARCHAR NOT NULL, job JSON NOT NULL, digest VARCHAR(64) NOT NULL,
        destination VARCHAR, state VARCHAR(16) NOT NULL, created_at VARCHAR(32) NOT NULL, finished_at VARCHAR(32),
        summary JSON
    )""",
    "CREATE INDEX IF NOT EXISTS ix_runs_digest ON runs (digest)",
    # The input rows of a run as they were planned. State: to_do, done, waiting, failed.
    """
    CREATE TABLE IF NOT EXISTS rows (
        run VARCHAR(32) NOT NULL REFERENCES runs (id), "index" INTEGER NOT NULL, name VARCHAR NOT NULL,
        input VARCHAR NOT NULL, "values" JSON NOT NULL, state VARCHAR(16) NOT NULL, files JSON, facts JSON,
        code VARCHAR, reason VARCHAR, mend VARCHAR, PRIMARY KEY (run, "index")
    )""",
    "CREATE INDEX IF NOT EXISTS rows_by_state ON rows (run, state)",
    # Lineage: which kept steps a row of a run stands on. State: made, cached. Reasons say why it was made (again).
    """
    CREATE TABLE IF NOT EXISTS uses (
        run VARCHAR(32) NOT NULL, row INTEGER NOT NULL, label VARCHAR NOT NULL, key VARCHAR(64) NOT NULL,
        state VARCHAR(16) NOT NULL, reasons JSON, PRIMARY KEY (run, row, label)
    )""",
    "CREATE INDEX IF NOT EXISTS ix_uses_key ON uses (key)",
    # Files that we wrote outside, so that we know what is ours to replace.
    """
    CREATE TABLE IF NOT EXISTS written (
        path VARCHAR NOT NULL PRIMARY KEY, sha256 VARCHAR(64) NOT NULL, size BIGINT NOT NULL, mtime_ns BIGINT NOT NULL,
        run VARCHAR(32) NOT NULL
    )""",
    # What a person said of a doubtful result: accept or send-back. Bound to the result, so a revision keeps it.
    """
    CREATE TABLE IF NOT EXISTS verdicts (
        key VARCHAR(64) NOT NULL PRIMARY KEY, verdict VARCHAR(16) NOT NULL, comment VARCHAR, at VARCHAR(32) NOT NULL
    )""",
    # What a person said of a photo's cut-out, by the photo's hash: every later run takes the mask for what is found, or
    # looks in the box (left,top,right,bottom in shares). One of them is empty.
    """
    CREATE TABLE IF NOT EXISTS mends (
        photo VARCHAR(64) NOT NULL PRIMARY KEY, mask VARCHAR(64) NOT NULL, member VARCHAR NOT NULL,
        at VARCHAR(32) NOT NULL, box VARCHAR NOT NULL DEFAULT ''
    )""",
    # The ledger: one row a call that may cost something, committed before its first byte leaves. State: reserved,
    # submitted, then settled, refused, failed or unknown.
    """
    CREATE TABLE IF NOT EXISTS calls (
        id VARCHAR(40) NOT NULL PRIMARY KEY, key VARCHAR(64) NOT NULL, state VARCHAR(16) NOT NULL,
        owner VARCHAR(32) NOT NULL, run VARCHAR(32), project VARCHAR, workflow VARCHAR, row VARCHAR,
        provider VARCHAR NOT NULL, model VARCHAR NOT NULL, operation VARCHAR NOT NULL, priority INTEGER NOT NULL,
        digest VARCHAR(64) NOT NULL, request JSON NOT NULL, price_low BIGINT, price_high BIGINT, cost BIGINT,
        rehearsal BOOLEAN NOT NULL, pictures INTEGER, provider_id VARCHAR, handle JSON, reply VARCHAR(64), usage JSON,
        code VARCHAR, reason VARCHAR, created_at VARCHAR(32) NOT NULL, submitted_at VARCHAR(32), submitted_s FLOAT,
        ended_at VARCHAR(32)
    )""",
    "CREATE INDEX IF NOT EXISTS ix_calls_key ON calls (key)",
    "CREATE INDEX IF NOT EXISTS ix_calls_run ON calls (run)",
    "CREATE INDEX IF NOT EXISTS ix_calls_project ON calls (project)",
    # A call that is open holds its key: nobody may ask for the same again.
    f"CREATE UNIQUE INDEX IF NOT EXISTS calls_open ON calls (key) WHERE state IN {OPEN}",
    "CREATE INDEX IF NOT EXISTS calls_by_provider ON calls (provider, state)",
    "CREATE INDEX IF NOT EXISTS calls_by_sending ON calls (provider, submitted_s)",
    "CREATE INDEX IF NOT EXISTS calls_by_time ON calls (created_at)",
    # Providers that asked for patience, and until when (seconds since the epoch): nobody sends before.
    "CREATE TABLE IF NOT EXISTS pauses (provider VARCHAR NOT NULL PRIMARY KEY, until_s FLOAT NOT NULL)",
    # What people chose among takes that they saw side by side. A model's record is what routing goes by.
    """
    CREATE TABLE IF NOT EXISTS picks (
        key VARCHAR(64) NOT NULL PRIMARY KEY, run VARCHAR(32) NOT NULL, row VARCHAR NOT NULL, label VARCHAR NOT NULL,
        model VARCHAR, picked BOOLEAN NOT NULL, at VARCHAR(32) NOT NULL
    )""",
)

ADDED = (("mends", "box", "VARCHAR NOT NULL DEFAULT ''"),)
"""Columns that came to a table after it was first made: table, column, type."""
