"""How the steps of one row are made: what others work on at the same time, what they stand on once."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import numpy as np

from maquette.graph import Leaf, Step, op
from maquette.picture.image import File, Image
from maquette.runs.make import Maker
from maquette.store import Store

SIZES = range(4)
_together = threading.Barrier(len(SIZES), timeout=20)
LOADED: Counter[str] = Counter()


@op(version=1, cost="cheap")
def load(path: Path) -> Image:
    LOADED[path.name] += 1
    return Image(np.zeros((2, 2, 3), np.uint8))


@op(version=1, cost="heavy", elsewhere=True)
def painted(picture: Image, *, size: int) -> File:
    # Nobody gets past here unless all of them are under way at once.
    _together.wait()
    return File(f"{picture.pixels.shape} {size}".encode(), "png", size, size)


def test_what_other_processes_do_for_a_row_is_asked_for_at_once_and_its_input_made_once(
    store: Store, tmp_path: Path
) -> None:
    photo = tmp_path / "p.jpg"
    photo.write_bytes(b"p")
    picture = load(Leaf("a" * 64, str(photo)))
    steps = [painted(picture, size=size) for size in SIZES]
    assert all(isinstance(step, Step) for step in steps)
    row = Maker(store).row("p")
    made, errors = row.keep_all(steps)
    assert errors == {}
    assert [store.blobs.get(made[step.key].asset) for step in steps] == [b"(2, 2, 3) %d" % size for size in SIZES]
    assert LOADED == {"p.jpg": 1}
    assert len(row.made) == len(SIZES)
