"""The page: built files as they lie, with what its first screen needs written into it."""

from __future__ import annotations

import html
import json
import mimetypes
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from maquette.members import OWNER, Session
from maquette.studio.routes.session import document, set_cookie
from maquette.studio.studio import Studio, studio_of

BOOT = '<script type="application/json" id="boot">'
"""Where index.html takes what the first screen needs: the session and the newest pictures of the index."""

HOW_TO_BUILD = (
    "the page is not built here: run `make page` in a checkout (it needs npm or the network), or install the wheel"
)

_FOR_EVER = "public, max-age=31536000, immutable"
_FIRST = 200
router = APIRouter(include_in_schema=False)


def page_folder() -> Path:
    """Where the built page lies."""
    return Path(str(files("maquette.studio").joinpath("static")))


def is_built(folder: Path | None = None) -> bool:
    """Whether there is a page."""
    return ((folder or page_folder()) / "index.html").is_file()


@router.get("/enter")
def enter(request: Request, token: str = "") -> Response:
    """Let the owner in by the address that `maquette studio` printed, once."""
    studio = studio_of(request)
    if studio.use_entry(token):
        response = RedirectResponse("/", 303)
        set_cookie(request, response, studio.workspace.members.begin(OWNER, "admin"))
        return response
    if request.state.session is not None:
        return RedirectResponse("/", 303)
    return _plain(403, "This address was used already.", "Start maquette studio again for another one, or sign in.")


@router.get("/{path:path}")
def page(path: str, request: Request) -> Response:
    """A built file, else the page itself: its views have addresses of their own."""
    if path.startswith("api/"):
        raise HTTPException(404, "there is no such resource")
    folder = page_folder()
    if not is_built(folder):
        return _plain(503, "The page is not built.", HOW_TO_BUILD)
    file = (folder / path).resolve()
    if path and path != "index.html" and file.is_file() and file.is_relative_to(folder.resolve()):
        # Built files other than the page itself have their content's hash in their name.
        cached = _FOR_EVER if path.startswith("assets/") else "no-cache"
        # Read here, in this request's own thread: a small file is not worth three more hops.
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return Response(file.read_bytes(), media_type=kind, headers={"Cache-Control": cached})
    if "." in path.rpartition("/")[2]:
        raise HTTPException(404, "there is no such file")
    text = (folder / "index.html").read_text("utf-8")
    return HTMLResponse(text.replace(BOOT, BOOT + _boot(studio_of(request), request.state.session), 1))


def _boot(studio: Studio, session: Session | None) -> str:
    """JSON for the page, written so that nothing in it can end the element that holds it."""
    signin = studio.workspace.settings.signin
    door = (signin.title or urlsplit(signin.issuer).hostname) if signin.issuer else None
    told: dict[str, Any] = {"session": None, "signin": door, "index": {"items": [], "next": None}}
    if session is not None:
        items, behind = studio.workspace.gallery.index(limit=_FIRST)
        told |= {"session": document(studio, session), "index": {"items": json.loads(items), "next": behind}}
    return json.dumps(told, ensure_ascii=True).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _plain(status: int, title: str, text: str) -> Response:
    body = f"<!doctype html><meta charset=utf-8><title>Maquette</title><h1>{html.escape(title)}</h1>"
    return HTMLResponse(f"{body}<p>{html.escape(text)}</p>", status)
