"""A workflow file in ComfyUI's API format: nodes by id, each with a class and inputs that are values or links."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from maquette.errors import InputError

MOST_BYTES = 20_000_000
MOST_NODES = 5000
EXPORT = "in ComfyUI choose Workflow, then Export (API), and import the file that it saves"


@dataclass(frozen=True)
class Node:
    """One node: its *kind* is ComfyUI's class, *title* what a person called it."""

    id: str
    kind: str
    title: str
    inputs: Mapping[str, Any]

    @property
    def label(self) -> str:
        """How people are told of it: title or class, and its number."""
        return f"{self.title or self.kind} ({self.id})"


@dataclass(frozen=True)
class Workflow:
    """The nodes by id, in the order of the file."""

    nodes: Mapping[str, Node]

    def link(self, node: Node, name: str) -> tuple[Node, int] | None:
        """The node that feeds the input *name*, and the number of its output; None where the input is a value."""
        value = node.inputs.get(name)
        if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str | int):
            found = self.nodes.get(str(value[0]))
            return (found, int(value[1])) if found and isinstance(value[1], int) else None
        return None

    def links(self, node: Node) -> Iterator[tuple[str, Node, int]]:
        """The linked inputs of *node*: name, the node that feeds it, and the number of its output."""
        for name in node.inputs:
            if found := self.link(node, name):
                yield name, *found

    def above(self, *starts: Node) -> list[Node]:
        """*starts* and every node that they depend on, nearest first."""
        seen = {node.id: node for node in starts}
        waiting = deque(starts)
        while waiting:
            for _, node, _ in self.links(waiting.popleft()):
                if node.id not in seen:
                    seen[node.id] = node
                    waiting.append(node)
        return list(seen.values())

    @cached_property
    def users(self) -> Mapping[str, list[tuple[Node, str, int]]]:
        """By a node's id, the nodes that use it: node, input, and the number of the output that it takes."""
        found: dict[str, list[tuple[Node, str, int]]] = {}
        for node in self.nodes.values():
            for name, source, slot in self.links(node):
                found.setdefault(source.id, []).append((node, name, slot))
        return found


def read_workflow(data: bytes, origin: str) -> Workflow:
    """The workflow in *data*, API format, also wrapped in ``{"prompt": ...}`` as the server takes it.

    Raises ``InputError`` that says what is wrong with *origin*, and how to export a file that is right.
    """
    if len(data) > MOST_BYTES:
        raise _wrong(origin, f"it has {len(data) / 1e6:.0f} MB, where {MOST_BYTES / 1e6:.0f} MB are read")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _wrong(origin, f"it is not JSON ({error})") from None
    if isinstance(content, dict) and isinstance(content.get("prompt"), dict):
        content = content["prompt"]
    if isinstance(content, dict) and isinstance(content.get("nodes"), list):
        raise InputError(
            f"{origin} is a workflow as ComfyUI's editor saves it, which lacks what is needed to run it",
            mend=EXPORT,
            code="workflow-not-api",
        )
    if not isinstance(content, dict) or not content:
        raise _wrong(origin, "it holds no nodes")
    if len(content) > MOST_NODES:
        raise _wrong(origin, f"it has {len(content)} nodes, where {MOST_NODES} are read")
    strange = [name for name, node in content.items() if not isinstance(node, dict) or "inputs" not in node]
    if strange:
        raise _wrong(origin, f"{strange[0]!r} is no node")
    nodes = {name: _node(name, node) for name, node in content.items()}
    nameless = [node.id for node in nodes.values() if not node.kind]
    if nameless:
        raise InputError(
            f"{origin} has nodes without a class: {', '.join(nameless[:6])}{' ...' if len(nameless) > 6 else ''}",
            mend="it was exported where their custom nodes were missing: install them, then export it again",
            code="workflow-incomplete",
        )
    return _complete(Workflow(nodes), origin)


def _node(name: str, node: Mapping[str, Any]) -> Node:
    kind, inputs, about = node.get("class_type"), node.get("inputs"), node.get("_meta")
    title = about.get("title") if isinstance(about, dict) else ""
    return Node(
        str(name),
        kind if isinstance(kind, str) else "",
        title if isinstance(title, str) else "",
        inputs if isinstance(inputs, dict) else {},
    )


def _complete(workflow: Workflow, origin: str) -> Workflow:
    for node in workflow.nodes.values():
        for name, value in node.inputs.items():
            is_link = isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)
            if is_link and isinstance(value[1], int) and value[0] not in workflow.nodes:
                raise InputError(
                    f"{origin}: {name} of {node.label} comes from node {value[0]}, which is not there",
                    mend=EXPORT,
                    code="workflow-incomplete",
                )
    return workflow


def _wrong(origin: str, why: str) -> InputError:
    return InputError(f"{origin} is not a workflow of ComfyUI: {why}", mend=EXPORT, code="not-a-workflow")
