"""Workflows: named recipes from inputs to files, as plain functions whose signature is the form."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NewType, overload

from maquette.graph.op import Ref

Photo = NewType("Photo", Path)
"""The type of a workflow's input that is a picture file. In the graph it is a leaf."""

Fields = NewType("Fields", Mapping[str, str])
"""The type of an input that takes whatever else is said: further columns of the table and further flags, by name."""

NO_FIELDS = Fields({})


@dataclass(frozen=True)
class Outcome:
    """What a workflow makes of one row.

    Built in a graph, the values are steps. *files* names what is delivered. *gates* are results that may doubt
    (they have ``doubts``): while one does and
    no person has accepted it, the row waits and its files stay inside. With *some*, a row is done when some of its
    files could be made; the others are named.
    """

    files: Mapping[str, Any]
    gates: Mapping[str, Any] = field(default_factory=dict)
    some: bool = False


@dataclass(frozen=True)
class Parameter:
    """One input of a workflow: what a form, a flag and a table column need to know of it."""

    name: str
    type: Any
    default: Any
    help: str

    @property
    def required(self) -> bool:
        """Whether there is no default."""
        return self.default is inspect.Parameter.empty

    @property
    def flag(self) -> str:
        """The name on the command line."""
        return "--" + self.name.replace("_", "-")


class Workflow:
    """A recipe. Calling it with references builds the graph of one row; nothing is computed.

    *begin* starts to load what rows would wait for. It is called before anything is planned, so perhaps for nothing.
    """

    def __init__(self, function: Callable[..., Outcome], begin: Callable[[], object] | None = None) -> None:
        self.function = function
        self.begin = begin
        self.name = function.__name__.replace("_", "-")
        text = inspect.getdoc(function) or ""
        head, _, rest = text.partition("\n\n")
        self.summary = " ".join(head.split())
        self.doc = rest.partition("\nArgs:")[0].strip()
        self._text = text

    def __call__(self, **inputs: Any) -> Outcome:
        """The graph of one row."""
        return self.function(**inputs)

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """The inputs, in the order of the signature; help comes from the docstring's ``Args:``."""
        hints = typing.get_type_hints(self.function)
        texts = _argument_texts(self._text)
        return {
            name: Parameter(name, hints[name], parameter.default, texts.get(name, ""))
            for name, parameter in inspect.signature(self.function).parameters.items()
        }

    @cached_property
    def main(self) -> Parameter:
        """What a row is about: the first photo that must be given, else the first input that must be."""
        needed = [one for one in self.parameters.values() if one.required]
        return next((one for one in needed if one.type is Photo), needed[0])

    @cached_property
    def fields(self) -> str | None:
        """The input that takes further columns and flags, if there is one."""
        return next((one.name for one in self.parameters.values() if one.type is Fields), None)

    def __repr__(self) -> str:
        return f"<workflow {self.name}>"


@overload
def workflow(function: Callable[..., Outcome]) -> Workflow: ...
@overload
def workflow(*, begin: Callable[[], object]) -> Callable[[Callable[..., Outcome]], Workflow]: ...
def workflow(function: Callable[..., Outcome] | None = None, *, begin: Callable[[], object] | None = None) -> Any:
    """Make a typed function a workflow. Its docstring is the help; ``Args:`` in it documents each input.

    *begin* starts, in no time itself, to load what rows would wait for.
    """
    return Workflow(function, begin) if function else partial(Workflow, begin=begin)


def named(name: str) -> Any:
    """A default that is a name (of a look, a format, a channel), looked up when a job is made."""
    return name


def references(outcome: Outcome) -> tuple[Ref, ...]:
    """Everything that an outcome asks for: its gates first, because they say whether the rest goes out."""
    return (*outcome.gates.values(), *outcome.files.values())


def _argument_texts(doc: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    name, indent = "", 0
    for line in doc.partition("\nArgs:")[2].splitlines():
        if not line.strip():
            continue
        depth = len(line) - len(line.lstrip())
        indent = indent or depth
        if depth < indent:
            break
        if depth == indent:
            name, _, text = line.strip().partition(":")
            texts[name] = text.strip()
        else:
            texts[name] += " " + line.strip()
    return texts
