"""Runs, their rows, the steps they stood on, the files they wrote, and what people said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from maquette.graph import Key
from maquette.store.clock import now
from maquette.store.database import Database, Record, insert, update, upsert

_BEGIN = insert("runs", "id", "workflow", "job", "digest", "destination", "state", "created_at")
_NEWEST_RUNS = """
    SELECT * FROM runs
    WHERE :before IS NULL OR (created_at, id) < (SELECT created_at, id FROM runs WHERE id = :before)
    ORDER BY created_at DESC, id DESC LIMIT :limit"""
_UNFINISHED_TWIN = """
    SELECT id FROM runs WHERE digest = :digest AND state IN ('running', 'interrupted') AND id <> :run
    ORDER BY created_at DESC LIMIT 1"""
_TRY_AGAIN = """
    UPDATE rows SET state = 'to_do' WHERE run = :old AND state = 'failed'
    AND "index" IN (SELECT "index" FROM rows WHERE run = :run AND state = 'to_do')"""
_FORGET = ("DELETE FROM uses WHERE run = :run", "DELETE FROM rows WHERE run = :run", "DELETE FROM runs WHERE id = :run")

_ROW = ("run", "index", "name", "input", "values", "state", "files", "facts", "code", "reason", "mend")
_ADD_ROW = insert("rows", *_ROW)
_USE = ("run", "row", "label", "key", "state", "reasons")
_ADD_USE = f"{insert('uses', *_USE)} ON CONFLICT DO NOTHING"
_USED = upsert("uses", "run, row, label", *_USE)
_THIS_ROW = 'run = :run AND "index" = :index'
_NEXT_ROWS = """
    SELECT * FROM rows WHERE run = :run AND "index" > :after AND (:state IS NULL OR state = :state)
    ORDER BY "index" LIMIT :limit"""
_TO_DO = """
    SELECT "index" FROM rows WHERE run = :run AND state = 'to_do' AND "index" > :after ORDER BY "index" LIMIT :limit"""
_COUNT_ROWS = "SELECT state, count(*) FROM rows WHERE run = :run GROUP BY state"
_COUNT_USES = """
    SELECT state, count(*) FROM (
        SELECT CASE WHEN max(state) = 'made' THEN 'made' ELSE 'cached' END AS state
        FROM uses WHERE run = :run GROUP BY key
    ) AS steps GROUP BY state"""

_EARLIER = """
    SELECT rows.name, uses.label, uses.key FROM uses
    JOIN rows ON rows.run = uses.run AND rows."index" = uses.row JOIN runs ON runs.id = uses.run
    WHERE runs.workflow = :workflow AND rows.name IN (SELECT value FROM json_each(:names)) AND runs.id <> :before
    ORDER BY runs.created_at"""
_USES_OF = """
    SELECT uses.*, rows.name, rows.input, runs.workflow, runs.created_at FROM uses
    JOIN rows ON rows.run = uses.run AND rows."index" = uses.row JOIN runs ON runs.id = uses.run
    WHERE uses.key IN (SELECT value FROM json_each(:keys)) ORDER BY runs.created_at DESC"""

_WRITTEN = "SELECT * FROM written WHERE path IN (SELECT value FROM json_each(:paths))"
_WROTE = upsert("written", "path", "path", "sha256", "size", "mtime_ns", "run")
_VERDICTS = "SELECT key, verdict FROM verdicts WHERE key IN (SELECT value FROM json_each(:keys))"
_SAY = upsert("verdicts", "key", "key", "verdict", "comment", "at")
_EVIDENCE = "SELECT model, sum(picked), count(*) FROM picks WHERE model IS NOT NULL GROUP BY model"
_PICK = upsert("picks", "key", "key", "run", "row", "label", "model", "picked", "at")


class History:
    """The record of what was asked, made, decided and delivered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Runs ------------------------------------------------------------------------------------------------

    def begin(self, run: str, workflow: str, job: Record, digest: str, destination: str | None) -> None:
        """Open a run; its rows follow."""
        values = {
            "id": run,
            "workflow": workflow,
            "job": job,
            "digest": digest,
            "destination": destination,
            "state": "planned",
            "created_at": now(),
        }
        self._database.do(_BEGIN, values)

    def set_state(self, run: str, state: str, summary: Record | None = None) -> None:
        """Move a run on; a done run has its summary and time."""
        values: Record = {"state": state}
        if state == "done":
            values |= {"finished_at": now(), "summary": summary}
        self._database.do(update("runs", values, "id = :run"), {**values, "run": run})

    def run(self, run: str) -> Record | None:
        """One run, by its whole id or by a beginning that only it has."""
        query = "SELECT * FROM runs WHERE substr(id, 1, length(:run)) = :run LIMIT 2"
        found = self._database.all(query, {"run": run})
        exact = [record for record in found if record["id"] == run]
        return (exact or found)[0] if exact or len(found) == 1 else None

    def runs(self, limit: int = 100, before: str | None = None) -> list[Record]:
        """The newest runs first, those older than the run *before*."""
        return self._database.all(_NEWEST_RUNS, {"limit": limit, "before": before})

    def forget(self, run: str) -> None:
        """Forget a run that was planned and never begun."""
        with self._database.writing() as connection:
            for forget in _FORGET:
                connection.execute(forget, {"run": run})

    def seal(self, run: str, digest: str) -> str:
        """Give the run its job's digest once its rows are known, and the run that shall carry the job out.

        When that very job was begun before and not finished, that is the one: it takes over what can be tried again
        and this run's rows are forgotten.
        """
        with self._database.writing() as connection:
            twin = connection.execute(_UNFINISHED_TWIN, {"run": run, "digest": digest}).fetchone()
            if twin is None:
                connection.execute("UPDATE runs SET digest = :digest WHERE id = :run", {"run": run, "digest": digest})
                return run
            old: str = twin["id"]
            connection.execute(_TRY_AGAIN, {"old": old, "run": run})
            for forget in _FORGET:
                connection.execute(forget, {"run": run})
            return old

    # Rows ------------------------------------------------------------------------------------------------

    def add_rows(self, records: list[Record], used: list[Record]) -> None:
        """Write planned rows and the steps that they found made, in one transaction."""
        with self._database.writing() as connection:
            connection.executemany(_ADD_ROW, [dict.fromkeys(_ROW) | record for record in records])
            connection.executemany(_ADD_USE, used)

    def finish_row(self, run: str, index: int, values: Record, used: list[Record]) -> None:
        """Record how a row ended and the steps that it stood on, in one transaction."""
        with self._database.writing() as connection:
            connection.execute(update("rows", values, _THIS_ROW), {**values, "run": run, "index": index})
            connection.executemany(_USED, used)

    def row(self, run: str, index: int) -> Record:
        """One row of a run."""
        found = self._database.one(f"SELECT * FROM rows WHERE {_THIS_ROW}", {"run": run, "index": index})
        if found is None:
            raise LookupError(f"run {run} has no row {index}")
        return found

    def rows(self, run: str, state: str | None = None) -> Iterator[Record]:
        """The rows of a run in their order, a few at a time however many there are."""
        last = -1
        while some := self.rows_behind(run, last, 500, state):
            yield from some
            last = some[-1]["index"]

    def rows_behind(self, run: str, after: int, limit: int, state: str | None = None) -> list[Record]:
        """The rows of a run with an index above *after*, in their order."""
        return self._database.all(_NEXT_ROWS, {"run": run, "state": state, "after": after, "limit": limit})

    def to_do(self, run: str, after: int, limit: int) -> list[int]:
        """Indexes of the next rows that are not finished."""
        found = self._database.all(_TO_DO, {"run": run, "after": after, "limit": limit})
        return [row["index"] for row in found]

    def count_rows(self, run: str) -> dict[str, int]:
        """How many rows are in each state."""
        with self._database.reading() as connection:
            return _pairs(connection.execute(_COUNT_ROWS, {"run": run}))

    def count_uses(self, run: str) -> dict[str, int]:
        """How many different kept steps a run made and found; one made for a row and found by another was made."""
        with self._database.reading() as connection:
            return _pairs(connection.execute(_COUNT_USES, {"run": run}))

    # Lineage ---------------------------------------------------------------------------------------------

    def earlier_keys(
        self, workflow: str, names: Iterable[str], before: str | None = None
    ) -> dict[tuple[str, str], Key]:
        """For each named row, the key that each step label had in the newest earlier run of that workflow."""
        asked = {"workflow": workflow, "names": list(names), "before": before or ""}
        with self._database.reading() as connection:
            return {(name, label): key for name, label, key in connection.execute(_EARLIER, asked)}

    def uses_of(self, keys: list[Key]) -> list[Record]:
        """Where those results were used, newest run first."""
        return self._database.all(_USES_OF, {"keys": keys})

    def steps_of(self, run: str, row: int) -> list[Record]:
        """The kept steps that a row of a run stood on."""
        return self._database.all("SELECT * FROM uses WHERE run = :run AND row = :row", {"run": run, "row": row})

    # Files written and verdicts --------------------------------------------------------------------------

    def written(self, paths: Iterable[str]) -> dict[str, Record]:
        """What we wrote at those paths, if we did."""
        return {record["path"]: record for record in self._database.all(_WRITTEN, {"paths": list(paths)})}

    def wrote(self, records: list[Record]) -> None:
        """Remember files that we wrote: path, sha256, size, mtime_ns, run."""
        self._write(_WROTE, records)

    def verdicts(self, keys: Iterable[Key]) -> dict[Key, str]:
        """What a person said of those results."""
        with self._database.reading() as connection:
            return _pairs(connection.execute(_VERDICTS, {"keys": list(keys)}))

    def picks(self) -> dict[str, tuple[int, int]]:
        """For each model, how often its takes were picked and how often they were judged at all."""
        with self._database.reading() as connection:
            return {model: (picked, seen) for model, picked, seen in connection.execute(_EVIDENCE)}

    def pick(self, records: list[Record]) -> None:
        """Record what was chosen among takes: key, run, row, label, model, picked. A later word replaces an earlier."""
        self._write(_PICK, [{**record, "at": now()} for record in records])

    def picked(self, run: str) -> list[Record]:
        """The takes of a run that were judged."""
        return self._database.all("SELECT * FROM picks WHERE run = :run", {"run": run})

    def say(self, said: Mapping[Key, str], comment: str) -> None:
        """Record a person's verdict on results; a later one replaces an earlier one."""
        at = now()
        self._write(
            _SAY, [{"key": key, "verdict": verdict, "comment": comment, "at": at} for key, verdict in said.items()]
        )

    def _write(self, statement: str, records: list[Record]) -> None:
        if records:
            with self._database.writing() as connection:
                connection.executemany(statement, records)


def _pairs(rows: Iterable[Any]) -> dict[str, Any]:
    return dict(map(tuple, rows))
