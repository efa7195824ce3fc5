"""Looks, templates, formats, channels, scenes and mockups: what a design is made with."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from maquette.members import Session
from maquette.pixels.look import UNITS, Look, look_fields
from maquette.runs.inputs import KEPT
from maquette.studio.documents.base import Named
from maquette.studio.documents.design import (
    ChannelDocument,
    FormatDocument,
    LearntDocument,
    LookDocument,
    MeasuredDocument,
    PreviewPictures,
    TemplateDocument,
)
from maquette.studio.paths import own_path
from maquette.studio.studio import Editor, Served, Viewer
from maquette.workspace import Workspace

router = APIRouter(tags=["design"])


class LookValues(BaseModel):
    """Values of a look; what is left out stays as it is. Ranges are those of a look's file."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, max_length=200)
    background: str | None = None
    background_bottom: str | None = None
    fill: float | None = None
    baseline: float | None = None
    shadow: float | None = None
    shadow_softness: float | None = None
    shadow_side: float | None = None
    exposure: float | None = None
    contrast: float | None = None

    def given(self) -> dict[str, Any]:
        """Those that were given; a second colour may be given as null."""
        return self.model_dump(exclude_unset=True)


class LookChange(BaseModel):
    """A look's values, and the version of it that they were made from."""

    model_config = ConfigDict(extra="forbid")

    values: LookValues
    version: str | None = None


class LookPreview(BaseModel):
    """Photos (paths, or ``asset:ID``), or rows of a run, to be seen in a look with other values."""

    model_config = ConfigDict(extra="forbid")

    look: str
    values: LookValues | None = None
    photos: list[str] = Field(default_factory=list, max_length=12)
    run: str | None = None
    rows: list[str] = Field(default_factory=list, max_length=12)
    side: int = Field(480, ge=120, le=1000)


class Finished(BaseModel):
    """Finished pictures that a look is learnt from: paths, folders, or ``asset:ID``."""

    model_config = ConfigDict(extra="forbid")

    pictures: list[str] = Field(min_length=1, max_length=500)

    def named(self, workspace: Workspace, session: Session) -> list[str]:
        """As the facade takes them. Raises ``NotAllowed`` for a path that is not theirs to name."""
        return [one if one.startswith(KEPT) else str(own_path(workspace, session, one)) for one in self.pictures]


class Learn(Finished):
    """Finished pictures that a look is learnt from, and its name."""

    name: str = Field(min_length=1, max_length=80)


@router.get("/looks", response_model=list[LookDocument], summary="Looks")
def looks(workspace: Served, _: Viewer) -> Any:
    """Those of this workspace before the shipped ones."""
    return [_look(workspace, name) for name in workspace.looks()]


@router.post("/looks", response_model=LearntDocument, status_code=201, summary="Learn a look from finished pictures")
def learn(asked: Learn, workspace: Served, session: Editor) -> Any:
    """Measures at least three of them; those that cannot be read are named."""
    learnt = workspace.learn_look(asked.named(workspace, session), asked.name)
    told = _look(workspace, learnt.path.stem)
    return {"look": told, "pictures": learnt.pictures, "refused": learnt.refused}


@router.post("/looks/measure", response_model=MeasuredDocument, summary="What finished pictures have in common")
def measure(asked: Finished, workspace: Served, session: Viewer) -> Any:
    """The look that would be learnt of them, and what each measures by rule; nothing is kept."""
    found = workspace.measure_look(asked.named(workspace, session))
    names = {str(own_path(workspace, session, one)): one for one in asked.pictures if not one.startswith(KEPT)}
    return {
        "look": _told(found.look),
        "units": UNITS,
        "refused": {names.get(name, name): reason for name, reason in found.refused.items()},
        "pictures": [
            {
                "name": names.get(name, name),
                "values": {rule: value for rule in UNITS if (value := one.value(rule)) is not None},
            }
            for name, one in found.measures.items()
        ],
    }


