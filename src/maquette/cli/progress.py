"""Progress: a bar with rate and time left on a terminal, plain lines in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from maquette.runs.report import Event

_QUIET_SECONDS = 2.0


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Callable[[Event], None]]:
    """Yields what to call with each event. Everything goes to stderr; *quiet* leaves only the bar of a terminal."""
    if sys.stderr.isatty():
        with _bar() as tell:
            yield tell
    elif quiet:
        yield lambda _: None
    else:
        with _traced(_quarters()):
            yield _lines()


@contextmanager
def _traced(tell: Callable[[float], None]) -> Iterator[None]:
    """Hear how far the picture is that the path tracer works on."""
    from maquette.design.scenes.trace import LISTENERS

    LISTENERS.append(tell)
    try:
        yield
    finally:
        LISTENERS.remove(tell)


def _quarters() -> Callable[[float], None]:
    told = 0

    def tell(share: float) -> None:
        nonlocal told
        if int(4 * share) != told:
            told = int(4 * share)
            print(f"tracing, {25 * told} %", file=sys.stderr, flush=True)

    return tell


@contextmanager
def _bar() -> Iterator[Callable[[Event], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("rows", total=None, rate="")
        tracing = bar.add_task("tracing", total=100, rate="", visible=False)

        def tell(event: Event) -> None:
            if event.state == "failed":
                bar.console.print(f"failed: {event.row}: {event.reason}", markup=False, highlight=False)
            speed = bar.tasks[0].speed
            rate = f"{speed:.1f}/s" if speed else ""
            bar.update(task, completed=event.finished, total=event.total, rate=rate, description=event.row[:24])

        with _traced(lambda share: bar.update(tracing, completed=round(100 * share), visible=share < 1)):
            yield tell


def _lines() -> Callable[[Event], None]:
    begun = time.monotonic()
    last = begun

    def tell(event: Event) -> None:
        nonlocal last
        now = time.monotonic()
        if event.state == "failed":
            print(f"failed: {event.row}: {event.reason}", file=sys.stderr)
        if not event.cached and (now - last >= _QUIET_SECONDS or event.finished == event.total):
            last = now
            rate = event.finished / max(now - begun, 1e-6)
            left = (event.total - event.finished) / rate
            print(
                f"{event.finished}/{event.total} rows, {rate:.1f}/s, {left:.0f} s left",
                file=sys.stderr,
                flush=True,
            )

    return tell
