"""Workflows, plans and runs."""

from __future__ import annotations

from typing import Any

from maquette.studio.documents.base import Document
from maquette.studio.documents.pictures import Facet


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
    """A run. *about* tells it from others; *can* lists what may be asked of it: pause, cancel, resume, again, edit."""

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
    """A row of a run. *before* is the picture that it is about, where it is about one.

    *mended* says of a cut-out mended by hand: made (this result stands on it), waits (it will, or no longer will, when
    the run's job is done again), or nothing. *candidates* are boxes (left,top,right,bottom in shares) of what the
    product may be, where its cut-out is in doubt; *box* is the one that a person gave for the photo, if any.
    """

    run: str
    index: int
    name: str
    input: str
    state: str
    before: str | None
    files: list[FileDocument]
    values: dict[str, str]
    mended: str
    box: str
    candidates: list[str]
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


class Measured(Document):
    """A row's photo and result, measured; null where something cannot be."""

    row: str
    index: int
    before: dict[str, float | None] | None
    after: dict[str, float | None] | None


class MeasuredField(Document):
    """What was measured, and in what."""

    name: str
    unit: str


class Uniformity(Document):
    """How alike a set is; *next* is the index to go on from."""

    fields: list[MeasuredField]
    items: list[Measured]
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


class FileFate(Document):
    """What became of a file between two runs: *before* and *after* are pictures; *share* is of pixels that differ."""

    row: str
    format: str
    fate: str
    before: str | None
    after: str | None
    share: float | None
    mean: float | None
    most: float | None
    where: tuple[float, float, float, float] | None
    why: tuple[str, ...]
    note: str


class Diff(Document):
    """Two runs of a workflow held against each other; *rows* are those whose state is another one now."""

    before: str
    after: str
    workflow: str
    files: list[FileFate]
    rows: list[dict[str, Any]]
    counts: dict[str, int]


class Begun(Document):
    """The run to follow."""

    run: str
