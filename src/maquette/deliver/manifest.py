"""The manifest: every input row once, with what became of it. A table for people, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from maquette.store import Record, part_beside

COLUMNS = (
    "row",
    "input",
    "state",
    "files",
    "formats",
    "sha256",
    "certainty",
    "method",
    "code",
    "reason",
    "mend",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_manifest(folder: Path, head: Record, rows: Iterable[Record]) -> Path:
    """Write manifest.csv and manifest.json into *folder*, whole or not at all, and give the table's path.

    Rows are streamed, so a table of any length takes the same memory. A cell that a spreadsheet would take for a
    formula gets an apostrophe. Files that are equal already are left as they are.
    """
    table, document = folder / "manifest.csv", folder / "manifest.json"
    with _replacing(table) as lines, _replacing(document) as text:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        text.write(json.dumps(head, ensure_ascii=False, default=str).removesuffix("}") + ', "rows": [')
        for number, record in enumerate(rows):
            row = _row(folder, record)
            writer.writerow([_cell(row[column]) for column in COLUMNS])
            text.write(("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False))
        text.write("\n]}\n")
    return table


def _row(folder: Path, record: Record) -> dict[str, Any]:
    files, facts = record["files"] or [], record["facts"] or {}
    if record["state"] != "done":
        files = []
    return {
        "row": record["name"],
        "input": record["input"],
        "state": record["state"],
        "files": [_relative(folder, file["path"]) for file in files],
        "formats": [file["format"] for file in files],
        "sha256": [file["sha256"] for file in files],
        "certainty": facts.get("certainty"),
        "method": facts.get("methods") or [],
        "code": record["code"] or "",
        "reason": record["reason"] or "; ".join(note["reason"] for note in facts.get("notes") or []),
        "mend": record["mend"] or "; ".join(note["mend"] for note in facts.get("notes") or []),
    }


def _relative(folder: Path, path: str) -> str:
    inside = f"{folder}{os.sep}"
    short = path[len(inside) :] if path.startswith(inside) else os.path.relpath(path, folder)
    return short.replace(os.sep, "/")


def _cell(value: Any) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return "'" + text if text.startswith(_FORMULA) else text


class _replacing:  # noqa: N801 - used like a function
    """A text file that takes the target's place when it was written whole and differs from what is there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> io.TextIOWrapper:
        self._part = Path(part_beside(self._path))
        self._file = self._part.open("x", encoding="utf-8", newline="")
        return self._file

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._file.close()
        if kind is not None or (self._path.exists() and _equal(self._path, self._part)):
            self._part.unlink()
        else:
            self._part.replace(self._path)


def _equal(one: Path, two: Path) -> bool:
    if one.stat().st_size != two.stat().st_size:
        return False
    with one.open("rb") as first, two.open("rb") as second:
        return all(a == b for a, b in zip(_chunks(first), _chunks(second), strict=True))


def _chunks(file: io.BufferedReader) -> Iterator[bytes]:
    return iter(lambda: file.read(1 << 20), b"")
