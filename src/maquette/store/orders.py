"""Orders: runs that were asked for in one process and are carried out by another."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from maquette.store.clock import now
from maquette.store.database import writing
from maquette.store.schema import runs
from maquette.store.schema_studio import orders

Record = dict[str, Any]
OPEN = ("queued", "running")
RESTING = ("paused", "cancelled", "failed", "done")


class Orders:
    """The table of orders."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, order: str, **facts: Any) -> None:
        """A new order, in the queue: workflow, project, job, consent, member."""
        values = {"id": order, "run": order, "state": "queued", "owner": "", "attempts": 0, "created_at": now()}
        with writing(self._engine) as connection:
            connection.execute(orders.insert().values({**values, **facts}))

    def get(self, order: str) -> Record | None:
        """The order of that id, or the newest that the run of that id carries out."""
        query = sa.select(orders).where((orders.c.id == order) | (orders.c.run == order))
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(orders.c.created_at.desc()).limit(1)).mappings().first()
        return dict(found) if found else None

    def claim(self, order: str, owner: str, before: str) -> bool:
        """Take over an order that is queued, or whose process *before* is gone; False when another was quicker."""
        taken = (orders.c.id == order) & orders.c.state.in_(OPEN) & (orders.c.owner == before)
        values = {"state": "running", "owner": owner, "attempts": orders.c.attempts + 1}
        with writing(self._engine) as connection:
            return bool(connection.execute(orders.update().where(taken).values(values)).rowcount)

    def move(self, order: str, state: str, *, since: tuple[str, ...] = (), **facts: Any) -> bool:
        """Bring an order into *state*, where it is in one of *since* (any, when there are none)."""
        where = orders.c.id == order
        if since:
            where &= orders.c.state.in_(since)
        values = {"state": state, **facts}
        if state in RESTING:
            values["ended_at"] = now()
        with writing(self._engine) as connection:
            return bool(connection.execute(orders.update().where(where).values(values)).rowcount)

    def runs_as(self, order: str, run: str) -> None:
        """Which run carries the order out."""
        with writing(self._engine) as connection:
            connection.execute(orders.update().where(orders.c.id == order).values(run=run))

    def open(self) -> list[Record]:
        """Orders that are queued or under way, oldest first."""
        return self._read(sa.select(orders).where(orders.c.state.in_(OPEN)).order_by(orders.c.created_at))

    def of_runs(self, runs: list[str]) -> dict[str, Record]:
        """The newest order of each of those runs."""
        found = self._read(sa.select(orders).where(orders.c.run.in_(runs)).order_by(orders.c.created_at))
        return {one["run"]: one for one in found}

    def without_run(self, limit: int) -> list[Record]:
        """Orders whose run was not begun, newest first."""
        begun = sa.exists(sa.select(runs.c.id).where(runs.c.id == orders.c.run))
        return self._read(sa.select(orders).where(~begun).order_by(orders.c.created_at.desc()).limit(limit))

    def _read(self, query: sa.Select[Any]) -> list[Record]:
        with self._engine.connect() as connection:
            return [dict(record) for record in connection.execute(query).mappings()]
