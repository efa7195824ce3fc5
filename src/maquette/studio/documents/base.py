"""What every document is."""

from __future__ import annotations

from pydantic import BaseModel


class Document(BaseModel):
    """Something that is answered. Money is a decimal string, a time UTC in ISO 8601."""


class Named(Document):
    """Something with a name and a title."""

    name: str
    title: str
