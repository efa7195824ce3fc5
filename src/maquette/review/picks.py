"""Picks: a person's choice among takes, and so the evidence of which model does what is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from maquette.errors import InputError, NotFound
from maquette.store import Record, Store


def pick(store: Store, run: Record, takes: Sequence[str], row: str | None) -> list[Record]:
    """Record *takes* (labels or file names) as chosen among those of their row, and list every take of the run."""
    shown = list(_takes(store, run))
    if takes:
        rows = {row} if row else {one["row"] for one in shown if _named(one, takes)}
        if len(rows) > 1:
            said = ", ".join(takes)
            raise InputError(
                f"{said} is there in several rows",
                mend=f"name one with --row: {', '.join(sorted(rows))}",
                code="which-row",
            )
        among = [one for one in shown if one["row"] in rows]
        for take in takes:
            if not any(_named(one, [take]) for one in among):
                there = ", ".join(one["name"] for one in among or shown) or "none"
                raise NotFound(f"run {run['id']} has no take {take!r}", mend=f"its takes: {there}", code="unknown-take")
        store.history.pick([_record(run, one, _named(one, takes)) for one in among])
    chosen = {one["key"]: bool(one["picked"]) for one in store.history.picked(run["id"])}
    return [one | {"picked": chosen.get(one["key"])} for one in shown]


def _takes(store: Store, run: Record) -> Iterator[Record]:
    for row in store.history.rows(run["id"]):
        used = store.history.steps_of(run["id"], row["index"])
        keys = {one["label"].removeprefix("file "): one["key"] for one in used}
        for file in row["files"] or []:
            if file["format"] in keys:
                yield {
                    "row": row["name"],
                    "name": file["format"],
                    "model": file.get("model"),
                    "key": keys[file["format"]],
                    "path": file["path"],
                    "sha256": file["sha256"],
                }


def _record(run: Record, take: Record, picked: bool) -> Record:
    facts = {name: take[name] for name in ("key", "row", "model")}
    return {**facts, "run": run["id"], "label": take["name"], "picked": picked}


def _named(take: Record, names: Sequence[str]) -> bool:
    return take["name"] in names or PurePath(take["path"]).name in names
