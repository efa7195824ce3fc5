"""Prompt help."""

from __future__ import annotations

from maquette.studio.documents.base import Document


class RewordingDocument(Document):
    """A brief and what a text model made of it; *sent* is the whole of what it was told, *notes* what to look at."""

    before: str
    after: str
    model: str
    reason: str
    sent: str
    estimated: list[str] | None
    cost: str | None
    cached: bool
    notes: list[str]
