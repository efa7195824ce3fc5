"""Where one begins."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from maquette.graph import Workflow
from maquette.studio.documents.session import Home, Sample
from maquette.studio.studio import Editor, Served, Viewer

router = APIRouter(tags=["home"])
_RECENT = 24


@router.get("/home", response_model=Home, summary="Projects, what waits for me, money this month, what to begin with")
def show(workspace: Served, _: Viewer) -> Any:
    """One look at the whole workspace."""
    money = workspace.spent()
    return {
        "projects": workspace.projects(),
        "waiting": {**workspace.desk.waiting(), "undecided": workspace.desk.undecided()},
        "month": {"spent": money["month"], "currency": money["currency"]},
        "jobs": [job_kind(one) for one in workspace.workflows()],
        "recent": workspace.gallery.page(limit=_RECENT).items,
    }


@router.post("/sample", response_model=Sample, status_code=201, summary="Make a sample to try things on")
def sample(workspace: Served, _: Editor) -> Any:
    """Painted photos of products and their table, in the folder ``sample``; what is there already stays."""
    return workspace.make_sample()


def job_kind(workflow: Workflow) -> dict[str, Any]:
    """A workflow as something to begin with; its icon has its name."""
    title = workflow.name.replace("-", " ").capitalize()
    return {"workflow": workflow.name, "title": title, "help": workflow.summary, "icon": workflow.name}
