"""Makes what a row asks for: looks up what is kept, runs what is missing, keeps it before anything else happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.errors import StoreError
from maquette.graph import Key, Leaf, Ref, Step, kept_steps, recipe
from maquette.picture.image import File
from maquette.store import Made, Store

if TYPE_CHECKING:
    from maquette.runs.paid import Payer

_SIDE_BY_SIDE = 32
"""Steps of one row that are asked for at once, where others do the work."""


class Maker:
    """Turns references into values, over one store; shared by the threads of a run.

    *payer* does the paid steps. *cores* bounds how many threads compute at once, where more of them wait for answers.
    """

    def __init__(
        self,
        store: Store,
        run: str | None = None,
        payer: Payer | None = None,
        cores: AbstractContextManager[Any] | None = None,
    ) -> None:
        self._store = store
        self._run = run
        self.payer = payer
        self.cores = cores or nullcontext()
        self._locks: dict[Key, tuple[threading.Lock, list[None]]] = {}
        self._guard = threading.Lock()

    def row(self, name: str = "") -> RowMaker:
        """A maker for the row of that name, which forgets its pictures when the row is done."""
        return RowMaker(self, self._store, self._run, name)

    @contextmanager
    def alone(self, key: Key) -> Iterator[None]:
        """Only one thread at a time makes a key: twice the same photo in a table is made once."""
        with self._guard:
            lock, waiting = self._locks.setdefault(key, (threading.Lock(), []))
            waiting.append(None)
        try:
            with lock:
                yield
        finally:
            with self._guard:
                waiting.pop()
                if not waiting:
                    self._locks.pop(key, None)


class RowMaker:
    """The values of one row while it is being made. *made* and *found* tell what happened to each kept step."""

    def __init__(self, maker: Maker, store: Store, run: str | None, name: str = "") -> None:
        self._name = name
        self._maker = maker
        self._store = store
        self._run = run
        self._values: dict[int, Any] = {}
        self._guards: dict[int, threading.RLock] = {}
        self._kept: dict[Key, Made] = {}
        self.smalls: dict[str, bytes] = {}
        """Small JPEGs of what was made now, by asset, where they came with it."""
        self.made: list[Step] = []
        self.found: list[Step] = []

    def keep_all(self, steps: Sequence[Step], *, some: bool = False) -> tuple[dict[Key, Made], dict[Key, Exception]]:
        """Every kept result of *steps*, what others do side by side; with *some* also the errors of those that failed.

        Without *some* the first error is raised, once everything that was paid for is here.
        """
        made: dict[Key, Made] = {}
        errors = self._wait_for(steps)
        for step in steps:
            try:
                if errors:
                    self._fail_with(errors, step)
                made[step.key] = self.keep(step)
            except Exception as error:
                if not some:
                    raise
                errors[step.key] = error
        return made, {step.key: errors[step.key] for step in steps if step.key in errors}

    @staticmethod
    def _fail_with(errors: Mapping[Key, Exception], step: Step) -> None:
        """Raise the error of the first step under *step* that failed, if one did."""
        failed = next((one.key for one in kept_steps([step]) if one.key in errors), None)
        if failed is not None:
            raise errors[failed]

    def _wait_for(self, steps: Sequence[Step]) -> dict[Key, Exception]:
        """Do the steps under *steps* that models or other processes work on, at once; errors are told by key."""
        waits = list({step.key: step for step in kept_steps(steps) if step.paid or step.op.elsewhere}.values())
        errors: dict[Key, Exception] = {}
        if len(waits) > 1:
            with ThreadPoolExecutor(min(len(waits), _SIDE_BY_SIDE), "wait") as pool:
                for step, job in [(step, pool.submit(self.keep, step)) for step in waits]:
                    error = job.exception()
                    if isinstance(error, Exception):
                        errors[step.key] = error
                    elif error:
                        raise error
        return errors

    def keep(self, step: Step) -> Made:
        """The kept result of *step*: found, or made now and recorded before it is given."""
        known = self._kept.get(step.key)
        if known is None:
            with self._maker.alone(step.key):
                known = self._find(step) or self._make(step)
            self._kept[step.key] = known
        return known

    def value(self, ref: Ref) -> Any:
        """The value itself: a path for a leaf, a picture, a matte ..."""
        if isinstance(ref, Leaf):
            return Path(ref.path)
        # What several steps of the row stand on is computed for the first that asks; locks go from ends to inputs.
        with self._guards.setdefault(id(ref), threading.RLock()):
            if id(ref) not in self._values:
                assert isinstance(ref, Step)
                if ref.kept:
                    made = self.keep(ref)
                    if id(ref) not in self._values:
                        self._values[id(ref)] = self._store.unpack(ref, made)
                else:
                    self._values[id(ref)] = self._call(ref)
            return self._values[id(ref)]

    def _find(self, step: Step) -> Made | None:
        made = self._store.results.get(step.key)
        if made and self._store.blobs.has(made.asset):
            self.found.append(step)
            return made
        return None

    def _find_early(self, step: Step, shallow: Key | None) -> Made | None:
        twin = self._store.results.by_shallow(shallow) if shallow else None
        if twin is None or not self._store.blobs.has(twin.asset):
            return None
        made = Made(step.key, twin.asset, twin.facts)
        size = self._store.blobs.path(twin.asset).stat().st_size
        self._record(step, made, shallow, size, 0.0)
        self.found.append(step)
        return made

    def _make(self, step: Step) -> Made:
        for source in step.inputs.values():
            self._have_kept(source)
        shallow = step.shallow_key(self._content)
        early = self._find_early(step, shallow)
        if early:
            return early
        if step.paid:
            return self._pay(step, shallow)
        begun = time.perf_counter()
        value = self._call(step)
        made = self._keep(step, value, shallow, time.perf_counter() - begun)
        self._values[id(step)] = value
        self.made.append(step)
        return made

    def _pay(self, step: Step, shallow: Key | None) -> Made:
        if self._maker.payer is None:
            raise StoreError(
                f"{step.op.name} may cost money, and only a run may spend", mend="maquette run", code="only-runs-spend"
            )
        begun = time.perf_counter()
        made, ours = self._maker.payer.make(
            step,
            self._name,
            ask=lambda: self._call(step),
            keep=lambda take, also: self._keep(step, take, shallow, time.perf_counter() - begun, also),
        )
        (self.made if ours else self.found).append(step)
        return made

    def _keep(
        self, step: Step, value: Any, shallow: Key | None, seconds: float, also: Callable[[], None] = lambda: None
    ) -> Made:
        packed = value.pack()
        facts = packed.facts
        try:
            asset = self._store.blobs.put(packed.data)
            more = [self._store.blobs.put(data) for data in packed.more]
        except OSError as error:
            raise StoreError(
                f"the result of {step.op.name} cannot be kept in {self._store.folder}: {error.strerror}",
                mend="make room on the disk, then run again: what is done stays done",
                code="disk-full" if error.errno == 28 else "store",
            ) from error
        if more:
            facts = {**facts, "more": [{**one, "asset": asset} for one, asset in zip(facts["more"], more, strict=True)]}
        made = Made(step.key, asset, facts)
        with self._store.together():
            self._record(step, made, shallow, len(packed.data), seconds)
            also()
        if isinstance(value, File) and value.small:
            self.smalls[asset] = value.small
        return made

    def _have_kept(self, ref: Ref) -> None:
        if isinstance(ref, Step):
            if ref.kept:
                self.keep(ref)
            else:
                for source in ref.inputs.values():
                    self._have_kept(source)

    def _content(self, ref: Ref) -> str | None:
        if isinstance(ref, Leaf):
            return ref.key
        known = self._kept.get(ref.key)
        return known.asset if known else None

    def _call(self, step: Step) -> Any:
        arguments = step.arguments(self.value)
        with nullcontext() if step.op.elsewhere else self._maker.cores:
            return step.op.function(**arguments)

    def _record(self, step: Step, made: Made, shallow: Key | None, size: int, seconds: float) -> None:
        self._store.results.record(
            made, shallow=shallow, size=size, recipe=recipe(step), seconds=seconds, run=self._run
        )
