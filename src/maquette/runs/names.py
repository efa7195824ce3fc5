"""File names by a pattern, such as ``{row}/{brand}-{format}``: every name is known and checked before anything runs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.errors import InputError, MaquetteError
from maquette.graph import Leaf
from maquette.runs.table import RESERVED, UNSAFE, Row, safe_name

if TYPE_CHECKING:
    from maquette.runs.job import Job

SUFFIXES = {
    "jpeg": "jpg",
    "png": "png",
    "webp": "webp",
    "avif": "avif",
    "tiff": "tif",
    "pdf": "pdf",
    "svg": "svg",
    "ora": "ora",
    "psd": "psd",
}
"""The ending of a file by what it is."""
BUILT_IN = ("row", "format", "number", "workflow")
"""Fields that every job has; all others are inputs of the workflow, further flags and columns of the table."""
_PART = re.compile(r"\{\{|\}\}|\{\s*([A-Za-z_][\w -]*?)\s*(?::0?(\d))?\}|[{}]")
_OURS = ("manifest", "contact-sheet", "contact-sheet-formats")
_LONGEST_PART, _LONGEST = 200, 400
_TOLD = 5


@dataclass(frozen=True)
class Names:
    """A pattern whose own text is safe. ``parse`` makes it."""

    pattern: str

    @classmethod
    def parse(cls, pattern: str) -> Names:
        """Raises ``InputError`` for a pattern that no file can have: an empty part, ``..``, a character that not every
        system takes, a brace alone, or no field at all.
        """
        fields = [found.group(1) for found in _PART.finditer(pattern) if found.group(1)]
        if any(found.group(0) in ("{", "}") for found in _PART.finditer(pattern)):
            raise _bad(pattern, "a brace stands alone", "write {{ and }} for braces, {row} for a field")
        if not fields:
            raise _bad(pattern, "it names no field, so all files would have one name", "such as {row}-{format}")
        _check_path(_PART.sub("x", pattern), pattern)
        return cls(pattern)

    @property
    def fields(self) -> list[str]:
        """The fields that it speaks of, each once."""
        found = (_plain(one.group(1)) for one in _PART.finditer(self.pattern) if one.group(1))
        return list(dict.fromkeys(found))

    def fill(self, value: Callable[[str], str]) -> str:
        """The path that it stands for, without ending, *value* giving the text of each field."""

        def one(found: re.Match[str]) -> str:
            if found.group(1) is None:
                return found.group(0)[0]
            return value(_plain(found.group(1))).rjust(int(found.group(2) or 0), "0")

        return _PART.sub(one, self.pattern)


def file_name(job: Job, row: Row, label: str, *, alone: bool) -> str:
    """Where a row's file of that *label* goes, without its ending: by the job's pattern, else ``row-label`` or, where
    it is *alone*, ``row``. Raises ``InputError`` for a field that the row does not fill.
    """
    label, _ = _apart(label)
    if job.names is None:
        return row.name if alone else f"{row.name}-{label}"
    return job.names.fill(lambda name: _value(job, row, label, name))


def check_names(job: Job) -> None:
    """Raise ``InputError`` unless every file of every row has a name of its own that every system takes.

    Rows that cannot be used are passed over: they fail alone. Nothing is read but the table.
    """
    if job.names is None:
        return
    known = {*BUILT_IN, *job.workflow.parameters}
    named: set[str] = set()
    taken: dict[str, str] = {}
    problems: list[str] = []
    for row, labels in _labelled(job):
        named.update(known, map(_plain, {**row.fields, **_fields(job)}))
        for label in labels:
            try:
                path = file_name(job, row, label, alone=len(labels) == 1)
                _check_path(path, job.names.pattern)
            except InputError as error:
                problems.append(f"{row.name}, {label}: {error.reason}")
                continue
            folded = unicodedata.normalize("NFC", path + _apart(label)[1]).casefold()
            if folded in taken:
                problems.append(f"{row.name}, {label} would have the name of {taken[folded]}: {path}")
            taken.setdefault(folded, f"{row.name}, {label}")
    for field in job.names.fields:
        if named and field not in named:
            near = get_close_matches(field, sorted(named), 1)
            mend = f"did you mean {{{near[0]}}}?" if near else f"there are: {', '.join(sorted(named))}"
            raise _bad(job.names.pattern, f"there is no field {{{field}}}", mend)
    if problems:
        more = f"; and {len(problems) - _TOLD} more" if len(problems) > _TOLD else ""
        raise _bad(
            job.names.pattern,
            "; ".join(problems[:_TOLD]) + more,
            "a pattern with {row} and {format} names every file apart: {row}/{format}",
        )


def _apart(label: str) -> tuple[str, str]:
    """A label and the ending that tells its file from others of the same format, as in ``a4-page.pdf``."""
    name, dot, ending = label.rpartition(".")
    return (name, dot + ending) if name and ending in SUFFIXES.values() else (label, "")


def _labelled(job: Job) -> Iterator[tuple[Row, list[str]]]:
    """The rows that can be used, with the labels of their files."""
    for row in job.rows():
        if row.error is not None:
            continue
        try:
            values = {name: _leaf(value) for name, value in job.row_values(row).items()}
            if row.path is not None:
                values[job.workflow.main.name] = _leaf(row.path)
            yield row, list(job.workflow(**values).files)
        except MaquetteError:
            continue


def _leaf(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_leaf(one) for one in value)
    return Leaf("", str(value)) if isinstance(value, Path) else value


def _value(job: Job, row: Row, label: str, name: str) -> str:
    if name == "row":
        return row.name
    built_in = {"format": label, "number": str(row.index + 1), "workflow": job.workflow.name}
    if name in built_in:
        return safe_name(built_in[name])
    if name in job.workflow.parameters:
        value = row.path if name == job.workflow.main.name and row.path else job.row_value(row, name)
        text = _written(value)
    else:
        columns = {_plain(column): cell for column, cell in {**_fields(job), **row.fields}.items()}
        text = columns.get(name, "")
    if not text:
        raise InputError(f"nothing fills {{{name}}}", mend="fill it, or take it out of the pattern", code="bad-names")
    return safe_name(text)


def _fields(job: Job) -> Mapping[str, str]:
    fields: Mapping[str, str] = job.values.get(job.workflow.fields or "", {})
    return fields


def _written(value: Any) -> str:
    """A value as a file name says it: a named thing by its name, a picture by its file's."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "+".join(map(_written, value))
    if isinstance(value, Path):
        return value.stem
    return str(value if isinstance(value, str | int | float) else getattr(value, "name", ""))


def _check_path(path: str, pattern: str) -> None:
    parts = path.split("/")
    for part in parts:
        if part in ("", ".", ".."):
            raise _bad(
                pattern, f"{path!r} has a part that is no name", "a path inside the folder, such as {row}/{format}"
            )
        if found := UNSAFE.search(part):
            raise _bad(pattern, f"{path!r} holds {found.group(0)!r}", "use letters, digits, - _ . and / for folders")
        if part != part.strip(" .") or RESERVED.match(part.partition(".")[0]):
            raise _bad(pattern, f"{part!r} is a name that not every system takes", "use another word")
        if len(part.encode()) > _LONGEST_PART or len(path) > _LONGEST:
            raise _bad(
                pattern, f"{path[:60]!r}... is too long", f"at most {_LONGEST_PART} bytes a part and {_LONGEST} in all"
            )
    if parts[0].casefold() in _OURS:
        raise _bad(
            pattern, f"{parts[0]!r} is the name of a file that is written beside the pictures", "use another word"
        )


def _plain(field: str) -> str:
    return field.strip().casefold().replace("-", "_").replace(" ", "_")


def _bad(pattern: str, reason: str, mend: str) -> InputError:
    return InputError(f"--names {pattern}: {reason}", mend=mend, code="bad-names")
