"""Runs the toy workflow slowly, writing a line before each kept step, until somebody kills it."""

from __future__ import annotations

import functools
import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "runs"))

import toys

# A test runner that was started in the background ignores Ctrl-C, and so would this child.
signal.signal(signal.SIGINT, signal.default_int_handler)
folder = Path(sys.argv[1])
log = os.open(folder / "calls.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def noting(op: object) -> None:
    function = op.function  # type: ignore[attr-defined]

    @functools.wraps(function)
    def noted(picture: object, **rest: object) -> object:
        os.write(log, f"{op.name} {int(picture.pixels[0, 0, 0])}\n".encode())  # type: ignore[attr-defined]
        time.sleep(0.02)
        return function(picture, **rest)

    op.function = noted  # type: ignore[attr-defined]


noting(toys.find)
noting(toys.put)
report = toys.run(toys.open_store(folder), folder / "photos", folder / "out")
print(report.rows["done"], report.rows["total"])
