"""A job: a workflow, its inputs, and the rows that it is done for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from maquette.errors import InputError
from maquette.graph import Photo, Workflow, canonical
from maquette.models.cards import Card
from maquette.runs.inputs import Resources, is_photo, photo_path, read_input
from maquette.runs.names import Names
from maquette.runs.table import Row, folder_rows, photo_row, table_rows, text_row


@dataclass(frozen=True)
class Job:
    """What is asked for. *given* is as the person wrote it, *values* what it means, *rows* opens the input anew."""

    workflow: Workflow
    given: Mapping[str, Any]
    values: Mapping[str, Any]
    rows: Callable[[], Iterator[Row]]
    resources: Resources
    source: str = ""
    names: Names | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    previews: bool = False
    """Whether unfinished pictures are paid for."""

    @property
    def cards(self) -> Mapping[str, Card]:
        """The models that its steps may name."""
        return self.resources.cards

    def row_values(self, row: Row) -> dict[str, Any]:
        """The inputs of one row but the photo that it is about: the job's, overridden by the row's own cells.

        Raises ``InputError`` that names the row for a cell that cannot be read or a value that is missing.
        """
        values = dict(self.values)
        if (fields := self.workflow.fields) is not None:
            values[fields] = {**values.get(fields, {}), **row.fields}
        values |= {name: self.row_value(row, name) for name in row.values}
        main = self.workflow.main
        if main.type is not Photo and main.name not in values:
            raise InputError(
                f"{row.where} has no {main.name}",
                mend=f"fill the column {main.name}, or give {main.flag} for all rows",
                code="missing-value",
            )
        return values

    def row_value(self, row: Row, name: str) -> Any:
        """One input of a row: its own cell, else the job's. Raises ``InputError`` that names the row."""
        if name not in row.values:
            return self.values.get(name)
        try:
            return read_input(self.workflow.parameters[name], row.values[name], self.resources)
        except InputError as error:
            raise InputError(f"{row.where}: {error.reason}", mend=error.mend, code=error.code) from error

    @property
    def plain(self) -> dict[str, Any]:
        """The job in plain JSON, without its rows."""
        inputs = {name: _written(value) for name, value in self.given.items()}
        more = {
            "names": self.names.pattern if self.names else None,
            "columns": dict(self.columns),
            "encoding": self.encoding,
        }
        told = {name: value for name, value in more.items() if value}
        return {"workflow": self.workflow.name, "inputs": canonical(inputs), "over": self.source, **told}


def _written(value: Any) -> Any:
    """An input as a person would write it: a path is its text."""
    if isinstance(value, list | tuple):
        return [_written(one) for one in value]
    return str(value) if isinstance(value, Path) else value


@dataclass(frozen=True)
class Rows:
    """Where a job's rows come from: a table, a folder of photos, or neither (then the one photo among the inputs).

    Where *within* is given, rows that name a file outside of that folder fail. *edits* are other inputs for single
    rows, by their name.
    """

    over: Path | None = None
    photos: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    within: Path | None = None
    edits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def make_job(
    workflow: Workflow,
    given: Mapping[str, Any],
    where: Rows,
    resources: Resources,
    leave_out: tuple[Path, ...] = (),
    names: str | None = None,
) -> Job:
    """Check the inputs and open the rows. Nothing is computed. *names* is a pattern for the files, see ``names``.

    Raises ``InputError`` for an unknown or unreadable input, a missing one, or rows from two places.
    """
    given = {name.replace("-", "_"): value for name, value in given.items() if value is not None}
    parameters = workflow.parameters
    fields = {name: str(value) for name, value in given.items() if name not in parameters}
    for name in given:
        if name not in parameters and workflow.fields is None:
            near = get_close_matches(name, parameters, 1)
            raise InputError(
                f"{workflow.name} has no input {name!r}",
                mend=f"did you mean {parameters[near[0]].flag}?"
                if near
                else f"see: maquette run {workflow.name} --help",
                code="unknown-input",
                about=name,
            )
    main = workflow.main
    rows, source = _rows(workflow, given, where, resources, leave_out)
    if where.edits:
        rows = _edited(rows, where.edits, workflow)
    values = {
        name: read_input(parameter, given.get(name, parameter.default), resources)
        for name, parameter in parameters.items()
        if (name != main.name or main.type is not Photo) and (name in given or not parameter.required)
    }
    if workflow.fields is not None:
        values[workflow.fields] = fields
    missing = [parameters[name] for name in parameters if name != main.name and name not in values]
    if missing:
        flags = ", ".join(one.flag for one in missing)
        raise InputError(
            f"{workflow.name} needs {flags}", mend="give it a value", code="missing-input", about=missing[0].name
        )
    pattern = Names.parse(names) if names is not None else None
    return Job(workflow, given, values, rows, resources, source, pattern, where.columns, where.encoding)


