"""The gallery: finished pictures, found, seen, rated, picked and traced back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from maquette.models.money import micro
from maquette.picture.thumbnail import ThumbnailFormat
from maquette.store import Wanted
from maquette.studio.documents.pictures import Facets, LikePicture, Lineage, PictureDetails, PictureIndex, Pictures
from maquette.studio.studio import Reviewer, Served, Viewer

router = APIRouter(tags=["gallery"])

FOR_EVER = "private, max-age=31536000, immutable"
_MEDIA = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}
_AVIF_FROM = 640
"""px: below, WebP is as small and quicker to decode, which is what a scrolling gallery needs."""


class Filters(BaseModel):
    """Which pictures; what is left out does not matter."""

    model_config = ConfigDict(extra="forbid")

    project: str = ""
    model: str = ""
    workflow: str = ""
    run: str = ""
    verdict: Literal["", "pick", "reject", "none"] = ""
    rating: int = Field(0, ge=0, le=5, description="at least so many stars")
    colour: str = ""
    min_size: int = Field(0, ge=0, le=100_000, description="px of the longer side, at least")
    text: str = Field("", max_length=500, description="words, or their beginnings, that all have to be there")
    since: str = Field("", description="ISO 8601")
    until: str = Field("", description="ISO 8601")
    max_price: str | None = Field(None, description="US dollars, as text")
    after: int | None = Field(None, description="the cursor that the page before gave as next")

    def wanted(self) -> Wanted:
        """As the facade takes it."""
        facts = self.model_dump(exclude={"after", "limit", "max_price"})
        return Wanted(**facts, max_price=micro(self.max_price) if self.max_price is not None else None)


class PageFilters(Filters):
    """Which pictures, and how many of them."""

    limit: int = Field(100, ge=1, le=1000)


class IndexFilters(Filters):
    """Which pictures, and how many of them."""

    limit: int = Field(20_000, ge=1, le=50_000)


class Judgement(BaseModel):
    """What somebody thinks of a picture; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    rating: int | None = Field(None, ge=0, le=5)
    verdict: Literal["", "pick", "reject"] | None = None
    labels: list[str] | None = None


@router.get("/assets", response_model=Pictures, summary="Pictures that are wanted, newest first")
def every(filters: Annotated[PageFilters, Query()], workspace: Served, _: Viewer) -> Any:
    """A page of them; filters may be joined."""
    return workspace.gallery.page(filters.wanted(), filters.after, filters.limit)._asdict()


@router.get(
    "/assets/index", response_model=PictureIndex, summary="Pictures in a few bytes each, for a gallery of any length"
)
def index(filters: Annotated[IndexFilters, Query()], workspace: Served, _: Viewer) -> Response:
    """Each is ``[id, width by height, thumbhash or null, rating, verdict]``, newest first; filters may be joined."""
    listed, behind = workspace.gallery.index(filters.wanted(), filters.after, filters.limit)
    # The database has written the JSON: ten thousand pictures are not worth reading it to write it again.
    return Response(
        f'{{"items":{listed},"next":{"null" if behind is None else behind}}}', media_type="application/json"
    )


@router.get("/assets/facets", response_model=Facets, summary="What there is to filter by, with how many pictures")
def facets(workspace: Served, _: Viewer) -> Any:
    """Projects, models, workflows, colours and verdicts, those with most pictures first."""
    return workspace.gallery.facets()


@router.get("/assets/{picture}", response_model=PictureDetails, summary="Everything that is known of a picture")
def show(picture: str, workspace: Served, _: Viewer) -> Any:
    """By its id, its hash, or a beginning of it."""
    return workspace.gallery.show(picture)


@router.patch("/assets/{picture}", response_model=PictureDetails, summary="Rate, pick, reject or label a picture")
def judge(picture: str, said: Judgement, workspace: Served, _: Reviewer) -> Any:
    """A verdict on a model's take is evidence for ``auto``."""
    return workspace.gallery.judge(picture, **said.model_dump())


@router.get("/assets/{picture}/like", response_model=list[LikePicture], summary="Pictures most like one")
def like(picture: str, workspace: Served, _: Viewer, limit: Annotated[int, Query(ge=1, le=500)] = 60) -> Any:
    """By the layout of their colours and the directions of their edges; nearest first."""
    return workspace.gallery.like(picture, limit)


@router.get("/search", response_model=Pictures, summary="Pictures by words")
def search(
    text: Annotated[str, Query(min_length=1, max_length=500)],
    workspace: Served,
    _: Viewer,
    after: int | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Any:
    """Words, or their beginnings, of prompts, rows, labels, models and workflows; all have to be there."""
    return workspace.gallery.page(Wanted(text=text), after, limit)._asdict()


@router.get(
    "/assets/{picture}/lineage",
    response_model=Lineage,
    response_model_by_alias=True,
    summary="What a picture was made from, as a tree",
)
def lineage(picture: str, workspace: Served, _: Viewer) -> Any:
    """Each step with its operation, parameters, key, and the reasons why it ran."""
    return workspace.gallery.lineage(picture)


@router.get(
    "/pictures/{picture}",
    response_class=Response,
    summary="A small copy of a picture",
    responses={200: {"content": {media: {} for media in _MEDIA.values()}}},
)
def small(
    picture: str, request: Request, workspace: Served, _: Viewer, w: Literal["320", "640", "1280", "2560"] = "320"
) -> Response:
    """Its longer side is *w* px, or its own where that is less. Made once and kept; never changes."""
    width = int(w)
    kind = _kind(request.headers.get("accept", ""), width)
    path = workspace.gallery.small(picture, width, kind)
    # Read here, in this request's own thread: a small file is not worth three more hops.
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept"}
    return Response(path.read_bytes(), media_type=_MEDIA[kind], headers=headers)


@router.get(
    "/pictures/{picture}/whole",
    response_class=FileResponse,
    summary="A picture at its own size, to be looked at closely",
    responses={200: {"content": {"image/jpeg": {}}}},
)
def whole(picture: str, workspace: Served, _: Viewer) -> Response:
    """An upright JPEG in sRGB, whatever its file is; what is transparent in it is white. Never changes."""
    return FileResponse(workspace.gallery.whole(picture), media_type="image/jpeg", headers={"Cache-Control": FOR_EVER})


@router.get(
    "/unfinished/{key}",
    response_class=Response,
    summary="A picture that a model is at work on",
    responses={200: {"content": {"image/webp": {}}}},
)
def unfinished(key: str, workspace: Served, _: Viewer) -> Response:
    """As far as it is, by the key that the live socket told; 204 where it is finished or was given up."""
    path, headers = workspace.unfinished(key), {"Cache-Control": "no-store"}
    if path is None:
        return Response(status_code=204, headers=headers)
    return Response(path.read_bytes(), media_type="image/webp", headers=headers)


@router.get("/pictures/{picture}/original", response_class=FileResponse, summary="A picture's own file, to be saved")
def original(picture: str, workspace: Served, _: Viewer) -> Response:
    """Always as an attachment, byte for byte."""
    path, name = workspace.gallery.original(picture)
    headers = {"Cache-Control": FOR_EVER}
    return FileResponse(path, media_type="application/octet-stream", filename=name, headers=headers)


def _kind(accept: str, width: int) -> ThumbnailFormat:
    if width >= _AVIF_FROM and "image/avif" in accept:
        return "avif"
    return "webp" if not accept or "image/webp" in accept or "*/*" in accept or "image/*" in accept else "jpeg"
