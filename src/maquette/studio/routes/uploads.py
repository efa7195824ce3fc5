"""What people bring: photos, tables, a brand's files; each a stream of its own, through the one door."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from maquette.errors import InputError
from maquette.studio.documents.uploads import TablePreview, Upload
from maquette.studio.paths import own_path
from maquette.studio.studio import Editor, Served, Viewer
from maquette.uploads import Part, check_size
from maquette.workspace import Workspace

router = APIRouter(tags=["uploads"])
_PIECE = 1 << 20

Name = Annotated[str, Query(max_length=1000, description="the file's name; a path keeps its folders")]
Into = Annotated[str, Query(max_length=200, description="a folder of uploads, such as the set's name")]
_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {}}}}


@router.post("/uploads", response_model=Upload, status_code=201, summary="Bring a file", openapi_extra=_BODY)
async def upload(request: Request, workspace: Served, _: Editor, name: Name, into: Into = "") -> Any:
    """The body is the file. Refused files leave nothing; the same file is kept once; nothing is overwritten."""
    return await _keep(request, workspace, name, into)


@router.post(
    "/masks", response_model=Upload, status_code=201, summary="Bring a mask for a picture", openapi_extra=_BODY
)
async def mask(request: Request, workspace: Served, _: Editor, picture: str) -> Any:
    """The body is a PNG of the picture's own size: white where something changes."""
    shown = await asyncio.to_thread(workspace.gallery.size, picture)
    made = await _keep(request, workspace, f"{picture}.png", "masks")
    if (made["width"], made["height"]) != shown:
        (workspace.folder / made["path"]).unlink(missing_ok=True)
        raise InputError(
            f"the mask is {made['width']} x {made['height']} px, the picture {shown[0]} x {shown[1]} px",
            mend="paint it at the picture's own size",
            code="bad-mask",
        )
    return made


@router.get("/uploads/table", response_model=TablePreview, summary="A table at a glance")
def table(workspace: Served, session: Viewer, path: str, encoding: str | None = None) -> Any:
    """Its columns, first rows, encoding, and what is wrong with it."""
    return workspace.uploads.preview(own_path(workspace, session, path), encoding)


async def _keep(request: Request, workspace: Workspace, name: str, into: str) -> Any:
    size = request.headers.get("content-length", "")
    if size.isdigit():
        # Refused before the first byte of it is read.
        check_size(name, int(size))
    part = workspace.uploads.begin(name)
    try:
        await _receive(request, part)
    except BaseException:
        part.drop()
        raise
    return await asyncio.to_thread(workspace.uploads.keep, part, into)


async def _receive(request: Request, part: Part) -> None:
    waiting = bytearray()
    async for data in request.stream():
        waiting.extend(data)
        if len(waiting) >= _PIECE:
            piece, waiting = bytes(waiting), bytearray()
            await asyncio.to_thread(part.add, piece)
    await asyncio.to_thread(part.add, bytes(waiting))
