"""Orders: runs that were asked for in one process and are carried out by another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maquette.store.clock import now
from maquette.store.database import Database, Record

OPEN = ("queued", "running")
RESTING = ("paused", "cancelled", "failed", "done")

_ADD = """
INSERT INTO orders (id, run, state, workflow, project, job, consent, member, owner, attempts, created_at)
VALUES (:id, :id, 'queued', :workflow, :project, :job, :consent, :member, '', 0, :now)"""

_CLAIM = """
UPDATE orders SET state = 'running', owner = :owner, attempts = attempts + 1
WHERE id = :id AND owner = :before AND state IN ('queued', 'running')"""

_MOVE = """
UPDATE orders SET state = :state, problem = :problem, ended_at = :ended,
    owner = CASE WHEN :anew THEN '' ELSE owner END, attempts = CASE WHEN :anew THEN 0 ELSE attempts END
WHERE id = :id AND state IN (SELECT value FROM json_each(:since))"""


class Orders:
    """The table of orders."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, order: str, job: Mapping[str, Any], **facts: str) -> None:
        """A new order, in the queue: its job, and workflow, project, consent, member."""
        self._database.do(_ADD, {**facts, "id": order, "job": dict(job), "now": now()})

    def get(self, order: str) -> Record | None:
        """The order of that id, or the newest that the run of that id carries out."""
        found = self._read("WHERE id = :id OR run = :id ORDER BY created_at DESC LIMIT 1", {"id": order})
        return found[0] if found else None

    def claim(self, order: str, owner: str, before: str) -> bool:
        """Take over an order that is queued, or whose process *before* is gone; False when another was quicker."""
        return bool(self._database.do(_CLAIM, {"id": order, "owner": owner, "before": before}))

    def move(self, order: str, state: str, since: tuple[str, ...], problem: Mapping[str, Any] | None = None) -> bool:
        """Bring an order that is in a state of *since* into *state*; False where it is in none of them."""
        told = {
            "id": order,
            "state": state,
            "since": since,
            "problem": dict(problem) if problem else None,
            "ended": now() if state in RESTING else None,
            "anew": state == "queued",
        }
        return bool(self._database.do(_MOVE, told))

    def runs_as(self, order: str, run: str) -> None:
        """Which run carries the order out."""
        self._database.do("UPDATE orders SET run = :run WHERE id = :id", {"id": order, "run": run})

    def open(self) -> list[Record]:
        """Orders that are queued or under way, oldest first."""
        return self._read("WHERE state IN ('queued', 'running') ORDER BY created_at, id", {})

    def of_runs(self, runs: list[str]) -> dict[str, Record]:
        """The newest order of each of those runs."""
        where = "WHERE run IN (SELECT value FROM json_each(:runs)) ORDER BY created_at"
        return {one["run"]: one for one in self._read(where, {"runs": runs})}

    def without_run(self, limit: int) -> list[Record]:
        """Orders whose run was not begun, newest first."""
        where = "WHERE NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = orders.run) ORDER BY created_at DESC LIMIT :limit"
        return self._read(where, {"limit": limit})

    def _read(self, where: str, parameters: Mapping[str, Any]) -> list[Record]:
        return self._database.all(f"SELECT * FROM orders {where}", parameters)
