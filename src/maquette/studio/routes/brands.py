"""Brand kits: seen, made of what a brand has, changed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from maquette.design.brand.change import plain
from maquette.design.brand.kit import COLOUR_ROLES, GROUNDS, TYPE_ROLES, VARIANTS, BrandKit
from maquette.design.brand.text import LIMITS
from maquette.design.formats import not_found
from maquette.studio.documents.design import BrandDetails, BrandDocument, TypefaceDocument
from maquette.studio.paths import own_path
from maquette.studio.studio import Editor, Served, Viewer
from maquette.workspace import Workspace

router = APIRouter(tags=["design"])
_MOST = 500
_CHOICES = {
    "roles": [role for role in COLOUR_ROLES if role],
    "type_roles": TYPE_ROLES,
    "variants": VARIANTS,
    "grounds": GROUNDS,
    "rules": LIMITS,
}
Width = Annotated[int, Query(ge=32, le=1200)]
Match = Annotated[str | None, Header(description="the version that the change was made from, as its ETag")]


class _Values(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ColourValues(_Values):
    """A colour of the palette."""

    name: str = Field(max_length=200)
    hex: str = Field(max_length=200)
    role: str = ""
    why: str = Field("", max_length=2000)


class TypefaceValues(_Values):
    """A face: one of ``/brands/{name}/faces``, or another that the brand names."""

    role: str = "body"
    family: str = Field(max_length=200)
    weight: int = 400
    italic: bool = False
    file: str = ""


class LogoValues(_Values):
    """A logo that lies in the kit's folder."""

    file: str
    variant: str = "full"
    on: str = "any"
    clear_space: float = 0.25
    min_width: int = 48


class BrandValues(_Values):
    """Fields of a kit; what is left out stays. Lists are given whole, in their order."""

    title: str | None = Field(None, max_length=200)
    tone: str | None = Field(None, max_length=4000)
    do: list[str] | None = Field(None, max_length=_MOST)
    dont: list[str] | None = Field(None, max_length=_MOST)
    rules: dict[str, float] | None = None
    colours: list[ColourValues] | None = Field(None, max_length=_MOST)
    typefaces: list[TypefaceValues] | None = Field(None, max_length=_MOST)
    logos: list[LogoValues] | None = Field(None, max_length=_MOST)

    def given(self) -> dict[str, Any]:
        """Those that were given."""
        return self.model_dump(exclude_none=True)


class BrandChange(_Values):
    """A kit's values, and the version of it that they were made from (or If-Match)."""

    kit: BrandValues
    version: str | None = None


class BrandSources(_Values):
    """What a brand has: uploaded files and archives, or folders. Without any, a kit with three colours begins."""

    name: str = Field(min_length=1, max_length=80)
    title: str = ""
    sources: list[str] = Field(default_factory=list, max_length=_MOST)
    roles: dict[str, str] = Field(default_factory=dict)


class BrandFiles(_Values):
    """More of what a brand has. With *logos* every drawing is a logo; *kit* is what is not kept yet."""

    sources: list[str] = Field(min_length=1, max_length=_MOST)
    logos: bool = False
    kit: BrandValues | None = None


@router.get("/brands", response_model=list[BrandDocument], summary="Brand kits")
def index(workspace: Served, _: Viewer) -> Any:
    """Those of this workspace."""
    return [_document(workspace, name) for name in workspace.brands()]


@router.post("/brands", response_model=BrandDetails, status_code=201, summary="Make a brand kit")
def make(asked: BrandSources, workspace: Served, session: Editor) -> Any:
    """Of palettes, tokens, fonts, logos and guides, from files, archives and folders; or a new one to be filled."""
    if not asked.sources:
        return _document(workspace, workspace.begin_brand(asked.name, title=asked.title).name)
    sources = [own_path(workspace, session, one) for one in asked.sources]
    roles: Any = asked.roles
    made = workspace.import_brand(sources, asked.name, title=asked.title, roles=roles)
    return _document(workspace, made.kit.name) | {"notes": list(made.notes)}


