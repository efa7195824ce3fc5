"""Makes what a row asks for: looks up what is kept, runs what is missing, keeps it before anything else happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from maquette.errors import StoreError
from maquette.graph import Key, Leaf, Ref, Step, recipe
from maquette.store import Made, Store


class Maker:
    """Turns references into values, over one store; shared by the threads of a run."""

    def __init__(self, store: Store, run: str | None = None) -> None:
        self._store = store
        self._run = run
        self._locks: dict[Key, tuple[threading.Lock, list[None]]] = {}
        self._guard = threading.Lock()

    def row(self) -> RowMaker:
        """A maker for one row, which forgets its pictures when the row is done."""
        return RowMaker(self, self._store, self._run)

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

    def __init__(self, maker: Maker, store: Store, run: str | None) -> None:
        self._maker = maker
        self._store = store
        self._run = run
        self._values: dict[int, Any] = {}
        self._kept: dict[Key, Made] = {}
        self.made: list[Step] = []
        self.found: list[Step] = []

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
        begun = time.perf_counter()
        value = self._call(step)
        packed = value.pack()
        try:
            asset = self._store.blobs.put(packed.data)
        except OSError as error:
            raise StoreError(
                f"the result of {step.op.name} cannot be kept in {self._store.folder}: {error.strerror}",
                mend="make room on the disk, then run again: what is done stays done",
                code="disk-full" if error.errno == 28 else "store",
            ) from error
        made = Made(step.key, asset, packed.facts)
        self._record(step, made, shallow, len(packed.data), time.perf_counter() - begun)
        self._values[id(step)] = value
        self.made.append(step)
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
        return step.op.function(**step.arguments(self.value))

    def _record(self, step: Step, made: Made, shallow: Key | None, size: int, seconds: float) -> None:
        self._store.results.record(
            made, shallow=shallow, size=size, recipe=recipe(step), seconds=seconds, run=self._run
        )
