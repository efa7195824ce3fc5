"""Pictures of the workspace as inputs: ``asset:HASH``, or a result of a run, ``run:RUN/ROW/FORMAT``."""

from __future__ import annotations

from pathlib import Path

from maquette.errors import NotFound
from maquette.store import Record, Store

_SHORTEST = 6


def kept_picture(store: Store, text: str) -> Path:
    """Where the bytes of that picture lie. Raises ``NotFound`` with what there is instead."""
    kind, _, which = text.partition(":")
    digest = _asset(store, which) if kind == "asset" else _result(store, which)
    path = store.blobs.path(digest)
    if not path.is_file():
        raise NotFound(f"{text} is no longer kept", mend="run its job again", code="unknown-picture")
    return path


def _asset(store: Store, beginning: str) -> str:
    found = store.blobs.find(beginning) if len(beginning) >= _SHORTEST else []
    if len(found) != 1:
        what = f"{len(found)} assets begin with" if found else "there is no asset"
        raise NotFound(
            f"{what} {beginning!r}",
            mend=f"maquette assets lists them; give at least {_SHORTEST} digits of the hash",
            code="unknown-picture",
        )
    return found[0]


def _result(store: Store, text: str) -> str:
    name, _, rest = text.partition("/")
    # The newest run is another one as soon as a run begins, so no input is named by it.
    run = store.history.run(name) if name and not name.startswith("last") else None
    if run is None:
        raise NotFound(f"there is no run {name!r}", mend="name it by its id: maquette runs", code="unknown-picture")
    rows = {row["name"]: row for row in store.history.rows(run["id"], "done")}
    row, label = rows.get(rest), ""
    if row is None:
        before, _, label = rest.rpartition("/")
        row = rows.get(before)
    if row is None:
        raise NotFound(
            f"run {run['id']} has no row {rest!r} that is done",
            mend=f"its rows: {', '.join([*rows][:8]) or 'none'}",
            code="unknown-picture",
        )
    return str(_file(row, label)["sha256"])


def _file(row: Record, label: str) -> Record:
    files: list[Record] = row["files"] or []
    fits = [file for file in files if file["format"] == label] if label else files
    if len(fits) != 1:
        raise NotFound(
            f"row {row['name']} has {'no file ' + label if label else f'{len(files)} files'}",
            mend=f"name one of {', '.join(file['format'] for file in files)}: run:RUN/{row['name']}/FORMAT",
            code="unknown-picture",
        )
    return fits[0]
