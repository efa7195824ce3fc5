"""Runs, their rows, the steps they stood on, the files they wrote, and what people said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from maquette.graph import Key
from maquette.store.clock import now
from maquette.store.database import writing
from maquette.store.results import in_batches
from maquette.store.schema import picks, rows, runs, uses, verdicts, written

Record = dict[str, Any]
UNFINISHED = ("running", "interrupted")


class History:
    """The record of what was asked, made, decided and delivered."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

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
        with writing(self._engine) as connection:
            connection.execute(runs.insert().values(values))

    def set_state(self, run: str, state: str, summary: Record | None = None) -> None:
        """Move a run on; a done run has its summary and time."""
        values: Record = {"state": state}
        if state == "done":
            values |= {"finished_at": now(), "summary": summary}
        with writing(self._engine) as connection:
            connection.execute(runs.update().where(runs.c.id == run).values(values))

    def run(self, run: str) -> Record | None:
        """One run, by its whole id or by a beginning that only it has."""
        query = sa.select(runs).where(runs.c.id.startswith(run, autoescape=True)).limit(2)
        with self._engine.connect() as connection:
            found = connection.execute(query).mappings().all()
        exact = [record for record in found if record["id"] == run]
        return dict((exact or found)[0]) if exact or len(found) == 1 else None

    def runs(self, limit: int = 100, before: str | None = None) -> list[Record]:
        """The newest runs first, those older than the run *before*."""
        query = sa.select(runs).order_by(runs.c.created_at.desc(), runs.c.id.desc()).limit(limit)
        if before is not None:
            last = sa.select(runs.c.created_at, runs.c.id).where(runs.c.id == before).scalar_subquery()
            query = query.where(sa.tuple_(runs.c.created_at, runs.c.id) < last)
        with self._engine.connect() as connection:
            return [dict(record) for record in connection.execute(query).mappings()]

    def forget(self, run: str) -> None:
        """Forget a run that was planned and never begun."""
        with writing(self._engine) as connection:
            for table, of in ((uses, uses.c.run), (rows, rows.c.run), (runs, runs.c.id)):
                connection.execute(table.delete().where(of == run))

    def seal(self, run: str, digest: str) -> str:
        """Give the run its job's digest once its rows are known, and the run that shall carry the job out.

        When that very job was begun before and not finished, that is the one: it takes over what can be tried again
        and this run's rows are forgotten.
        """
        with writing(self._engine) as connection:
            old: str | None = connection.execute(
                sa.select(runs.c.id)
                .where(runs.c.digest == digest, runs.c.state.in_(UNFINISHED), runs.c.id != run)
                .order_by(runs.c.created_at.desc())
                .limit(1)
            ).scalar_one_or_none()
            if old is None:
                connection.execute(runs.update().where(runs.c.id == run).values(digest=digest))
                return run
            again = sa.select(rows.c.index).where(rows.c.run == run, rows.c.state == "to_do")
            connection.execute(
                rows.update()
                .where(rows.c.run == old, rows.c.state == "failed", rows.c.index.in_(again))
                .values(state="to_do")
            )
            for table in (uses, rows):
                connection.execute(table.delete().where(table.c.run == run))
            connection.execute(runs.delete().where(runs.c.id == run))
            return old

    # Rows ------------------------------------------------------------------------------------------------

    def add_rows(self, records: list[Record], used: list[Record]) -> None:
        """Write planned rows and the steps that they found made, in one transaction."""
        with writing(self._engine) as connection:
            if records:
                connection.execute(rows.insert(), records)
            if used:
                connection.execute(insert(uses).on_conflict_do_nothing(), used)

    def finish_row(self, run: str, index: int, values: Record, used: list[Record]) -> None:
        """Record how a row ended and the steps that it stood on, in one transaction."""
        with writing(self._engine) as connection:
            connection.execute(rows.update().where(rows.c.run == run, rows.c.index == index).values(values))
            if used:
                statement = insert(uses)
                update = {name: statement.excluded[name] for name in ("key", "state", "reasons")}
                connection.execute(
                    statement.on_conflict_do_update(index_elements=["run", "row", "label"], set_=update), used
                )

    def row(self, run: str, index: int) -> Record:
        """One row of a run."""
        query = sa.select(rows).where(rows.c.run == run, rows.c.index == index)
        with self._engine.connect() as connection:
            return dict(connection.execute(query).mappings().one())

    def rows(self, run: str, state: str | None = None) -> Iterator[Record]:
        """The rows of a run in their order, a few at a time however many there are."""
        last = -1
        while some := self.rows_behind(run, last, 500, state):
            yield from some
            last = some[-1]["index"]

    def rows_behind(self, run: str, after: int, limit: int, state: str | None = None) -> list[Record]:
        """The rows of a run with an index above *after*, in their order."""
        query = sa.select(rows).where(rows.c.run == run, rows.c.index > after).order_by(rows.c.index).limit(limit)
        if state:
            query = query.where(rows.c.state == state)
        with self._engine.connect() as connection:
            return [dict(record) for record in connection.execute(query).mappings()]

    def to_do(self, run: str, after: int, limit: int) -> list[int]:
        """Indexes of the next rows that are not finished."""
        query = (
            sa.select(rows.c.index)
            .where(rows.c.run == run, rows.c.state == "to_do", rows.c.index > after)
            .order_by(rows.c.index)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def count_rows(self, run: str) -> dict[str, int]:
        """How many rows are in each state."""
        query = sa.select(rows.c.state, sa.func.count()).where(rows.c.run == run).group_by(rows.c.state)
        with self._engine.connect() as connection:
            return dict(connection.execute(query).all())

    def count_uses(self, run: str) -> dict[str, int]:
        """How many different kept steps a run made and found; one made for a row and found by another was made."""
        query = (
            sa.select(sa.case((sa.func.max(uses.c.state) == "made", "made"), else_="cached"), uses.c.key)
            .where(uses.c.run == run)
            .group_by(uses.c.key)
        )
        inner = query.subquery()
        counted = sa.select(inner.c[0], sa.func.count()).group_by(inner.c[0])
        with self._engine.connect() as connection:
            return dict(connection.execute(counted).all())

    # Lineage ---------------------------------------------------------------------------------------------

    def earlier_keys(
        self, workflow: str, names: Iterable[str], before: str | None = None
    ) -> dict[tuple[str, str], Key]:
        """For each named row, the key that each step label had in the newest earlier run of that workflow."""
        found: dict[tuple[str, str], Key] = {}
        for some in in_batches(names, 200):
            query = (
                sa.select(rows.c.name, uses.c.label, uses.c.key)
                .join(rows, (rows.c.run == uses.c.run) & (rows.c.index == uses.c.row))
                .join(runs, runs.c.id == uses.c.run)
                .where(runs.c.workflow == workflow, rows.c.name.in_(some))
                .order_by(runs.c.created_at)
            )
            if before:
                query = query.where(runs.c.id != before)
            with self._engine.connect() as connection:
                found.update(((name, label), key) for name, label, key in connection.execute(query))
        return found

    def uses_of(self, keys: list[Key]) -> list[Record]:
        """Where those results were used, newest run first."""
        query = (
            sa.select(uses, rows.c.name, rows.c.input, runs.c.workflow, runs.c.created_at)
            .join(rows, (rows.c.run == uses.c.run) & (rows.c.index == uses.c.row))
            .join(runs, runs.c.id == uses.c.run)
            .where(uses.c.key.in_(keys))
            .order_by(runs.c.created_at.desc())
        )
        with self._engine.connect() as connection:
            return [dict(record) for record in connection.execute(query).mappings()]

    def steps_of(self, run: str, row: int) -> list[Record]:
        """The kept steps that a row of a run stood on."""
        query = sa.select(uses).where(uses.c.run == run, uses.c.row == row)
        with self._engine.connect() as connection:
            return [dict(record) for record in connection.execute(query).mappings()]

    # Files written and verdicts --------------------------------------------------------------------------

    def written(self, paths: Iterable[str]) -> dict[str, Record]:
        """What we wrote at those paths, if we did."""
        found = {}
        with self._engine.connect() as connection:
            for some in in_batches(paths, 500):
                for record in connection.execute(sa.select(written).where(written.c.path.in_(some))).mappings():
                    found[record["path"]] = dict(record)
        return found

    def wrote(self, records: list[Record]) -> None:
        """Remember files that we wrote: path, sha256, size, mtime_ns, run."""
        if not records:
            return
        statement = insert(written)
        update = {name: statement.excluded[name] for name in ("sha256", "size", "mtime_ns", "run")}
        with writing(self._engine) as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["path"], set_=update), records)

    def verdicts(self, keys: Iterable[Key]) -> dict[Key, str]:
        """What a person said of those results."""
        found: dict[Key, str] = {}
        with self._engine.connect() as connection:
            for some in in_batches(keys, 500):
                query = sa.select(verdicts.c.key, verdicts.c.verdict).where(verdicts.c.key.in_(some))
                found.update((key, verdict) for key, verdict in connection.execute(query))
        return found

    def picks(self) -> dict[str, tuple[int, int]]:
        """For each model, how often its takes were picked and how often they were judged at all."""
        shown, chosen = sa.func.count(), sa.func.sum(sa.case((picks.c.picked, 1), else_=0))
        query = sa.select(picks.c.model, chosen, shown).where(picks.c.model.is_not(None)).group_by(picks.c.model)
        with self._engine.connect() as connection:
            return {model: (picked, seen) for model, picked, seen in connection.execute(query)}

    def pick(self, records: list[Record]) -> None:
        """Record what was chosen among takes: key, run, row, label, model, picked. A later word replaces an earlier."""
        statement = insert(picks)
        update = {name: statement.excluded[name] for name in ("run", "row", "label", "model", "picked", "at")}
        with writing(self._engine) as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["key"], set_=update),
                [{**record, "at": now()} for record in records],
            )

    def picked(self, run: str) -> list[Record]:
        """The takes of a run that were judged."""
        with self._engine.connect() as connection:
            return [dict(one) for one in connection.execute(sa.select(picks).where(picks.c.run == run)).mappings()]

    def say(self, said: Mapping[Key, str], comment: str) -> None:
        """Record a person's verdict on results; a later one replaces an earlier one."""
        records = [{"key": key, "verdict": verdict, "comment": comment, "at": now()} for key, verdict in said.items()]
        statement = insert(verdicts)
        update = {name: statement.excluded[name] for name in ("verdict", "comment", "at")}
        with writing(self._engine) as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=update), records)
