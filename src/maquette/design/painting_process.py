"""One painting process; ``maquette.design.pool`` starts it."""

from __future__ import annotations

import signal
import sys
from multiprocessing.connection import Connection

from maquette.design.pool import serve

if __name__ == "__main__":
    # Ctrl-C goes to the whole terminal; the parent decides when painting ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(Connection(int(sys.argv[1])), float(sys.argv[2]))
