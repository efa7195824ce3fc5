"""Recipes: a step written down, so that a later run can say what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from maquette.graph.op import Leaf, Ref, Step

Recipe = dict[str, Any]


def recipe(step: Step) -> Recipe:
    """The step in plain JSON. Cheap inputs are written out; kept ones and leaves are named by their key."""
    return {
        "op": step.op.name,
        "version": step.op.version,
        "params": step.plain,
        "inputs": {name: _input(ref) for name, ref in step.inputs.items()},
    }


def _input(ref: Ref) -> Recipe:
    if isinstance(ref, Leaf):
        return {"leaf": ref.key, "path": ref.path}
    if isinstance(ref, Step) and not ref.kept:
        return recipe(ref)
    return {"kept": ref.key, "op": ref.op.name if isinstance(ref, Step) else ""}


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What differs between two recipes of one operation, in words, nearest first; empty when they are equal."""
    told = []
    if before.get("version") != now.get("version"):
        told.append(f"{now['op']} is now version {now['version']} (was {before.get('version')})")
    old, new = before.get("params", {}), now.get("params", {})
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            told.extend(_value_change(f"{now['op']} {name}", old.get(name), new.get(name)))
    for name, source in now.get("inputs", {}).items():
        earlier = before.get("inputs", {}).get(name)
        if earlier is None:
            told.append(f"{now['op']} now also takes {name}")
        elif "leaf" in source:
            if earlier.get("leaf") != source["leaf"]:
                told.append(f"{PurePath(source['path']).name} has other content")
        elif "kept" in source:
            if earlier.get("op", source["op"]) != source["op"]:
                told.append(f"{name} now comes from {source['op']}")
            elif earlier.get("kept") != source["kept"]:
                told.append(f"{source['op']} was made again")
        elif earlier.get("op") != source.get("op"):
            told.append(f"{name} now comes from {source.get('op')}")
        else:
            told.extend(changes(earlier, source))
    return told


def _value_change(name: str, old: Any, new: Any) -> list[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            told
            for key in sorted({*old, *new})
            if old.get(key) != new.get(key)
            for told in _value_change(f"{name} {key}", old.get(key), new.get(key))
        ]
    return [f"{name}: {json.dumps(old)} -> {json.dumps(new)}"]
