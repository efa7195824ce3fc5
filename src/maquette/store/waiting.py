"""What waits for a person, counted and listed."""

from __future__ import annotations

from maquette.store.database import Database, Record

_LATELY = 5000
"""Takes to choose among are looked for in so many of the newest pictures."""

_OPEN_GATE = """
rows.state = 'waiting' AND EXISTS (
    SELECT 1 FROM json_each(rows.facts, '$.gates') AS gate
    LEFT JOIN verdicts ON verdicts."key" = gate.value WHERE verdicts."key" IS NULL)
AND NOT EXISTS (
    SELECT 1 FROM mends JOIN sources ON sources.digest = mends.photo
    WHERE sources.path = json_extract(rows."values", '$.path')
    AND (mends.box = '' OR json_extract(rows."values", '$.cells.box') IS NULL
        OR json_extract(rows."values", '$.mended') = 'box'
        AND json_extract(rows."values", '$.cells.box') <> mends.box))"""
"""Doubted, judged by nobody, and not of a photo whose cut-out was mended since: that waits to be made, not judged.

What was made in the box that a person gave, or in a box of its own, may be doubted in its turn."""

_REVIEWS = f"""
SELECT max(rows.run) AS run, rows."index", rows.name, rows.input, rows.code, rows.reason, rows.mend, rows.files,
    rows.facts, rows."values", runs.workflow, runs.created_at
FROM rows JOIN runs ON runs.id = rows.run
WHERE {_OPEN_GATE} AND (:run IS NULL OR rows.run = :run)
GROUP BY json_extract(rows.facts, '$.gates[0]')
ORDER BY rows.run DESC, rows."index" LIMIT :limit OFFSET :skip"""
"""A doubtful result that several runs stand on waits once, in the newest of them."""

_UNDECIDED = f"""
SELECT run, max(seq) AS newest FROM pictures
WHERE model <> '' AND "row" <> '' AND seq > (SELECT max(seq) FROM pictures) - {_LATELY}
GROUP BY run, "row" HAVING count(*) > 1 AND sum(verdict <> '') = 0"""

_COUNTS = {
    "reviews": f"""
        SELECT count(DISTINCT json_extract(rows.facts, '$.gates[0]')) AS many FROM rows WHERE {_OPEN_GATE}""",
    "failed": """
        SELECT count(*) AS many FROM rows WHERE state = 'failed' AND run IN (
            SELECT id FROM (
                SELECT id, max(created_at) FROM runs GROUP BY workflow, json_extract(job, '$.over'), destination))""",
    "unknown": "SELECT count(*) AS many FROM calls WHERE state = 'unknown'",
    "picks": f"SELECT count(*) AS many FROM ({_UNDECIDED})",
}


_PROJECTS = """
SELECT coalesce(json_extract(job, '$.project'), '') AS project, count(*) AS many FROM runs GROUP BY 1"""


class Waiting:
    """Reads what nobody has decided yet."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self) -> dict[str, int]:
        """How many: picks (rows whose takes nobody chose among), reviews, unknown outcomes, rows that failed."""
        return {name: int(self._database.all(query, {})[0]["many"]) for name, query in _COUNTS.items()}

    def undecided(self) -> str | None:
        """The newest run whose takes nobody chose among."""
        found = self._database.all(f"{_UNDECIDED} ORDER BY newest DESC LIMIT 1", {})
        return found[0]["run"] if found else None

    def reviews(self, run: str | None, limit: int, skip: int = 0) -> list[Record]:
        """Rows whose result is doubted and was not judged, newest run first."""
        return self._database.all(_REVIEWS, {"run": run, "limit": limit, "skip": skip})

    def projects(self) -> dict[str, int]:
        """Runs by project."""
        found = self._database.all(_PROJECTS, {})
        return {one["project"]: one["many"] for one in found if one["project"]}
