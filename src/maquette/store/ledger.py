"""The ledger of calls: every change of state is one transaction, and nothing is ever taken out."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from maquette.errors import MaquetteError
from maquette.graph import Key
from maquette.store.clock import now
from maquette.store.database import writing
from maquette.store.owners import Owners
from maquette.store.schema import OPEN, calls, pauses

Call = dict[str, Any]
Micro = int

_SPENT = sa.func.coalesce(calls.c.cost, calls.c.price_high, 0)
"""What a call takes from a cap: what it cost, and its highest price until that is known."""
_LOOK_AGAIN = 0.02
_NO_RATE = 1_000_000_000
_REAL = calls.c.rehearsal.is_(False)


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


def _let_through() -> sa.Update:
    """Marks a call as sent where its provider takes another one. One statement, built once: nobody else's call can come
    between the count and the mark.
    """
    others = calls.alias()
    of_provider = sa.select(sa.func.count()).where(others.c.provider == sa.bindparam("named"))
    busy = of_provider.where(others.c.state == "submitted").scalar_subquery()
    lately = of_provider.where(others.c.submitted_s > sa.bindparam("instant") - 60).scalar_subquery()
    before = of_provider.where(others.c.state == "reserved", others.c.priority < calls.c.priority).scalar_subquery()
    return (
        calls.update()
        .where(calls.c.id == sa.bindparam("call"), busy < sa.bindparam("most"), lately < sa.bindparam("rate"))
        .where(before == 0, ~sa.exists(_PAUSED))
        .values({name: sa.bindparam(name) for name in ("state", "submitted_at", "submitted_s")})
    )


_PAUSED = sa.select(pauses.c.until_s).where(
    pauses.c.provider == sa.bindparam("named"), pauses.c.until_s > sa.bindparam("instant")
)
_LET_THROUGH = _let_through()


class Ledger:
    """The table of calls. Many threads and processes may use it at once."""

    def __init__(self, engine: sa.Engine, owners: Owners) -> None:
        self._engine = engine
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
            with writing(self._engine) as connection:
                # Written first: that takes the write lock, so the sums below are of a moment that nobody can change.
                connection.execute(calls.insert().values(values))
                if not entry["rehearsal"]:
                    self._hold(connection, values, caps)
        except sa.exc.IntegrityError:
            return None
        return call

    def _hold(self, connection: sa.Connection, entry: Call, caps: Caps) -> None:
        scopes = (
            ("this run", caps.run, calls.c.run == entry["run"]),
            (f"the project {entry['project']}", caps.project, calls.c.project == entry["project"]),
            ("today", caps.day, calls.c.created_at.startswith(entry["created_at"][:10])),
        )
        for name, cap, where in scopes:
            if cap is None:
                continue
            if entry["price_high"] is None:
                raise BudgetExceeded(
                    f"the price of {entry['model']} is not known, so the cap of {name} cannot be held",
                    mend="take another model, run without a cap, or write the price into a card in models/",
                    code="price-unknown",
                )
            spent = connection.execute(sa.select(sa.func.sum(_SPENT)).where(_REAL, where)).scalar_one()
            if spent > cap:
                taken, more = (spent - entry["price_high"]) / 1e6, entry["price_high"] / 1e6
                raise BudgetExceeded(
                    f"the cap of {name} is ${cap / 1e6:.2f}; ${taken:.4f} of it are spent or promised, and this step "
                    f"may cost ${more:.4f}",
                    mend="raise the cap, or run again when calls that are still open have settled for less",
                )

    def submit(self, call: str, *, provider: str, concurrency: int, per_minute: int) -> float:
        """Mark a call as sent and give 0, or give the seconds after which to ask again: the provider is busy.

        The limits hold over all processes. A waiting call of a better priority goes first.
        """
        instant = time.time()
        asked = {
            "call": call,
            "named": provider,
            "most": concurrency,
            "rate": per_minute or _NO_RATE,
            "instant": instant,
        }
        values = {"state": "submitted", "submitted_at": now(), "submitted_s": instant}
        with writing(self._engine) as connection:
            if connection.execute(_LET_THROUGH, {**asked, **values}).rowcount:
                return 0.0
            until = connection.execute(_PAUSED, asked).scalar()
        return float(until - instant) if until else _LOOK_AGAIN

    def pause(self, provider: str, seconds: float) -> None:
        """Nobody sends to *provider* for that long."""
        from sqlalchemy.dialects.sqlite import insert

        statement = insert(pauses).values(provider=provider, until_s=time.time() + seconds)
        later = sa.func.max(statement.excluded.until_s, pauses.c.until_s)
        with writing(self._engine) as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["provider"], set_={"until_s": later}))

    # While it is on its way ------------------------------------------------------------------------------

    def back(self, call: str) -> None:
        """The provider did nothing: the call is reserved as it was before it was sent."""
        self._set(call, state="reserved", submitted_at=None, submitted_s=None, reply=None)

    def accepted(self, call: str, provider_id: str, handle: Mapping[str, Any]) -> None:
        """The provider gave an id, and what to ask for it with."""
        self._set(call, provider_id=provider_id, handle=dict(handle))

    def answered(self, call: str, reply: str) -> None:
        """The raw reply is kept, under that hash."""
        self._set(call, reply=reply)

    def adopt(self, call: str, old: str) -> bool:
        """Take over a call of a process that ended; False when somebody else was quicker."""
        with writing(self._engine) as connection:
            done = connection.execute(
                calls.update().where(calls.c.id == call, calls.c.owner == old).values(owner=self.owners.me)
            )
            return bool(done.rowcount)

    def leave(self, call: str) -> None:
        """Nobody works on the call any more, but it is not over: whoever wants its key takes it up again."""
        self._set(call, owner="")

    def reopen(self, call: str) -> None:
        """Its provider has it after all: whoever wants its key fetches it."""
        self._set(call, state="submitted", owner="", ended_at=None, code=None, reason=None)

    # How it ended ----------------------------------------------------------------------------------------

    def end(self, call: str, state: str, *, cost: Micro | None, **facts: Any) -> None:
        """Close a call as settled, refused, failed or unknown, at what it cost; *facts* are further columns."""
        self._set(call, state=state, cost=cost, ended_at=now(), **facts)

    def _set(self, call: str, **values: Any) -> None:
        with writing(self._engine) as connection:
            connection.execute(calls.update().where(calls.c.id == call).values(values))

    # Reading ---------------------------------------------------------------------------------------------

    def get(self, call: str) -> Call | None:
        """One call, by its id or the end of it that people are shown."""
        query = sa.select(calls).where((calls.c.id == call) | calls.c.id.endswith(call, autoescape=True)).limit(1)
        with self._engine.connect() as connection:
            found = connection.execute(query).mappings().first()
        return dict(found) if found else None

    def holder(self, key: Key) -> Call | None:
        """The open call that holds *key*."""
        query = sa.select(calls).where(calls.c.key == key, calls.c.state.in_(OPEN))
        with self._engine.connect() as connection:
            found = connection.execute(query).mappings().first()
        return dict(found) if found else None

    def open_calls(self, states: Iterable[str] = OPEN) -> list[Call]:
        """Calls whose outcome is not known yet, oldest first."""
        return self._read(sa.select(calls).where(calls.c.state.in_(list(states))).order_by(calls.c.id))

    def entries(
        self, *, project: str | None = None, run: str | None = None, state: str | None = None, limit: int = 200
    ) -> list[Call]:
        """The newest calls first."""
        query = sa.select(calls).order_by(calls.c.id.desc()).limit(limit)
        wanted = {"project": project, "run": run, "state": state}
        for name, value in wanted.items():
            if value is not None:
                query = query.where(calls.c[name] == value)
        return self._read(query)

    def spent(
        self,
        *,
        run: str | None = None,
        project: str | None = None,
        day: str | None = None,
        month: str | None = None,
    ) -> Micro:
        """What was spent or is promised, rehearsals left out."""
        query = sa.select(sa.func.coalesce(sa.func.sum(_SPENT), 0)).where(_REAL)
        if run is not None:
            query = query.where(calls.c.run == run)
        if project is not None:
            query = query.where(calls.c.project == project)
        if day is not None:
            query = query.where(calls.c.created_at.startswith(day))
        if month is not None:
            query = query.where(calls.c.created_at.startswith(month))
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def totals(self, run: str) -> dict[str, Any]:
        """Of one run: estimates, settled cost, how many calls have no known price, and how many are in each state."""
        query = (
            sa.select(
                calls.c.state,
                sa.func.count(),
                sa.func.coalesce(sa.func.sum(calls.c.price_low), 0),
                sa.func.coalesce(sa.func.sum(calls.c.price_high), 0),
                sa.func.coalesce(sa.func.sum(calls.c.cost), 0),
                sa.func.count().filter(calls.c.price_high.is_(None)),
            )
            .where(calls.c.run == run, _REAL)
            .group_by(calls.c.state)
        )
        with self._engine.connect() as connection:
            found = connection.execute(query).all()
        return {
            "low": sum(row[2] for row in found),
            "high": sum(row[3] for row in found),
            "settled": sum(row[4] for row in found if row[0] not in OPEN),
            "unknown": sum(row[5] for row in found),
            "states": {row[0]: row[1] for row in found},
        }

    def _read(self, query: sa.Select[Any]) -> list[Call]:
        with self._engine.connect() as connection:
            return [dict(record) for record in connection.execute(query).mappings()]