@router.post("/looks/preview", response_model=PreviewPictures, summary="Photos in a look, before a set is made")
def preview(asked: LookPreview, workspace: Served, session: Viewer) -> Any:
    """Small pictures as data addresses, in the order of the photos."""
    found: list[tuple[str | None, str]] = [
        (None, one if one.startswith(KEPT) else str(own_path(workspace, session, one))) for one in asked.photos
    ]
    if asked.run:
        found += workspace.desk.photos(asked.run, asked.rows)
    photos = [photo for _, photo in found]
    made = workspace.preview_look(asked.look, photos, side=asked.side, **(asked.values.given() if asked.values else {}))
    items = [
        {"row": row, "photo": photo, "picture": f"data:image/webp;base64,{base64.b64encode(data).decode()}"}
        for (row, photo), data in zip(found, made, strict=True)
    ]
    return {"items": items}


@router.get("/looks/{name}", response_model=LookDocument, summary="A look")
def look(name: str, workspace: Served, _: Viewer) -> Any:
    """Its values, its rules, and the version to name when changing it."""
    return _look(workspace, name)


@router.put("/looks/{name}", response_model=LookDocument, summary="Change a look")
def change_look(name: str, change: LookChange, workspace: Served, _: Editor) -> Any:
    """A shipped one becomes the workspace's own. 409 where somebody else changed it meanwhile."""
    workspace.change_look(name, change.version, **change.values.given())
    return _look(workspace, name)


@router.get("/templates", response_model=list[TemplateDocument], summary="Templates")
def templates(workspace: Served, _: Viewer) -> Any:
    """Those of this workspace before the shipped ones, with their slots."""
    return [_template(workspace, name) for name in workspace.templates()]


@router.get("/templates/{name}", response_model=TemplateDocument, summary="A template")
def template(name: str, workspace: Served, _: Viewer) -> Any:
    """Its slots, and the formats that it is made for."""
    return _template(workspace, name)


@router.get("/formats", response_model=list[FormatDocument], summary="Output formats")
def formats(
    workspace: Served, _: Viewer, names: Annotated[str, Query(description="formats, groups or sizes")] = ""
) -> Any:
    """All, or those that *names*, with commas between, stand for."""
    from maquette.design.formats import load_formats

    named = [one.strip() for one in names.split(",") if one.strip()]
    found = [one for name in named for one in workspace.formats(name)] if named else load_formats().values()
    return [_format(one) for one in found]


@router.get("/formats/groups", response_model=list[Named], summary="Groups of formats")
def format_groups(_: Viewer) -> Any:
    """Formats that are asked for together, by name."""
    from maquette.design.formats import load_groups

    return [{"name": one.name, "title": one.title} for one in load_groups().values()]


@router.get("/channels", response_model=list[ChannelDocument], summary="Channels and their rules")
def channels(_: Viewer) -> Any:
    """Marketplaces: the files to make for each, and what it asks of them."""
    from maquette.design.channels import load_channels

    return [
        {
            "name": one.name,
            "title": one.title,
            "files": [file.name for file in one.outputs],
            "rules": [
                {name: str(getattr(rule, name)) for name in ("fact", "limit", "strength", "confidence", "source")}
                for rule in one.rules
            ],
            "by_eye": list(one.by_eye),
        }
        for one in load_channels().values()
    ]


@router.get("/scenes", response_model=list[Named], summary="Scene sets")
def scenes(_: Viewer) -> Any:
    """Sets that products are placed in."""
    from maquette.design.scenes.scene_set import find_set, shipped_sets

    return [{"name": one.name, "title": one.title} for one in map(find_set, shipped_sets())]


@router.get("/mockups", response_model=list[Named], summary="Mockup scenes")
def mockups(_: Viewer) -> Any:
    """Photographs that artwork is shown in."""
    from maquette.design.mockups.mockup import find_mockup, shipped_mockups

    return [{"name": one.name, "title": one.title} for one in map(find_mockup, shipped_mockups())]


def _look(workspace: Workspace, name: str) -> dict[str, Any]:
    return _told(workspace.look(name), workspace.look_version(name))


def _told(look: Look, version: str = "") -> dict[str, Any]:
    own = {"own": bool(version), "version": version, "fields": look_fields()}
    return asdict(look) | {"rules": [asdict(one) for one in look.rules], **own}


def _template(workspace: Workspace, name: str) -> dict[str, Any]:
    from maquette.design.template.copy import template_formats
    from maquette.design.template.describe import describe

    found = workspace.template(name)
    return describe(found) | {"made_for": [one.name for one in template_formats(found)]}


def _format(one: Any) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("name", "title", "group", "width", "height", "max_kb", "note")}
    return told | {"file_type": one.file_type, "safe": list(one.safe)}