@router.get("/brands/{name}", response_model=BrandDetails, summary="A brand kit")
def show(name: str, response: Response, workspace: Served, _: Viewer) -> Any:
    """Its palette, type, logos, rules and words, and the version to name when changing it (also as ETag)."""
    return _told(response, _document(workspace, name))


@router.put("/brands/{name}", response_model=BrandDetails, summary="Change a brand kit")
def change(
    name: str, asked: BrandChange, response: Response, workspace: Served, _: Editor, if_match: Match = None
) -> Any:
    """409 where somebody else changed it meanwhile. The file keeps its comments; the one that was there is kept."""
    version = if_match.strip().removeprefix("W/").strip('"') if if_match else asked.version
    workspace.change_brand(_own(workspace, name), asked.kit.given(), version)
    return _told(response, _document(workspace, name))


@router.post("/brands/{name}/files", response_model=BrandDetails, summary="Bring logos, fonts and tokens to a kit")
def bring(name: str, asked: BrandFiles, workspace: Served, session: Editor) -> Any:
    """Copies the files into the kit and gives the kit with what was found, which is kept by changing it."""
    sources = [own_path(workspace, session, one) for one in asked.sources]
    facts = asked.kit.given() if asked.kit else {}
    found = workspace.bring_to_brand(_own(workspace, name), sources, logos=asked.logos, facts=facts)
    return _of(found.kit) | {"version": workspace.brand_version(name), "notes": list(found.notes)}


@router.get("/brands/{name}/faces", response_model=list[TypefaceDocument], summary="Faces that a kit may name")
def faces(name: str, workspace: Served, _: Viewer) -> Any:
    """The kit's own font files first, then the shipped ones."""
    return [vars(one) for one in workspace.brand_faces(name)]


@router.get("/brands/{name}/sheet", response_class=Response, summary="A brand kit at a glance, as a picture")
def sheet(name: str, workspace: Served, _: Viewer) -> Response:
    """Palette, type and logo, painted: a PNG."""
    from maquette.design.brand.sheet import paint_sheet
    from maquette.picture.encode import png

    return Response(png(paint_sheet(workspace.brand(name)).pixels), media_type="image/png")


@router.get("/brands/{name}/logos/{place}", response_class=Response, summary="A logo of a brand kit, as a picture")
def logo(name: str, place: int, workspace: Served, _: Viewer, w: Width = 480) -> Response:
    """On nothing, as a PNG of at most *w* px: a drawing is never shown as it came."""
    return _drawn(workspace, name, place, w)


@router.get("/brands/{name}/drawing", response_class=Response, summary="A drawing in a kit's folder, as a picture")
def drawing(name: str, file: str, workspace: Served, _: Viewer, w: Width = 480) -> Response:
    """As a logo is shown; one that the kit does not name yet too."""
    return _drawn(workspace, name, file, w)


def _drawn(workspace: Workspace, name: str, which: int | str, width: int) -> Response:
    from maquette.picture.encode import png, shrink

    return Response(png(shrink(workspace.brand_logo(name, which, width).pixels, width)), media_type="image/png")


def _own(workspace: Workspace, name: str) -> str:
    """The name of a kit of this workspace: only those are changed from here."""
    if name not in workspace.brands():
        raise not_found("brand", name, workspace.brands())
    return name


def _told(response: Response, document: dict[str, Any]) -> dict[str, Any]:
    response.headers["ETag"] = f'"{document["version"]}"'
    return document


def _document(workspace: Workspace, name: str) -> dict[str, Any]:
    return _of(workspace.brand(name)) | {"version": workspace.brand_version(name)}


def _of(kit: BrandKit) -> dict[str, Any]:
    return {"name": kit.name, "primary": kit.colour("primary"), "notes": [], "choices": _CHOICES, **plain(kit)}
