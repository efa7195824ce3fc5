"""What people decide: doubtful results, takes, and which of two pictures is better."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from maquette.studio.documents.review import Left, ReviewRows, Take
from maquette.studio.studio import Reviewer, Served, Viewer

router = APIRouter(tags=["review"])


class Verdict(BaseModel):
    """What somebody says of rows of a run that wait."""

    model_config = ConfigDict(extra="forbid")

    run: str
    row: str | None = None
    rows: list[str] = Field(default_factory=list, max_length=10_000)
    verdict: Literal["accept", "send-back"]
    comment: str = Field("", max_length=4000)


class Picks(BaseModel):
    """Which takes of a row were chosen; the others of that row were seen and not chosen."""

    model_config = ConfigDict(extra="forbid")

    run: str
    row: str | None = None
    takes: list[str] = Field(min_length=1, max_length=1000)


class Vote(BaseModel):
    """Which of some pictures is the best, by somebody who was not told who made them."""

    model_config = ConfigDict(extra="forbid")

    winner: str
    pictures: list[str] = Field(min_length=2, max_length=8)


@router.get("/review", response_model=ReviewRows, summary="What needs a person")
def queue(
    workspace: Served,
    _: Viewer,
    run: str | None = None,
    skip: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Any:
    """Rows whose result is doubted and was not judged yet, newest run first; each result once."""
    found = workspace.desk.reviews(run=run, limit=limit, skip=skip)
    return {"items": found, "next": skip + limit if len(found) == limit else None}


@router.post("/review", response_model=Left, summary="Accept rows, or send them back")
def decide(said: Verdict, workspace: Served, _: Reviewer) -> Any:
    """What is accepted goes out when the job is run again (``POST /runs/{run}/again``)."""
    names = [*([said.row] if said.row else []), *said.rows]
    accept, back = (names, []) if said.verdict == "accept" else ([], names)
    left = workspace.review(said.run, accept=accept, send_back=back, comment=said.comment)
    return {"left": len(left)}


@router.get("/picks", response_model=list[Take], summary="The takes of a run, and which were chosen")
def takes(run: str, workspace: Served, _: Viewer) -> Any:
    """``picked`` is null where nobody has chosen yet."""
    return [_take(one) for one in workspace.pick(run)]


@router.post("/picks", response_model=list[Take], summary="Choose among takes")
def pick(said: Picks, workspace: Served, _: Reviewer) -> Any:
    """Evidence for ``auto``. Gives every take of the run."""
    return [_take(one) for one in workspace.pick(said.run, said.takes, row=said.row)]


@router.post("/compare/votes", status_code=204, summary="Say which picture is the best, blindly")
def vote(said: Vote, workspace: Served, session: Reviewer) -> None:
    """Evidence for ``auto``."""
    workspace.gallery.vote(said.winner, said.pictures, session.member)


def _take(one: dict[str, Any]) -> dict[str, Any]:
    told = {name: one[name] for name in ("row", "name", "model", "picked")}
    return told | {"id": one["sha256"][:16]}
