"""A job: a workflow, its inputs, and the rows that it is done for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from maquette.errors import InputError
from maquette.graph import Workflow, canonical
from maquette.runs.inputs import Resources, read_input
from maquette.runs.table import Row, folder_rows, photo_row, single_row, table_rows


@dataclass(frozen=True)
class Job:
    """What is asked for. *given* is as the person wrote it, *values* what it means, *rows* opens the input anew."""

    workflow: Workflow
    given: Mapping[str, Any]
    values: Mapping[str, Any]
    rows: Callable[[], Iterator[Row]]
    resources: Resources
    source: str = ""

    def row_values(self, row: Row) -> dict[str, Any]:
        """The inputs of one row but its photo: the job's, overridden by the row's own cells.

        Raises ``InputError`` that names the row for a cell that cannot be read.
        """
        values = dict(self.values)
        for name, text in row.values.items():
            try:
                values[name] = read_input(self.workflow.input(name), text, self.resources)
            except InputError as error:
                raise InputError(f"{row.where}: {error.reason}", mend=error.mend, code=error.code) from error
        return values

    @property
    def plain(self) -> dict[str, Any]:
        """The job in plain JSON, without its rows."""
        return {"workflow": self.workflow.name, "inputs": canonical(dict(self.given)), "over": self.source}


@dataclass(frozen=True)
class Rows:
    """Where a job's rows come from: a table, a folder of photos, or neither (then the one photo among the inputs)."""

    over: Path | None = None
    photos: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None


def make_job(
    workflow: Workflow,
    given: Mapping[str, Any],
    where: Rows,
    resources: Resources,
    leave_out: tuple[Path, ...] = (),
) -> Job:
    """Check the inputs and open the rows. Nothing is computed.

    Raises ``InputError`` for an unknown or unreadable input, a missing one, or rows from two places.
    """
    given = {name.replace("-", "_"): value for name, value in given.items() if value is not None}
    parameters = workflow.parameters
    for name in given:
        if name not in parameters and not workflow.takes_texts:
            near = get_close_matches(name, parameters, 1)
            raise InputError(
                f"{workflow.name} has no input {name!r}",
                mend=f"did you mean {parameters[near[0]].flag}?"
                if near
                else f"see: maquette run {workflow.name} --help",
                code="unknown-input",
            )
    main = workflow.main_input
    rows, source = _rows(workflow, given, where, leave_out)
    values = {
        name: read_input(parameter, given.get(name, parameter.default), resources)
        for name, parameter in parameters.items()
        if name != main and (name in given or not parameter.required)
    }
    values |= {name: str(text) for name, text in given.items() if name not in parameters}
    missing = [parameters[name].flag for name in parameters if name != main and name not in values]
    if missing:
        raise InputError(f"{workflow.name} needs {', '.join(missing)}", mend="give it a value", code="missing-input")
    return Job(workflow, given, values, rows, resources, source)


def _rows(
    workflow: Workflow, given: Mapping[str, Any], where: Rows, leave_out: tuple[Path, ...]
) -> tuple[Callable[[], Iterator[Row]], str]:
    main = workflow.main_input
    if main is None:
        return _rows_of_texts(workflow, where)
    photo = given.get(main)
    if sum(one is not None for one in (where.over, where.photos, photo)) != 1:
        raise InputError(
            f"{workflow.name} needs one source of photos",
            mend=f"give --over TABLE.csv, --photos FOLDER or --{main} FILE, and only one of them",
            code="missing-input",
        )
    if where.over is not None:
        return (lambda: _table(workflow, where)), str(where.over)
    if where.photos is not None:
        folder = where.photos
        return (lambda: folder_rows(folder, leave_out)), str(folder)
    path = Path(str(photo))
    return (lambda: photo_row(path)), str(path)


def _rows_of_texts(workflow: Workflow, where: Rows) -> tuple[Callable[[], Iterator[Row]], str]:
    if where.photos is not None:
        raise InputError(
            f"{workflow.name} is not done for a folder of photos",
            mend="give --over TABLE, or the inputs of one row as flags",
            code="missing-input",
        )
    if where.over is None:
        return (lambda: single_row(workflow.name)), ""
    return (lambda: _table(workflow, where)), str(where.over)


def _table(workflow: Workflow, where: Rows) -> Iterator[Row]:
    assert where.over is not None
    main = workflow.main_input
    return table_rows(
        where.over,
        photo=main,
        known=[name for name in workflow.parameters if name != main],
        pictures=[name for name in workflow.pictures if name != main],
        others=workflow.takes_texts,
        columns=where.columns,
        encoding=where.encoding,
    )
