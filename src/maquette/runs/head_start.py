"""Begins the first rows of a run at once: the engine comes up while they are under way, and looks after all of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from maquette.errors import Interrupted

RowWork = Callable[[int], None]
NextRows = Callable[[int, int], list[int]]

_ALONE, _FIRST = 5.0, 0.5
"""Seconds that the first rows have before the engine is loaded: where there are no others, and where others wait."""


def carry_out(
    folder: Path, run: str, *, row: RowWork, next_rows: NextRows, workers: int, at_once: bool = False
) -> None:
    """Do every row of *run* that is not done, durably, and return when all are.

    *next_rows(after, limit)* gives the indexes of unfinished rows; *row(index)* does one, records how it ended, and
    never raises for what is wrong with the row itself. *workers* rows are worked on at once. Where there are more, the
    engine is loaded when one is done or half a second is over, or *at_once*. A run that was killed is taken up where
    it stood. Raises ``Interrupted`` on Ctrl-C.
    """
    # As many threads as rows at once: every further one would hold on to memory that another has freed.
    threads = ThreadPoolExecutor(workers, "row")
    begun: dict[int, Future[None]] = {}

    def begin(index: int) -> Future[None]:
        return begun.pop(index, None) or threads.submit(row, index)

    try:
        first = next_rows(-1, workers + 1)
        begun |= {index: threads.submit(row, index) for index in first[:workers]}
        # Loading the engine takes the interpreter for as long as a hundred requests do: they go first.
        if len(first) <= workers:
            wait(begun.values(), _ALONE)
        else:
            wait(begun.values(), 0 if at_once else _FIRST, return_when=FIRST_COMPLETED)
        if next_rows(-1, 1):
            from maquette.runs import engine

            engine.carry_out(folder, run, begin=begin, next_rows=next_rows, workers=workers)
        for work in begun.values():
            work.result()
    except KeyboardInterrupt:
        raise Interrupted("stopped", mend="run the same command again: it continues where it stopped") from None
    finally:
        threads.shutdown(wait=False)
