"""Prompt help: a text model rewords a brief; a person keeps its words or not."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from maquette.ordering import allowance
from maquette.studio.asking import Consent
from maquette.studio.documents.prompts import RewordingDocument
from maquette.studio.studio import Editor, Served

router = APIRouter(tags=["prompts"])


class Brief(BaseModel):
    """What to reword, and *wish*: what to mind besides. *consent* is ``yes``, or the most that it may cost, in US
    dollars.
    """

    model_config = ConfigDict(extra="forbid")

    prompt: str = Field(max_length=20_000)
    wish: str = Field("", max_length=2_000)
    model: str = Field("auto", description="a text model")
    project: str | None = None
    rehearse: bool = Field(False, description="let the sandbox write, for nothing")
    consent: Consent = ""


@router.post("/prompts", response_model=RewordingDocument, summary="Have a text model reword a brief")
def reword(brief: Brief, workspace: Served, _: Editor) -> Any:
    """Both texts; nothing else changes. 402 with the price where it may cost more than was consented to."""
    told = workspace.reword(
        brief.prompt,
        wish=brief.wish,
        model=brief.model,
        project=brief.project,
        rehearse=brief.rehearse,
        ask=allowance(brief.consent),
    )
    return told.json
