"""The plan: a pure function of a graph and of what is already made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from maquette.graph.keys import Key
from maquette.graph.op import Leaf, Ref, Step, walk

State = Literal["to_do", "cached"]


@dataclass(frozen=True)
class PlannedStep:
    """A kept step that the asked-for results need, and whether it is made already."""

    step: Step
    state: State


def kept_steps(ends: Iterable[Ref]) -> list[Step]:
    """Every kept step under *ends*, inputs first."""
    return [ref for ref in walk(*ends) if isinstance(ref, Step) and ref.kept]


def plan(ends: Iterable[Ref], made: Mapping[Key, str]) -> list[PlannedStep]:
    """What it takes to have *ends*, inputs first, each key once.

    *made* gives the content digest of every result that is kept already. What stands only under cached results is
    not needed and does not appear. Cheap steps do not appear: they run inside the kept step that needs them.
    """
    planned: dict[Key, PlannedStep] = {}
    visited: set[int] = set()

    def visit(ref: Ref) -> None:
        if not isinstance(ref, Step) or id(ref) in visited:
            return
        visited.add(id(ref))
        if ref.kept and ref.key in made:
            planned.setdefault(ref.key, PlannedStep(ref, "cached"))
            return
        for source in ref.inputs.values():
            visit(source)
        if ref.kept:
            planned.setdefault(ref.key, PlannedStep(ref, "to_do"))

    for end in ends:
        visit(end)
    return list(planned.values())


def content(ref: Ref, made: Mapping[Key, str]) -> str | None:
    """The digest of a reference's bytes: a leaf's key, or what *made* knows of a kept result."""
    return ref.key if isinstance(ref, Leaf) else made.get(ref.key)


def early_keys(steps: Iterable[Step], made: Mapping[Key, str]) -> dict[Key, Key]:
    """Shallow key by deep key, for the steps that stand on a kept result whose content is known.

    A step that stands on leaves alone has nothing to gain: its deep key says the same.
    """
    found = {}
    for step in steps:
        if any(source.kept for source in walk(*step.inputs.values()) if isinstance(source, Step)):
            early = step.shallow_key(lambda ref: content(ref, made))
            if early:
                found[step.key] = early
    return found
