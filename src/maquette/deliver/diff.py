"""Two runs of a job held against each other, file by file: what was added, removed, changed, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from maquette.errors import InputError, MaquetteError
from maquette.graph import changes
from maquette.picture.image import Box
from maquette.runs.workers import default_workers
from maquette.store import Record, Store

if TYPE_CHECKING:
    from maquette.pixels.compare import Comparison

Fate = Literal["added", "removed", "changed", "same"]
FATES: tuple[Fate, ...] = ("changed", "added", "removed", "same")


@dataclass(frozen=True)
class ChangedFile:
    """One file of one row. *before* and *after* are assets (None where there is none); the measures are of pictures
    of one size: the *share* of pixels that differ visibly, the *mean* and *most* CIEDE2000 and *where* they differ.

    *why* says what changed in how it was asked for; *note* why there are no measures.
    """

    row: str
    format: str
    fate: Fate
    before: str | None
    after: str | None
    path: str = ""
    share: float | None = None
    mean: float | None = None
    most: float | None = None
    where: Box | None = None
    why: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class RunDiff:
    """What became of every file between two runs; *rows* are those whose state is another one now."""

    before: str
    after: str
    workflow: str
    files: list[ChangedFile]
    rows: list[Record]
    page: str = ""
    picture: str = ""
    counts: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        counted = Counter(file.fate for file in self.files)
        object.__setattr__(self, "counts", {fate: counted[fate] for fate in FATES})


def diff(store: Store, before: Record, after: Record, *, measured: bool = True) -> RunDiff:
    """Hold the files of run *after* against those of run *before*, by row and format.

    Not *measured*, no picture is opened and no recipe read: each file has its fate alone. Raises ``InputError`` for
    runs of two workflows.
    """
    pairs = _pairs(store, before, after)
    if measured:
        with ThreadPoolExecutor(default_workers()) as pool:
            files = list(pool.map(lambda pair: _measured(store, pair), pairs))
    else:
        files = [pair.fate for pair in pairs]
    return RunDiff(before["id"], after["id"], after["workflow"], files, list(_other_states(store, before, after)))


def diff_file(store: Store, before: Record, after: Record, row: str, format: str) -> ChangedFile | None:  # noqa: A002
    """One file of ``diff``, measured; None where neither run has it."""
    found = (pair for pair in _pairs(store, before, after) if (pair.row, pair.format) == (row, format))
    return next((_measured(store, pair) for pair in found), None)


@dataclass(frozen=True)
class _Pair:
    """The records of one file in two runs; None where a run has none."""

    row: str
    format: str
    one: Record | None
    two: Record | None

    @property
    def fate(self) -> ChangedFile:
        before, after = (file["sha256"] if file else None for file in (self.one, self.two))
        fate: Fate = "added" if before is None else "removed" if after is None else "changed"
        path = (self.two or self.one or {})["path"]
        return ChangedFile(self.row, self.format, "same" if before == after else fate, before, after, path)


def _pairs(store: Store, before: Record, after: Record) -> list[_Pair]:
    if before["workflow"] != after["workflow"]:
        raise InputError(
            f"run {before['id']} is of {before['workflow']}, run {after['id']} of {after['workflow']}",
            mend="name two runs of one workflow; maquette runs lists them",
            code="other-workflow",
        )
    old, new = (dict(_files(store, run)) for run in (before, after))
    return [_Pair(*name, old.get(name), new.get(name)) for name in dict.fromkeys([*new, *old])]


def held(store: Store, file: ChangedFile) -> tuple[Any, Any, Comparison | None]:
    """The two pictures of a file, None for one that is not there, and how they compare.

    Raises ``MaquetteError`` for bytes that are gone or no picture, ``InputError`` for pictures of two sizes.
    """
    from maquette.picture.decode import read
    from maquette.pixels.compare import compare

    pictures = [read(store.blobs.get(one), file.row) if one else None for one in (file.before, file.after)]
    one, two = pictures
    if one is None or two is None:
        return one, two, None
    if one.pixels.shape[:2] != two.pixels.shape[:2]:
        sizes = f"{one.width}x{one.height} became {two.width}x{two.height}"
        raise InputError(sizes, mend="", code="other-size")
    return one, two, compare(one, two)


def _measured(store: Store, pair: _Pair) -> ChangedFile:
    file = pair.fate
    if file.fate != "changed" or pair.one is None or pair.two is None:
        return file
    file = replace(file, why=_why(store, pair.one, pair.two))
    try:
        _, _, found = held(store, file)
    except MaquetteError as error:
        return replace(file, note=error.reason)
    assert found
    measures = {name: round(getattr(found, name), 5) for name in ("share", "mean", "most")}
    note = "" if found.where else "other bytes, but no difference that an eye sees"
    return replace(file, **measures, where=found.where, note=note)


def _files(store: Store, run: Record) -> Iterator[tuple[tuple[str, str], Record]]:
    for row in store.history.rows(run["id"], "done"):
        for file in row["files"] or []:
            yield (row["name"], file["format"]), {**file, "of": (run["id"], row["index"])}


def _why(store: Store, one: Record, two: Record) -> tuple[str, ...]:
    recipes = []
    for file in (one, two):
        keys = {use["label"]: use["key"] for use in store.history.steps_of(*file["of"])}
        key = keys.get(f"file {file['format']}")
        recipes.append(store.results.recipe(key) if key else None)
    return tuple(changes(recipes[0], recipes[1])) if recipes[0] and recipes[1] else ()


def _other_states(store: Store, before: Record, after: Record) -> Iterator[Record]:
    old, new = ({row["name"]: row for row in store.history.rows(run["id"])} for run in (before, after))
    for name in dict.fromkeys([*new, *old]):
        one, two = old.get(name), new.get(name)
        states = one and one["state"], two and two["state"]
        if states[0] != states[1]:
            reason = (two or one or {})["reason"] or ""
            yield {"row": name, "before": states[0] or "", "after": states[1] or "", "reason": reason}
