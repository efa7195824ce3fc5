"""A toy workflow on tiny pictures, with counters, for tests of the machinery."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from maquette.deliver.carry_out import CarryOut
from maquette.errors import UnreadableImage
from maquette.graph import Outcome, Photo, op, workflow
from maquette.picture.image import Box, Doubt, File, Image, Matte
from maquette.runs.job import Rows, make_job
from maquette.runs.names import check_names
from maquette.runs.report import RunReport
from maquette.store import Store

CALLS: Counter[str] = Counter()
_guard = threading.Lock()
VERSION = {"value": "1"}


def _count(name: str) -> None:
    with _guard:
        CALLS[name] += 1


@op(version=1, cost="cheap")
def load(path: Path) -> Image:
    _count("load")
    text = Path(path).read_text()
    if text.startswith("broken"):
        raise UnreadableImage(f"{path} is broken", mend="send another", code="damaged")
    return Image(np.full((4, 4, 3), len(text) % 256, np.uint8))


@op(version=1, cost="heavy", also=lambda **_: {"weights": VERSION["value"]})
def find(picture: Image, *, box: Box | None = None) -> Matte:
    _count("find")
    width = box.right - box.left if box else 1.0
    value = int(picture.pixels[0, 0, 0])
    doubts = (Doubt("unsure", "it could be anything", "look at it"),) if value == 13 else ()
    return Matte(np.full((4, 4), 255, np.uint8), 0.2 if doubts else 0.9, doubts, measures={"width": width})


@op(version=1, cost="heavy")
def put(picture: Image, matte: Matte, *, margin: float = 0.1, size: int = 1) -> File:
    _count("put")
    data = f"{int(picture.pixels[0, 0, 0])} {margin} {size}".encode()
    return File(data, "png", 4, 4)


@workflow
def toy(photo: Photo, *, margin: float = 0.1, sizes: int = 1, box: Box | None = None) -> Outcome:
    """A toy.

    Args:
        photo: a text file
        margin: air
        sizes: how many files
        box: where to look
    """
    picture = load(photo)
    where = find(picture, box=box)
    files = {f"size{size}": put(picture, where, margin=margin, size=size) for size in range(sizes)}
    return Outcome(files=files, gates={"cut-out": where})


class NoResources:
    def look(self, name: str) -> Any:
        raise AssertionError

    formats = channel = picture = look


def open_store(folder: Path) -> Store:
    return Store(folder / ".maquette", lambda path: None)


def photos(folder: Path, count: int, start: int = 1) -> Path:
    place = folder / "photos"
    place.mkdir(exist_ok=True)
    for number in range(start, start + count):
        (place / f"p{number:03}.jpg").write_text("x" * (20 + number))
    return place


def run(
    store: Store,
    source: Path,
    to: Path | None = None,
    *,
    events: list[Any] | None = None,
    workers: int = 2,
    columns: Mapping[str, str] | None = None,
    names: str | None = None,
    **inputs: Any,
) -> RunReport:
    where = Rows(photos=source) if source.is_dir() else Rows(over=source, columns=columns or {})
    job = make_job(toy, inputs, where, NoResources(), names=names)
    check_names(job)
    tell: Callable[[Any], None] = events.append if events is not None else lambda _: None
    return CarryOut(store, job, to, workers, tell)()


def calls() -> Iterator[Counter[str]]:
    CALLS.clear()
    yield CALLS
