"""What the database keeps up by itself: the gallery, its words, and the feed of what happens.

Triggers work in the transaction that makes a change, so they miss nothing, whichever process makes it, and cost a
few microseconds where a second look by Python would cost a query.
"""

from __future__ import annotations

import sqlite3

from maquette.store.schema_studio import TABLES

KEPT_EVENTS = 20_000
"""So many events are kept at least: a page that was away for longer reads everything anew."""

_WORDS = ('"row"', "prompt", "label", "workflow", "model", "labels")
_NAMED = ", ".join(_WORDS)

_COLUMNS = (
    'id, asset, "key", run, workflow, project, made_at, bytes, cost, "row", label, model, prompt, format, width, height'
)


def _fact(of: str, name: str) -> str:
    return f"json_extract({of}, '$.{name}')"


def _or_empty(value: str) -> str:
    return f"coalesce({value}, '')"


_OF_RUN = f"{_or_empty('runs.workflow')}, {_or_empty(_fact('runs.job', 'project'))}"


def _made(result: str, row: str, label: str) -> str:
    """The gallery's columns for a row of ``results`` and the use it was put to."""
    facts = f"{result}.facts"
    cost = f"CAST(round(1000000 * {_fact(facts, 'cost')}) AS INTEGER)"
    return (
        f'substr({result}.asset, 1, 16), {result}.asset, {result}."key", {_or_empty(f"{result}.run")}, {_OF_RUN}, '
        f"{result}.made_at, {result}.bytes, {cost}, {row}, {label}, {_or_empty(_fact(facts, 'model'))}, "
        f"{_or_empty(_fact(facts, 'prompt'))}, {_fact(facts, 'format')}, {_fact(facts, 'width')}, "
        f"{_fact(facts, 'height')}"
    )


_TAKE = f"""
INSERT OR IGNORE INTO pictures ({_COLUMNS})
SELECT {_made("NEW", "''", "''")} FROM (SELECT 1) LEFT JOIN runs ON runs.id = NEW.run;
INSERT OR IGNORE INTO pictures ({_COLUMNS})
SELECT substr({_fact("more.value", "asset")}, 1, 16), {_fact("more.value", "asset")}, NEW."key",
    {_or_empty("NEW.run")}, {_OF_RUN}, NEW.made_at, 0, NULL, '', '', {_fact("NEW.facts", "model")},
    {_or_empty(_fact("NEW.facts", "prompt"))}, {_fact("more.value", "format")}, {_fact("more.value", "width")},
    {_fact("more.value", "height")}
FROM json_each(NEW.facts, '$.more') AS more LEFT JOIN runs ON runs.id = NEW.run;"""
"""A model's pictures are seen as soon as they are here, before their row ends."""

_FILE = f"""
INSERT INTO pictures ({_COLUMNS})
SELECT {_made("results", "rows.name", "substr(NEW.label, 6)")}
FROM results JOIN rows ON rows.run = NEW.run AND rows."index" = NEW."row"
    LEFT JOIN runs ON runs.id = coalesce(results.run, NEW.run)
WHERE results."key" = NEW."key" AND {_fact("results.facts", "format")} IS NOT NULL
ON CONFLICT (id) DO UPDATE SET "row" = excluded."row", label = excluded.label WHERE "row" = '';"""
"""A file of a row, whatever it was made by; of a take it says whose it is."""

_FILL = f"""
INSERT OR IGNORE INTO pictures ({_COLUMNS})
SELECT {_made("results", _or_empty("rows.name"), _or_empty("substr(uses.label, 6)"))}
FROM results
    LEFT JOIN uses ON uses."key" = results."key" AND substr(uses.label, 1, 5) = 'file '
    LEFT JOIN rows ON rows.run = uses.run AND rows."index" = uses."row"
    LEFT JOIN runs ON runs.id = coalesce(results.run, uses.run)
WHERE {_fact("results.facts", "format")} IS NOT NULL
    AND (uses.label IS NOT NULL OR {_fact("results.facts", "model")} IS NOT NULL)
ORDER BY results.made_at, uses.run"""

