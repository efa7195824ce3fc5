"""The tables. Everything here is the truth; the engine's own rows may be thrown away."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table

VERSION = 1
metadata = MetaData()

results = Table(
    "results",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("shallow", String(64), index=True),
    Column("asset", String(64), nullable=False, index=True),
    Column("bytes", BigInteger, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("recipe", JSON, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("run", String(32)),
)
"""Every kept result: what was asked (key, recipe), what came out (asset, facts)."""

sources = Table(
    "sources",
    metadata,
    Column("path", String, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("refusal", JSON),
)
"""Files outside, as they were when last read: an unchanged file is not hashed or probed again."""

runs = Table(
    "runs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("workflow", String, nullable=False),
    Column("job", JSON, nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    Column("destination", String),
    Column("state", String(16), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("finished_at", String(32)),
    Column("summary", JSON),
)
"""One row a run. State: planned, running, done, interrupted."""

rows = Table(
    "rows",
    metadata,
    Column("run", String(32), ForeignKey("runs.id"), primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("input", String, nullable=False),
    Column("values", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("files", JSON),
    Column("facts", JSON),
    Column("code", String),
    Column("reason", String),
    Column("mend", String),
)
"""The input rows of a run as they were planned. State: to_do, done, waiting, failed."""
Index("rows_by_state", rows.c.run, rows.c.state)

uses = Table(
    "uses",
    metadata,
    Column("run", String(32), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("label", String, primary_key=True),
    Column("key", String(64), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("reasons", JSON),
)
"""Lineage: which kept steps a row of a run stands on. State: made, cached. Reasons say why it was made (again)."""

written = Table(
    "written",
    metadata,
    Column("path", String, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("run", String(32), nullable=False),
)
"""Files that we wrote outside, so that we know what is ours to replace."""

verdicts = Table(
    "verdicts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("verdict", String(16), nullable=False),
    Column("comment", String),
    Column("at", String(32), nullable=False),
)
"""What a person said of a doubtful result: accept or send-back. Bound to the result, so a revision keeps it."""
