"""The ledger of calls: every change of state is one transaction, and nothing is ever taken out."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maquette.errors import MaquetteError
from maquette.graph import Key
from maquette.store.clock import now
from maquette.store.database import Database, insert, update
from maquette.store.owners import Owners
from maquette.store.schema import OPEN

Call = dict[str, Any]
Micro = int

_LOOK_AGAIN = 0.02
_RESERVE = insert(
    "calls",
    *("id", "key", "state", "owner", "run", "project", "workflow", "row", "provider", "model", "operation", "priority"),
    *("digest", "request", "price_low", "price_high", "rehearsal", "created_at"),
)
# A call whose answer is here takes no place. One that was only accepted does, until it is over or left by its process.
_BUSY = """
    SELECT count(*) FROM calls
    WHERE provider = :provider AND state = 'submitted' AND owner <> '' AND (reply IS NULL OR handle IS NOT NULL)"""
_ANSWERED = "UPDATE calls SET reply = :reply, handle = coalesce(handle, :handle) WHERE id = :call"
_LAST_MINUTE = "SELECT count(*) FROM calls WHERE provider = :provider AND submitted_s > :instant - 60"
_FIRST = "SELECT min(priority) FROM calls WHERE provider = :provider AND state = 'reserved'"
_PAUSED = "SELECT until_s FROM pauses WHERE provider = :provider AND until_s > :instant"
_LET_THROUGH = """
    UPDATE calls SET state = 'submitted', submitted_at = :submitted_at, submitted_s = :instant
    WHERE id IN (SELECT value FROM json_each(:calls)) AND priority <= :first"""
_PAUSE = """
    INSERT INTO pauses (provider, until_s) VALUES (:provider, :until)
    ON CONFLICT (provider) DO UPDATE SET until_s = excluded.until_s WHERE excluded.until_s > pauses.until_s"""
_OPEN = "state IN (SELECT value FROM json_each(:states))"
_ENTRIES = """
    SELECT * FROM calls WHERE (:project IS NULL OR project = :project) AND (:run IS NULL OR run = :run)
    AND (:state IS NULL OR state = :state) AND (:before IS NULL OR id < :before) ORDER BY id DESC LIMIT :limit"""
_BY_MODEL = """
    SELECT model, count(*) AS many, sum(coalesce(cost, price_high, 0)) AS spent FROM calls
    WHERE NOT rehearsal AND (:project IS NULL OR project = :project) AND created_at BETWEEN :month AND :month || '~'
    GROUP BY model ORDER BY spent DESC, model"""
_SPENT_IN = "SELECT coalesce(sum(coalesce(cost, price_high, 0)), 0) FROM calls WHERE NOT rehearsal"
"""What calls take from a cap: what each cost, and its highest price until that is known."""
_IN = {
    "run": " AND run = :run",
    "project": " AND project = :project",
    "time": " AND created_at BETWEEN :time AND :time || '~'",
}
_TOTALS = """
    SELECT state, count(*) AS many, coalesce(sum(price_low), 0) AS low, coalesce(sum(price_high), 0) AS high,
    coalesce(sum(cost), 0) AS cost, sum(price_high IS NULL) AS unpriced
    FROM calls WHERE run = :run AND NOT rehearsal GROUP BY state"""


class BudgetExceeded(MaquetteError):
    """A cap would not hold. Nothing was sent."""

    code = "over-budget"
    exit_code = 3


@dataclass(frozen=True)
class Caps:
    """Upper bounds in micro-dollars, of a run, of a project and of a day (UTC); None is none."""

    run: Micro | None = None
    project: Micro | None = None
    day: Micro | None = None

    @property
    def any(self) -> bool:
        """Whether there is a cap at all."""
        return any(cap is not None for cap in (self.run, self.project, self.day))


class Ledger:
    """The table of calls. Many threads and processes may use it at once."""

    def __init__(self, database: Database, owners: Owners) -> None:
        self._database = database
        self.owners = owners

    # Before anything is sent -----------------------------------------------------------------------------

    def reserve(self, entry: Mapping[str, Any], caps: Caps) -> str | None:
        """Open a call, or give None when somebody holds its key. It is counted at its highest price from now on.

        Raises ``BudgetExceeded`` when a cap would not hold with it.
        """
        call = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        values = {
            **entry,
            "id": call,
            "state": "reserved",
            "owner": self.owners.me,
            "created_at": now(),
        }
        try:
            with self._database.writing() as connection:
                connection.execute(_RESERVE, values)
                if not entry["rehearsal"]:
                    self._hold(connection, values, caps)
        except sqlite3.IntegrityError:
            return None
        return call

    def _hold(self, connection: sqlite3.Connection, entry: Call, caps: Caps) -> None:
        scopes = (
            ("this run", caps.run, {"run": entry["run"]}),
            (f"the project {entry['project']}", caps.project, {"project": entry["project"]}),
            ("today", caps.day, {"time": entry["created_at"][:10]}),
        )
        for name, cap, scope in scopes:
            if cap is None:
                continue
            if entry["price_high"] is None:
                raise BudgetExceeded(
                    f"the price of {entry['model']} is not known, so the cap of {name} cannot be held",
                    mend="take another model, run without a cap, or write the price into a card in models/",
                    code="price-unknown",
                )
            # What belongs to no run is held by the cap of a run on its own.
            spent = _spent(connection, scope) if all(scope.values()) else entry["price_high"]
            if spent > cap:
                taken, more = (spent - entry["price_high"]) / 1e6, entry["price_high"] / 1e6
                raise BudgetExceeded(
                    f"the cap of {name} is ${cap / 1e6:.2f}; ${taken:.4f} of it are spent or promised, and this step "
                    f"may cost ${more:.4f}",
                    mend="raise the cap, or run again when calls that are still open have settled for less",
                )

    def submit(
        self, calls: Sequence[str], *, provider: str, concurrency: int, per_minute: int
    ) -> tuple[Sequence[str], float]:
        """Mark as sent as many of *calls* as the provider takes now, and give those.

        *calls* are in the order in which they may go, the best priority first; a waiting call of a better one goes
        before, whoever's it is. The limits hold over all processes. The second of what is given is after how many
        seconds it is of use to ask for the others.
        """
        instant = time.time()
        asked = {"provider": provider, "instant": instant, "submitted_at": now()}
        # One transaction: nobody else's call can come between the count and the mark.
        with self._database.writing() as connection:

            def ask(query: str) -> Any:
                found = connection.execute(query, asked).fetchone()
                return found[0] if found else None

            if until := ask(_PAUSED):
                return (), until - instant
            room = concurrency - ask(_BUSY)
            if per_minute:
                room = min(room, per_minute - ask(_LAST_MINUTE))
            some = list(calls[: max(0, room)])
            let = {**asked, "calls": some, "first": ask(_FIRST)}
            through = connection.execute(_LET_THROUGH, let).rowcount if some else 0
        return some[:through], _LOOK_AGAIN

    def pause(self, provider: str, seconds: float) -> None:
        """Nobody sends to *provider* for that long."""
        self._database.do(_PAUSE, {"provider": provider, "until": time.time() + seconds})

    # While it is on its way ------------------------------------------------------------------------------

    def back(self, call: str) -> None:
        """The provider did nothing: the call is reserved as it was before it was sent."""
        self._set(call, state="reserved", submitted_at=None, submitted_s=None, reply=None)

    def accepted(self, call: str, provider_id: str, handle: Mapping[str, Any]) -> None:
        """The provider gave an id, and what to ask for it with."""
        self._set(call, provider_id=provider_id, handle=dict(handle))

    def answered(self, call: str, reply: str, *, still_busy: bool) -> None:
        """The raw reply is kept, under that hash. With *still_busy* the call keeps its place at the provider."""
        self._database.do(_ANSWERED, {"call": call, "reply": reply, "handle": "{}" if still_busy else None})

    def adopt(self, call: str, old: str) -> bool:
        """Take over a call that a process sent and left; False when somebody else was quicker, or it is over."""
        taken = "UPDATE calls SET owner = :me WHERE id = :call AND owner = :old AND state = 'submitted'"
        return bool(self._database.do(taken, {"call": call, "old": old, "me": self.owners.me}))

    def leave(self, call: str, owner: str | None = None) -> None:
        """Its *owner* (this process) is done with the call, but it is not over: whoever wants its key takes it up."""
        left = "UPDATE calls SET owner = '' WHERE id = :call AND owner = :owner"
        self._database.do(left, {"call": call, "owner": owner or self.owners.me})

    def reopen(self, call: str) -> None:
        """Its provider has it after all: whoever wants its key fetches it."""
        self._set(call, state="submitted", owner="", ended_at=None, code=None, reason=None)

    # How it ended ----------------------------------------------------------------------------------------

    def end(self, call: str, state: str, *, cost: Micro | None, was: str | None = None, **facts: Any) -> None:
        """Close a call as settled, refused, failed or unknown, at what it cost; *facts* are further columns.

        With *was* only if it still is in that state: its process may have ended because all was done.
        """
        values = {"state": state, "cost": cost, "ended_at": now(), **facts}
        changed = update("calls", values, "id = :call AND state = coalesce(:was, state)")
        self._database.do(changed, {**values, "call": call, "was": was})

    def _set(self, call: str, **values: Any) -> None:
        self._database.do(update("calls", values, "id = :call"), {**values, "call": call})

    # Reading ---------------------------------------------------------------------------------------------

    def get(self, call: str) -> Call | None:
        """One call, by its id or the end of it that people are shown."""
        whole, end = "id = :call", "substr(id, -length(:call)) = :call LIMIT 1"
        found = (self._database.one(f"SELECT * FROM calls WHERE {where}", {"call": call}) for where in (whole, end))
        return next(filter(None, found), None)

    def holder(self, key: Key) -> Call | None:
        """The open call that holds *key*."""
        return self._database.one(f"SELECT * FROM calls WHERE key = :key AND {_OPEN}", {"key": key, "states": OPEN})

    def open_calls(self, states: Iterable[str] = OPEN) -> list[Call]:
        """Calls whose outcome is not known yet, oldest first."""
        return self._database.all(f"SELECT * FROM calls WHERE {_OPEN} ORDER BY id", {"states": list(states)})

    def entries(
        self,
        *,
        project: str | None = None,
        run: str | None = None,
        state: str | None = None,
        before: str | None = None,
        limit: int = 200,
    ) -> list[Call]:
        """The newest calls first, those older than the call *before*."""
        scope = {"project": project, "run": run, "state": state, "before": before, "limit": limit}
        return self._database.all(_ENTRIES, scope)

    def by_model(self, month: str, project: str | None) -> list[Call]:
        """What each model cost in a month, or is promised: model, many, spent; the dearest first."""
        return self._database.all(_BY_MODEL, {"month": month, "project": project})

    def spent(self, *, run: str | None = None, project: str | None = None, time: str | None = None) -> Micro:
        """What was spent or is promised, rehearsals left out; *time* is a day or a month, as ``2026-11``."""
        with self._database.reading() as connection:
            return _spent(connection, {"run": run, "project": project, "time": time})

    def totals(self, run: str) -> dict[str, Any]:
        """Of one run: estimates, settled cost, how many calls have no known price, and how many are in each state."""
        found = self._database.all(_TOTALS, {"run": run})
        return {
            "low": sum(row["low"] for row in found),
            "high": sum(row["high"] for row in found),
            "settled": sum(row["cost"] for row in found if row["state"] not in OPEN),
            "unknown": sum(row["unpriced"] for row in found),
            "states": {row["state"]: row["many"] for row in found},
        }


def _spent(connection: sqlite3.Connection, scope: Mapping[str, str | None]) -> Micro:
    given = {name: value for name, value in scope.items() if value is not None}
    return int(connection.execute(_SPENT_IN + "".join(_IN[name] for name in given), given).fetchone()[0])
