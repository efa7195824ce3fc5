"""A ComfyUI server of one's own: a workflow is put into its queue under an id of ours, and its pictures fetched.

The card, as ``models/comfyui`` writes it, says where in the workflow everything goes. Wire format: ComfyUI's
server.py of October 2025.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from maquette.models import masks
from maquette.models.adapter import Adapter, Provider, fail
from maquette.models.answer import Answer, Call, Part, Pending, Reply, Result
from maquette.models.cards import Card
from maquette.models.failures import BadRequest, ModelFailure, Unavailable, Unsupported
from maquette.models.request import Picture, Request
from maquette.models.transport import guard
from maquette.models.wire import base64_of, words_of

TITLE = "ComfyUI"
_OURS = uuid.UUID("5f0c6f0e-3c52-4f0b-9d34-6d1f2f7f2c11")
_SEEDS = 2**63


class ComfyUI(Adapter):
    """Usage is told as ``pictures``."""

    def prepare(self, request: Request, card: Card) -> Sequence[Call]:
        """Uploads the pictures, named by what is in them, and clears an earlier outcome of the same request."""
        forget = Call("POST", "/history", json={"delete": [_id(request, card)]}, seconds=30)
        return (forget, *(_upload(picture) for picture, _ in _uploads(request, card, _workflow(card))))

    def claim(self, request: Request, card: Card) -> Pending:
        """The id that the server is given for the request."""
        return Pending(_id(request, card))

    def call(self, request: Request, card: Card, prepared: Sequence[Reply]) -> Call:
        """The workflow with the request's values in their places."""
        if card.extra.get("partner_nodes"):
            guard(f"the partner nodes of {card.name}", "api.comfy.org")
        nodes = _workflow(card)
        for places, value in _values(request, card, nodes):
            _put(nodes, places, value)
        for (picture, places), reply in zip(_uploads(request, card, nodes), prepared[1:], strict=True):
            told = reply.json if isinstance(reply.json, dict) else {}
            name = "/".join(filter(None, (told.get("subfolder"), told.get("name"))))
            for place in places:
                inlined = "Base64" in nodes[place.partition(".")[0]]["class_type"]
                _put(nodes, [place], base64_of(picture) if inlined else name)
        body = {"prompt": nodes, "prompt_id": _id(request, card), "client_id": "maquette"}
        return Call("POST", "/prompt", json=body, seconds=60)

    def read(self, reply: Reply, card: Card) -> Pending:
        """The server's own word for the id. Raises ``BadRequest`` that names the nodes that it does not like."""
        body = reply.json if isinstance(reply.json, dict) else {}
        trouble = _node_errors(body)
        if reply.status == 400 and trouble:
            raise BadRequest(TITLE, trouble, mend="change the setting or the workflow that the message names")
        if reply.status != 200 or not body.get("prompt_id"):
            fail(TITLE, reply, words_of(reply))
        return Pending(str(body["prompt_id"]), {"trouble": trouble} if trouble else {})

    def poll(self, pending: Pending, card: Card) -> Call:
        """What became of it."""
        return Call("GET", f"/history/{pending.provider_id}", seconds=30)

    def read_poll(self, reply: Reply, card: Card, pending: Pending) -> Answer | Pending:
        """The pictures of the output nodes, in the card's order. Raises ``ModelFailure`` that names the node."""
        if reply.status != 200:
            fail(TITLE, reply, words_of(reply))
        entry = (reply.json or {}).get(pending.provider_id)
        if not entry:
            return pending
        status = entry.get("status") or {}
        if status.get("status_str") == "error":
            raise _failed(status, card)
        made = entry.get("outputs") or {}
        results = [
            _result(node, one) for node in card.extra["outputs"] for one in (made.get(node) or {}).get("images", ())
        ]
        if not results and (trouble := str(pending.handle.get("trouble", ""))):
            raise BadRequest(TITLE, trouble)
        return Answer(tuple(results), usage={"pictures": len(results)}, provider_id=pending.provider_id)

    def alive(self, card: Card) -> Call:
        """Every class of node that the server has."""
        return Call("GET", "/object_info", seconds=60)

    def read_alive(self, reply: Reply, card: Card) -> tuple[str, ...]:
        """The card's name. Raises ``Unavailable`` that names the nodes that the workflow needs and the server lacks."""
        if reply.status != 200:
            fail(TITLE, reply, words_of(reply))
        missing = [kind for kind in card.extra.get("classes", ()) if kind not in (reply.json or {})]
        if missing:
            raise Unavailable(
                TITLE,
                f"it has no node {', '.join(missing)}",
                again=False,
                mend="install the custom nodes that the workflow needs, then start ComfyUI again",
            )
        return (card.name,)


