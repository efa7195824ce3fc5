"""The tables of what people see and decide: the gallery, what happens, what was ordered, and who they are."""

from __future__ import annotations

TABLES = (
    # The gallery: every finished picture once, the newest with the highest seq. id begins its asset's hash. What was
    # made is written by triggers (see keeping); rating, verdict and labels are people's; thumbhash, colour and likeness
    # are there once somebody looked at the pixels.
    """
    CREATE TABLE IF NOT EXISTS pictures (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        asset TEXT NOT NULL,
        "key" TEXT NOT NULL,
        run TEXT NOT NULL DEFAULT '',
        "row" TEXT NOT NULL DEFAULT '',
        label TEXT NOT NULL DEFAULT '',
        workflow TEXT NOT NULL DEFAULT '',
        project TEXT NOT NULL DEFAULT '',
        model TEXT NOT NULL DEFAULT '',
        prompt TEXT NOT NULL DEFAULT '',
        format TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        cost INTEGER,
        made_at TEXT NOT NULL,
        rating INTEGER NOT NULL DEFAULT 0,
        verdict TEXT NOT NULL DEFAULT '',
        labels JSON NOT NULL DEFAULT '[]',
        thumbhash TEXT,
        colour TEXT,
        likeness BLOB
    )
    """,
    'CREATE INDEX IF NOT EXISTS pictures_by_key ON pictures ("key")',
    "CREATE INDEX IF NOT EXISTS pictures_by_project ON pictures (project, seq)",
    "CREATE INDEX IF NOT EXISTS pictures_by_model ON pictures (model, seq)",
    "CREATE INDEX IF NOT EXISTS pictures_by_workflow ON pictures (workflow, seq)",
    "CREATE INDEX IF NOT EXISTS pictures_by_rating ON pictures (rating, seq)",
    "CREATE INDEX IF NOT EXISTS pictures_by_verdict ON pictures (verdict, seq)",
    "CREATE INDEX IF NOT EXISTS pictures_by_colour ON pictures (colour, seq)",
    "CREATE INDEX IF NOT EXISTS pictures_by_time ON pictures (made_at)",
    'CREATE INDEX IF NOT EXISTS pictures_by_run ON pictures (run, "row")',
    "CREATE INDEX IF NOT EXISTS pictures_unseen ON pictures (seq) WHERE thumbhash IS NULL",
    # Everything that people filter by, to be counted without reading a picture's row.
    """
    CREATE INDEX IF NOT EXISTS pictures_counted
        ON pictures (project, workflow, model, colour, verdict, rating, width, height, cost, made_at, seq)
    """,
    "CREATE INDEX IF NOT EXISTS pictures_seen ON pictures (seq) WHERE likeness IS NOT NULL",
    # Its words.
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS picture_words USING fts5 (
        "row", prompt, label, workflow, model, labels,
        content = 'pictures', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    )
    """,
    # What happened, in order, whichever process did it: type run, row, asset, ledger or review.
    """
    CREATE TABLE IF NOT EXISTS events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        type TEXT NOT NULL,
        run TEXT,
        subject TEXT,
        state TEXT,
        at TEXT NOT NULL
    )
    """,
    # Runs that were asked for and are carried out by another process. State: queued, running, paused, cancelled, done,
    # failed. owner is the process that carries it out.
    """
    CREATE TABLE IF NOT EXISTS orders (
        id TEXT PRIMARY KEY,
        run TEXT NOT NULL,
        state TEXT NOT NULL,
        workflow TEXT NOT NULL,
        project TEXT NOT NULL,
        job JSON NOT NULL,
        consent TEXT NOT NULL,
        member TEXT NOT NULL,
        owner TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        ended_at TEXT,
        problem JSON
    )
    """,
    "CREATE INDEX IF NOT EXISTS orders_by_run ON orders (run)",
    "CREATE INDEX IF NOT EXISTS orders_open ON orders (created_at) WHERE state IN ('queued', 'running')",
    # Who may come in over the network: viewer, reviewer, editor or admin. The password is an Argon2 hash.
    """
    CREATE TABLE IF NOT EXISTS members (
        name TEXT PRIMARY KEY,
        role TEXT NOT NULL,
        password TEXT NOT NULL,
        created_at TEXT NOT NULL
    )
    """,
    # Who came in. id is the hash of what the browser holds, so that nobody who reads this table can use it.
    """
    CREATE TABLE IF NOT EXISTS sessions (
        id TEXT PRIMARY KEY,
        member TEXT NOT NULL,
        role TEXT NOT NULL,
        csrf TEXT NOT NULL,
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL
    )
    """,
    # What was answered to a request that named an idempotency key, so that it is done once however often it is sent.
    """
    CREATE TABLE IF NOT EXISTS answers (
        "key" TEXT PRIMARY KEY,
        digest TEXT NOT NULL,
        status INTEGER,
        body TEXT,
        at TEXT NOT NULL
    )
    """,
    # Blind votes between pictures; what won is evidence for routing.
    """
    CREATE TABLE IF NOT EXISTS votes (
        id INTEGER PRIMARY KEY,
        winner TEXT NOT NULL,
        loser TEXT NOT NULL,
        winner_model TEXT NOT NULL,
        loser_model TEXT NOT NULL,
        member TEXT NOT NULL,
        at TEXT NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS rows_open ON rows (run, \"index\") WHERE state IN ('waiting', 'failed')",
    "CREATE INDEX IF NOT EXISTS sources_by_digest ON sources (digest)",
)
"""In the order in which they are made, by a database that has not got them."""
