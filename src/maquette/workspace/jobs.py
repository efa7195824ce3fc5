"""Jobs: planned, run, or ordered for another process to carry out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.graph import Workflow
from maquette.runs.job import Job, Rows, make_job
from maquette.runs.names import check_names
from maquette.runs.report import PlanReport, RunReport
from maquette.store import Caps, Record
from maquette.workflows import registry
from maquette.workspace.asking import Asking
from maquette.workspace.designs import Designs
from maquette.workspace.mending import Mending
from maquette.workspace.named import Named
from maquette.workspace.place import INSIDE, cap_of
from maquette.workspace.wording import Wording

if TYPE_CHECKING:
    from maquette.deliver.carry_out import Progress
    from maquette.models.price import PriceRange
    from maquette.runs.orders import AsRun, Orders
    from maquette.runs.spending import Preview


class Jobs(Wording, Designs, Mending):
    """Plan, run, order, carry out."""

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
        names: str | None = None,
        project: str | None = None,
        rehearse: bool = False,
        previews: bool = False,
        within: str | Path | None = None,
        edits: Mapping[str, Mapping[str, str]] | None = None,
        each: Any = None,
        **inputs: Any,
    ) -> PlanReport:
        """What a run of the same would do; nothing is made.

        Where *within* is given, rows of a table that name a file outside of that folder fail. *edits* are other inputs
        for single rows, by their name. With *previews* the price holds unfinished pictures of models that charge for
        them.
        *each*, when given, is called with one dictionary a step: row, operation, key, state, model, price, reason.
        Raises ``InputError`` for what is wrong with the job as a whole.
        """
        from maquette.runs.explain import explain

        where = Rows(_path(over), _path(photos), columns or {}, encoding, _path(within), edits or {})
        job = self._job(workflow, inputs, where, to, names, Asking(project or "", rehearse, previews=previews))
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
        names: str | None = None,
        workers: int | None = None,
        sheet: bool = True,
        project: str | None = None,
        budget: str | None = None,
        yes: bool = False,
        ask: Callable[[PriceRange], bool] | None = None,
        rehearse: bool = False,
        progress: Progress | None = None,
        preview: Preview | None = None,
        previews: bool = False,
        within: str | Path | None = None,
        edits: Mapping[str, Mapping[str, str]] | None = None,
        as_run: AsRun | None = None,
        **inputs: Any,
    ) -> RunReport:
        """Make what is missing and write the files into *to*, with a manifest and a contact sheet.

        *over* is a table, *photos* a folder; with neither, what the run is about is among the *inputs*. Without *to*
        everything is made and kept, and nothing is written outside. *names* is a pattern for the files, such as
        ``{row}/{brand}-{format}``: of inputs, columns, row, format, number and workflow. *workers* threads compute at
        once (default: the cores). *progress* is called with an ``Event`` as each row ends, from the threads that end
        them.

        Money: *budget* is a cap for this run in US dollars; *yes* is consent to spend, *ask* is called with the
        estimate where there is none; *rehearse* lets the sandbox stand in for every model. Caps of *project* and of the
        workspace's settings hold besides. *preview* is called with a step's key and its unfinished picture: of models
        that take nothing for it, and with *previews* of all, which the estimate then holds. *as_run* says which id the
        run shall have.

        Rows fail alone. Raises ``Interrupted`` on Ctrl-C, ``ConsentNeeded``, and ``MaquetteError`` for the job as a
        whole.
        """
        if begin := self.workflow(workflow).begin:
            begin()
        from maquette.deliver.carry_out import CarryOut
        from maquette.deliver.proof import write_proof
        from maquette.runs.spending import Spending

        target = _path(to)
        where = Rows(_path(over), _path(photos), columns or {}, encoding, _path(within), edits or {})
        cap = cap_of(budget, self.settings.run)
        job = self._job(workflow, inputs, where, to, names, Asking(project or "", rehearse, cap, previews))
        if workers is None:
            from maquette.runs.workers import default_workers

            workers = default_workers()
        caps = Caps(cap, self.settings.project(project).budget, self.settings.day)
        spending = Spending(
            cards=self.cards,
            caps=caps,
            project=project or "",
            yes=yes,
            ask=ask,
            ask_above=self.settings.ask_above,
            interactive=over is None and photos is None,
            preview=preview,
            pay_for_previews=previews,
        )
        work = CarryOut(self._store, job, target, workers, progress, spending, as_run, sheet=sheet)
        report = work()
        if target is None:
            return report
        return write_proof(self._store, report, target, sheet=sheet, changed=work.changed)

    def _job(
        self,
        workflow: str,
        inputs: Mapping[str, Any],
        where: Rows,
        to: str | Path | None,
        names: str | None,
        asking: Asking,
    ) -> Job:
        leave_out = (self.folder / INSIDE, *([Path(to)] if to is not None else []))
        job = make_job(self.workflow(workflow), inputs, where, Named(self, asking), leave_out, names)
        check_names(job)
        return replace(job, previews=asking.previews)

    # Orders: runs that another process carries out -------------------------------------------------------

    @cached_property
    def orders(self) -> Orders:
        """Runs that were asked for and are carried out by another process: to be paused, cancelled and resumed."""
        from maquette.runs.orders import Orders

        return Orders(self._store)

    def order(
        self,
        workflow: str,
        *,
        over: str | Path | None = None,
        photos: str | Path | None = None,
        columns: Mapping[str, str] | None = None,
        encoding: str | None = None,
        to: str | Path | None = None,
        names: str | None = None,
        project: str | None = None,
        budget: str | None = None,
        consent: str = "",
        rehearse: bool = False,
        previews: bool = False,
        within: str | Path | None = None,
        edits: Mapping[str, Mapping[str, str]] | None = None,
        member: str = "",
        **inputs: Any,
    ) -> str:
        """Put a run into the queue and give its id; ``carry_out`` does it, in this process or in another.

        *consent* is ``yes``, or the most that may be spent, in US dollars. *member* is who asked. Raises ``InputError``
        for what is wrong with the job as a whole.
        """
        from maquette.ordering import allowance, job_of

        where = Rows(_path(over), _path(photos), columns or {}, encoding, _path(within), edits or {})
        self._job(workflow, inputs, where, to, names, Asking(project or "", rehearse, cap_of(budget, None), previews))
        allowance(consent)  # unreadable, it is refused before it waits
        given = {
            "over": over,
            "photos": photos,
            "columns": dict(columns or {}),
            "encoding": encoding,
            "to": to,
            "names": names,
            "budget": budget,
            "rehearse": rehearse,
            "previews": previews,
            "within": within,
            "edits": edits or {},
        }
        job = job_of(given, inputs)
        return self.orders.add(workflow, job, project=project or "", consent=consent, member=member)

    def again(self, run: str, *, consent: str = "", member: str = "", **changes: Any) -> str:
        """Order the job of a run again, with other inputs where *changes* names them: a revision. Gives its id.

        Only what changed is made. Raises ``NotFound`` and what ``order`` raises.
        """
        from maquette.ordering import job_again

        workflow, job = job_again(self._store, run)
        return self.order(workflow, **{**job, **changes}, consent=consent, member=member)

    def edit_row(self, run: str, row: str, values: Mapping[str, str], *, consent: str = "", member: str = "") -> str:
        """Order a run's job again with other inputs for one row, on top of earlier ones; an empty value takes one back.

        Only that row is made. Gives the new run's id. Raises ``NotFound`` and what ``order`` raises.
        """
        from maquette.ordering import edited

        workflow, job = edited(self._store, run, row, values)
        return self.order(workflow, **job, consent=consent, member=member)

    def carry_out(self, order: str, *, progress: Progress | None = None) -> RunReport:
        """Carry out the order of that id, in this process. Stopped with Ctrl-C, it can be taken up again.

        Raises what ``run`` raises, and ``InputError`` where another process carries it out, or it is over.
        """
        from maquette.ordering import carry_out

        return carry_out(self, self._store, order, progress)

    # Names -----------------------------------------------------------------------------------------------

    def workflow(self, name: str) -> Workflow:
        """The workflow of that name. Raises ``NotFound``."""
        return registry.find(name)

    def form(self, name: str) -> Record:
        """The inputs of the workflow of that name, as a JSON Schema with hints for fields. Raises ``NotFound``."""
        from maquette.runs.forms import form

        return form(self.workflow(name))

    def workflows(self) -> list[Workflow]:
        """Every workflow, shipped or installed."""
        return registry.all_workflows()


def _path(text: str | Path | None) -> Path | None:
    return Path(text) if text is not None else None
