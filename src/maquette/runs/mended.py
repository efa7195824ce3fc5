"""Rows whose photo's cut-out somebody painted: the mask becomes an input of theirs, as if their table named it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from maquette.runs.job import Job
from maquette.runs.table import Row
from maquette.store import Source, Store

MASK = "product_mask"
"""The input of a workflow that takes a painted mask, of the photo that its rows are about."""

_ASSET = "asset:"


def mended(store: Store, job: Job, rows: list[Row]) -> list[Row]:
    """The *rows*, each with the mask that was painted for its photo where there is one and it names none itself."""
    if MASK not in job.workflow.parameters or job.values.get(MASK) is not None or not store.mends.any():
        return rows
    photos = {row.index: photo for row in rows if MASK not in row.values and (photo := row.path)}
    known = store.sources.look_up(photos.values())
    digests = {path: source.digest for path, source in known.items() if isinstance(source, Source)}
    masks = store.mends.of(digests.values())
    found = {index: masks.get(digests.get(path, "")) for index, path in photos.items()}
    return [
        replace(row, values={**row.values, MASK: _ASSET + mask}) if (mask := found.get(row.index)) else row
        for row in rows
    ]


def painted_mask(cells: Mapping[str, Any]) -> str:
    """The asset of the painted mask that a remembered row was made with; empty where it was made without one."""
    named = str(cells.get(MASK, ""))
    return named.removeprefix(_ASSET) if named.startswith(_ASSET) else ""
