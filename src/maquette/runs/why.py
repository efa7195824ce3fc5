"""Why an asset is as it is: the steps under it and what made each of them run."""

from __future__ import annotations

import hashlib
from pathlib import Path

from maquette.errors import NotFound
from maquette.store import Record, Store


def why(store: Store, asset: str) -> list[Record]:
    """The uses of an asset, newest first: run, workflow, row, label, and the row's steps with state and reasons."""
    path = Path(asset)
    if path.is_file():
        with path.open("rb") as file:
            asset = hashlib.file_digest(file, "sha256").hexdigest()
    keys = store.results.keys_of(asset)
    if not keys:
        raise NotFound(
            f"nothing here was made as {asset[:64]!r}",
            mend="name a file that this workspace wrote, or an asset from `maquette assets`",
            code="not-made-here",
        )
    told = []
    for use in store.history.uses_of(keys):
        steps = [
            step | {"recipe": store.results.recipe(step["key"])}
            for step in store.history.steps_of(use["run"], use["row"])
        ]
        told.append(use | {"steps": steps})
    return told
