"""Tables of any kind as lines of text cells: CSV and TSV, spreadsheets (XLSX), JSON."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TextIO

from maquette.errors import InputError

Line = tuple[int, list[str]]

_NAMED = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}

MAX_FILE = 200_000_000
"""Bytes of a spreadsheet or JSON file; CSV is read as a stream and has no limit."""


def read_cells(table: Path, encoding: str | None = None) -> Iterator[Line]:
    """The lines of *table* with their numbers, the header first.

    CSV and TSV (comma, semicolon or tab is seen from the header; *encoding* default UTF-8, or what the file
    declares), the first sheet of an XLSX file, and JSON: a list of objects, or an object that holds one.

    Raises ``InputError`` for a file that is not there or is no table.
    """
    kind = table.suffix.lower()
    if kind in (".xlsx", ".xlsm"):
        return _spreadsheet(table)
    if kind in (".json", ".jsonl", ".ndjson"):
        return _json(table, lines=kind != ".json")
    return _separated(table, encoding or _encoding(table))


def _separated(table: Path, encoding: str) -> Iterator[Line]:
    with _open(table, encoding) as file:
        line = 0
        try:
            reader = _reader(file)
            for cells in reader:
                line = reader.line_num
                yield line, cells
        except UnicodeError as error:
            # A missing byte order mark is one of no place.
            near = f" (near byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
            raise InputError(
                f"{table} is not {_NAMED.get(encoding, encoding)} text{near}",
                mend="save it as 'CSV UTF-8', or say which encoding it is in: --encoding cp1252",
                code="wrong-encoding",
            ) from error
        except csv.Error as error:
            raise InputError(
                f"{table} line {line + 1} is not a table row: {error}", mend="save it as CSV", code="bad-table"
            ) from error


def _spreadsheet(table: Path) -> Iterator[Line]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    _check_size(table)
    try:
        book = load_workbook(table, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputError(
            f"{table} cannot be read as a spreadsheet: {error}", mend="save it as XLSX or CSV", code="bad-table"
        ) from error
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield number, [_text(cell) for cell in cells]
    finally:
        book.close()


def _json(table: Path, *, lines: bool) -> Iterator[Line]:
    _check_size(table)
    try:
        text = table.read_text("utf-8-sig")
        found: Any = [json.loads(line) for line in text.splitlines() if line.strip()] if lines else json.loads(text)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise InputError(
            f"{table} cannot be read as JSON: {error}", mend="correct it there", code="bad-table"
        ) from error
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), None)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise InputError(f"{table} holds no list of objects", mend='[{"id": "a", "headline": "..."}]', code="bad-table")
    header = list(dict.fromkeys(name for one in found for name in one))
    yield 1, header
    for number, one in enumerate(found, 2):
        yield number, [_text(one.get(name)) for name in header]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | datetime):
        return value.isoformat(*([" "] if isinstance(value, datetime) else []))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _check_size(table: Path) -> None:
    try:
        size = table.stat().st_size
    except OSError as error:
        raise _missing(table, error) from error
    if size > MAX_FILE:
        raise InputError(
            f"{table} has {size / 1e6:.0f} MB", mend="save it as CSV, which has no limit", code="too-large-file"
        )


def _missing(table: Path, error: OSError) -> InputError:
    return InputError(
        f"the table {table} cannot be read: {error.strerror}", mend="check the path after --over", code="missing-table"
    )


def _open(table: Path, encoding: str) -> TextIO:
    try:
        codecs.lookup(encoding)
        return table.open(encoding=encoding, newline="")
    except LookupError:
        raise InputError(f"there is no encoding {encoding!r}", mend="usual ones: utf-8, utf-16, cp1252") from None
    except OSError as error:
        raise _missing(table, error) from error


def _encoding(table: Path) -> str:
    try:
        with table.open("rb") as file:
            start = file.read(4)
    except OSError:
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def _reader(file: TextIO) -> Any:
    """csv.reader with the separator that the header uses."""
    start = file.read(65_536)
    file.seek(0)
    if "\0" in start:
        raise InputError(
            f"{file.name} is not a text table",
            mend="save the sheet as CSV or XLSX",
            code="bad-table",
        )
    head = start.splitlines()[0] if start.strip() else ""
    separator = max(",;\t", key=head.count)
    return csv.reader(file, delimiter=separator, strict=True)
