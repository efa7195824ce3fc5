"""Settings, keys and members."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from maquette.members import Role
from maquette.settings import plain
from maquette.studio.documents.settings import KeyState, Member, SettingsDocument, SignInState
from maquette.studio.studio import Admin, Served, Viewer, studio_of
from maquette.workspace import Workspace

router = APIRouter(tags=["settings"])


class Spend(BaseModel):
    """Caps in US dollars, as text; null is none."""

    model_config = ConfigDict(extra="forbid")

    ask_above: str | None = None
    run: str | None = None
    day: str | None = None


class Prompt(BaseModel):
    """What is added to every prompt."""

    model_config = ConfigDict(extra="forbid")

    style: str = ""


class ProjectSettings(BaseModel):
    """A project: its budget, whether its pictures are used commercially, and where."""

    model_config = ConfigDict(extra="forbid")

    budget: str | None = None
    commercial: bool = True
    region: str = ""
    style: str = ""


class SignInSettings(BaseModel):
    """A provider of OpenID Connect that vouches for members; an empty issuer is none."""

    model_config = ConfigDict(extra="forbid")

    issuer: str = ""
    client: str = ""
    title: str = ""


class SettingsChange(BaseModel):
    """All settings, and the version that they were made from."""

    model_config = ConfigDict(extra="forbid")

    spend: Spend = Spend()
    prompt: Prompt = Prompt()
    fragments: dict[str, str] = Field(default_factory=dict)
    projects: dict[str, ProjectSettings] = Field(default_factory=dict)
    signin: SignInSettings = SignInSettings()
    version: str | None = None


class Key(BaseModel):
    """A key; it is kept and never shown again."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(min_length=1, max_length=4000, json_schema_extra={"format": "password", "writeOnly": True})


class NewMember(BaseModel):
    """Somebody to let in; without a password, by their e-mail address and the provider that vouches for it."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=64)
    role: Role
    password: str | None = Field(None, max_length=1024, json_schema_extra={"format": "password", "writeOnly": True})


class MemberChange(BaseModel):
    """Another role or password; either ends the sessions that are open."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["viewer", "reviewer", "editor", "admin"] | None = None
    password: str | None = Field(None, max_length=1024, json_schema_extra={"format": "password", "writeOnly": True})


@router.get("/settings", response_model=SettingsDocument, summary="Caps, style, fragments and projects")
def show(workspace: Served, _: Viewer) -> Any:
    """And the version to name when changing them."""
    return _document(workspace)


@router.put("/settings", response_model=SettingsDocument, summary="Change the settings")
def change(asked: SettingsChange, workspace: Served, _: Admin) -> Any:
    """409 where somebody else changed them meanwhile. The file that was there is kept."""
    workspace.change_settings(asked.model_dump(exclude={"version"}), asked.version)
    return _document(workspace)


@router.get("/settings/signin", response_model=SignInState, summary="Whether people may sign in with a provider")
def signin(workspace: Served, request: Request, _: Admin) -> Any:
    """The address to be registered there, and whether a secret is kept: never the secret itself."""
    back = f"{request.base_url}api/v1/session/oidc/back"
    return {"back": back, "secret": bool(workspace.signin_secret()), "ready": find_spec("joserfc") is not None}


@router.put("/settings/signin/secret", status_code=204, summary="Keep the client's secret")
def keep_secret(given: Key, workspace: Served, _: Admin) -> None:
    """In the system's keyring, or in a file that only its owner can read."""
    workspace.keep_signin_secret(given.key)


@router.get("/settings/keys", response_model=list[KeyState], summary="Which providers have a key, and where")
def keys(workspace: Served, _: Viewer) -> Any:
    """Never the key itself."""
    return workspace.key_states()


@router.put("/settings/keys/{provider}", response_model=KeyState, summary="Keep a provider's key")
def keep_key(provider: str, given: Key, workspace: Served, _: Admin) -> Any:
    """In the system's keyring, or in a file that only its owner can read."""
    return workspace.keep_key(provider, given.key)


@router.get("/members", response_model=list[Member], summary="Who may come in over the network")
def members(workspace: Served, _: Admin) -> Any:
    """Their names and roles."""
    return workspace.members.all()


@router.post("/members", response_model=Member, status_code=201, summary="Let somebody in")
def add(asked: NewMember, workspace: Served, _: Admin) -> Any:
    """A viewer sees, a reviewer decides, an editor makes and spends, an admin sets."""
    if asked.password is None:
        return workspace.members.invite(asked.name, asked.role)
    return workspace.members.add(asked.name, asked.role, asked.password)


@router.patch("/members/{name}", response_model=Member, summary="Change a member's role or password")
def change_member(name: str, asked: MemberChange, request: Request, workspace: Served, _: Admin) -> Any:
    """Ends their sessions."""
    told = workspace.members.change(name, role=asked.role, password=asked.password)
    studio_of(request).sessions.forget()
    return told


@router.delete("/members/{name}", status_code=204, summary="Let somebody in no more")
def remove(name: str, request: Request, workspace: Served, _: Admin) -> None:
    """Ends their sessions."""
    workspace.members.remove(name)
    studio_of(request).sessions.forget()


def _document(workspace: Workspace) -> dict[str, Any]:
    return plain(workspace.settings) | {"version": workspace.settings_version()}
