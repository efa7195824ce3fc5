"""Plans and runs: the price first, then the making; followed, stopped, taken up again."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request

from maquette.deliver.diff import ChangedFile
from maquette.runs.spending import ConsentNeeded
from maquette.studio.asking import Change, Job, Order, RowChange, arguments, named_inputs, order_arguments
from maquette.studio.documents.runs import Begun, Diff, FileFate, Graph, Plan, Rows, RunDetails, Runs, Uniformity
from maquette.studio.studio import Editor, Served, Viewer, studio_of
from maquette.workspace import Workspace

router = APIRouter(tags=["runs"])

_MOST_STEPS = 2000
RowState = Literal["to_do", "done", "waiting", "failed"]


@router.post("/plans", response_model=Plan, summary="What a run would do, and cost; nothing is made")
def plan(job: Job, workspace: Served, session: Viewer) -> Any:
    """Every step with its state, model, price and reason; the same document as ``maquette plan --json``."""
    steps: list[dict[str, Any]] = []
    report = workspace.plan(**arguments(workspace, session, job), each=steps.append)
    told = report.json
    listed = [{"input": None, "code": None, "mend": None, **one} for one in steps[:_MOST_STEPS]]
    return told | {
        "plan": listed,
        "left_out": max(0, len(steps) - _MOST_STEPS),
        "why": list(report.notes),
        "reasons": [{"name": name, "count": count} for name, count in report.reasons.most_common(20)],
        "operations": [{"name": name, "count": count} for name, count in report.operations.most_common()],
    }


@router.post("/runs", response_model=Begun, status_code=202, summary="Carry a job out")
def begin(order: Order, request: Request, workspace: Served, session: Editor) -> Any:
    """Answers at once, with the id to follow it by. 402 with the price where it may cost more than was consented to."""
    asked = order_arguments(workspace, session, order)
    if not order.consent:
        _hold(workspace, {name: asked[name] for name in asked if name not in ("to", "budget", "consent", "member")})
    run = workspace.order(**asked)
    studio_of(request).carrier.poke()
    return {"run": run}


def _hold(workspace: Workspace, asked: dict[str, Any]) -> None:
    """Raise ``ConsentNeeded`` where a run would cost more than may be spent unasked."""
    report = workspace.plan(**asked)
    if (report.known.high or 0) <= workspace.settings.ask_above and not report.unpriced:
        return
    raise ConsentNeeded(report.known, report.unpriced)


@router.post("/runs/{run}/pause", response_model=RunDetails, summary="Stop a run where it is")
def pause(run: str, workspace: Served, _: Editor) -> Any:
    """What is under way ends; ``resume`` goes on."""
    workspace.orders.pause(run)
    return workspace.desk.run(run)


@router.post("/runs/{run}/cancel", response_model=RunDetails, summary="Stop a run for good")
def cancel(run: str, workspace: Served, _: Editor) -> Any:
    """What is made stays made."""
    workspace.orders.cancel(run)
    return workspace.desk.run(run)


@router.post("/runs/{run}/resume", response_model=RunDetails, summary="Take up a run that rests")
def resume(run: str, request: Request, workspace: Served, _: Editor) -> Any:
    """One that was paused or cancelled, or that failed as a whole."""
    workspace.orders.resume(run)
    studio_of(request).carrier.poke()
    return workspace.desk.run(run)


@router.post("/runs/{run}/again", response_model=Begun, status_code=202, summary="Carry a run's job out again")
def again(run: str, change: Change, request: Request, workspace: Served, session: Editor) -> Any:
    """With other *inputs*: a revision, of which only what changed is made. Rows that were accepted go out."""
    inputs = named_inputs(workspace, session, workspace.desk.run(run)["workflow"], change.inputs)
    told = workspace.again(run, consent=change.consent, member=session.member, **inputs)
    studio_of(request).carrier.poke()
    return {"run": told}


@router.post("/runs/{run}/rows/{row:path}", response_model=Begun, status_code=202, summary="Change a row and make it")
def edit_row(run: str, row: str, change: RowChange, request: Request, workspace: Served, session: Editor) -> Any:
    """A revision of the run's job with other inputs for that row, such as ``box``; only that row is made."""
    workflow = workspace.desk.run(run)["workflow"]
    kept = {name: value for name, value in change.values.items() if value}
    values = {name: str(value) for name, value in named_inputs(workspace, session, workflow, kept).items()}
    told = workspace.edit_row(
        run, row, {**dict.fromkeys(change.values, ""), **values}, consent=change.consent, member=session.member
    )
    studio_of(request).carrier.poke()
    return {"run": told}


@router.get("/runs/{run}/uniformity", response_model=Uniformity, summary="How alike a set is, before and after")
def uniformity(
    run: str, workspace: Served, _: Viewer, after: int = -1, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> Any:
    """Each row's photo and result, measured: light, colour of the ground, scale, margins."""
    found = workspace.desk.uniformity(run, after=after, limit=limit)
    items = found["items"]
    return found | {"next": items[-1]["index"] if len(items) == limit else None}


@router.get("/runs", response_model=Runs, summary="Runs, newest first")
def every(
    workspace: Served, _: Viewer, after: str | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> Any:
    """*after* is the id of the run to go on behind."""
    found = workspace.desk.runs(after=after, limit=limit)
    return {"items": found, "next": found[-1]["id"] if len(found) == limit else None}


@router.get("/runs/{run}", response_model=RunDetails, summary="A run: how far, at what rate, for how much")
def show(run: str, workspace: Served, _: Viewer) -> Any:
    """By its id, a beginning of it, or ``last``."""
    return workspace.desk.run(run)


@router.get("/runs/{run}/rows", response_model=Rows, summary="Rows of a run, with before and after")
def rows(
    run: str,
    workspace: Served,
    _: Viewer,
    state: RowState | None = None,
    after: int = -1,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Any:
    """In the order of the table; *after* is the index to go on behind."""
    found = workspace.desk.rows(run, state=state, after=after, limit=limit)
    return {"items": found, "next": found[-1]["index"] if len(found) == limit else None}


@router.get("/runs/{run}/diff/{after}", response_model=Diff, summary="What became of every file between two runs")
def diff(run: str, after: str, workspace: Served, _: Viewer, measured: bool = True) -> Any:
    """Of one workflow: added, removed, changed (by how much, and where) or the same, and why.

    Not *measured*, no picture is opened, and the answer comes at once; ``/file`` measures one.
    """
    found = workspace.diff(run, after, measured=measured)
    head = {name: getattr(found, name) for name in ("before", "after", "workflow", "rows", "counts")}
    return head | {"files": [_fate(one) for one in found.files]}


@router.get("/runs/{run}/diff/{after}/file", response_model=FileFate, summary="What became of a file between two runs")
def diff_file(
    run: str,
    after: str,
    row: str,
    format: str,  # noqa: A002 - the word that people use
    workspace: Served,
    _: Viewer,
) -> Any:
    """By how much it changed, where, and why."""
    return _fate(workspace.diff_file(run, after, row, format))


def _fate(one: ChangedFile) -> dict[str, Any]:
    return {**vars(one), "before": (one.before or "")[:16] or None, "after": (one.after or "")[:16] or None}


@router.get("/runs/{run}/graph", response_model=Graph, summary="The steps of a run's rows as a graph")
def graph(
    run: str, workspace: Served, _: Viewer, after: int = -1, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> Any:
    """Of *limit* rows behind the index *after*: inputs, parameters, keys, and why each step ran."""
    return workspace.desk.graph(run, after=after, limit=limit)
