"""A table at a glance, before a job is made of it: its columns, first rows, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from maquette.errors import InputError
from maquette.runs.sheet import read_cells

FIRST = 20
MOST_ROWS = 200_000
_MOST_PROBLEMS = 20
_LONGEST = 300
_ENCODINGS = ("cp1252", "cp932", "gb18030")
"""Tried in this order: each refuses most of what is not in it."""

Record = dict[str, Any]


def preview_table(table: Path, encoding: str | None = None) -> Record:
    """*columns*, the first *rows*, the *count* of all, the *encoding* it was read in, and *problems* (line and reason).

    A table that is not in *encoding* (default UTF-8) is shown in the one that it seems to be in, and says so. Raises
    ``InputError`` for what is no table at all.
    """
    problems: list[Record] = []
    try:
        return _read(table, encoding, problems)
    except InputError as error:
        if error.code != "wrong-encoding" or encoding:
            raise
        problems.append({"line": 0, "code": error.code, "reason": error.reason, "mend": error.mend})
    for guess in _ENCODINGS:
        try:
            return _read(table, guess, list(problems))
        except InputError:
            continue
    raise InputError(problems[0]["reason"], mend=problems[0]["mend"], code="wrong-encoding")


def _read(table: Path, encoding: str | None, problems: list[Record]) -> Record:
    lines = _filled(read_cells(table, encoding))
    _, header = next(lines, (0, []))
    columns = [cell.strip() for cell in header]
    if not any(columns):
        raise InputError(
            f"{table.name} begins with an empty line, or is empty",
            mend="its first line must name the columns, such as id,photo",
            code="empty-table",
        )
    if table.suffix.lower() == ".txt" and len(columns) == 1 and " " in columns[0]:
        raise InputError(
            f"{table.name} is text and no table: its first line names no columns",
            mend="a table has a line of column names first, with commas, semicolons or tabs between them",
            code="bad-table",
        )
    first: list[Mapping[str, str]] = []
    count = 0
    for line, cells in islice(lines, MOST_ROWS):
        count += 1
        if len(cells) > len(columns) and len(problems) < _MOST_PROBLEMS:
            reason = f"line {line} has {len(cells)} cells, the header {len(columns)}"
            mend = "quote cells that hold the separator"
            problems.append({"line": line, "code": "bad-row", "reason": reason, "mend": mend})
        if len(first) < FIRST:
            first.append({name: cell.strip()[:_LONGEST] for name, cell in zip(columns, cells, strict=False) if name})
    for name in {name for name in columns if name and columns.count(name) > 1}:
        reason = f"the column {name!r} is there {columns.count(name)} times"
        problems.append({"line": 1, "code": "same-column", "reason": reason, "mend": "name each column once"})
    return {"columns": columns, "rows": first, "count": count, "encoding": encoding or "utf-8", "problems": problems}


def _filled(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    first = True
    for line, cells in lines:
        if first or any(cell.strip() for cell in cells):
            yield line, cells
        first = False
