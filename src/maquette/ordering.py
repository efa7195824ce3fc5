"""Orders: runs that one process asks for and another carries out, with everything that it takes on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.errors import InputError, Interrupted, MaquetteError, NotFound
from maquette.models.money import micro
from maquette.runs.orders import AsRun
from maquette.runs.unfinished import Unfinished

if TYPE_CHECKING:
    from maquette.deliver.carry_out import Progress
    from maquette.models.price import PriceRange
    from maquette.runs.report import RunReport
    from maquette.store import Record, Store
    from maquette.workspace.jobs import Jobs

YES = "yes"
_GIVEN = ("over", "photos", "columns", "encoding", "to", "names", "budget", "rehearse", "previews", "within", "edits")


def job_of(given: Mapping[str, Any], inputs: Mapping[str, Any]) -> Record:
    """An order's job in plain JSON: what ``run`` is to be called with."""
    plain = {name: str(value) if isinstance(value, Path) else value for name, value in given.items()}
    return {**plain, "inputs": {name: value for name, value in inputs.items() if value is not None}}


def job_again(store: Store, run: str) -> tuple[str, Record]:
    """The workflow of a run, and what ``order`` is to be called with to do its job again. Raises ``NotFound``."""
    order = store.orders.get(run)
    if order is not None:
        job = {name: order["job"].get(name) for name in _GIVEN}
        return order["workflow"], {**job, "project": order["project"] or None, **order["job"]["inputs"]}
    record = store.history.run(run)
    if record is None:
        raise NotFound(f"there is no run {run!r}", mend="maquette runs lists them", code="unknown-run")
    source, inputs = record["job"].get("over") or "", record["job"].get("inputs", {})
    where = {}
    if source and source not in (str(value) for value in inputs.values()):
        where = {"photos" if Path(source).is_dir() else "over": source}
    told = {name: record["job"][name] for name in ("names", "columns", "encoding") if name in record["job"]}
    given = {**where, **told, "to": record["destination"], "project": record["job"].get("project") or None}
    return record["workflow"], {**given, **inputs}


def edited(store: Store, run: str, row: str, values: Mapping[str, str]) -> tuple[str, Record]:
    """As ``job_again``, with other *values* for that *row*, on top of what was edited before. Raises ``NotFound``."""
    workflow, job = job_again(store, run)
    order = store.orders.get(run)
    found = order["run"] if order else run
    if not any(one["name"] == row for one in store.history.rows(found)):
        raise NotFound(f"run {run} has no row {row!r}", mend="GET its rows", code="unknown-row")
    edits = dict(job.get("edits") or {})
    told = {**edits.get(row, {}), **values}
    edits[row] = {name: value for name, value in told.items() if value != ""}
    return workflow, {**job, "edits": edits}


def allowance(consent: str) -> Callable[[PriceRange], bool]:
    """Whether a price may be paid where *consent* was given: ``yes``, the most in US dollars, or none (empty).

    Raises ``InputError`` for another word.
    """
    if consent in ("", YES):
        return lambda _: consent == YES
    try:
        most = micro(consent)
    except ValueError as error:
        raise InputError(f"consent: {error}", mend="say yes, or the most, such as 0.40", code="bad-value") from error
    return lambda expected: expected.high is not None and expected.high <= most


def carry_out(workspace: Jobs, store: Store, order: str, progress: Progress | None) -> RunReport:
    """Do what ``Workspace.carry_out`` promises."""
    orders = workspace.orders
    claimed = orders.claim(order)
    job, may = claimed["job"], allowance(claimed["consent"])
    record = store.history.run(claimed["id"])
    if record is not None and record["state"] == "planned":
        # It was killed while it planned: nothing stands on what it had written.
        store.history.forget(claimed["id"])
        record = None

    unfinished = Unfinished(store)
    try:
        report = workspace.run(
            claimed["workflow"],
            **{name: job.get(name) for name in _GIVEN},
            project=claimed["project"] or None,
            ask=may,
            progress=progress,
            preview=unfinished,
            as_run=AsRun("" if record else claimed["id"], lambda run: store.orders.runs_as(claimed["id"], run)),
            **job["inputs"],
        )
    except (Interrupted, KeyboardInterrupt):
        ended = orders.get(claimed["id"])
        begun = store.history.run(ended["run"])
        if begun is not None and begun["state"] not in ("planned", "done"):
            store.history.set_state(ended["run"], "cancelled" if ended["state"] == "cancelled" else "interrupted")
        raise
    except MaquetteError as error:
        orders.ended(claimed["id"], "failed", error)
        raise
    finally:
        unfinished.forget()
    orders.ended(claimed["id"], "done")
    return report
