"""The form of a workflow: its signature as a JSON Schema, with a hint of what kind of field each input is."""

from __future__ import annotations

import types
import typing
from typing import Any, Literal

from maquette.design.brand.kit import BrandKit
from maquette.design.channels import Channel
from maquette.design.formats import Format
from maquette.design.mockups.mockup import Mockup
from maquette.design.scenes.scene_set import SceneSet
from maquette.design.template.model import Template
from maquette.graph import Fields, Parameter, Photo, Workflow
from maquette.models.prompts import Phrasing
from maquette.models.request import Size
from maquette.models.routing import ModelChoice
from maquette.picture.colour import Colour
from maquette.picture.image import Box
from maquette.pixels.look import Look

Schema = dict[str, Any]

_KINDS: dict[Any, str] = {
    Photo: "picture",
    ModelChoice: "model",
    Look: "look",
    BrandKit: "brand",
    Template: "template",
    Format: "formats",
    Channel: "channel",
    Colour: "colour",
    Phrasing: "phrasing",
    SceneSet: "scene",
    Mockup: "mockup",
    Size: "size",
    Box: "area",
    str: "text",
}
_SEVERAL = {"picture": "pictures", "model": "models", "choice": "choices"}
_OFTEN = frozenset(
    ("model", "models", "look", "brand", "template", "formats", "channel", "pictures", "size", "scene", "mockup")
)
_ALSO_OFTEN = frozenset(("takes", "factor", "strength", "style", "picture", "product", "language", "what"))
_PROMPTS = ("prompt", "negative", "what", "style")


def form(workflow: Workflow) -> Schema:
    """The inputs of *workflow* as a JSON Schema of one object, in the order of its signature.

    Each property has a ``title``, its help as ``description``, its ``default`` where it has one, ``more`` where it is
    asked for rarely, and ``kind``: area, brand, channel, choice, choices, colour, formats, look, mockup, model, models,
    number, phrasing, picture, pictures, prompt, scene, size, switch, template or text. ``main`` names the input that a
    row is about, which a table or a folder may stand for; ``fields`` is true when further properties, such as a
    template's texts, are inputs too.
    """
    own = [one for one in workflow.parameters.values() if one.type is not Fields]
    return {
        "type": "object",
        "properties": {one.name: _property(one) for one in own},
        "required": [one.name for one in own if one.required],
        "additionalProperties": {"type": "string"} if workflow.fields else False,
        "main": workflow.main.name,
        "over": "pictures" if workflow.main.type is Photo else "rows",
        "fields": workflow.fields is not None,
    }


def _property(parameter: Parameter) -> Schema:
    kind = _schema(parameter.type)
    if kind["kind"] == "text" and parameter.name in _PROMPTS:
        kind["kind"] = "prompt"
    often = parameter.required or kind["kind"] in _OFTEN or parameter.name in _ALSO_OFTEN
    title = parameter.name.replace("_", " ").capitalize()
    head = {"title": title, "description": parameter.help, "more": not often}
    if parameter.required:
        return head | kind
    return head | kind | {"default": _plain(parameter.default, several=kind["type"] == "array")}


def _plain(default: Any, *, several: bool) -> Any:
    if isinstance(default, Size):
        return "auto"
    if several:
        return list(default) if isinstance(default, tuple) else [default]
    return default


def _schema(kind: Any) -> Schema:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        found = _schema(next(one for one in inner if one is not type(None)))
        return {**found, "type": [found["type"], "null"]}
    if origin is Literal:
        return {"type": "integer" if isinstance(inner[0], int) else "string", "kind": "choice", "enum": list(inner)}
    if origin is tuple:
        one = _schema(inner[0])
        several = _SEVERAL.get(one["kind"], one["kind"])
        return {"type": "array", "items": {key: one[key] for key in ("type", "enum") if key in one}, "kind": several}
    if kind is bool:
        return {"type": "boolean", "kind": "switch"}
    if kind is int:
        return {"type": "integer", "kind": "number"}
    if kind is float:
        return {"type": "number", "kind": "number"}
    return {"type": "string", "kind": _KINDS.get(kind, "text")}
