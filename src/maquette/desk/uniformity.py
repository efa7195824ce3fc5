"""How alike the pictures of a set are: each row's photo and result, measured."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from maquette.errors import MaquetteError
from maquette.previews import pool
from maquette.store import Record, Store

_SIDE = 768
_MEASURED = (
    "background-lightness",
    "background-a",
    "background-b",
    "exposure",
    "contrast",
    "fill",
    "margin-left",
    "margin-right",
    "margin-top",
    "baseline",
)


def uniformity(store: Store, records: list[Record]) -> Record:
    """The *records* of rows, measured before and after, as ``Desk.uniformity`` says."""
    from maquette.pixels.look import UNITS

    pairs = [(Path(one["values"]["path"]) if one["values"]["path"] else None, _result(store, one)) for one in records]
    files = list(dict.fromkeys(file for pair in pairs for file in pair if file is not None))
    with ThreadPoolExecutor(pool().size, "measure") as threads:
        measured = dict(zip(files, threads.map(_measured, files), strict=True))
    items = [
        {
            "row": record["name"],
            "index": record["index"],
            "before": measured.get(before) if before else None,
            "after": measured.get(after) if after else None,
        }
        for record, (before, after) in zip(records, pairs, strict=True)
    ]
    return {"fields": [{"name": name, "unit": UNITS[name]} for name in _MEASURED], "items": items}


def measure_file(path: Path) -> dict[str, float | None]:
    """What the picture at *path* measures, seen small."""
    from maquette.picture.image import Image
    from maquette.picture.thumbnail import on_white, small
    from maquette.pixels.measure import measure

    found = measure(Image(on_white(small(path.read_bytes(), _SIDE, path.name))))
    return {name: found.value(name) for name in _MEASURED}


def _measured(path: Path) -> dict[str, Any] | None:
    try:
        return pool().call(measure_file, path)
    except (MaquetteError, OSError):
        return None


def _result(store: Store, record: Record) -> Path | None:
    files = record["files"] or []
    return store.blobs.path(files[0]["sha256"]) if files else None
