"""How a row ends: held for a person, or its files written; and its one line in the record."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from maquette.deliver.files import Delivery, Item
from maquette.errors import MaquetteError
from maquette.graph import Key, Outcome
from maquette.runs.inputs import area_text
from maquette.runs.job import Job
from maquette.runs.names import SUFFIXES, file_name
from maquette.runs.table import Row
from maquette.store import Made, Record, Store


class RowEnds:
    """Finishes rows of one run into one folder (or only into the workspace, when there is none)."""

    def __init__(self, store: Store, job: Job, run: str, to: Path | None) -> None:
        self._store = store
        self._job = job
        self._to = to
        self._delivery = Delivery(store, run)

    def expect(self, rows: Iterable[tuple[Row, Outcome, Mapping[Key, Made]]]) -> None:
        """Look up at once what concerns all of *rows*, which ``finish`` is about to be called with."""
        if self._to is not None:
            self._delivery.expect(Path(file["path"]) for row in rows for file in self._files(*row))

    def finish(
        self, row: Row, outcome: Outcome, made: Mapping[Key, Made], errors: Mapping[Key, Exception] | None = None
    ) -> Record:
        """The record of a row whose results are kept, but for those in *errors*. Never raises for what is wrong with
        the row.
        """
        missing = [
            {"format": label, **told(errors[step.key])}
            for label, step in outcome.files.items()
            if errors and step.key in errors
        ]
        if errors and len(missing) == len(outcome.files):
            return {"files": [], "facts": {"missing": missing}, **failed(next(iter(errors.values())))}
        gates = {label: made[step.key] for label, step in outcome.gates.items()}
        doubts = [doubt for gate in gates.values() for doubt in gate.facts.get("doubts", [])]
        verdicts = self._store.history.verdicts(gate.key for gate in gates.values()) if doubts else {}
        files = self._files(row, outcome, made)
        facts: dict[str, Any] = {
            "doubts": doubts,
            "gates": [gate.key for gate in gates.values() if gate.facts.get("doubts")],
            "certainty": min(
                (gate.facts["certainty"] for gate in gates.values() if "certainty" in gate.facts),
                default=None,
            ),
            "candidates": [area_text(box) for gate in gates.values() for box in gate.facts.get("candidates", [])],
            "methods": [gate.facts["method"] for gate in gates.values() if "method" in gate.facts],
            "notes": [
                doubt
                for step in outcome.files.values()
                if step.key in made
                for doubt in made[step.key].facts.get("doubts", [])
            ],
            "missing": missing,
        }
        record: Record = {
            "state": "done",
            "files": files,
            "facts": facts,
            "code": None,
            "reason": None,
            "mend": None,
        }
        doubtful = [gate.key for gate in gates.values() if gate.facts.get("doubts")]
        if any(verdicts.get(key) == "send-back" for key in doubtful):
            said = "a person sent it back"
            return record | _failed("sent-back", said, "mend the photo or give the row a box, then run again")
        if any(verdicts.get(key) != "accept" for key in doubtful):
            first = doubts[0]
            reason = "; ".join(doubt["reason"] for doubt in doubts)
            return record | {
                "state": "waiting",
                "code": first["code"],
                "reason": reason,
                "mend": first["mend"],
            }
        if self._to is not None:
            try:
                self._delivery.write(Item(Path(file["path"]), file["sha256"]) for file in files)
            except MaquetteError as error:
                return record | failed(error)
        return record

    def _files(self, row: Row, outcome: Outcome, made: Mapping[Key, Made]) -> list[Record]:
        listed = []
        for label, step in outcome.files.items():
            if step.key not in made:
                continue
            result = made[step.key]
            pictures = [{**result.facts, "asset": result.asset}, *result.facts.get("more", [])]
            name = file_name(self._job, row, label, alone=len(outcome.files) == 1)
            for number, facts in enumerate(pictures, 1):
                file = f"{name}{f'-{number}' if number > 1 else ''}.{SUFFIXES[facts['format']]}"
                listed.append(
                    {
                        "path": os.path.join(self._to, file) if self._to is not None else "",
                        "sha256": facts["asset"],
                        "format": label if number == 1 else f"{label}-{number}",
                        "width": facts["width"],
                        "height": facts["height"],
                        **({"model": facts["model"]} if facts.get("model") else {}),
                    }
                )
        return listed


def told(error: Exception) -> Record:
    """Code, reason and mend of an error."""
    return {name: text for name, text in failed(error).items() if name != "state"}


def failed(error: Exception) -> Record:
    """The part of a row's record that says why it failed."""
    if isinstance(error, MaquetteError):
        return _failed(error.code, error.reason, error.mend)
    if isinstance(error, MemoryError):
        return _failed("out-of-memory", "there was not enough memory for this picture", "make the picture smaller")
    return _failed(
        "internal",
        f"{type(error).__name__}: {error}",
        "this is a fault of Maquette: please report it with this text",
    )


def _failed(code: str, reason: str, mend: str) -> Record:
    return {"state": "failed", "code": code, "reason": reason, "mend": mend}
