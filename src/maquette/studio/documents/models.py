"""Models and their providers."""

from __future__ import annotations

from typing import Any

from maquette.studio.documents.base import Document


class ModelDocument(Document):
    """A model; *price* is of one picture as it is usually asked, from and to, null where nobody knows.

    *preview_price* is of its unfinished pictures, null where it gives none or takes nothing for them."""

    name: str
    title: str
    provider: str
    aliases: list[str]
    capabilities: list[str]
    strengths: list[str]
    speed: float | None
    price: list[str] | None
    preview_price: list[str] | None
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
