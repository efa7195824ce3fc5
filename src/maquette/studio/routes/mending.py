"""Cut-outs mended by hand: what there is to mend, the masks that people paint, and the boxes that they choose."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict

from maquette.studio.documents.mending import Cutout, Mend, Mends
from maquette.studio.routes.assets import FOR_EVER
from maquette.studio.studio import Editor, Served, Viewer
from maquette.uploads import check_size

router = APIRouter(tags=["cut-outs"])
_PNG = {"requestBody": {"required": True, "content": {"image/png": {}}}}
_SHOWN: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}}}

Version = Annotated[str | None, Query(description="the mask or box that this one comes after; empty for none")]


_BOX = "left,top,right,bottom in shares of the photo"


class Chosen(BaseModel):
    """The box that the product is in: left,top,right,bottom in shares of the photo."""

    model_config = ConfigDict(extra="forbid")

    box: str


@router.get("/runs/{run}/cutout", response_model=Cutout, summary="What there is to mend in a row of a run")
def cutout(run: str, row: str, workspace: Served, _: Viewer) -> Any:
    """The photo, and the mask in force: painted, or found."""
    return workspace.cutout(run, row)


@router.get("/cutouts/{mask}", response_class=FileResponse, summary="The mask of a cut-out", responses=_SHOWN)
def mask(mask: str, workspace: Served, _: Viewer) -> Response:
    """A grey PNG of the photo's own size, white where the product is. Never changes."""
    return FileResponse(workspace.mask(mask), media_type="image/png", headers={"Cache-Control": FOR_EVER})


@router.get("/mends", response_model=Mends, summary="Cut-outs that were mended by hand")
def every(workspace: Served, _: Viewer, limit: Annotated[int, Query(ge=1, le=10_000)] = 1000) -> Any:
    """Newest first, each with where its photo was last read."""
    return {"items": workspace.mends(limit)}


@router.put("/mends/{photo}", response_model=Mend, summary="Mend the cut-out of a photo", openapi_extra=_PNG)
async def mend(photo: str, request: Request, workspace: Served, session: Editor, version: Version = None) -> Any:
    """The body is a PNG of the photo's shape, white (or opaque) where the product is.

    Every later run takes it in place of what it would find; ``POST /runs/{run}/again`` makes what stands on it. 409
    where somebody else mended it meanwhile.
    """
    body = bytearray()
    async for data in request.stream():
        body.extend(data)
        check_size("the mask", len(body))
    return await asyncio.to_thread(workspace.mend, photo, bytes(body), member=session.member, version=version)


@router.get("/mends/{photo}/mask", response_class=Response, summary="What a box of a photo holds", responses=_SHOWN)
def boxed(photo: str, box: Annotated[str, Query(description=_BOX)], workspace: Served, _: Viewer) -> Response:
    """A grey PNG of the photo's own size, white where a cut-out keeps it. Nothing is stored: PUT it to mend by it."""
    return Response(workspace.boxed(photo, box), media_type="image/png")


@router.put("/mends/{photo}/box", response_model=Mend, summary="Say in which box of a photo the product is")
def choose(photo: str, chosen: Chosen, workspace: Served, session: Editor, version: Version = None) -> Any:
    """Such as one of a row's ``candidates``. As with a mask, later runs go by it; 409 where somebody was first."""
    return workspace.mend(photo, box=chosen.box, member=session.member, version=version)


@router.delete("/mends/{photo}", status_code=204, summary="Forget the mended cut-out of a photo")
def unmend(photo: str, workspace: Served, _: Editor) -> None:
    """Later runs find it by themselves again."""
    workspace.unmend(photo)
