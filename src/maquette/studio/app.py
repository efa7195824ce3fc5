"""The application: the guard outside, the API and the page inside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from maquette import __version__
from maquette.studio import page
from maquette.studio.discreet import Discreet
from maquette.studio.guard import Guard
from maquette.studio.once import Once
from maquette.studio.problems import Problem, tell_problems
from maquette.studio.routes import (
    assets,
    brands,
    design,
    home,
    live,
    mending,
    models,
    money,
    prompts,
    render,
    review,
    runs,
    session,
    settings,
    signin,
    uploads,
    workflows,
)
from maquette.studio.studio import Studio
from maquette.workspace import Workspace

API = "/api/v1"
_ROUTERS = (
    session,
    signin,
    home,
    workflows,
    runs,
    assets,
    review,
    mending,
    money,
    models,
    brands,
    prompts,
    design,
    render,
    uploads,
    settings,
    live,
)
_PROBLEMS: dict[int | str, dict[str, object]] = {
    "4XX": {"model": Problem, "description": "What is wrong with the request, and how to mend it"}
}


def create_app(workspace: Workspace, *, hosts: Iterable[str] = ()) -> FastAPI:
    """The studio over *workspace*; *hosts* are the names it answers to beside those of this machine."""
    studio = Studio(workspace)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await studio.start()
        yield
        await studio.stop()

    app = FastAPI(
        lifespan=lifespan,
        title="Maquette studio",
        version=__version__,
        summary="Every act of the page, for scripts and for the page itself.",
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation,
    )
    api = APIRouter(prefix=API, responses=_PROBLEMS)
    for module in _ROUTERS:
        api.include_router(module.router)
    app.include_router(api)
    app.include_router(page.router)
    tell_problems(app)
    app.state.studio = studio
    app.add_middleware(Once, answers=workspace.answers)
    app.add_middleware(Discreet, folder=workspace.folder)
    app.add_middleware(Guard, sessions=studio.sessions, cookie=studio.cookie, hosts=tuple(hosts))
    return app


def _operation(route: APIRoute) -> str:
    """The name that clients give an operation: ``runs_show``."""
    return f"{route.endpoint.__module__.rpartition('.')[2]}_{route.name}"
