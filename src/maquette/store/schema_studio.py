"""The tables of what people see and decide: the gallery, what happens, what was ordered, and who they are."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, LargeBinary, String, Table, text

from maquette.store.schema import metadata, rows, sources

pictures = Table(
    "pictures",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("asset", String(64), nullable=False),
    Column("key", String(64), nullable=False, index=True),
    Column("run", String(32), nullable=False, server_default=""),
    Column("row", String, nullable=False, server_default=""),
    Column("label", String, nullable=False, server_default=""),
    Column("workflow", String, nullable=False, server_default=""),
    Column("project", String, nullable=False, server_default=""),
    Column("model", String, nullable=False, server_default=""),
    Column("prompt", String, nullable=False, server_default=""),
    Column("format", String(8), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("cost", BigInteger),
    Column("made_at", String(32), nullable=False),
    Column("rating", Integer, nullable=False, server_default="0"),
    Column("verdict", String(8), nullable=False, server_default=""),
    Column("labels", JSON, nullable=False, server_default="[]"),
    Column("thumbhash", String(64)),
    Column("colour", String(12)),
    Column("likeness", LargeBinary),
    sqlite_autoincrement=True,
)
"""The gallery: every finished picture once, the newest with the highest ``seq``. ``id`` begins its asset's hash.

What was made is written by the database itself (``keeping``); rating, verdict and labels are people's; thumbhash,
colour and likeness are there once somebody looked at the pixels.
"""
for _column in ("project", "model", "workflow", "rating", "verdict", "colour"):
    Index(f"pictures_by_{_column}", pictures.c[_column], pictures.c.seq)
Index("pictures_by_run", pictures.c.run, pictures.c.row)
Index("pictures_unseen", pictures.c.seq, sqlite_where=pictures.c.thumbhash.is_(None))
Index("pictures_by_time", pictures.c.made_at)

Index("sources_by_digest", sources.c.digest)
Index("rows_open", rows.c.run, rows.c.index, sqlite_where=text("state IN ('waiting', 'failed')"))

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("type", String(8), nullable=False),
    Column("run", String(32)),
    Column("subject", String),
    Column("state", String(16)),
    Column("at", String(32), nullable=False),
    sqlite_autoincrement=True,
)
"""What happened, in order, whichever process did it: type run, row, asset, ledger or review. The newest are kept."""

orders = Table(
    "orders",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("run", String(32), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("workflow", String, nullable=False),
    Column("project", String, nullable=False),
    Column("job", JSON, nullable=False),
    Column("consent", String, nullable=False),
    Column("member", String, nullable=False),
    Column("owner", String(32), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("ended_at", String(32)),
    Column("problem", JSON),
)
"""Runs that were asked for and are carried out by another process.

State: queued, running, paused, cancelled, done, failed. *owner* is the process that carries it out.
"""
Index("orders_open", orders.c.created_at, sqlite_where=text("state IN ('queued', 'running')"))

members = Table(
    "members",
    metadata,
    Column("name", String, primary_key=True),
    Column("role", String(8), nullable=False),
    Column("password", String, nullable=False),
    Column("created_at", String(32), nullable=False),
)
"""Who may come in over the network: viewer, reviewer, editor or admin. The password is an Argon2 hash."""

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("member", String, nullable=False),
    Column("role", String(8), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
)
"""Who came in. *id* is the hash of what the browser holds, so that nobody who reads this table can use it."""

answers = Table(
    "answers",
    metadata,
    Column("key", String, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("status", Integer),
    Column("body", String),
    Column("at", String(32), nullable=False),
)
"""What was answered to a request that named an idempotency key, so that it is done once however often it is sent."""
