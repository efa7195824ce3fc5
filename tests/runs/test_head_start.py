"""The first rows of a run go ahead of the engine."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from maquette.runs import engine, head_start


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_the_engine_is_loaded_for_more_rows_than_are_worked_on_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    done, loaded = set[int](), threading.Event()

    def row(index: int) -> None:
        # The last of the first ones goes on when others are done.
        if index == 1:
            loaded.wait(0.2)
        done.add(index)

    def next_rows(after: int, limit: int) -> list[int]:
        return [index for index in range(after + 1, rows) if index not in done][:limit]

    def carry_out(*_: object, begin: engine.Begin, **__: object) -> None:
        loaded.set()
        for index in next_rows(-1, rows):
            begin(index).result()

    monkeypatch.setattr(engine, "carry_out", carry_out)
    head_start.carry_out(tmp_path, "run", row=row, next_rows=next_rows, workers=2)
    assert done == set(range(rows))
    assert loaded.is_set() == (rows > 2)
