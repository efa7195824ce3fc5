"""What people bring."""

from __future__ import annotations

from maquette.studio.documents.base import Document


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
