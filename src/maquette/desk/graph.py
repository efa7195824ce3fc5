"""The steps of a run's rows as a graph that one can open: inputs, parameters, keys, and why each ran."""

from __future__ import annotations

from pathlib import PurePath

from maquette.store import Record, Store


def run_graph(store: Store, run: str, rows: list[Record]) -> Record:
    """Nodes (kept steps, and files from outside) and edges of those *rows* of *run*."""
    nodes: dict[str, Record] = {}
    edges: dict[tuple[str, str, str], None] = {}
    for row in rows:
        uses = store.history.steps_of(run, row["index"])
        made = store.results.many(use["key"] for use in uses)
        for use in uses:
            recipe = store.results.recipe(use["key"]) or {"op": "", "params": {}, "inputs": {}}
            found = made.get(use["key"])
            nodes[use["key"]] = {
                "id": use["key"],
                "row": row["name"],
                "label": use["label"],
                "operation": recipe["op"],
                "key": use["key"],
                "params": recipe["params"],
                "state": use["state"],
                "reasons": use["reasons"] or [],
                "picture": found.asset[:16] if found and "format" in found.facts else None,
            }
            _edges(recipe, use["key"], row["name"], nodes, edges)
    known = [edge for edge in edges if edge[0] in nodes]
    return {
        "nodes": list(nodes.values()),
        "edges": [{"source": source, "target": target, "argument": name} for source, target, name in known],
    }


def _edges(
    recipe: Record, target: str, row: str, nodes: dict[str, Record], edges: dict[tuple[str, str, str], None]
) -> None:
    """Add what a recipe stands on; its cheap steps are looked through."""
    for name, one in recipe["inputs"].items():
        if "kept" in one:
            edges[one["kept"], target, name] = None
        elif "leaf" in one:
            label = PurePath(one["path"]).name
            facts = {"row": row, "label": label, "operation": "file", "key": one["leaf"], "params": {}}
            outside = {"state": "there", "reasons": [], "picture": one["leaf"][:16]}
            nodes.setdefault(one["leaf"], {"id": one["leaf"], **facts, **outside})
            edges[one["leaf"], target, name] = None
        else:
            _edges(one, target, row, nodes, edges)
