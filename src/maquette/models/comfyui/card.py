"""Makes a model of a workflow: a card whose form is the workflow's inputs, with the workflow beside it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from maquette.errors import InputError
from maquette.models.cards import Card, read_card
from maquette.models.comfyui.inputs import Inputs, find_inputs
from maquette.models.comfyui.workflow import Workflow, read_workflow

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_SETTINGS = ("steps", "cfg", "guidance", "denoise", "sampler_name", "scheduler")
MOST_AT_ONCE = 8


def import_workflow(source: Path, folder: Path, name: str = "", base: str = "") -> Card:
    """Write a card and a copy of the workflow at *source* into *folder*, and give the card.

    *name* is the file's own where none is given; *base* is the server's address where it is not this machine's usual
    one. Nothing is written over. Raises ``InputError``.
    """
    name = name or re.sub(r"[^a-z0-9._]+", "-", source.stem.lower()).strip("-._") or "workflow"
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be a model's name", mend="use small letters, digits, dots and hyphens", code="bad-name"
        )
    try:
        data = source.read_bytes()
    except OSError as error:
        raise InputError(f"{source} cannot be read: {error.strerror}", mend="check the path") from error
    workflow = read_workflow(data, str(source))
    text = card_text(workflow, find_inputs(workflow, str(source)), name, hashlib.sha256(data).hexdigest(), base)
    card = read_card(text, f"{name}.toml")
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in ((folder / f"{name}.json", data), (folder / f"{name}.toml", text.encode())):
        if path.exists() and path.read_bytes() != content:
            raise InputError(
                f"{path} is there already",
                mend="give another name with --name, or remove that file first",
                code="model-exists",
            )
        path.write_bytes(content)
    return card


def card_text(workflow: Workflow, inputs: Inputs, name: str, sha256: str, base: str = "") -> str:
    """The card of *workflow* in TOML."""
    tables: list[tuple[str, dict[str, Any]]] = [
        (
            "",
            {
                "name": f"comfyui/{name}",
                "aliases": [name],
                "title": name,
                "provider": "comfyui",
                "protocol": "comfyui",
                "runs_on": "ComfyUI",
                "note": _note(inputs),
                "capabilities": _capabilities(inputs),
                **({"base": base} if base else {}),
            },
        ),
        ("sizes", _sizes(inputs)),
        ("limits", _limits(inputs)),
        ("price", _price(inputs)),
        ("terms", {"licence": "unknown", "condition": "the weights that the workflow loads have their own licences"}),
        ("defaults", {name: inputs.value(name) for name in _SETTINGS if inputs.value(name) is not None}),
        ("extra", {"workflow": f"{name}.json", "sha256": sha256, **_nodes(workflow, inputs)}),
        ("extra.inputs", {name: [str(place) for place in places] for name, places in inputs.places.items()}),
    ]
    return "\n".join(_table(head, values) for head, values in tables if values)


def _capabilities(inputs: Inputs) -> list[str]:
    pictures, sized = len(inputs.images), "width" in inputs.places
    found = ["generate"] if sized or not pictures else []
    found += ["edit"] if pictures else []
    # What begins with an empty picture is guided by those that go along, rather than an edit of them.
    found += ["references"] if pictures > 1 or (pictures and sized) else []
    found += ["mask"] if inputs.masks or inputs.carriers else []
    found += ["negative-prompt"] if "negative_prompt" in inputs.places else []
    found += ["seed"] if "seed" in inputs.places else []
    return found


def _sizes(inputs: Inputs) -> dict[str, Any]:
    width, height = inputs.value("width"), inputs.value("height")
    if width is None:
        return {}
    limits = {"multiple": 8, "min_pixels": 4096, "longest": 16384}
    return {"kind": "free", **limits, "default": f"{width}x{height}"}


def _limits(inputs: Inputs) -> dict[str, Any]:
    count: dict[str, Any] = {"pictures": MOST_AT_ONCE} if "count" in inputs.places else {}
    needs_mask = {"needs_mask": True} if inputs.masks or inputs.carriers else {}
    return count | needs_mask | ({"references": len(inputs.images)} if inputs.images else {})


def _price(inputs: Inputs) -> dict[str, Any]:
    if inputs.partners:
        return {"note": "partner nodes spend credits of a Comfy account"}
    return {"rows": [{"usd": "0.00"}], "source": "runs on your own machine"}


def _note(inputs: Inputs) -> str:
    said = [f"A workflow of ComfyUI that {'takes words' if 'prompt' in inputs.places else 'takes no words'}"]
    if inputs.images:
        said.append(f"and {len(inputs.images)} picture{'s' * (len(inputs.images) > 1)}")
    if inputs.partners:
        said.append(f"and spends money through partner nodes: {', '.join(inputs.partners)}")
    return " ".join(said) + "."


def _nodes(workflow: Workflow, inputs: Inputs) -> dict[str, Any]:
    found: dict[str, Any] = {
        "outputs": inputs.outputs,
        "images": [[str(place) for place in places] for places in inputs.images],
        "carriers": inputs.carriers,
        "masks": [str(place) for place in inputs.masks],
        "partner_nodes": inputs.partners,
        "classes": sorted({node.kind for node in workflow.nodes.values()}),
    }
    return {name: value for name, value in found.items() if value}


def _table(head: str, values: dict[str, Any]) -> str:
    lines = [f"{name} = {_toml(value)}" for name, value in values.items()]
    return "\n".join(([f"[{head}]"] if head else []) + lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    # A string of JSON is one of TOML, but for the character that TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
