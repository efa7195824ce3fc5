"""Money: every call that cost something or might have, totals and caps."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from maquette.studio.documents.money import Call, Calls, Money
from maquette.studio.studio import Editor, Served, Viewer

router = APIRouter(tags=["money"])

CallState = Literal["reserved", "submitted", "settled", "refused", "failed", "unknown"]


class Outcome(BaseModel):
    """How a call of unknown outcome ended; without an outcome its provider is asked."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["charged", "not-charged"] | None = None
    cost: str | None = None


@router.get("/ledger", response_model=Calls, summary="Calls, newest first")
def ledger(
    workspace: Served,
    _: Viewer,
    project: str | None = None,
    run: str | None = None,
    state: CallState | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Any:
    """*after* is the id of the call to go on behind."""
    found = workspace.ledger(project=project, run=run, state=state, after=after, limit=limit)
    return {"items": found, "next": found[-1]["id"] if len(found) == limit else None}


@router.get("/ledger/summary", response_model=Money, summary="What was spent or is promised, and the caps")
def summary(workspace: Served, _: Viewer, project: str | None = None) -> Any:
    """Today, this month and in all; by project, and by model this month."""
    return workspace.spent(project=project) | {
        "projects": workspace.projects(),
        "models": workspace.spent_by_model(project=project),
    }


@router.post("/ledger/{call}/reconcile", response_model=Call, summary="Bring a call of unknown outcome to an end")
def reconcile(call: str, said: Outcome, workspace: Served, _: Editor) -> Any:
    """By asking its provider, or by a person's word."""
    return workspace.reconcile(call, said.outcome, cost=said.cost)
