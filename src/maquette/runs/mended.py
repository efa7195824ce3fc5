"""Rows of whose photo's cut-out somebody said more: it becomes an input of theirs, as if their table named it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from maquette.runs.job import Job
from maquette.runs.table import Row
from maquette.store import Source, Store

MASK, BOX = "product_mask", "box"
"""The inputs of a workflow that take a painted mask, and a box, of the photo that its rows are about."""

_ASSET = "asset:"


def mended(store: Store, job: Job, rows: list[Row]) -> list[Row]:
    """The *rows*, each with the mask or the box that a person gave for its photo where it names none itself."""
    free = {name for name in (MASK, BOX) if name in job.workflow.parameters and job.values.get(name) is None}
    if MASK not in free or not store.mends.any():
        return rows
    photos = {row.index: photo for row in rows if MASK not in row.values and (photo := row.path)}
    known = store.sources.look_up(photos.values())
    digests = {path: source.digest for path, source in known.items() if isinstance(source, Source)}
    said = store.mends.of(digests.values())
    found = {index: mend for index, path in photos.items() if (mend := said.get(digests.get(path, "")))}
    return [_with(row, *as_input(found[row.index]), free) if row.index in found else row for row in rows]


def _with(row: Row, name: str, value: str, free: set[str]) -> Row:
    if name in row.values or name not in free:
        return row
    return replace(row, values={**row.values, name: value}, mended=name)


def as_input(mend: Mapping[str, str]) -> tuple[str, str]:
    """The input that what was said of a photo becomes, and its value; both empty where nothing was said."""
    if mend.get("mask"):
        return MASK, _ASSET + mend["mask"]
    return (BOX, mend["box"]) if mend.get("box") else ("", "")


def input_of(values: Mapping[str, Any]) -> str:
    """The input that a remembered row was given by what a person said of its photo; empty where it was given none."""
    cells = values.get("cells", {})
    named = str(values.get("mended") or (MASK if str(cells.get(MASK, "")).startswith(_ASSET) else ""))
    return named if named in cells else ""
