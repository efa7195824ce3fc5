"""Tables and folders of inputs, read as a stream of rows; what is wrong with one row is said of that row alone."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from maquette.errors import InputError, MaquetteError
from maquette.runs.inputs import KEPT
from maquette.runs.sheet import read_cells

PICTURE_SUFFIXES = frozenset(
    ".jpg .jpeg .jpe .jfif .png .webp .avif .heic .heif .hif .tif .tiff .gif .bmp".split()  # noqa: SIM905
)
NAME_COLUMNS = ("id", "sku", "product_id", "article", "row")
PHOTO_COLUMNS = ("photo", "image", "picture", "file", "path", "filename", "image_link", "src")
MAX_CELL = 32_768


@dataclass(frozen=True)
class Row:
    """One input row: *name* names its files, *input* is what the person wrote, *where* says how to find it.

    *path* is the photo, where the row is about one; *values* are the other cells that the workflow knows, as text;
    *fields* are all the others, by the name of their column; *error* is set when the row cannot be used, and then the
    rest may be empty. *mended* is the input that it has of what a person said of its photo, if any.
    """

    index: int
    name: str
    input: str
    where: str
    path: Path | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    error: MaquetteError | None = None
    mended: str = ""


def photo_row(path: Path, written: str) -> Iterator[Row]:
    """A single photo as a table of one row, named as it was *written*."""
    yield Row(0, safe_name(Path(written).stem), written, written, path)


def text_row(text: str) -> Iterator[Row]:
    """A single text, such as a prompt, as a table of one row, named by its first words."""
    words = re.findall(r"[^\W_]+", re.sub(r"\{[^}]*\}", " ", text).casefold())[:6]
    yield Row(0, safe_name("-".join(words)[:60] or "row-1"), text, "the command")


def folder_rows(folder: Path, leave_out: Iterable[Path] = ()) -> Iterator[Row]:
    """Every picture file in *folder* and below, in the order of names, without hidden ones and *leave_out*.

    The name is the path inside the folder without its ending, so files named alike in different folders stay apart;
    two that differ only in their ending keep it. Raises ``InputError`` when there is no folder or no picture.
    """
    if not folder.is_dir():
        raise InputError(
            f"{folder} is not a folder", mend="name the folder that holds the photos", code="missing-folder"
        )
    skip = {path.resolve() for path in leave_out}
    index = 0
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and (Path(base) / name).resolve() not in skip
        )
        pictures = sorted(
            name for name in files if Path(name).suffix.lower() in PICTURE_SUFFIXES and not name.startswith(".")
        )
        stems = [Path(name).stem.casefold() for name in pictures]
        for name in pictures:
            path = Path(base) / name
            twin = stems.count(path.stem.casefold()) > 1
            inside = path.relative_to(folder)
            text = str(inside.with_name(name.replace(".", "-")) if twin else inside.with_suffix(""))
            yield Row(index, safe_name(text, folders=True), str(path), str(inside), path)
            index += 1
    if index == 0:
        raise InputError(
            f"{folder} holds no pictures",
            mend="pictures end in " + " ".join(sorted(PICTURE_SUFFIXES)),
            code="no-pictures",
        )


def table_rows(
    table: Path,
    *,
    main: str,
    known: Iterable[str],
    photos: Iterable[str] = (),
    kept: Callable[[str], Path] = Path,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Iterator[Row]:
    """The rows of a table: CSV, TSV, XLSX or JSON, as ``sheet.read_cells`` opens them.

    *main* is the input that a row is about; *known* are the others; *photos* are those of all of them that are
    picture files. *columns* maps an input (or ``id``) to the column that holds it, where the header calls it
    otherwise. Paths are relative to the table's folder; *kept* says where a picture of the workspace lies.

    Raises ``InputError`` for what is wrong with the table as a whole: not there, no text in that encoding, no
    header, no column with photos. What is wrong with a row is in ``Row.error``.
    """
    lines = read_cells(table, encoding)
    _, header = next(lines, (0, []))
    header = [cell.strip() for cell in header]
    if not any(header):
        raise InputError(
            f"{table} begins with an empty line, or is empty",
            mend="its first line must name the columns, such as id,photo",
            code="empty-table",
        )
    plan = _Columns(table, header, main, known, frozenset(photos), dict(columns or {}), kept)
    seen: dict[int, int] = {}
    index = 0
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        row = plan.row(index, line, cells)
        mark = int.from_bytes(hashlib.blake2b(row.name.casefold().encode(), digest_size=8).digest(), "big")
        if row.error is None and mark in seen:
            row = _broken(
                row,
                f"{row.where}: the id {row.name!r} stands in line {seen[mark]} already",
                "give every row an id of its own",
                "duplicate-id",
            )
        seen.setdefault(mark, line)
        yield row
        index += 1
    if index == 0:
        raise InputError(f"{table} has a header and no rows", mend="add a row for each product", code="empty-table")


class _Columns:
    """Which column holds what."""

    def __init__(
        self,
        table: Path,
        header: list[str],
        main: str,
        known: Iterable[str],
        photos: frozenset[str],
        named: Mapping[str, str],
        kept: Callable[[str], Path],
    ) -> None:
        self._kept = kept
        self._table = table
        self._main = main
        self._photos = photos
        folded = {name.casefold(): place for place, name in reversed(list(enumerate(header)))}
        for role, column in named.items():
            if column.casefold() not in folded:
                raise self._missing(f"there is no column {column!r} (asked for as {role})", header)
        usual = (main, *PHOTO_COLUMNS) if main in photos else (main, main.replace("_", "-"))
        self._main_at = self._find(folded, named.get(main), usual)
        if self._main_at is None and main in photos:
            raise self._missing(f"no column holds the {main}", header)
        self._name_at = self._find(folded, named.get("id"), NAME_COLUMNS)
        self._width = len(header)
        self._others = {
            name: place
            for name in known
            if name != main
            and (place := self._find(folded, named.get(name), (name, name.replace("_", "-")))) is not None
        }
        taken = {self._main_at, *self._others.values()}
        self._fields = {name: place for place, name in enumerate(header) if name and place not in taken}

    @staticmethod
    def _find(folded: Mapping[str, int], named: str | None, usual: Iterable[str]) -> int | None:
        if named:
            return folded[named.casefold()]
        return next((folded[name] for name in usual if name in folded), None)

    def _missing(self, what: str, header: list[str]) -> InputError:
        there = ", ".join(name or "(empty)" for name in header) or "none"
        return InputError(
            f"{self._table}: {what}; its columns are: {there}",
            mend=f"name the column {self._main!r}, or point at it: --columns {self._main}=COLUMN,id=COLUMN",
            code="missing-column",
        )

    def row(self, index: int, line: int, cells: list[str]) -> Row:
        where = f"{self._table.name} line {line}"
        main = self._cell(cells, self._main_at)
        about_photo = self._main in self._photos
        name = self._cell(cells, self._name_at) or (Path(main).stem if main and about_photo else "")
        row = Row(index, safe_name(name or f"row-{index + 1}"), main, where)
        if len(cells) > self._width:
            return _broken(
                row,
                f"{where} has {len(cells)} cells, the header {self._width}",
                "quote cells that hold the separator",
                "bad-row",
            )
        for value in (name, main):
            if value.startswith(("=", "+", "@")) or (value.startswith("-") and "(" in value):
                return _broken(
                    row,
                    f"{where}: {value[:60]!r} is a formula, not a value",
                    "export values, not formulas",
                    "formula-cell",
                )
        if about_photo and not main:
            return _broken(row, f"{where} names no {self._main}", f"fill the column {self._main}", "missing-value")
        values = {
            name: self._paths(text) if name in self._photos else text
            for name, place in self._others.items()
            if (text := self._cell(cells, place))
        }
        fields = {name: text for name, place in self._fields.items() if (text := self._cell(cells, place))}
        if about_photo:
            try:
                path = self._kept(main) if main.startswith(KEPT) else self._table.parent / main
            except MaquetteError as error:
                return replace(row, error=error)
            return Row(index, row.name, main, where, path, values, fields)
        if main:
            values[self._main] = main
        return Row(index, row.name, main or row.name, where, None, values, fields)

    def _paths(self, text: str) -> str:
        """A cell of one or, with commas between, several paths, from the table's folder."""
        paths = filter(None, map(str.strip, text.split(",")))
        return ",".join(one if one.startswith(KEPT) else str(self._table.parent / one) for one in paths)

    @staticmethod
    def _cell(cells: list[str], place: int | None) -> str:
        return cells[place].strip()[:MAX_CELL] if place is not None and place < len(cells) else ""


def _broken(row: Row, reason: str, mend: str, code: str) -> Row:
    return Row(row.index, row.name, row.input, row.where, error=InputError(reason, mend=mend, code=code))


UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def safe_name(text: str, *, folders: bool = False) -> str:
    """A file name that every system takes, the same for the same text and another for another text.

    What had to be changed is marked with six digits of the text's hash. *folders* keeps ``/`` as a folder.
    """
    parts = re.split(r"[/\\]", text) if folders else [text]
    safe = []
    for part in parts:
        name = UNSAFE.sub("-", part).strip(" .")[:80]
        if name != part or not name or RESERVED.match(name):
            name = f"{name or 'row'}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"
        safe.append(name)
    return "/".join(safe)
