"""Orders: a run asked for in one process, carried out by another, and stopped or taken up again from anywhere."""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

from maquette.errors import InputError, MaquetteError, NotFound
from maquette.store import Record, Store
from maquette.store.orders import OPEN

ATTEMPTS = 5
"""An order whose process keeps dying is given up after that many."""


class AsRun(NamedTuple):
    """The *id* that a run shall have (empty: any), and who is told which run carries the job out.

    That is an earlier one where the same job was begun and not finished.
    """

    id: str = ""
    begun: Callable[[str], None] = lambda _: None


def new_id() -> str:
    """An id for a run or an order: the moment, and six digits by chance."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


class Orders:
    """The orders of one workspace. What is said here holds for the process that carries an order out, wherever."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._orders = store.orders

    def add(self, workflow: str, job: Mapping[str, Any], *, project: str, consent: str, member: str) -> str:
        """Put a run into the queue and give its id."""
        order = new_id()
        self._orders.add(order, job, workflow=workflow, project=project, consent=consent, member=member)
        return order

    def get(self, order: str) -> Record:
        """The order of that id, or of the run of that id. Raises ``NotFound``."""
        found = self._orders.get(order)
        if found is None:
            raise NotFound(
                f"{order!r} was not ordered here",
                mend="a run from the command line goes on when its command is given again",
                code="not-ordered",
            )
        return found

    def waiting(self) -> list[Record]:
        """Orders that somebody has to carry out: queued, or left by a process that is gone. Oldest first."""
        return [one for one in self._orders.open() if not self._store.owners.lives(one["owner"])]

    def under_way(self) -> list[Record]:
        """Orders that a living process carries out."""
        return [one for one in self._orders.open() if self._store.owners.lives(one["owner"])]

    def claim(self, order: str) -> Record:
        """Make this process the one that carries the order out.

        Raises ``InputError`` where another one does, where it is over, or where it has been tried too often.
        """
        found = self.get(order)
        if found["attempts"] >= ATTEMPTS:
            raise self.give_up(found["id"])
        lives = self._store.owners.lives(found["owner"])
        if lives or not self._orders.claim(found["id"], self._store.owners.me, found["owner"]):
            state = "under way in another process" if lives else self.get(order)["state"]
            raise InputError(f"run {order} is {state}", mend=f"maquette runs resume {order}", code="under-way")
        return self.get(order)

    def give_up(self, order: str) -> InputError:
        """Let an order rest whose process keeps dying, and give what is to be said of it."""
        error = InputError(
            f"the process that made it ended {ATTEMPTS} times before it was done",
            mend=f"look at the memory of this machine and at .maquette/logs/{order}.log, then resume the run",
            code="given-up",
        )
        self.ended(order, "failed", error)
        return error

    def ended(self, order: str, state: str, error: MaquetteError | None = None) -> None:
        """Say how it ended; a word that a person said meanwhile (paused, cancelled) stands."""
        problem = {"code": error.code, "reason": error.reason, "mend": error.mend} if error else None
        self._orders.move(order, state, OPEN, problem)

    def pause(self, run: str) -> Record:
        """Stop a run where it is; ``resume`` goes on. Raises ``InputError`` when it is over."""
        return self._stop(run, "paused", ("queued", "running"))

    def cancel(self, run: str) -> Record:
        """Stop a run for good. What is made stays made. Raises ``InputError`` when it is over."""
        stopped = self._stop(run, "cancelled", ("queued", "running", "paused"))
        record = self._store.history.run(stopped["run"])
        if record is not None and record["state"] != "done":
            self._store.history.set_state(stopped["run"], "cancelled")
        return stopped

    def resume(self, run: str) -> Record:
        """Put a run that rests back into the queue. Raises ``InputError`` when it is under way or done."""
        found = self.get(run)
        if not self._orders.move(found["id"], "queued", ("paused", "cancelled", "failed")):
            raise InputError(
                f"run {run} is {found['state']}", mend="only one that rests can be resumed", code="not-resting"
            )
        return self.get(run)

    def _stop(self, run: str, state: str, since: tuple[str, ...]) -> Record:
        found = self.get(run)
        if not self._orders.move(found["id"], state, since):
            raise InputError(f"run {run} is {found['state']}", mend="there is nothing to stop", code="not-resting")
        # A process may have taken it up just before it was stopped.
        found = self.get(found["id"])
        if self._store.owners.lives(found["owner"]):
            # An owner's name begins with its process id; its lock has just shown that it is still that process.
            with suppress(ProcessLookupError, PermissionError):
                os.kill(int(found["owner"].partition("-")[0]), signal.SIGINT)
        return self.get(run)