def _rows(
    workflow: Workflow,
    given: Mapping[str, Any],
    where: Rows,
    resources: Resources,
    leave_out: tuple[Path, ...],
) -> tuple[Callable[[], Iterator[Row]], str]:
    main = workflow.main
    about = given.get(main.name)
    photos = main.type is Photo
    sources = [where.over, where.photos, *([about] if photos or where.over is None else [])]
    if sum(one is not None for one in sources) != 1 or (where.photos is not None and not photos):
        ways = [
            "--over TABLE.csv",
            *(["--photos FOLDER"] if photos else []),
            f"{main.flag} {'FILE' if photos else 'TEXT'}",
        ]
        raise InputError(
            f"{workflow.name} needs {'one source of photos' if photos else f'a {main.name}'}",
            mend=f"give {', '.join(ways[:-1])} or {ways[-1]}{', and only one of them' if photos else ''}",
            code="missing-input",
            about=main.name,
        )
    if where.over is not None:
        rows = _table(workflow, where.over, where, resources)
        return (_kept_within(rows, where.within, workflow) if where.within else rows), str(where.over)
    if where.photos is not None:
        folder = where.photos
        return (lambda: folder_rows(folder, leave_out)), str(folder)
    if not photos:
        return (lambda: text_row(str(about))), str(about)
    path = photo_path(str(about), resources)
    return (lambda: photo_row(path, str(about))), str(about)


def _table(workflow: Workflow, table: Path, where: Rows, resources: Resources) -> Callable[[], Iterator[Row]]:
    parameters = workflow.parameters
    known = [name for name in parameters if name not in (workflow.main.name, workflow.fields)]
    photos = [name for name, parameter in parameters.items() if is_photo(parameter.type)]
    return lambda: table_rows(
        table,
        main=workflow.main.name,
        known=known,
        photos=photos,
        columns=where.columns,
        encoding=where.encoding,
        kept=resources.picture,
    )


def _edited(
    rows: Callable[[], Iterator[Row]], edits: Mapping[str, Mapping[str, str]], workflow: Workflow
) -> Callable[[], Iterator[Row]]:
    for values in edits.values():
        for name in values:
            if name not in workflow.parameters or name in (workflow.main.name, workflow.fields):
                raise InputError(
                    f"a row of {workflow.name} has no input {name!r}",
                    mend="see its form",
                    code="unknown-input",
                    about=name,
                )

    def edited(row: Row) -> Row:
        return replace(row, values={**row.values, **edits[row.name]}) if row.name in edits else row

    return lambda: map(edited, rows())


def _kept_within(rows: Callable[[], Iterator[Row]], folder: Path, workflow: Workflow) -> Callable[[], Iterator[Row]]:
    photos = [name for name, parameter in workflow.parameters.items() if is_photo(parameter.type)]
    root = folder.resolve()

    def checked(row: Row) -> Row:
        named = [str(row.path or ""), *(path for name in photos for path in row.values.get(name, "").split(","))]
        outside = [path for path in named if path and not Path(path).resolve().is_relative_to(root)]
        if row.error or not outside:
            return row
        error = InputError(
            f"{row.where}: {outside[0]} is not in the workspace", mend="upload the file", code="not-allowed"
        )
        return replace(row, path=None, error=error)

    return lambda: map(checked, rows())
