"""Lineage: what a picture was made from, as a tree that one can open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from maquette.store import Record, Store

_DEEP = 60


def lineage(store: Store, key: str, why: Mapping[str, list[str]], depth: int = 0) -> Record:
    """The kept result of *key*, with its operation, parameters, reasons and inputs; *why* gives reasons by key.

    A node has ``picture``, the id of what can be shown of it, or None. A file from outside is a leaf with its name.
    """
    recipe = store.results.recipe(key)
    made = store.results.get(key)
    node = _step(store, recipe or {"op": "", "inputs": {}}, key, why, depth)
    return node | {"picture": made.asset[:16] if made and "format" in made.facts else None}


def _step(store: Store, recipe: Mapping[str, Any], key: str, why: Mapping[str, list[str]], depth: int) -> Record:
    inputs = []
    if depth < _DEEP:
        for name, one in recipe["inputs"].items():
            inputs.append({"as": name, **_input(store, one, why, depth + 1)})
    return {
        "operation": recipe["op"],
        "version": recipe.get("version"),
        "params": recipe.get("params", {}),
        "key": key,
        "reasons": why.get(key, []),
        "picture": None,
        "inputs": inputs,
    }


def _input(store: Store, one: Mapping[str, Any], why: Mapping[str, list[str]], depth: int) -> Record:
    if "leaf" in one:
        name = PurePath(one["path"]).name
        leaf: Record = {"operation": "file", "version": None, "params": {"name": name}, "reasons": [], "inputs": []}
        return leaf | {"key": one["leaf"], "picture": one["leaf"][:16]}
    if "kept" in one:
        return lineage(store, one["kept"], why, depth)
    return _step(store, one, "", why, depth)
