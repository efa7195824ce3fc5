"""Who is signed in, and where one begins."""

from __future__ import annotations

from pydantic import Field

from maquette.studio.documents.base import Document
from maquette.studio.documents.pictures import Picture


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
    upload_bytes: int = Field(description="the most that one file may have")
    live: int = Field(description="the number of the newest event: where the live socket begins")


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
    undecided: str | None = Field(description="the newest run whose takes nobody chose among")


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