_PICKED = """
UPDATE pictures SET verdict = CASE WHEN NEW.picked THEN 'pick' WHEN verdict = 'pick' THEN '' ELSE verdict END
WHERE "key" = NEW."key";"""


def _words(of: str) -> str:
    return ", ".join(f"{of}.{word}" for word in _WORDS)


_ADD_WORDS = f"INSERT INTO picture_words (rowid, {_NAMED}) VALUES (NEW.seq, {_words('NEW')});"
_TAKE_WORDS = f"INSERT INTO picture_words (picture_words, rowid, {_NAMED}) VALUES ('delete', OLD.seq, {_words('OLD')});"


def _event(kind: str, run: str, subject: str, state: str) -> str:
    at = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
    return f"INSERT INTO events (type, run, subject, state, at) VALUES ('{kind}', {run}, {subject}, {state}, {at});"


_MOVED = "WHEN OLD.state IS NOT NEW.state"
_OF_A_MODEL = f"WHEN {_fact('NEW.facts', 'model')} IS NOT NULL AND {_fact('NEW.facts', 'format')} IS NOT NULL"
_A_NEW_FILE = (
    "WHEN substr(NEW.label, 1, 5) = 'file ' "
    'AND NOT EXISTS (SELECT 1 FROM pictures WHERE "key" = NEW."key" AND "row" <> \'\')'
)
_TRIGGERS = {
    "run_begun": ("INSERT ON runs", _event("run", "NEW.id", "NULL", "NEW.state")),
    "run_moved": (f"UPDATE OF state ON runs {_MOVED}", _event("run", "NEW.id", "NULL", "NEW.state")),
    "run_gone": ("DELETE ON runs", _event("run", "OLD.id", "NULL", "'gone'")),
    "row_ended": (f"UPDATE OF state ON rows {_MOVED}", _event("row", "NEW.run", "NEW.name", "NEW.state")),
    "order_given": ("INSERT ON orders", _event("run", "NEW.run", "NULL", "NEW.state")),
    "order_moved": (f"UPDATE OF state ON orders {_MOVED}", _event("run", "NEW.run", "NULL", "NEW.state")),
    "call_made": ("INSERT ON calls", _event("ledger", "NEW.run", "NEW.id", "NEW.state")),
    "call_moved": (f"UPDATE OF state ON calls {_MOVED}", _event("ledger", "NEW.run", "NEW.id", "NEW.state")),
    "verdict_given": ("INSERT ON verdicts", _event("review", "NULL", 'NEW."key"', "NEW.verdict")),
    "verdict_changed": ("UPDATE ON verdicts", _event("review", "NULL", 'NEW."key"', "NEW.verdict")),
    "take_made": (f"INSERT ON results {_OF_A_MODEL}", _TAKE),
    "file_made": (f"INSERT ON uses {_A_NEW_FILE}", _FILE),
    "take_picked": ("INSERT ON picks", _PICKED),
    "take_repicked": ("UPDATE ON picks", _PICKED),
    "picture_added": ("INSERT ON pictures", _ADD_WORDS + _event("asset", "NEW.run", "NEW.id", "'made'")),
    "picture_renamed": (f"UPDATE OF {_NAMED} ON pictures", _TAKE_WORDS + _ADD_WORDS),
    "picture_judged": (
        "UPDATE OF rating, verdict, labels ON pictures",
        _event("asset", "NEW.run", "NEW.id", "'judged'"),
    ),
    "events_forgotten": (
        "INSERT ON events WHEN NEW.seq % 1000 = 0",
        f"DELETE FROM events WHERE seq <= NEW.seq - {KEPT_EVENTS};",
    ),
}


def keep_up(connection: sqlite3.Connection) -> None:
    """Make the tables and the triggers, and fill the gallery with what a database of an older version has made."""
    for table in TABLES:
        connection.execute(table)
    for name, (when, what) in _TRIGGERS.items():
        connection.execute(f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {when} BEGIN {what} END")
    connection.execute(_FILL)
    connection.execute("DELETE FROM events")
