"""Workflows and their forms."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from maquette.graph import Workflow
from maquette.studio.documents.runs import WorkflowDocument
from maquette.studio.routes.home import job_kind
from maquette.studio.studio import Served, Viewer

router = APIRouter(tags=["workflows"])


@router.get("/workflows", response_model=list[WorkflowDocument], summary="Every workflow, with its form")
def every(workspace: Served, _: Viewer) -> Any:
    """Shipped ones first, then those that installed packages bring."""
    return [_document(workspace, one) for one in workspace.workflows()]


@router.get("/workflows/{name}", response_model=WorkflowDocument, summary="One workflow, with its form")
def show(name: str, workspace: Served, _: Viewer) -> Any:
    """The form is a JSON Schema made of the workflow's signature."""
    return _document(workspace, workspace.workflow(name))


def _document(workspace: Served, workflow: Workflow) -> dict[str, Any]:
    told = job_kind(workflow)
    form = workspace.form(workflow.name)
    return {"name": workflow.name, "title": told["title"], "help": workflow.summary, "doc": workflow.doc, "form": form}
