"""Jobs as the API takes them, brought into what the facade takes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from maquette.members import OWNER, Session
from maquette.runs.inputs import KEPT, is_photo
from maquette.studio.paths import own_path
from maquette.workspace import Workspace

Consent = Annotated[str, BeforeValidator(lambda given: "yes" if given is True else "" if given is False else given)]
"""``yes`` (or true), or the most that may be spent, in US dollars."""

Value = str | int | float | bool | list[str | int | float] | None


class Job(BaseModel):
    """A workflow with its inputs. Rows come from *over* (a table) or *photos* (a folder), or it is done once.

    Pictures are paths, such as an upload's, or ``asset:ID`` for one that is here already.
    """

    model_config = ConfigDict(extra="forbid")

    workflow: str
    inputs: dict[str, Value] = Field(default_factory=dict)
    over: str | None = Field(None, description="a table: CSV, TSV, XLSX or JSON")
    photos: str | None = Field(None, description="a folder of photos")
    columns: dict[str, str] = Field(default_factory=dict, description="which column holds what")
    encoding: str | None = Field(None, description="of the table, where it is not UTF-8")
    project: str | None = None
    rehearse: bool = Field(False, description="let the sandbox stand in for every model, for nothing")
    previews: bool = Field(False, description="unfinished pictures of models that charge for them too, in the price")


class Order(Job):
    """A job to be carried out. *consent* is ``yes``, or the most that it may cost, in US dollars."""

    to: str | None = Field(None, description="a folder that files are written to; without one they are only kept")
    names: str | None = Field(None, description="a pattern for the names of the files, such as {row}-{format}")
    budget: Annotated[str | None, Field(description="a cap, in US dollars")] = None
    consent: Consent = ""


class Change(BaseModel):
    """Other inputs for a job that is done again."""

    model_config = ConfigDict(extra="forbid")

    inputs: dict[str, Value] = Field(default_factory=dict)
    consent: Consent = ""


class RowChange(BaseModel):
    """Other inputs for one row of a job that is done again; an empty value takes one back."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, str] = Field(max_length=100)
    consent: Consent = ""


def arguments(workspace: Workspace, session: Session, job: Job) -> dict[str, Any]:
    """What ``Workspace.plan`` is called with. Raises ``NotAllowed`` for a path that is not this person's to name."""
    return {
        "workflow": job.workflow,
        "over": _path(workspace, session, job.over),
        "photos": _path(workspace, session, job.photos),
        "columns": job.columns,
        "encoding": job.encoding,
        "project": job.project,
        "rehearse": job.rehearse,
        "previews": job.previews,
        "within": None if session.member == OWNER else workspace.folder,
        **named_inputs(workspace, session, job.workflow, job.inputs),
    }


def named_inputs(
    workspace: Workspace, session: Session, workflow: str, inputs: Mapping[str, Value]
) -> dict[str, Value]:
    """The *inputs* that were given, pictures as whole paths. Raises ``NotAllowed`` for a path that is not theirs."""
    parameters = workspace.workflow(workflow).parameters
    given: dict[str, Value] = {name: value for name, value in inputs.items() if value is not None and value != ""}
    for name, value in given.items():
        parameter = parameters.get(name)
        if parameter is not None and parameter.type is not str:
            given[name] = _named(workspace, session, value, picture=is_photo(parameter.type))
    return given


def order_arguments(workspace: Workspace, session: Session, order: Order) -> dict[str, Any]:
    """What ``Workspace.order`` is called with."""
    asked = arguments(workspace, session, order)
    to = _path(workspace, session, order.to)
    return {
        **asked,
        "to": to,
        "names": order.names,
        "budget": order.budget,
        "consent": order.consent,
        "member": session.member,
    }


def _named(workspace: Workspace, session: Session, value: Value, *, picture: bool) -> Value:
    """An input that may name a file: pictures as whole paths, anything else only where it is theirs to name."""
    if isinstance(value, list):
        return [cast("str", _named(workspace, session, one, picture=picture)) for one in value]
    if not isinstance(value, str) or value.startswith(KEPT):
        return value
    if picture:
        return str(own_path(workspace, session, value))
    if "/" in value or "\\" in value or value.endswith(".toml"):
        own_path(workspace, session, value)
    return value


def _path(workspace: Workspace, session: Session, text: str | None) -> Path | None:
    return own_path(workspace, session, text) if text else None
