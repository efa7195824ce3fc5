"""The facade: open a workspace, plan, run, decide, deliver. The command line, notebooks and the page all call this."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.errors import InputError, NotFound
from maquette.graph import Workflow
from maquette.runs.job import Job, Rows, make_job
from maquette.runs.report import Event, PlanReport, RunReport
from maquette.store import Record, Store
from maquette.workflows import registry

if TYPE_CHECKING:
    from maquette.deliver.carry_out import Progress
    from maquette.runs.planner import RowPlan

__all__ = ["Event", "PlanReport", "RunReport", "Workspace", "find_workspace", "init_workspace", "open_workspace"]

INSIDE = ".maquette"
SETTINGS = "maquette.toml"


def find_workspace(start: Path) -> Path:
    """The workspace that *start* lies in: the nearest folder upwards with a maquette.toml, else *start* itself."""
    start = start.absolute()
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS).is_file()), start)


def init_workspace(folder: str | Path) -> Path:
    """Make *folder* a workspace: a settings file and a place for looks. What is there already stays as it is."""
    folder = Path(folder)
    (folder / "looks").mkdir(parents=True, exist_ok=True)
    settings = folder / SETTINGS
    if not settings.exists():
        settings.write_text("# A Maquette workspace. What it remembers lies in .maquette; looks are files in looks/.\n")
    return folder


def open_workspace(folder: str | Path | None = None) -> Workspace:
    """Open the workspace in *folder*; without one, that of MAQUETTE_WORKSPACE or the one the current folder lies in.

    A folder that is none yet becomes one when something is first kept. Raises ``StoreError`` when it cannot be used.
    """
    named = folder or os.environ.get("MAQUETTE_WORKSPACE")
    return Workspace(Path(named).absolute() if named else find_workspace(Path.cwd()))


class Workspace:
    """One workspace. Cheap to open; may be open in several processes at once."""

    def __init__(self, folder: Path) -> None:
        from maquette.pixels.probe import probe

        self.folder = folder
        self._store = Store(folder / INSIDE, probe)

    def __repr__(self) -> str:
        return f"<Workspace {self.folder}>"

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database. What was made stays."""
        self._store.close()

    # Plan and run ----------------------------------------------------------------------------------------

    def plan(
        self,
        workflow: str,
        *,
        over: str | Path | None = None,
        photos: str | Path | None = None,
        columns: Mapping[str, str] | None = None,
        encoding: str | None = None,
        to: str | Path | None = None,
        each: Any = None,
        **inputs: Any,
    ) -> PlanReport:
        """What a run of the same would do; nothing is made.

        *each*, when given, is called with one dictionary a step: row, operation, key, state, model, price, reason.
        Raises ``InputError`` for what is wrong with the job as a whole.
        """
        from maquette.runs.explain import explain

        job = self._job(workflow, inputs, over, photos, columns, encoding, to)
        report = PlanReport(job.workflow.name)
        for step in explain(self._store, job, report):
            if each is not None:
                each(step)
        return report

    def run(
        self,
        workflow: str,
        *,
        over: str | Path | None = None,
        photos: str | Path | None = None,
        columns: Mapping[str, str] | None = None,
        encoding: str | None = None,
        to: str | Path | None = None,
        workers: int | None = None,
        sheet: bool = True,
        progress: Progress | None = None,
        **inputs: Any,
    ) -> RunReport:
        """Make what is missing and write the files into *to*, with a manifest and a contact sheet.

        *over* is a table, *photos* a folder; with neither, the photo is among the *inputs*. Without *to* everything
        is made and kept, and nothing is written outside. *workers* rows are worked on at once (default: the cores).
        *progress* is called with an ``Event`` as each row ends, from the threads that end them.

        Rows fail alone. Raises ``Interrupted`` on Ctrl-C and ``MaquetteError`` for the job as a whole.
        """
        from maquette.deliver.carry_out import CarryOut
        from maquette.deliver.proof import write_proof

        target = Path(to) if to is not None else None
        job = self._job(workflow, inputs, over, photos, columns, encoding, to)
        if workers is None:
            from maquette.runs.workers import default_workers

            workers = default_workers()
        work = CarryOut(self._store, job, target, workers, progress)
        report = work()
        return write_proof(self._store, report, target, sheet=sheet, changed=work.changed) if target else report

    def _job(
        self,
        workflow: str,
        inputs: Mapping[str, Any],
        over: str | Path | None,
        photos: str | Path | None,
        columns: Mapping[str, str] | None,
        encoding: str | None,
        to: str | Path | None,
    ) -> Job:
        where = Rows(
            Path(over) if over is not None else None,
            Path(photos) if photos is not None else None,
            columns or {},
            encoding,
        )
        leave_out = (self.folder / INSIDE, *([Path(to)] if to is not None else []))
        return make_job(self.workflow(workflow), inputs, where, self, leave_out)

    # Names -----------------------------------------------------------------------------------------------

    def workflow(self, name: str) -> Workflow:
        """The workflow of that name. Raises ``NotFound``."""
        return registry.find(name)

    def workflows(self) -> list[Workflow]:
        """Every workflow, shipped or installed."""
        return registry.all_workflows()

    # Records ---------------------------------------------------------------------------------------------

    def runs(self, limit: int = 100) -> list[Record]:
        """The newest runs first."""
        return self._store.history.runs(limit)

    def rows(self, run: str) -> Iterator[Record]:
        """The rows of a run: name, input, state, files, reason. Raises ``NotFound``."""
        return self._store.history.rows(self._run(run)["id"])

    def review(
        self, run: str, *, accept: Sequence[str] = (), send_back: Sequence[str] = (), comment: str = ""
    ) -> list[Record]:
        """Decide on rows that wait for a person; what is accepted goes out when the job is run again.

        Gives the rows that still wait. A verdict is bound to the cut-out that was seen, so a changed margin does not
        ask again and a changed photo does. Raises ``NotFound`` for a run or a row that is not there.
        """
        record = self._run(run)
        rows = {row["name"]: row for row in self._store.history.rows(record["id"], "waiting")}
        for name in (*accept, *send_back):
            if name not in rows:
                waiting = ", ".join(rows) or "none"
                raise NotFound(f"no row {name!r} waits in run {record['id']}", mend=f"waiting: {waiting}")
        said = {}
        for names, verdict in ((accept, "accept"), (send_back, "send-back")):
            for name in names:
                said |= dict.fromkeys(rows[name]["facts"]["gates"], verdict)
        if said:
            self._store.history.say(said, comment)
        return [row for name, row in rows.items() if name not in {*accept, *send_back}]

    def why(self, asset: str) -> list[Record]:
        """Where a result comes from and why it was made: newest use first, each with the steps of its row.

        *asset* is a delivered file, the hash of an asset or its beginning. Raises ``NotFound``.
        """
        from maquette.runs.why import why

        return why(self._store, asset)

    def _run(self, run: str) -> Record:
        if run in ("last", "latest"):
            newest = self._store.history.runs(1)
            if newest:
                return newest[0]
        found = self._store.history.run(run)
        if found is None:
            raise NotFound(f"there is no run {run!r}", mend="maquette runs lists them; 'last' is the newest")
        return found

    # Looks, formats, channels ----------------------------------------------------------------------------
