"""The documents that the API answers with; the page's types are made of them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class Document(BaseModel):
    """Something that is answered. Money is a decimal string, a time UTC in ISO 8601."""


class WorkspaceName(Document):
    """Which workspace is served."""

    name: str
    folder: str


class SessionDocument(Document):
    """Who is signed in, and the token that every changing request has to carry as ``X-CSRF-Token``."""

    user: str
    role: str
    workspace: WorkspaceName
    version: str
    csrf: str
    live: int = Field(description="the number of the newest event: where the live socket begins")


class Picture(Document):
    """A finished picture as lists show it. *thumbhash* is base64, null until somebody looked at the pixels."""

    id: str
    ratio: float
    width: int
    height: int
    thumbhash: str | None
    model: str
    workflow: str
    run: str
    row: str
    label: str
    rating: int
    verdict: str
    made_at: str


class PictureDetails(Picture):
    """Everything that is known of a picture."""

    sha256: str
    key: str
    project: str
    prompt: str
    format: str
    bytes: int
    colour: str | None
    cost: str | None
    labels: list[str]
    facts: dict[str, Any]


class Pictures(Document):
    """A page of pictures: *next* asks for those behind them, *total* counts all that were wanted."""

    items: list[Picture]
    next: int | None
    total: int


class PictureIndex(Document):
    """Every picture in a few bytes: id, width by height, thumbhash or null, rating, verdict."""

    items: list[tuple[str, float, str | None, int, str]]
    next: int | None


class Facet(Document):
    """A value to filter by, and how many pictures have it."""

    name: str
    count: int


class Facets(Document):
    """What there is to filter by."""

    projects: list[Facet]
    models: list[Facet]
    workflows: list[Facet]
    colours: list[Facet]
    verdicts: list[Facet]


class Use(Document):
    """A row of a run that uses a picture."""

    run: str
    workflow: str
    name: str
    label: str
    created_at: str


class LineageNode(Document):
    """A step under a picture, or a file from outside (operation ``file``)."""

    operation: str
    version: int | None
    params: dict[str, Any]
    key: str
    reasons: list[str]
    picture: str | None
    inputs: list[LineageInput]


class LineageInput(LineageNode):
    """A step that another stands on; ``as`` names the argument."""

    argument: str = Field(alias="as")


class Lineage(Document):
    """What a picture was made from, and what uses it."""

    picture: Picture
    tree: LineageNode
    uses: list[Use]


class ProjectDocument(Document):
    """A project with its money."""

    name: str
    runs: int
    spent: str
    budget: str | None


class WaitingDocument(Document):
    """What waits for a person."""

    picks: int
    reviews: int
    unknown: int
    failed: int


class Month(Document):
    """What was spent this month."""

    spent: str
    currency: str


class JobKind(Document):
    """Something that one may begin with."""

    workflow: str
    title: str
    help: str
    icon: str


class Home(Document):
    """Where one begins."""

    projects: list[ProjectDocument]
    waiting: WaitingDocument
    month: Month
    jobs: list[JobKind]
    recent: list[Picture]


class WorkflowDocument(Document):
    """A workflow; *form* is the JSON Schema of its inputs (see docs/api.md for the hints in it)."""

    name: str
    title: str
    help: str
    doc: str
    form: dict[str, Any]


class RowCounts(Document):
    """Rows by state."""

    total: int
    to_do: int
    done: int
    waiting: int
    failed: int


class Cost(Document):
    """Money of a plan or run; *unknown* counts steps whose price nobody knows."""

    currency: str
    estimated: list[str]
    settled: str
    unknown: int


class Progress(Document):
    """How far a run is, at what rate (rows a second over the last minute), and the seconds left at that rate."""

    id: str
    state: str
    rows: RowCounts
    cost: Cost
    rate: float | None
    seconds_left: float | None


class RunDocument(Progress):
    """A run. *about* tells it from others; *can* lists what may be asked of it: pause, cancel, resume."""

    workflow: str
    project: str
    about: str
    source: str
    destination: str
    created_at: str
    finished_at: str | None
    problem: dict[str, Any] | None
    can: list[str]
    member: str


class RunSteps(Document):
    """Kept steps that a run made and found."""

    made: int
    cached: int


class RunDetails(RunDocument):
    """A run with its inputs and steps."""

    inputs: dict[str, Any]
    steps: RunSteps


class Runs(Document):
    """A page of runs; *next* asks for older ones."""

    items: list[RunDocument]
    next: str | None


class FileDocument(Document):
    """A file of a row: its format or take, and the picture."""

    format: str
    id: str
    width: int
    height: int
    path: str
    model: str | None = None
    thumbhash: str | None = None


class RowDocument(Document):
    """A row of a run. *before* is the picture that it is about, where it is about one."""

    run: str
    index: int
    name: str
    input: str
    state: str
    before: str | None
    files: list[FileDocument]
    values: dict[str, str]
    certainty: float | None
    doubts: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    missing: list[dict[str, Any]]
    code: str | None
    reason: str | None
    mend: str | None


class Rows(Document):
    """A page of rows; *next* is the index to ask on from."""

    items: list[RowDocument]
    next: int | None


class GraphNode(Document):
    """A kept step of a row."""

    id: str
    row: str
    label: str
    operation: str
    key: str
    params: dict[str, Any]
    state: str
    reasons: list[str]
    picture: str | None


class GraphEdge(Document):
    """A step that another stands on."""

    source: str
    target: str
    argument: str


class Graph(Document):
    """The plan of a row as a graph."""

    nodes: list[GraphNode]
    edges: list[GraphEdge]


class PlannedStep(Document):
    """A step of a plan; *price* is from and to, null where nobody knows. A refused row has its code and mend."""

    row: str
    operation: str
    key: str | None
    state: str
    model: str | None
    price: list[str] | None
    reason: str
    input: str | None
    code: str | None
    mend: str | None


class PlanRows(Document):
    """Rows of a plan."""

    total: int
    refused: int


class PlanSteps(Document):
    """Kept steps of a plan by state."""

    to_do: int
    cached: int
    refused: int


class Plan(Document):
    """What a run would do. *why* says why these models; *left_out* counts steps that are not listed."""

    workflow: str
    rows: PlanRows
    steps: PlanSteps
    cost: Cost
    refusals: list[dict[str, Any]]
    plan: list[PlannedStep]
    left_out: int
    why: list[str]
    reasons: list[Facet]
    operations: list[Facet]


class Begun(Document):
    """The run to follow."""

    run: str
