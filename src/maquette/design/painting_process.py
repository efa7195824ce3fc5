"""The process that painters are forked from, and what a painter does; ``maquette.design.worker`` starts it.

Loading what painting takes costs as much as painting a dozen pictures, so it is loaded once for all painters. Nothing
is painted or decoded here: libvips starts threads with the first picture, and after that no fork is safe.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle

from maquette.errors import PaintError

MEMORY_END = 1500
"""Megabytes of data that a worker can never go beyond, whatever it was asked to paint."""


def load() -> None:
    """Load the painter, the encoder, the shaper and what draws sheets; not one thread is started."""
    import PIL.ImageDraw
    import PIL.ImageFont
    import PIL.JpegImagePlugin  # noqa: F401
    import simplejpeg  # noqa: F401
    import skia  # noqa: F401

    import maquette.design.template.render  # noqa: F401
    from maquette.picture.vips import vips

    vips()


def start_painters(line: Connection) -> None:
    """Fork a painter at ("start", time limit), end it at ("end", its id); end all of them when the line breaks."""
    painters: set[int] = set()
    with suppress(EOFError, ConnectionError):
        while True:
            asked, value = line.recv()
            if asked == "start":
                pid = _fork(line, value)
                painters.add(pid)
                line.send(pid)
            else:
                _end(painters & {value})
                painters.discard(value)
                line.send(None)
    _end(painters)


def _fork(line: Connection, time_limit: float) -> int:
    painter = Connection(recv_handle(line))
    pid = os.fork()
    if not pid:
        line.close()
        try:
            serve(painter, time_limit)
        finally:
            os._exit(0)
    painter.close()
    return pid


def _end(painters: set[int]) -> None:
    for pid in painters:
        os.kill(pid, signal.SIGKILL)
    for pid in painters:
        os.waitpid(pid, 0)


def serve(line: Connection, time_limit: float) -> None:
    """What a worker does: calls come in, answers go out, until the line breaks."""
    _limit_memory()
    quiet = open(os.devnull, "w")  # noqa: SIM115 - open as long as the process
    while True:
        try:
            function, args, kwargs = line.recv()
        except EOFError:
            return
        # A timer of C's own, which needs no Python: it ends even a worker whose parent is gone.
        faulthandler.dump_traceback_later(time_limit + 5, exit=True, file=quiet)
        try:
            answer = (False, function(*args, **kwargs))
        except Exception as error:
            answer = (True, error)
        faulthandler.cancel_dump_traceback_later()
        try:
            line.send((*answer, private_megabytes()))
        except ConnectionError:
            return
        except Exception as error:
            line.send((True, PaintError(f"the answer cannot be sent: {error}"), private_megabytes()))


def private_megabytes() -> float:
    """Memory of this process that it shares with no file, in megabytes (0 where the system does not say)."""
    try:
        with open("/proc/self/statm") as file:
            _, resident, shared, *_ = map(int, file.read().split())
    except OSError:
        return 0.0
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _limit_memory() -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_END * 1_000_000,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    # Ctrl-C goes to the whole terminal; the parent decides when painting ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is missing is told by the call that needs it.
    with suppress(ImportError):
        load()
    # What is loaded stays: looking for garbage in it would only copy memory that the painters share.
    gc.freeze()
    start_painters(Connection(int(sys.argv[1])))
