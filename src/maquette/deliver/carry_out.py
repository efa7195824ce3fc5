"""Carries a job out: plan, make what is missing, end every row, and say how it went."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.deliver.files import check_folder
from maquette.deliver.rows import RowEnds, failed
from maquette.deliver.sheet import THUMBS
from maquette.deliver.thumbs import put_thumbs
from maquette.errors import Interrupted
from maquette.graph import Key, Outcome, Step, references
from maquette.models.price import FREE
from maquette.runs.ahead import Ahead
from maquette.runs.job import Job
from maquette.runs.orders import AsRun, new_id
from maquette.runs.planner import BATCH, RowPlan, labels, plan_rows, reasons, recorded_row, row_outcome, row_record
from maquette.runs.report import Event, RunReport, cost_json
from maquette.runs.spending import ConsentNeeded, Spending
from maquette.runs.workers import keep_memory, one_thread_each, pass_on_quickly, share_memory
from maquette.store import LEFT_OPEN, Made, Record, Store, in_batches, sweep_parts

if TYPE_CHECKING:
    from maquette.runs.make import Maker

Progress = Callable[[Event], None]
_WAITING = 128
"""Rows under way at once where models are asked."""


class CarryOut:
    """One run of one job over one store, into the folder *to* (or only into the workspace, when it is None).

    *as_run* says which id it shall have; one is made where it says none. With *sheet* the small pictures of a contact
    sheet are put beside the files as they come.
    """

    def __init__(
        self,
        store: Store,
        job: Job,
        to: Path | None,
        workers: int,
        progress: Progress | None,
        spending: Spending | None = None,
        as_run: AsRun | None = None,
        *,
        sheet: bool = False,
    ) -> None:
        self._store = store
        self._as_run = as_run or AsRun()
        self._spending = spending or Spending()
        self._expected, self._asks = FREE, 0
        self._computes = False
        # Graphs of the first rows that are to be made, which need not be built a second time.
        self._outcomes: dict[int, Outcome] = {}
        self._job = job
        self._to = to
        self._thumbs = to / THUMBS if to is not None and sheet else None
        self._workers = workers
        self._progress = progress or (lambda _: None)
        self._guard = threading.Lock()
        self._finished = self._total = 0
        self.changed = False

    def __call__(self) -> RunReport:
        """Do it.

        Raises ``Interrupted`` on Ctrl-C (what is made stays made) and ``MaquetteError`` for the job as a whole.
        """
        begun = time.perf_counter()
        if self._to is not None:
            check_folder(self._to)
        if self._store.ledger.open_calls(LEFT_OPEN):
            from maquette.runs.recover import recover

            recover(self._store, self._spending.cards)
        run = self._plan()
        self._as_run.begun(run)
        if self._asks:
            try:
                self._spending.consent(self._expected)
            except ConsentNeeded:
                self._store.history.set_state(run, "declined")
                raise
        if self._store.history.to_do(run, -1, 1):
            self._make(run)
        counts = self._store.history.count_rows(run)
        steps = self._store.history.count_uses(run)
        money = self._store.ledger.totals(run)
        report = RunReport(
            run=run,
            workflow=self._job.workflow.name,
            rows={
                "total": sum(counts.values()),
                **{name: counts.get(name, 0) for name in ("done", "failed", "waiting")},
            },
            steps={
                "done": steps.get("made", 0),
                "cached": steps.get("cached", 0),
                "failed": counts.get("failed", 0),
            },
            seconds=time.perf_counter() - begun,
            cost=cost_json(money["low"], money["high"], money["settled"], money["unknown"]),
            **self._row_lists(run),
        )
        self._store.history.set_state(run, "done", {"rows": report.rows, "steps": report.steps})
        return report

    def _plan(self) -> str:
        run = self._as_run.id or new_id()
        history, names = self._store.history, self._job.names
        digest = hashlib.sha256(f"{self._job.workflow.name} {names.pattern if names else ''}".encode())
        ends = RowEnds(self._store, self._job, run, self._to)
        job = self._job.plain | {"project": self._spending.project}
        history.begin(run, self._job.workflow.name, job, "", str(self._to) if self._to else None)
        ahead = Ahead()
        seen: set[Key] = set()
        for batch in in_batches(plan_rows(self._store, self._job), BATCH):
            records, used = [], []
            ahead.prepare(step for one in batch for step in one.to_do)
            ends.expect((one.row, one.outcome, one.made) for one in batch if one.outcome and not one.to_do)
            for one in batch:
                self._expect(one.to_do, seen, ahead)
                digest.update(_identity(one, self._to))
                record = row_record(run, one)
                if one.error is not None:
                    record |= failed(one.error)
                elif one.outcome is not None and not one.to_do:
                    record |= ends.finish(one.row, one.outcome, one.made)
                if one.outcome is not None and one.to_do and len(self._outcomes) < BATCH:
                    self._outcomes[one.row.index] = one.outcome
                records.append(record)
                used.extend(_found(run, one))
            history.add_rows(records, used)
            for record in records:
                self._total += 1
                if record["state"] != "to_do":
                    self._tell(run, record, cached=True)
        return history.seal(run, digest.hexdigest())

    def _expect(self, to_do: list[Step], seen: set[Key], ahead: Ahead) -> None:
        """Add up what the paid steps of a row may cost, each key once; and see whether this process has to compute."""
        for step in to_do:
            self._computes |= not (step.paid or step.op.elsewhere)
            if step.paid and step.key not in seen:
                from maquette.runs.prices import prepare, price

                if first := None if seen else prepare(step, self._job.cards):
                    ahead.begin(first)
                seen.add(step.key)
                self._asks += 1
                self._expected += price(step, self._job.cards, previews=self._job.previews)

    def _make(self, run: str) -> None:
        # Only where something is to be made: what is all there already is told at once.
        from maquette.runs import head_start
        from maquette.runs.make import Maker

        history = self._store.history
        history.set_state(run, "running")
        self.changed = True
        if self._computes:
            one_thread_each()
        else:
            pass_on_quickly()
        if self._to is not None:
            sweep_parts(self._to)
        sweep_parts(self._store.blobs.folder)
        # Rows that wait for a model's answer take no core, so there may be many of them. Where other processes do all
        # the work, a second row for each has the next of it ready.
        rows = max(self._workers, _WAITING) if self._asks else self._workers if self._computes else 2 * self._workers
        payer = None
        if self._asks:
            from maquette.runs.paid import Payer

            share_memory()
            payer = Payer(self._store, run, self._job.workflow.name, self._spending)
        elif self._computes:
            keep_memory()
        maker = Maker(self._store, run, payer, threading.BoundedSemaphore(self._workers))
        ends = RowEnds(self._store, self._job, run, self._to)
        counts = history.count_rows(run)
        self._total, self._finished = sum(counts.values()), sum(counts.values()) - counts.get("to_do", 0)

        def row(index: int) -> None:
            self._row(run, index, maker, ends)

        def next_rows(after: int, limit: int) -> list[int]:
            return history.to_do(run, after, limit)

        try:
            # While painting processes come up, the engine does.
            idle = not (self._asks or self._computes)
            head_start.carry_out(self._store.folder, run, row=row, next_rows=next_rows, workers=rows, at_once=idle)
        except Interrupted:
            history.set_state(run, "interrupted")
            raise

    def _row(self, run: str, index: int, maker: Maker, ends: RowEnds) -> None:
        record = self._store.history.row(run, index)
        if record["state"] != "to_do":
            return
        making = maker.row(record["name"])
        used: list[Record] = []
        try:
            outcome = row_outcome(self._store, self._job, record, self._outcomes.pop(index, None))
            steps = [step for step in references(outcome) if isinstance(step, Step)]
            made, errors = making.keep_all(steps, some=outcome.some)
            ended = ends.finish(recorded_row(record), outcome, made, errors)
            used = self._used(run, record, outcome, made, {step.key for step in making.made})
        except Exception as error:
            ended = {"files": [], **failed(error)}
        if self._thumbs is not None and making.smalls:
            put_thumbs(making.smalls, self._thumbs)
        self._store.history.finish_row(run, index, ended, used)
        self._tell(run, record | ended, cached=not making.made)

    def _used(
        self, run: str, record: Record, outcome: Outcome, made: dict[Key, Made], now_made: set[Key]
    ) -> list[Record]:
        named = labels(outcome)
        earlier = (
            self._store.history.earlier_keys(self._job.workflow.name, [record["name"]], before=run) if now_made else {}
        )
        steps = {step.key: step for step in _all_kept(outcome)}
        return [
            {
                "run": run,
                "row": record["index"],
                "label": named[key],
                "key": key,
                "state": "made" if key in now_made else "cached",
                "reasons": reasons(self._store, steps[key], earlier.get((record["name"], named[key])))
                if key in now_made
                else None,
            }
            for key in named
            if key in made or key in now_made
        ]

    def _tell(self, run: str, record: Record, *, cached: bool) -> None:
        with self._guard:
            self._finished += 1
            event = Event(
                run,
                record["name"],
                record["state"],
                cached,
                record["reason"] or "",
                self._finished,
                self._total,
            )
        self._progress(event)

    def _row_lists(self, run: str) -> dict[str, Any]:
        files: list[Record] = []
        failures: list[Record] = []
        waiting: list[Record] = []
        for record in self._store.history.rows(run):
            head = {"row": record["name"], "input": record["input"]}
            if record["state"] == "done":
                files.extend(head | file for file in record["files"])
                failures.extend(head | one for one in (record["facts"] or {}).get("missing", []))
            else:
                told = head | {name: record[name] or "" for name in ("code", "reason", "mend")}
                (failures if record["state"] == "failed" else waiting).append(told)
        return {"files": files, "failures": failures, "waiting": waiting}


def _all_kept(outcome: Outcome) -> Iterator[Any]:
    from maquette.graph import kept_steps

    yield from kept_steps(references(outcome))


def _identity(one: RowPlan, to: Path | None) -> bytes:
    ends = [step.key for step in references(one.outcome)] if one.outcome else []
    return repr((str(to), one.row.index, one.row.name, str(one.row.path), one.digest, ends)).encode()


def _found(run: str, one: RowPlan) -> list[Record]:
    if one.outcome is None:
        return []
    named = labels(one.outcome)
    return [
        {
            "run": run,
            "row": one.row.index,
            "label": named[planned.step.key],
            "key": planned.step.key,
            "state": "cached",
            "reasons": None,
        }
        for planned in one.steps
        if planned.state == "cached"
    ]
