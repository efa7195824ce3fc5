"""What people decide."""

from __future__ import annotations

from maquette.studio.documents.base import Document
from maquette.studio.documents.runs import RowDocument


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