def _workflow(card: Card) -> dict[str, dict[str, Any]]:
    """The nodes as they are sent. Raises ``ModelFailure`` when the file is gone or is another than was imported."""
    path = Path(card.folder) / str(card.extra["workflow"])
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != card.extra["sha256"]:
        raise ModelFailure(
            f"{path} is {'not the workflow that was imported' if data else 'gone'}",
            mend=f"remove the card of {card.name}, then: maquette models import FILE --name ...",
            code="workflow-changed",
        )
    content = json.loads(data)
    nodes = content["prompt"] if isinstance(content.get("prompt"), dict) else content
    return {name: {"class_type": node["class_type"], "inputs": dict(node["inputs"])} for name, node in nodes.items()}


def _values(request: Request, card: Card, nodes: Mapping[str, Any]) -> list[tuple[Sequence[str], Any]]:
    inputs: Mapping[str, Sequence[str]] = card.extra.get("inputs", {})
    if request.prompt.strip() and "prompt" not in inputs:
        raise Unsupported(f"{card.name} takes no words", mend="leave the prompt empty")
    found: list[tuple[Sequence[str], Any]] = [(inputs.get("prompt", ()), request.prompt)]
    if request.negative_prompt:
        found.append((inputs["negative_prompt"], request.negative_prompt))
    if request.size.width:
        found += [(inputs.get("width", ()), request.size.width), (inputs.get("height", ()), request.size.height)]
    found.append((inputs.get("count", ()), request.count))
    for place in inputs.get("seed", ()):
        own = request.seed if request.seed is not None else int(_at(nodes, place))
        found.append(([place], (own + request.take - 1) % _SEEDS))
    return found + [_option(name, value, card, nodes) for name, value in request.options.items()]


def _option(name: str, value: Any, card: Card, nodes: Mapping[str, Any]) -> tuple[Sequence[str], Any]:
    """A setting by the name on the card, or any input of the workflow as ``ID.name``."""
    if name in card.defaults:
        places: Sequence[str] = card.extra["inputs"][name]
    else:
        places = [name] if not isinstance(_at(nodes, name), list | None) else []
    if not places:
        known = ", ".join(card.defaults) or "none by name"
        raise Unsupported(
            f"{card.name} has no setting {name!r}", mend=f"it has {known}; any input of its workflow goes as ID.name"
        )
    usual = _at(nodes, places[0])
    numbers = isinstance(usual, int | float) and isinstance(value, int | float)
    if not numbers and type(usual) is not type(value):
        raise Unsupported(
            f"{name} of {card.name} is such as {usual!r}, not {value!r}", mend="give a value of that kind"
        )
    return places, value


def _at(nodes: Mapping[str, Any], place: str) -> Any:
    node, _, name = place.partition(".")
    return nodes.get(node, {}).get("inputs", {}).get(name)


def _put(nodes: Mapping[str, Any], places: Sequence[str], value: Any) -> None:
    for place in places:
        node, _, name = place.partition(".")
        nodes[node]["inputs"][name] = value


