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


class LikePicture(Picture):
    """A picture, and how like it is, 0 to 1."""

    likeness: float


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


class Sample(Document):
    """Where a sample lies, as inputs name it."""

    photos: str
    table: str
    about: str


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


class ReviewRow(RowDocument):
    """A row that needs a person."""

    workflow: str
    created_at: str


class ReviewRows(Document):
    """A page of what needs a person; *next* is how many to skip for the one behind."""

    items: list[ReviewRow]
    next: int | None


class Left(Document):
    """How many rows of the run still wait."""

    left: int


class Take(Document):
    """A take of a row; *picked* is null where nobody has chosen yet."""

    row: str
    name: str
    model: str | None
    id: str
    picked: bool | None


class Call(Document):
    """A call of the ledger."""

    name: str
    id: str
    state: str
    model: str
    provider: str
    provider_id: str | None
    operation: str
    estimated: list[str] | None
    settled: str | None
    rehearsal: bool
    prompt: str
    request: dict[str, Any]
    usage: dict[str, Any] | None
    pictures: int | None
    run: str | None
    row: str | None
    project: str | None
    key: str
    code: str | None
    reason: str | None
    created_at: str
    submitted_at: str | None
    ended_at: str | None
    mend: str


class Calls(Document):
    """A page of calls; *next* is the id to go on behind."""

    items: list[Call]
    next: str | None


class Caps(Document):
    """Caps that hold; null is none."""

    run: str | None
    project: str | None
    day: str | None


class ModelMoney(Document):
    """What a model cost this month."""

    name: str
    calls: int
    spent: str


class Money(Document):
    """What was spent or is promised, and the caps; *unknown* counts calls of unknown outcome."""

    currency: str
    today: str
    month: str
    all: str
    caps: Caps
    unknown: int
    projects: list[ProjectDocument]
    models: list[ModelMoney]


class ModelDocument(Document):
    """A model; *price* is of one picture as it is usually asked, from and to, null where nobody knows."""

    name: str
    title: str
    provider: str
    aliases: list[str]
    capabilities: list[str]
    strengths: list[str]
    speed: float | None
    price: list[str] | None
    references: int
    qualities: list[str]
    aspects: list[str]
    tiers: list[str]
    licence: str
    commercial: str
    sunset: str | None
    ended: bool
    rehearses: bool
    makes_pictures: bool
    usable: bool
    note: str


class ModelCard(ModelDocument):
    """A model with its whole card."""

    card: dict[str, Any]


class Health(Document):
    """A provider: ready, no-key, refused, away or unchecked; *missing* are models that it does not offer now."""

    name: str
    title: str
    models: list[str]
    state: str
    key: str
    missing: list[str]
    reason: str
    mend: str


class Named(Document):
    """Something with a name and a title."""

    name: str
    title: str


class BrandDocument(Named):
    """A brand kit at a glance."""

    primary: str
    colours: list[dict[str, Any]]
    typefaces: list[dict[str, Any]]
    logos: list[dict[str, Any]]


class BrandDetails(BrandDocument):
    """A brand kit; *notes* is what people should know of one that was just made."""

    tone: str
    do: list[str]
    dont: list[str]
    rules: dict[str, float]
    version: str
    notes: list[str]


class LookRule(Document):
    """What a picture of a look measures, and the range that is accepted."""

    name: str
    target: float
    low: float
    high: float
    spread: float


class LookField(Document):
    """A value of a look that can be slid: from *low* to *high*, or a colour."""

    name: str
    title: str
    kind: str
    low: float | None
    high: float | None
    step: float | None
    unit: str


class LookDocument(Named):
    """A look; *own* where the workspace has a file of it, of which *version* is named when changing it."""

    own: bool
    fields: list[LookField]

    background: str
    background_bottom: str | None
    fill: float
    baseline: float | None
    shadow: float
    shadow_softness: float
    shadow_side: float
    exposure: float
    contrast: float
    rules: list[LookRule]
    version: str


class LearntDocument(Document):
    """A look that was just learnt, from how many pictures, and those that could not be read."""

    look: LookDocument
    pictures: int
    refused: dict[str, str]


class PreviewPicture(Document):
    """A photo (of a row, where a run was named), and how it looks as a data address."""

    row: str | None
    photo: str
    picture: str


class PreviewPictures(Document):
    """Photos in a look."""

    items: list[PreviewPicture]


class SlotDocument(Document):
    """Something that a copy fills."""

    name: str
    kind: str
    required: bool
    default: str
    help: str


class TemplateDocument(Named):
    """A template; *made_for* lists its formats."""

    summary: str
    formats: str
    needs: str
    slots: list[SlotDocument]
    shapes: list[str]
    tags: list[str]
    made_for: list[str]


class FormatDocument(Named):
    """An output format; *safe* is what its channel covers: top, right, bottom, left, in shares."""

    group: str
    width: int
    height: int
    max_kb: int | None
    note: str
    file_type: str
    safe: list[float]


class ChannelDocument(Named):
    """A channel: its files, its rules, and what a person has to look for."""

    files: list[str]
    rules: list[dict[str, str]]
    by_eye: list[str]


class Score(Document):
    """A design held against its brand and format: of the rules that could be told, so many passed."""

    accepted: bool
    passed: int
    tested: int
    verdicts: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    slots: list[dict[str, Any]]


class TableProblem(Document):
    """Something wrong with a table; line 0 is the whole of it."""

    line: int
    code: str
    reason: str
    mend: str


class TablePreview(Document):
    """A table at a glance."""

    columns: list[str]
    rows: list[dict[str, str]]
    count: int
    encoding: str
    problems: list[TableProblem]


class Upload(Document):
    """A file that was kept; *path* names it as an input, *id* shows a picture, *folder* is what it was put into."""

    name: str
    path: str
    folder: str
    kind: str
    bytes: int
    id: str
    width: int | None
    height: int | None
    table: TablePreview | None


class SettingsDocument(Document):
    """The settings; *version* is to be named when changing them."""

    spend: dict[str, str | None]
    prompt: dict[str, str]
    fragments: dict[str, str]
    projects: dict[str, dict[str, Any]]
    version: str


class KeyState(Document):
    """Whether a provider has a key, and where: never the key itself."""

    provider: str
    title: str
    set: bool
    where: str
    variables: list[str]
    needed: bool
    page: str


class Member(Document):
    """Somebody who may come in."""

    name: str
    role: str
    created_at: str
