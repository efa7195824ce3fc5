"""The rows of a run as people look at them: before, after, doubts, and what can be done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from maquette.runs.mended import as_input, input_of
from maquette.store import Record, Store


def shown_rows(store: Store, records: Iterable[Record]) -> list[Record]:
    """Rows with the pictures that they are about and those that came of them, by the id that pictures are shown by."""
    records = list(records)
    sources = store.sources.known(one["values"]["path"] for one in records if one["values"]["path"])
    ids = [file["sha256"][:16] for one in records for file in one["files"] or []]
    hashes = {one["id"]: one["thumbhash"] for one in store.gallery.briefs(ids)}
    mends = store.mends.of(sources.values())
    return [_shown(one, sources, hashes, mends) for one in records]


def _shown(record: Record, sources: dict[str, str], hashes: dict[str, str | None], mends: dict[str, Record]) -> Record:
    values, facts = record["values"], record["facts"] or {}
    before = sources.get(values["path"])
    cells: dict[str, Any] = {**values.get("cells", {}), **values.get("fields", {})}
    mend = mends.get(before or "", {})
    name = input_of(values)
    made, said = (name, cells.pop(name)) if name else ("", ""), as_input(mend)  # no input that anybody gave the row
    if said[0] in cells:
        said = ("", "")  # the row names its own, which comes first
    return {
        "run": record["run"],
        "index": record["index"],
        "name": record["name"],
        "input": record["input"],
        "state": record.get("state", "waiting"),
        "before": before[:16] if before else None,
        "files": [_file(file, hashes) for file in record["files"] or []],
        "values": cells,
        "mended": ("made" if made == said else "waits") if any((*made, *said)) else "",
        "box": mend.get("box", ""),
        "candidates": facts.get("candidates", []),
        "certainty": facts.get("certainty"),
        "doubts": facts.get("doubts", []),
        "notes": facts.get("notes", []),
        "missing": facts.get("missing", []),
        **{name: record[name] for name in ("code", "reason", "mend")},
    }


def _file(file: Record, hashes: dict[str, str | None]) -> Record:
    picture = file["sha256"][:16]
    told = {name: file.get(name) for name in ("format", "width", "height", "path", "model")}
    return told | {"id": picture, "thumbhash": hashes.get(picture)}
