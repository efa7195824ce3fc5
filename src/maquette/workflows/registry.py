"""Finds workflows: the shipped ones, one file each in this folder, and those that installed packages bring."""

from __future__ import annotations

import importlib
import pkgutil
from difflib import get_close_matches
from typing import TYPE_CHECKING

from maquette import workflows
from maquette.errors import NotFound
from maquette.graph import Workflow

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

GROUP = "maquette.workflows"


def shipped() -> list[str]:
    """Names of the shipped workflows, without importing them."""
    return [
        module.name.replace("_", "-")
        for module in pkgutil.iter_modules(workflows.__path__)
        if module.name not in ("registry", "takes", "cut")
    ]


def find(name: str) -> Workflow:
    """The workflow of that name. Raises ``NotFound`` with the nearest names."""
    name = name.replace("_", "-")
    if name in shipped():
        return _load(name)
    for point in _installed():
        if point.name == name:
            found: Workflow = point.load()
            return found
    names = [workflow.name for workflow in all_workflows()]
    near = get_close_matches(name, names, 1)
    raise NotFound(
        f"there is no workflow {name!r}",
        mend=f"did you mean {near[0]}?" if near else f"there are: {', '.join(names)}",
    )


def all_workflows() -> list[Workflow]:
    """Every workflow, the shipped ones first."""
    return [*map(_load, shipped()), *(point.load() for point in _installed())]


def _installed() -> EntryPoints:
    from importlib.metadata import entry_points

    return entry_points(group=GROUP)


def _load(name: str) -> Workflow:
    word = name.replace("-", "_")
    found: Workflow = getattr(importlib.import_module(f"{workflows.__name__}.{word}"), word)
    return found
