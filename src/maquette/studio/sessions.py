"""Sessions by their token, remembered for a few seconds: a page asks for hundreds of pictures at once."""

from __future__ import annotations

import time

from maquette.members import Members, Session

_SECONDS = 5.0
_MOST = 1000


class Sessions:
    """Looks sessions up."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._known: dict[str, tuple[float, Session]] = {}

    def of(self, token: str) -> Session | None:
        """The session of who holds *token*."""
        if not token:
            return None
        now = time.monotonic()
        known = self._known.get(token)
        if known and now - known[0] < _SECONDS:
            return known[1]
        found = self._members.session(token)
        if found is None:
            self._known.pop(token, None)
        else:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[token] = now, found
        return found

    def forget(self, token: str = "") -> None:
        """Remember nothing of that token, or of any."""
        if token:
            self._known.pop(token, None)
        else:
            self._known.clear()
