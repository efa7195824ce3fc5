"""Holds a job against what is already made, a batch of rows at a time, however long the table is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from maquette.errors import InputError, MaquetteError
from maquette.graph import (
    Key,
    Leaf,
    Outcome,
    PlannedStep,
    Step,
    changes,
    early_keys,
    kept_steps,
    plan,
    recipe,
    references,
)
from maquette.runs.job import Job
from maquette.runs.mended import mended
from maquette.runs.table import Row
from maquette.store import Made, Source, Store, in_batches

BATCH = 200


@dataclass(frozen=True)
class RowPlan:
    """What one row takes: its graph and the kept steps that it needs, or the *error* that refuses it."""

    row: Row
    digest: str = ""
    outcome: Outcome | None = None
    steps: list[PlannedStep] = field(default_factory=list)
    made: dict[Key, Made] = field(default_factory=dict)
    error: MaquetteError | None = None

    @property
    def to_do(self) -> list[Step]:
        """The steps that have to run, inputs first."""
        return [planned.step for planned in self.steps if planned.state == "to_do"]


def plan_rows(store: Store, job: Job) -> Iterator[RowPlan]:
    """The plan of every row, in order. Photos are hashed and probed once; nothing is computed."""
    for batch in in_batches(job.rows(), BATCH):
        yield from _plan_batch(store, job, batch)


def _plan_batch(store: Store, job: Job, batch: list[Row]) -> list[RowPlan]:
    asked = [_Asked.of(job, row) for row in mended(store, job, batch)]
    sources = store.sources.look_up(path for one in asked for path in one.paths)
    plans = [_graph(job, one, sources) for one in asked]
    wanted = dict.fromkeys(step.key for one in plans if one.outcome for step in kept_steps(references(one.outcome)))
    made = {key: result for key, result in store.results.many(wanted).items() if store.blobs.has(result.asset)}
    _add_early(store, plans, made)
    assets = {key: result.asset for key, result in made.items()}
    for one in plans:
        if one.outcome:
            one.steps.extend(plan(references(one.outcome), assets))
            one.made.update({key: made[key] for step in one.steps if (key := step.step.key) in made})
    return plans


@dataclass(frozen=True)
class _Asked:
    """A row with its inputs read, or the *error* that stands in the way; *paths* are all of its picture files."""

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    error: MaquetteError | None = None

    @classmethod
    def of(cls, job: Job, row: Row) -> _Asked:
        if row.error is not None:
            return cls(row, error=row.error)
        try:
            values = job.row_values(row)
        except MaquetteError as error:
            return cls(row, error=error)
        if row.path is not None:
            values[job.workflow.main.name] = row.path
        return cls(row, values)

    def leaves(self, sources: dict[Path, Source | MaquetteError]) -> dict[str, Any]:
        """What the graph is made from. Raises what stands in the way."""
        if self.error is not None:
            raise self.error
        return {name: _leaf(value, sources) for name, value in self.values.items()}

    @property
    def paths(self) -> list[Path]:
        found: list[Path] = []
        for value in self.values.values():
            several = value if isinstance(value, tuple) else (value,)
            found.extend(one for one in several if isinstance(one, Path))
        return found


def _graph(job: Job, asked: _Asked, sources: dict[Path, Source | MaquetteError]) -> RowPlan:
    digest = ""
    try:
        values = asked.leaves(sources)
        digest = _digest(values)
        outcome = job.workflow(**values)
        for step in kept_steps(references(outcome)):
            if step.paid:
                from maquette.runs.prices import check

                check(step, job.cards)
        return RowPlan(asked.row, digest, outcome)
    except MaquetteError as error:
        return RowPlan(asked.row, digest, error=error)


def _leaf(value: Any, sources: dict[Path, Source | MaquetteError]) -> Any:
    """What the graph is given for a value: a leaf for a picture file, itself for all else."""
    if type(value) is tuple:  # a box is one too, and stays one
        return tuple(_leaf(one, sources) for one in value)
    if not isinstance(value, Path):
        return value
    source = sources[value]
    if isinstance(source, MaquetteError):
        raise source
    if source.refusal:
        raise _refused(source)
    return Leaf(source.digest, str(value))


def _digest(values: dict[str, Any]) -> str:
    """A word for the bytes of all pictures among *values*."""
    return hashlib.sha256("".join(sorted(_leaves(values))).encode()).hexdigest()


def _leaves(values: dict[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Leaf):
                yield f"{name} {one.key}\n"


def _refused(source: Source) -> MaquetteError:
    refusal = source.refusal or {}
    return MaquetteError(refusal["reason"], mend=refusal["mend"], code=refusal["code"])


def _add_early(store: Store, plans: list[RowPlan], made: dict[Key, Made]) -> None:
    """Early cut-off: a step whose changed ancestor turned out the same bytes is made already."""
    assets = {key: result.asset for key, result in made.items()}
    for one in plans:
        if one.outcome:
            missing = [step for step in kept_steps(references(one.outcome)) if step.key not in assets]
            for key, shallow in early_keys(missing, assets).items():
                twin = store.results.by_shallow(shallow)
                if twin and store.blobs.has(twin.asset):
                    made[key] = Made(key, twin.asset, twin.facts)
                    assets[key] = twin.asset


def labels(outcome: Outcome) -> dict[Key, str]:
    """A name for every kept step of a row, the same from run to run: a gate's, a file's, or the operation's."""
    named = {step.key: f"file {name}" for name, step in outcome.files.items()}
    named |= {step.key: name for name, step in outcome.gates.items()}
    taken: dict[str, int] = {}
    for step in kept_steps(references(outcome)):
        if step.key not in named:
            taken[step.op.name] = taken.get(step.op.name, 0) + 1
            count = taken[step.op.name]
            named[step.key] = step.op.name if count == 1 else f"{step.op.name} {count}"
    return named


