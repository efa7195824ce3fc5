"""The gallery."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from maquette.studio.documents.base import Document


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
