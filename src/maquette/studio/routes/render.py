"""Designs painted while somebody writes them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from maquette.members import Session
from maquette.picture.image import File
from maquette.runs.inputs import KEPT
from maquette.studio.documents.design import Score
from maquette.studio.paths import own_path
from maquette.studio.routes.brands import BrandValues
from maquette.studio.studio import Served, Viewer
from maquette.workspace import Workspace

router = APIRouter(tags=["campaign"])
_MEDIA = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif", "tiff": "image/tiff"}


class Design(BaseModel):
    """One copy in one format. *content* is texts by slot, and pictures as paths or ``asset:ID``."""

    model_config = ConfigDict(extra="forbid")

    template: str
    brand: str
    format: str
    content: dict[str, str] = Field(default_factory=dict)
    pictures: dict[str, str] = Field(default_factory=dict)
    focus: str | None = Field(None, description="left,top,right,bottom in shares")
    language: str = ""
    colours: str = ""
    kit: BrandValues | None = Field(None, description="values of the brand that are not kept yet")
    w: int | None = Field(None, ge=64, le=2560, description="px of the longer side, where less than all is shown")


@router.post("/render", response_class=Response, summary="Paint a design at once")
def render(asked: Design, workspace: Served, session: Viewer) -> Response:
    """The picture as its format's own file, or a WebP of *w* px.

    What does not fit is in X-Maquette-Problems; where each slot stands in px of the format, and which part of a
    picture fills it, in X-Maquette-Slots: both are JSON, percent-encoded.
    """
    made = _made(asked, workspace, session)
    data, media = made.data, _MEDIA[made.format]
    if asked.w and asked.w < max(made.width, made.height):
        from maquette.picture.thumbnail import encoded, small

        data, media = encoded(small(made.data, asked.w), "webp"), "image/webp"
    problems = [{"code": one.code, "reason": one.reason, "mend": one.mend} for one in made.doubts]
    slots = [
        {name: one.get(name) for name in ("slot", "kind", "box", "crop")}
        for one in (made.layout or {}).get("slots", ())
    ]
    told = {"X-Maquette-Problems": problems, "X-Maquette-Slots": slots}
    return Response(data, media_type=media, headers={name: quote(json.dumps(one)) for name, one in told.items()})


@router.post("/render/check", response_model=Score, summary="The brand's score of a design")
def check(asked: Design, workspace: Served, session: Viewer) -> Any:
    """Every rule of the brand and the format: value, range, verdict, how to mend it."""
    made = _made(asked, workspace, session)
    found = workspace.check_draft(made, asked.brand, asked.format, _kit(asked))
    return {
        "accepted": found.accepted,
        "passed": found.passed,
        "tested": found.tested,
        "verdicts": found.verdicts,
        "problems": [vars(one) for one in made.doubts],
        "slots": made.layout.get("slots", []),
    }


def _made(asked: Design, workspace: Workspace, session: Session) -> File:
    kinds = {slot.name: slot.kind for slot in workspace.template(asked.template).slots}
    shown = {
        **{slot: one for slot, one in asked.content.items() if kinds.get(slot, "text") != "text"},
        **asked.pictures,
    }
    pictures = {
        slot: one if one.startswith(KEPT) else str(own_path(workspace, session, one))
        for slot, one in shown.items()
        if one
    }
    return workspace.draft(
        asked.template,
        asked.brand,
        asked.content,
        asked.format,
        pictures=pictures,
        focus=asked.focus,
        language=asked.language,
        colours=asked.colours,
        kit=_kit(asked),
    )


def _kit(asked: Design) -> dict[str, Any]:
    return asked.kit.given() if asked.kit else {}
