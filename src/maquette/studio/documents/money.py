"""The ledger."""

from __future__ import annotations

from typing import Any

from maquette.studio.documents.base import Document
from maquette.studio.documents.session import ProjectDocument


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
