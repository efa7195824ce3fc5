"""Operations, references and steps: one function serves as a library call and as a node of a graph."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from typing import Any, Generic, Literal, ParamSpec, TypeVar, cast

from maquette.graph.keys import Key, canonical, digest

P = ParamSpec("P")
R = TypeVar("R")

Cost = Literal["cheap", "heavy", "paid"]


class Ref:
    """Something that a job will have: a leaf that is there already, or the result of a step."""

    key: Key

    @property
    def result_type(self) -> type | None:
        """The class of the value, or None for a leaf."""
        return None


@dataclass(frozen=True, eq=False)
class Leaf(Ref):
    """Bytes from outside the graph, named by their SHA-256; *path* says where they lie and is not part of the key."""

    key: Key
    path: str


@dataclass(frozen=True, eq=False)
class Step(Ref):
    """One application of an operation. Made by calling an operation with a reference."""

    op: Op[..., Any]
    params: Mapping[str, Any]
    inputs: Mapping[str, Ref]
    note: str = ""
    """What a plan says of the step beside its state, such as why this model. Not part of the key."""

    @cached_property
    def plain(self) -> dict[str, Any]:
        """The parameters in canonical form, with what the operation also depends on."""
        also = self.op.also(**self.params) if self.op.also else {}
        return cast("dict[str, Any]", canonical({**self.params, **also}))

    @cached_property
    def key(self) -> Key:  # type: ignore[override]
        """The deep key: equal for equal requests on equal bytes, whoever asks and when."""
        return digest([self.op.name, self.op.version, self.plain, {name: ref.key for name, ref in self.inputs.items()}])

    def shallow_key(self, content: Callable[[Ref], str | None]) -> Key | None:
        """The key by what the inputs turned out to be, or None while one of them is not known.

        *content* gives the digest of a leaf's or of a kept result's bytes. Cheap inputs have no bytes of their
        own and are looked through. Two steps with one shallow key have one result ("early cut-off").
        """
        found = {}
        for name, ref in self.inputs.items():
            known = content(ref)
            if known is None and isinstance(ref, Step) and not ref.kept:
                known = ref.shallow_key(content)
            if known is None:
                return None
            found[name] = known
        return digest(["shallow", self.op.name, self.op.version, self.plain, found])

    @property
    def kept(self) -> bool:
        """Whether the result is written to the store; a cheap step is made again where it is needed."""
        return self.op.cost != "cheap"

    @property
    def paid(self) -> bool:
        """Whether making it may cost money."""
        return self.op.cost == "paid"

    def arguments(self, value: Callable[[Ref], Any]) -> dict[str, Any]:
        """What the operation is called with, *value* giving what each reference stands for."""
        found: dict[str, Any] = dict(self.params)
        for name, ref in self.inputs.items():
            word, several, _ = name.partition("[")
            if several:
                found.setdefault(word, []).append(value(ref))
            else:
                found[name] = value(ref)
        return {name: tuple(one) if f"{name}[0]" in self.inputs else one for name, one in found.items()}

    @property
    def result_type(self) -> type | None:
        """The class of the value."""
        return self.op.result_type

    def __repr__(self) -> str:
        return f"<{self.op.name} {self.key[:8]}>"


class Op(Generic[P, R]):
    """A pure function that can also stand in a graph. Made by ``@op``."""

    def __init__(
        self,
        function: Callable[P, R],
        *,
        version: int,
        cost: Cost,
        also: Callable[..., Mapping[str, Any]] | None,
        prepare: Callable[[int], object] | None,
        result: type | None,
        elsewhere: bool,
    ) -> None:
        self.function = function
        self.name = function.__name__
        self.version = version
        self.cost = cost
        self.also = also
        self.prepare = prepare
        self.elsewhere = elsewhere
        self._result = result
        self.signature = inspect.signature(function)
        update_wrapper(self, function)

    @cached_property
    def hints(self) -> dict[str, Any]:
        """The resolved types of parameters and, as ``return``, of the result."""
        return typing.get_type_hints(self.function)

    @cached_property
    def result_type(self) -> type:
        """The class of the result."""
        return self._result or cast("type", self.hints["return"])

    @cached_property
    def _floats(self) -> frozenset[str]:
        return frozenset(
            name
            for name, hint in self.signature.parameters.items()
            if hint.annotation is float or str(hint.annotation).startswith("float")
        )

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run on values, or add a step when any argument is a reference."""
        if self.cost == "paid" or any(_refers(value) for value in (*args, *kwargs.values())):
            return cast("R", self.step(*args, **kwargs))
        return self.function(*args, **kwargs)

    def step(self, *args: Any, **kwargs: Any) -> Step:
        """The step that these arguments ask for. Defaults are written out, so saying a default changes no key."""
        bound = self.signature.bind(*args, **kwargs)
        bound.apply_defaults()
        inputs, params = {}, {}
        for name, value in bound.arguments.items():
            if isinstance(value, Ref):
                inputs[name] = value
            elif _refers(value):
                inputs |= {f"{name}[{place}]": one for place, one in enumerate(value)}
            elif isinstance(value, int) and not isinstance(value, bool) and name in self._floats:
                params[name] = float(value)
            else:
                params[name] = value
        return Step(op=self, params=params, inputs=inputs)

    def __repr__(self) -> str:
        return f"<op {self.name} v{self.version}>"


def op(
    *,
    version: int,
    cost: Cost = "cheap",
    also: Callable[..., Mapping[str, Any]] | None = None,
    prepare: Callable[[int], object] | None = None,
    result: type | None = None,
    elsewhere: bool = False,
) -> Callable[[Callable[P, R]], Op[P, R]]:
    """Make a pure function an operation.

    *version* is raised whenever the same arguments give another result. *cost* says what a cache should do:
    ``cheap`` results are made again, ``heavy`` ones are kept, and so are ``paid`` ones, which only a run may make:
    called outside of one, a paid operation gives its step. A paid operation's function gives the request, and *result*
    is the class of what comes of it. *also* takes the parameters and gives what else
    the result depends on (a weights digest), to be part of the key. *prepare* loads what the first call would wait
    for (a network), and may be called ahead of it from another thread, with how many calls will come at least.
    *elsewhere*: a process of its own does the work, and the thread that calls it only waits.
    """

    def wrap(function: Callable[P, R]) -> Op[P, R]:
        return Op(function, version=version, cost=cost, also=also, prepare=prepare, result=result, elsewhere=elsewhere)

    return wrap


def _refers(value: Any) -> bool:
    """Whether it is a reference, or several of them."""
    return isinstance(value, Ref) or (isinstance(value, tuple) and bool(value) and isinstance(value[0], Ref))


def walk(*ends: Ref) -> Iterator[Ref]:
    """Every reference that *ends* stand on, each once, inputs before what uses them."""
    seen: set[int] = set()
    stack: list[tuple[Ref, bool]] = [(end, False) for end in reversed(ends)]
    while stack:
        ref, ready = stack.pop()
        if ready:
            yield ref
        elif id(ref) not in seen:
            seen.add(id(ref))
            stack.append((ref, True))
            if isinstance(ref, Step):
                stack.extend((source, False) for source in reversed(list(ref.inputs.values())))
