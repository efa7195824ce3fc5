"""Who may come in, and who came in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from maquette.store.clock import now
from maquette.store.database import writing
from maquette.store.schema_studio import members, sessions

Record = dict[str, Any]


class People:
    """The tables of members and of sessions."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def members(self) -> list[Record]:
        """Every member, by name."""
        return self._read(sa.select(members).order_by(members.c.name))

    def member(self, name: str) -> Record | None:
        """The member of that name."""
        found = self._read(sa.select(members).where(members.c.name == name))
        return found[0] if found else None

    def keep(self, name: str, **facts: str) -> None:
        """A member with that role and password hash; what is not given stays as it is."""
        values = {"name": name, "created_at": now(), **facts}
        with writing(self._engine) as connection:
            connection.execute(insert(members).values(values).on_conflict_do_update(["name"], set_=facts))

    def remove(self, name: str) -> None:
        """Let a member go, and end their sessions."""
        with writing(self._engine) as connection:
            connection.execute(members.delete().where(members.c.name == name))
            connection.execute(sessions.delete().where(sessions.c.member == name))

    def begin(self, session: str, member: str, role: str, csrf: str, days: float) -> None:
        """Open a session; those that are over are forgotten."""
        until = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        facts = {"id": session, "member": member, "role": role, "csrf": csrf, "created_at": now(), "expires_at": until}
        with writing(self._engine) as connection:
            connection.execute(sessions.delete().where(sessions.c.expires_at < now()))
            connection.execute(sessions.insert().values(facts))

    def session(self, session: str) -> Record | None:
        """The session of that id, while it lasts."""
        found = self._read(sa.select(sessions).where(sessions.c.id == session, sessions.c.expires_at >= now()))
        return found[0] if found else None

    def end(self, session: str) -> None:
        """End a session."""
        with writing(self._engine) as connection:
            connection.execute(sessions.delete().where(sessions.c.id == session))

    def end_all(self, member: str) -> None:
        """End every session of a member."""
        with writing(self._engine) as connection:
            connection.execute(sessions.delete().where(sessions.c.member == member))

    def _read(self, query: sa.Select[Any]) -> list[Record]:
        with self._engine.connect() as connection:
            return [dict(record) for record in connection.execute(query).mappings()]
