"""The desk: runs as people follow them, and what waits to be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from maquette.desk.graph import run_graph
from maquette.desk.overview import details, overview, progress
from maquette.desk.rows import shown_rows
from maquette.errors import NotFound
from maquette.models.money import Micro, dollars
from maquette.store import Record, Store


class Desk:
    """Reads the runs of one workspace. A *run* is named by its id, a beginning of it, its order's id, or ``last``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def runs(self, *, after: str | None = None, limit: int = 50) -> list[Record]:
        """Runs and orders, newest first, those older than the run *after*; see ``overview``."""
        found = self._store.history.runs(limit, after)
        orders = self._store.orders.of_runs([one["id"] for one in found])
        told = [overview(self._store, one, orders.get(one["id"])) for one in found]
        if after is None:
            told += [overview(self._store, None, one) for one in self._store.orders.without_run(limit)]
            told.sort(key=lambda one: str(one["created_at"]), reverse=True)
        return told[:limit]

    def run(self, run: str) -> Record:
        """One run with its inputs, money, steps, rate and the time left. Raises ``NotFound``."""
        return details(self._store, *self._both(run))

    def progress(self, run: str) -> Record | None:
        """How far a run is: its state, rows, money, rate and the time left; None when it is gone."""
        try:
            return progress(self._store, *self._both(run))
        except NotFound:
            return None

    def rows(self, run: str, *, state: str | None = None, after: int = -1, limit: int = 100) -> list[Record]:
        """Rows of a run as people look at them, those behind the index *after*. Raises ``NotFound``."""
        return shown_rows(self._store, self._store.history.rows_behind(self._id(run), after, limit, state))

    def photos(self, run: str, rows: Sequence[str] = (), most: int = 12) -> list[tuple[str, str]]:
        """Names and photos of those *rows* of a run, of the first ones where none is named. Raises ``NotFound``."""
        wanted = set(rows)
        found = (
            (one["name"], one["values"]["path"])
            for one in self._store.history.rows(self._id(run))
            if one["values"]["path"] and (not wanted or one["name"] in wanted)
        )
        return list(islice(found, most))

    def uniformity(self, run: str, *, after: int = -1, limit: int = 20) -> Record:
        """Rows of a run, measured before and after: light, ground, scale, margins. Raises ``NotFound``.

        Gives ``fields`` (name, unit) and ``items`` (row, before, after: values by name, None where not measurable).
        """
        from maquette.desk.uniformity import uniformity

        found = self._id(run)
        return uniformity(self._store, self._store.history.rows_behind(found, after, limit))

    def graph(self, run: str, *, after: int = -1, limit: int = 20) -> Record:
        """The steps of some rows of a run as nodes and edges. Raises ``NotFound``."""
        found = self._id(run)
        return run_graph(self._store, found, self._store.history.rows_behind(found, after, limit))

    def reviews(self, *, run: str | None = None, limit: int = 100, skip: int = 0) -> list[Record]:
        """Rows whose result is doubted and was not judged yet, newest run first. Raises ``NotFound``."""
        found = self._store.waiting.reviews(self._id(run) if run else None, limit, skip)
        heads = {(one["run"], one["index"]): one for one in found}
        return [
            row | {name: heads[row["run"], row["index"]][name] for name in ("workflow", "created_at")}
            for row in shown_rows(self._store, found)
        ]

    def waiting(self) -> dict[str, int]:
        """What waits for a person: picks, reviews, unknown outcomes, failed rows."""
        return self._store.waiting.counts()

    def undecided(self) -> str | None:
        """The newest run that has takes which nobody chose among."""
        return self._store.waiting.undecided()

    def projects(self, budgets: Mapping[str, Micro | None]) -> list[Record]:
        """Projects that have runs, or are named in *budgets*: name, runs, what was spent, and the budget if any."""
        runs = self._store.waiting.projects()
        told: list[dict[str, Any]] = []
        for name in sorted({*budgets, *runs}):
            budget = budgets.get(name)
            told.append(
                {
                    "name": name,
                    "runs": runs.get(name, 0),
                    "spent": dollars(self._store.ledger.spent(project=name)),
                    "budget": dollars(budget) if budget is not None else None,
                }
            )
        return told

    def last_event(self) -> int:
        """The number of the newest event."""
        return self._store.feed.last()

    def events(self, after: int, limit: int = 1000) -> list[Record] | None:
        """What happened behind the event *after*, oldest first; None where it is forgotten already."""
        return self._store.feed.after(after, limit)

    def _both(self, run: str) -> tuple[Record | None, Record | None]:
        """The record of a run and the order that it came from; one of them may be missing."""
        order = self._store.orders.get(run)
        if order is not None:
            return self._store.history.run(order["run"]), order
        if run in ("last", "latest"):
            newest = self._store.history.runs(1)
            record = newest[0] if newest else None
        else:
            record = self._store.history.run(run)
        if record is None:
            raise NotFound(
                f"there is no run {run!r}", mend="maquette runs lists them; 'last' is the newest", code="unknown-run"
            )
        return record, self._store.orders.get(record["id"])

    def _id(self, run: str) -> str:
        record, order = self._both(run)
        return str(record["id"] if record else (order or {})["run"])
