"""Who may come in, and who came in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from maquette.store.clock import now
from maquette.store.database import Database, Record

_KEEP = """
INSERT INTO members (name, role, password, created_at) VALUES (:name, :role, :password, :now)
ON CONFLICT (name) DO UPDATE SET role = excluded.role, password = excluded.password"""

_BEGIN = """
INSERT INTO sessions (id, member, role, csrf, created_at, expires_at)
VALUES (:id, :member, :role, :csrf, :now, :until)"""


class People:
    """The tables of members and of sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def members(self) -> list[Record]:
        """Every member, by name."""
        return self._database.all("SELECT * FROM members ORDER BY name", {})

    def member(self, name: str) -> Record | None:
        """The member of that name."""
        return next((one for one in self.members() if one["name"] == name), None)

    def keep(self, name: str, role: str, password: str) -> None:
        """A member with that role and password hash."""
        self._database.do(_KEEP, {"name": name, "role": role, "password": password, "now": now()})

    def remove(self, name: str) -> None:
        """Let a member go, and end their sessions."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM members WHERE name = :name", {"name": name})
            connection.execute("DELETE FROM sessions WHERE member = :name", {"name": name})

    def begin(self, session: str, member: str, role: str, csrf: str, days: float) -> None:
        """Open a session; those that are over are forgotten."""
        until = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        facts = {"id": session, "member": member, "role": role, "csrf": csrf, "now": now(), "until": until}
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE expires_at < :now", {"now": now()})
            connection.execute(_BEGIN, facts)

    def session(self, session: str) -> Record | None:
        """The session of that id, while it lasts."""
        query = "SELECT * FROM sessions WHERE id = :id AND expires_at >= :now"
        return self._database.one(query, {"id": session, "now": now()})

    def end(self, session: str) -> None:
        """End a session."""
        self._database.do("DELETE FROM sessions WHERE id = :id", {"id": session})

    def end_all(self, member: str) -> None:
        """End every session of a member."""
        self._database.do("DELETE FROM sessions WHERE member = :member", {"member": member})
