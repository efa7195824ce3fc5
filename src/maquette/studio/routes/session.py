"""Who is signed in: signing in, signing out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from maquette import __version__
from maquette.members import OWNER, SESSION_DAYS, Session
from maquette.studio.documents.session import SessionDocument
from maquette.studio.studio import Served, Studio, Viewer, studio_of
from maquette.uploads import MOST_BYTES

router = APIRouter(tags=["session"])


class SignIn(BaseModel):
    """A member's name and password."""

    name: str = Field(max_length=64)
    password: str = Field(max_length=1024, json_schema_extra={"format": "password"})


def document(studio: Studio, session: Session) -> dict[str, Any]:
    """What a page needs to know of its session."""
    folder = studio.workspace.folder
    return {
        "user": session.member,
        "role": session.role,
        # Where things lie on the server is for who sits at it.
        "workspace": {"name": folder.name, "folder": str(folder) if session.member == OWNER else ""},
        "version": __version__,
        "csrf": session.csrf,
        "upload_bytes": MOST_BYTES,
        "live": studio.workspace.desk.last_event(),
    }


@router.get("/session", response_model=SessionDocument, summary="Who is signed in")
def show(request: Request, session: Viewer) -> Any:
    """The session, its CSRF token, and where the live socket begins. 401 where nobody is signed in."""
    return document(studio_of(request), session)


@router.post("/session", response_model=SessionDocument, summary="Sign in with a name and a password")
def sign_in(request: Request, response: Response, given: SignIn, workspace: Served) -> Any:
    """Sets the session's cookie. Slow on purpose, and refused for a while after several wrong tries."""
    studio = studio_of(request)
    studio.tries.pass_by(request, given.name)
    session = workspace.members.enter(given.name, given.password)
    studio.tries.forget(request, given.name)
    set_cookie(request, response, session)
    return document(studio, session)


@router.delete("/session", status_code=204, summary="Sign out")
def sign_out(request: Request, response: Response, workspace: Served, _: Viewer) -> None:
    """Ends the session; its cookie is worth nothing any more."""
    token = request.state.token
    workspace.members.leave(token)
    studio_of(request).sessions.forget(token)
    response.delete_cookie(studio_of(request).cookie, path="/")


def set_cookie(request: Request, response: Response, session: Session) -> None:
    """Give the browser its session: no script can read it, no other site can use it."""
    response.set_cookie(
        studio_of(request).cookie,
        session.token,
        max_age=SESSION_DAYS * 86_400,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
