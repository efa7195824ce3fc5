"""Runs: followed, stopped, taken up again."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from maquette.studio.documents import Graph, Rows, RunDetails, Runs
from maquette.studio.studio import Served, Viewer

router = APIRouter(tags=["runs"])

RowState = Literal["to_do", "done", "waiting", "failed"]


@router.get("/runs", response_model=Runs, summary="Runs, newest first")
def every(
    workspace: Served, _: Viewer, after: str | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> Any:
    """*after* is the id of the run to go on behind."""
    found = workspace.run_overviews(after=after, limit=limit)
    return {"items": found, "next": found[-1]["id"] if len(found) == limit else None}


@router.get("/runs/{run}", response_model=RunDetails, summary="A run: how far, at what rate, for how much")
def show(run: str, workspace: Served, _: Viewer) -> Any:
    """By its id, a beginning of it, or ``last``."""
    return workspace.run_details(run)


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
    found = workspace.run_rows(run, state=state, after=after, limit=limit)
    return {"items": found, "next": found[-1]["index"] if len(found) == limit else None}


@router.get("/runs/{run}/graph", response_model=Graph, summary="The steps of a run's rows as a graph")
def graph(
    run: str, workspace: Served, _: Viewer, after: int = -1, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> Any:
    """Of *limit* rows behind the index *after*: inputs, parameters, keys, and why each step ran."""
    return workspace.run_graph(run, after=after, limit=limit)