def reasons(store: Store, step: Step, earlier: Key | None) -> list[str]:
    """Why a step has to run, given the key that stood in its place in the run before."""
    if earlier is None:
        return ["not made before"]
    if earlier == step.key:
        return ["its kept result is gone"]
    before = store.results.recipe(earlier)
    if before and before["op"] != step.op.name:
        return [step.note or f"made by {step.op.name} now, by {before['op']} before"]
    return (changes(before, recipe(step)) if before else []) or ["what it stands on changed"]


def row_outcome(store: Store, job: Job, record: dict[str, Any], known: Outcome | None = None) -> Outcome:
    """The graph of a planned row: the one that is *known* from planning it, else built anew from its record.

    Raises ``InputError`` when its pictures are not what they were when the run was planned.
    """
    asked = _Asked.of(job, recorded_row(record))
    sources = store.sources.look_up(asked.paths)
    if known is not None and _digest(asked.leaves(sources)) == record["values"]["digest"]:
        return known
    one = _graph(job, asked, sources)
    if one.outcome is None or one.digest != record["values"]["digest"]:
        raise one.error or InputError(
            f"{record['input']} changed while the run was going on", mend="run again", code="changed-input"
        )
    return one.outcome


def recorded_row(record: dict[str, Any]) -> Row:
    """The row of a record that ``row_record`` made."""
    values = record["values"]
    path = Path(values["path"]) if values["path"] else None
    head = (record["index"], record["name"], record["input"])
    return Row(*head, values["where"], path, values["cells"], values["fields"])


def row_record(run: str, one: RowPlan) -> dict[str, Any]:
    """A planned row as it is remembered."""
    row = one.row
    return {
        "run": run,
        "index": row.index,
        "name": row.name,
        "input": row.input,
        "values": {
            "path": str(row.path.absolute()) if row.path else "",
            "where": row.where,
            "digest": one.digest,
            "cells": dict(row.values),
            "fields": dict(row.fields),
            **({"mended": row.mended} if row.mended else {}),
        },
        "state": "to_do",
        "files": None,
        "facts": None,
        "code": None,
        "reason": None,
        "mend": None,
    }
