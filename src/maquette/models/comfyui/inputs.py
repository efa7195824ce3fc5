"""Finds what a person would set in a workflow: words, pictures, mask, size, seed and the sampler's settings.

Everything is found by following links back from the picture that is saved, never by a node's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from maquette.errors import InputError
from maquette.models.comfyui.workflow import Node, Workflow

_TEXTS = re.compile(r"^(text|prompt|string|value|text_[gl]|clip_[gl]|t5xxl|bert|mt5xl|llama|user_prompt)$")
_ROLES = {"prompt": ("positive", "positive_prompt"), "negative_prompt": ("negative", "negative_prompt")}
_SETTINGS = ("steps", "cfg", "guidance", "denoise", "sampler_name", "scheduler")
_LATENTS = ("latent_image", "latent", "latents", "samples", "pixels", "image")
_NO_PICTURE = re.compile(r"WebSocket|SaveImageWS|VideoCombine|Animated|AnimateDiffCombine|SaveVideo|SaveWEBM")
_SHOWS = re.compile(r"(Save|Preview).*Image|Image.*(Save|Preview)|MaskPreview")
_PARTNERS = re.compile(
    r"^(OpenAI|Gemini|Ideogram|Recraft|Flux\w*(Pro|Max|Ultra|Kontext(Pro|Max))\w*Node|ByteDance|Stability\w*Node|Luma"
    r"|Runway|Kling|Minimax|MiniMax|Moonvalley|Pika|Pixverse|Tripo|Rodin|Veo|Vidu|Grok|Bria\w*Node)|Api(Node)?$"
)


@dataclass(frozen=True)
class Place:
    """An input of a node, ``ID.name`` when written, and the value that the workflow has there."""

    node: str
    name: str
    value: Any = None

    def __str__(self) -> str:
        return f"{self.node}.{self.name}"


@dataclass
class Inputs:
    """Where what goes. Each of *images* is all the places of one picture, the edited one first.

    *carriers* are the nodes of pictures whose transparency is the mask too, *masks* pictures that are a mask.
    """

    outputs: list[str]
    places: dict[str, list[Place]] = field(default_factory=dict)
    images: list[list[Place]] = field(default_factory=list)
    carriers: list[str] = field(default_factory=list)
    masks: list[Place] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)

    def value(self, name: str) -> Any:
        """What the workflow itself has at *name*; None where it has no such input."""
        found = self.places.get(name)
        return found[0].value if found else None


def find_inputs(workflow: Workflow, origin: str) -> Inputs:
    """The inputs of *workflow*. Raises ``InputError`` when it gives no picture that can be fetched."""
    outputs = _outputs(workflow, origin)
    nodes = workflow.above(*outputs)
    found = Inputs([node.id for node in outputs])
    for role in _ROLES:
        found.places[role] = _words(workflow, nodes, role)
    first = {str(place) for place in found.places["prompt"]}
    found.places["negative_prompt"] = [one for one in found.places["negative_prompt"] if str(one) not in first]
    found.places |= _size(workflow, nodes)
    found.places["seed"] = _seeds(workflow, nodes)
    for name in _SETTINGS:
        found.places[name] = _setting(nodes, name)
    found.places = {name: places for name, places in found.places.items() if places}
    _pictures(workflow, nodes, found)
    found.partners = [node.label for node in nodes if _PARTNERS.search(node.kind)]
    return found


def _outputs(workflow: Workflow, origin: str) -> list[Node]:
    nodes = list(workflow.nodes.values())
    if saved := [node for node in nodes if node.kind == "SaveImage"]:
        return saved
    shown = [node for node in nodes if _SHOWS.search(node.kind) and not _NO_PICTURE.search(node.kind)]
    shown += [node for node in nodes if str(node.inputs.get("image_output", "")).startswith(("Save", "Preview"))]
    # A preview of a mask or of edges is not the result where another comes out of a sampler.
    made = [
        node for node in shown if any("steps" in one.inputs or "sigmas" in one.inputs for one in workflow.above(node))
    ]
    if shown:
        return made or shown
    ends = [node.label for node in nodes if _NO_PICTURE.search(node.kind)]
    why = f"it ends in {', '.join(ends)}" if ends else "nothing in it saves one"
    raise InputError(
        f"{origin} gives no picture that can be fetched: {why}",
        mend="put a SaveImage node where the picture is, then export it again",
        code="workflow-without-picture",
    )


def _words(workflow: Workflow, nodes: list[Node], role: str) -> list[Place]:
    """Where the words of a role are: those of the sampler nearest to the result, and every copy of them."""
    for node in nodes:
        names = [name for name in node.inputs if name in _ROLES[role]]
        if role == "prompt" and "Guider" in node.kind and "conditioning" in node.inputs:
            names.append("conditioning")
        for name in names:
            if places := _followed(workflow, node, name, role, set()):
                return _with_copies(nodes, places)
    if role == "prompt":
        for node in nodes:
            name = next((one for one in ("prompt", "text") if isinstance(node.inputs.get(one), str)), "")
            if name and not _in_some_role(workflow, node):
                return [Place(node.id, name, node.inputs[name])]
    return []


def _in_some_role(workflow: Workflow, node: Node) -> bool:
    return any(
        name in (*_ROLES["prompt"], *_ROLES["negative_prompt"]) for _, name, _ in workflow.users.get(node.id, ())
    )


def _followed(workflow: Workflow, node: Node, name: str, role: str, seen: set[str]) -> list[Place]:
    """The texts behind the input *name*: its own, or those of the nodes that it comes from."""
    if isinstance(node.inputs.get(name), str):
        return [Place(node.id, name, node.inputs[name])]
    link = workflow.link(node, name)
    # What is zeroed says nothing, though words go in.
    if link is None or link[0].id in seen or link[0].kind == "ConditioningZeroOut":
        return []
    source = link[0]
    seen.add(source.id)
    same = [one for one in source.inputs if one in _ROLES[role]]
    texts = [one for one in source.inputs if _TEXTS.match(one)]
    passed = [one for one in source.inputs if one.startswith(("conditioning", "cond"))]
    for names in (same, texts, passed):
        if places := [place for one in names for place in _followed(workflow, source, one, role, seen)]:
            return places
    return []


def _with_copies(nodes: Iterable[Node], places: list[Place]) -> list[Place]:
    first = places[0]
    own = [place for place in places if place.node == first.node or place.value == first.value]
    taken = {str(place) for place in own}
    if not str(first.value).strip():
        return own
    copies = [
        Place(node.id, name, value)
        for node in nodes
        for name, value in node.inputs.items()
        if _TEXTS.match(name) and value == first.value and f"{node.id}.{name}" not in taken
    ]
    return own + copies


def _size(workflow: Workflow, nodes: list[Node]) -> dict[str, list[Place]]:
    """Width, height and number of the empty picture that the sampler begins with, wherever these numbers stand."""
    for node in nodes:
        if not {"width", "height", "batch_size"} <= set(node.inputs):
            continue
        width, height = (_number(workflow, node, name) for name in ("width", "height"))
        if width is None or height is None:
            continue
        found = {"width": [width], "height": [height]}
        for other in nodes:
            if other is node or "batch_size" in other.inputs:
                continue
            for across, down in (("width", "height"), ("target_width", "target_height")):
                if other.id != width.node and (other.inputs.get(across), other.inputs.get(down)) == (
                    width.value,
                    height.value,
                ):
                    found["width"].append(Place(other.id, across, width.value))
                    found["height"].append(Place(other.id, down, height.value))
        count = _number(workflow, node, "batch_size")
        return found | ({"count": [count]} if count else {})
    return {}


def _seeds(workflow: Workflow, nodes: list[Node]) -> list[Place]:
    found = [_number(workflow, node, name) for node in nodes for name in ("seed", "noise_seed") if name in node.inputs]
    return list({str(place): place for place in found if place}.values())


def _setting(nodes: list[Node], name: str) -> list[Place]:
    """Where a setting is: at the node nearest to the result that has it, and at all that share its value."""
    have = [node for node in nodes if isinstance(node.inputs.get(name), int | float | str)]
    return [Place(node.id, name, node.inputs[name]) for node in have if node.inputs[name] == have[0].inputs[name]]


def _number(workflow: Workflow, node: Node, name: str) -> Place | None:
    """The whole number at an input, followed to the node that holds it; None where there is none."""
    for _ in range(8):
        value = node.inputs.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return Place(node.id, name, value)
        link = workflow.link(node, name)
        if link is None:
            return None
        node = link[0]
        # A node with several outputs, such as a table of ratios, holds the number by its own name.
        name = next((one for one in (name, "value", "int", "seed", "number") if one in node.inputs), "")
    return None


def _pictures(workflow: Workflow, nodes: list[Node], found: Inputs) -> None:
    loaders = [node for node in nodes if isinstance(node.inputs.get("image"), str) and "Load" in node.kind]
    edited = _edited(workflow, nodes)
    loaders.sort(key=lambda node: (node.id not in edited, _order(node.id)))
    pictures: dict[str, list[Place]] = {}
    for node in loaders:
        place = Place(node.id, "image", node.inputs["image"])
        uses = workflow.users.get(node.id, [])
        shown = [(user, name) for user, name, slot in uses if slot == 0]
        covers = any(slot == 1 for *_, slot in uses)
        as_mask = bool(shown) and all(user.kind == "ImageToMask" or name == "mask" for user, name in shown)
        if node.kind == "LoadImageMask" or as_mask or (covers and not shown):
            found.masks.append(place)
            continue
        # The same file in several places is one picture.
        pictures.setdefault(place.value, []).append(place)
        if covers:
            found.carriers.append(node.id)
    found.images = list(pictures.values())


def _edited(workflow: Workflow, nodes: list[Node]) -> set[str]:
    """The nodes from which the picture comes that the sampler begins with."""
    for node in nodes:
        if not {"latent_image", "latent", "latents"} & set(node.inputs):
            continue
        seen: set[str] = set()
        waiting = [node]
        while waiting:
            here = waiting.pop()
            for name, source, _ in workflow.links(here):
                if name in _LATENTS and source.id not in seen:
                    seen.add(source.id)
                    waiting.append(source)
        return seen
    return set()


def _order(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isdigit() else (1 << 30, name)
