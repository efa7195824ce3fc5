"""Signing in with the provider that the workspace trusts: there, and back."""

from __future__ import annotations

import html
import logging
import secrets

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from maquette.errors import MaquetteError
from maquette.members import NotAllowed
from maquette.studio import oidc
from maquette.studio.routes.session import set_cookie
from maquette.studio.studio import Studio, studio_of
from maquette.workspace import Workspace

router = APIRouter(tags=["session"])
PATH = "/api/v1/session/oidc"
_LOG = logging.getLogger("maquette.studio")


@router.get("/session/oidc", response_class=RedirectResponse, status_code=303, summary="Sign in with the provider")
def begin(request: Request) -> Response:
    """Sends the browser there. It comes back to ``/session/oidc/back``, the address to be registered there."""
    studio = studio_of(request)
    try:
        studio.tries.pass_by(request, "")
        address, state, attempt = oidc.begin(_provider(studio.workspace), f"{request.base_url}{PATH[1:]}/back")
    except MaquetteError as error:
        return _home(error)
    studio.attempts.keep(state, attempt)
    response = RedirectResponse(address, 303)
    # Lax: it has to come along when the provider sends the browser back.
    response.set_cookie(
        _cookie(studio),
        state,
        max_age=600,
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


@router.get("/session/oidc/back", response_class=HTMLResponse, summary="Come back from the provider")
def back(request: Request, state: str = "", code: str = "", iss: str = "", error: str = "") -> Response:
    """Sets the session's cookie for a member of that e-mail address, and goes to the page."""
    studio = studio_of(request)
    workspace = studio.workspace
    try:
        provider = _provider(workspace)
        own = secrets.compare_digest(request.cookies.get(_cookie(studio), "").encode(), state.encode())
        attempt = studio.attempts.take(state) if state and own else None
        if attempt is None or error or not code or iss not in ("", provider.issuer):
            raise NotAllowed(f"signing in was not finished: {error[:100] or 'begin again'}", code="signin-failed")
        session = workspace.members.vouched(oidc.finish(provider, attempt, code))
    except MaquetteError as problem:
        return _home(problem)
    studio.tries.forget(request, "")
    response = _home()
    set_cookie(request, response, session)
    response.delete_cookie(_cookie(studio), path=PATH)
    return response


def _provider(workspace: Workspace) -> oidc.Provider:
    told = workspace.settings.signin
    if not told.issuer:
        raise NotAllowed("no provider is set that people sign in with", code="signin-failed")
    return oidc.Provider(told.issuer, told.client, workspace.signin_secret())


def _cookie(studio: Studio) -> str:
    return f"{studio.cookie}-signin"


def _home(problem: MaquetteError | None = None) -> HTMLResponse:
    """On to the page, by a document of ours: the session's cookie is strict, and a redirect from abroad lacks it."""
    if problem is not None:
        _LOG.warning("%s", problem.reason)
    to = html.escape(f"/?signin={problem.code}" if problem else "/")
    return HTMLResponse(
        "<!doctype html><meta charset=utf-8><link rel=icon href=data:,>"
        f'<meta http-equiv=refresh content="0;url={to}"><title>Maquette</title>'
    )
