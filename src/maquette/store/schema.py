"""The tables. Everything here is the truth; the engine's own rows may be thrown away."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table

VERSION = 3
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

calls = Table(
    "calls",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("key", String(64), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("owner", String(32), nullable=False),
    Column("run", String(32), index=True),
    Column("project", String, index=True),
    Column("workflow", String),
    Column("row", String),
    Column("provider", String, nullable=False),
    Column("model", String, nullable=False),
    Column("operation", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("request", JSON, nullable=False),
    Column("price_low", BigInteger),
    Column("price_high", BigInteger),
    Column("cost", BigInteger),
    Column("rehearsal", Boolean, nullable=False),
    Column("pictures", Integer),
    Column("provider_id", String),
    Column("handle", JSON),
    Column("reply", String(64)),
    Column("usage", JSON),
    Column("code", String),
    Column("reason", String),
    Column("created_at", String(32), nullable=False),
    Column("submitted_at", String(32)),
    Column("submitted_s", Float),
    Column("ended_at", String(32)),
)
"""The ledger: one row a call that may cost something, committed before its first byte leaves. Money in micro-dollars.

State: reserved, submitted, then settled, refused, failed or unknown. A call in ``reserved``, ``submitted`` or
``unknown`` holds its key: nobody may ask for the same again.
"""
LEFT_OPEN = ("reserved", "submitted")
OPEN = (*LEFT_OPEN, "unknown")
_HELD = calls.c.state.in_(OPEN)
# Another database needs its own ``..._where`` here: naming a dialect imports it, a twentieth of a second a start.
Index("calls_open", calls.c.key, unique=True, sqlite_where=_HELD)
Index("calls_by_provider", calls.c.provider, calls.c.state)

pauses = Table(
    "pauses",
    metadata,
    Column("provider", String, primary_key=True),
    Column("until_s", Float, nullable=False),
)
"""Providers that asked for patience, and until when (seconds since the epoch): nobody sends before."""

picks = Table(
    "picks",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("run", String(32), nullable=False),
    Column("row", String, nullable=False),
    Column("label", String, nullable=False),
    Column("model", String),
    Column("picked", Boolean, nullable=False),
    Column("at", String(32), nullable=False),
)
"""What people chose among takes that they saw side by side. A model's record is the evidence that routing goes by."""
