"""Settings, keys and members."""

from __future__ import annotations

from typing import Any

from maquette.studio.documents.base import Document


class SettingsDocument(Document):
    """The settings; *version* is to be named when changing them."""

    spend: dict[str, str | None]
    prompt: dict[str, str]
    fragments: dict[str, str]
    projects: dict[str, dict[str, Any]]
    signin: dict[str, str]
    version: str


class SignInState(Document):
    """Signing in with a provider: *back* is to be registered there; whether a *secret* is kept.

    *ready* is whether what it takes is installed.
    """

    back: str
    secret: bool
    ready: bool


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
