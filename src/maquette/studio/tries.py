"""A limit on tries, so that passwords cannot be guessed by trying."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque

from starlette.requests import Request

from maquette.members import NotAllowed

_MOST = 5
_SECONDS = 60.0
_REMEMBERED = 10_000


class Tries:
    """At most five tries a minute for a name, and five for an address."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()

    def pass_by(self, request: Request, name: str) -> None:
        """Count a try. Raises ``NotAllowed`` when there were too many."""
        now = time.monotonic()
        with self._guard:
            for key in _keys(request, name):
                tries = self._tries.setdefault(key, deque())
                self._tries.move_to_end(key)
                while tries and now - tries[0] > _SECONDS:
                    tries.popleft()
                if len(tries) >= _MOST:
                    wait = _SECONDS - (now - tries[0])
                    raise NotAllowed(
                        "there were too many tries", mend=f"wait {wait:.0f} seconds", code="too-many-tries"
                    )
                tries.append(now)
            while len(self._tries) > _REMEMBERED:
                self._tries.popitem(last=False)

    def forget(self, request: Request, name: str) -> None:
        """That one was right."""
        with self._guard:
            for key in _keys(request, name):
                self._tries.pop(key, None)


def _keys(request: Request, name: str) -> tuple[str, str]:
    return f"name {name.casefold()}", f"address {request.client.host if request.client else ''}"