def _uploads(request: Request, card: Card, nodes: Mapping[str, Any]) -> list[tuple[Picture, Sequence[str]]]:
    """Each picture that goes along, with the places it goes to: the pictures first, then the mask."""
    wanted: Sequence[Sequence[str]] = card.extra.get("images", ())
    carriers, own = set(card.extra.get("carriers", ())), card.extra.get("masks", ())
    if len(request.pictures) != len(wanted):
        count = f"{len(wanted)} picture{'s' * (len(wanted) != 1)}"
        raise Unsupported(
            f"{card.name} takes {count}, the request has {len(request.pictures)}",
            mend="give the picture to edit first, then the references",
        )
    mask = request.mask
    if mask is None:
        if carriers or own:
            raise Unsupported(f"{card.name} changes what a mask shows, and the request has none", mend="give a mask")
        return list(zip(request.pictures, wanted, strict=True))
    found: list[tuple[Picture, Sequence[str]]] = []
    for picture, places in zip(request.pictures, wanted, strict=True):
        carries = any(place.partition(".")[0] in carriers for place in places)
        found.append((_with_mask(picture, mask) if carries else picture, places))
    for place in own:
        node = nodes[place.partition(".")[0]]
        by_alpha = (
            node["inputs"].get("channel") == "alpha" if "channel" in node["inputs"] else _takes_alpha(nodes, place)
        )
        form = masks.transparent_is_edit if by_alpha else masks.white_is_edit
        found.append((replace(mask, data=form(mask)), [place]))
    return found


def _takes_alpha(nodes: Mapping[str, Any], place: str) -> bool:
    """Whether a loader's second output is used, which is its transparency."""
    loader = place.partition(".")[0]
    return any([loader, 1] == value for node in nodes.values() for value in node["inputs"].values())


def _with_mask(picture: Picture, mask: Picture) -> Picture:
    return replace(picture, data=masks.picture_with_hole(picture, mask), media_type="image/png")


def _upload(picture: Picture) -> Call:
    name = f"{hashlib.sha256(picture.data).hexdigest()[:24]}.{picture.suffix}"
    file = Part("image", picture.data, name, picture.media_type)
    fields = (Part("type", "input"), Part("subfolder", "maquette"), Part("overwrite", "true"))
    return Call("POST", "/upload/image", parts=(file, *fields), seconds=120)


def _id(request: Request, card: Card) -> str:
    """The same id for the same request, so that its outcome can be asked for after a crash."""
    mark = hashlib.sha256(repr((card.extra["sha256"], request)).encode())
    for picture in (*request.pictures, *([request.mask] if request.mask else [])):
        mark.update(hashlib.sha256(picture.data).digest())
    return str(uuid.uuid5(_OURS, mark.hexdigest()))


def _node_errors(body: Mapping[str, Any]) -> str:
    told = []
    for node, one in (body.get("node_errors") or {}).items():
        words = [f"{error.get('message')}: {error.get('details')}" for error in one.get("errors") or ()]
        told.append(f"{one.get('class_type', 'node')} ({node}): {'; '.join(words)}")
    return " / ".join(told)


def _failed(status: Mapping[str, Any], card: Card) -> ModelFailure:
    told = {name: content for name, content in status.get("messages") or () if isinstance(content, dict)}
    error = told.get("execution_error") or told.get("execution_interrupted") or {}
    node = f"{error.get('node_type', 'a node')} ({error.get('node_id', '?')})"
    words = error.get("exception_message", "it was stopped").strip()
    failure = ModelFailure(
        f"{TITLE} failed at {node}: {words}", mend="the server's log says more", code="workflow-failed"
    )
    failure.charged = "unknown" if card.extra.get("partner_nodes") else "no"
    return failure


def _result(node: str, image: Mapping[str, str]) -> Result:
    asked = {name: image.get(name, "") for name in ("filename", "subfolder", "type")}
    return Result(url=f"view?{urlencode(asked)}", facts={"node": node})


ADAPTER = ComfyUI()
PROVIDERS = (Provider(name="comfyui", title=TITLE, base="http://127.0.0.1:8188", local=True, concurrency=2),)
