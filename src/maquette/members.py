"""Members of a workspace: who may come in over the network, in which role, and the sessions of those who did."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from maquette.errors import InputError, MaquetteError, NotFound
from maquette.store import Record, Store

Role = Literal["viewer", "reviewer", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may what those before it may: a viewer sees, a reviewer decides, an editor makes and spends, an admin sets."""

OWNER = "owner"
"""Who started the studio on this machine: no member, and an admin by that."""

SESSION_DAYS = 14
_SHORTEST = 12
_NAME = re.compile(r"[\w.@+-]{1,64}")


class NotAllowed(MaquetteError):
    """Somebody may not do that here."""

    code = "not-allowed"
    exit_code = 4


@dataclass(frozen=True)
class Session:
    """Somebody who came in: *token* is what they hold (only known when the session begins)."""

    member: str
    role: Role
    csrf: str
    token: str = ""

    def may(self, role: Role) -> bool:
        """Whether they may do what *role* may."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Members:
    """The members of one workspace."""

    def __init__(self, store: Store) -> None:
        self._people = store.people

    def all(self) -> list[Record]:
        """Every member: name, role and since when."""
        return [{key: one[key] for key in ("name", "role", "created_at")} for one in self._people.members()]

    def add(self, name: str, role: str, password: str) -> Record:
        """Let somebody in. Raises ``InputError`` for a name that is taken, a strange role or a short password."""
        return self._add(name, role, password, _hash)

    def _add(self, name: str, role: str, password: str, kept: Callable[[str], str] = str) -> Record:
        if not _NAME.fullmatch(name) or name == OWNER:
            raise InputError(f"{name[:64]!r} cannot be a member's name", mend="letters, digits and . @ + - _, up to 64")
        if self._people.member(name):
            raise InputError(f"there is a member {name!r} already", mend="choose another name", code="taken")
        self._people.keep(name, _role(role), kept(password))
        return self._told(name)

    def change(self, name: str, *, role: str | None = None, password: str | None = None) -> Record:
        """Another role or password; either ends the sessions that are open. Raises ``NotFound`` and ``InputError``."""
        kept = self._people.member(name)
        if kept is None:
            raise self._nobody(name)
        if role is not None or password is not None:
            told = _role(role) if role is not None else kept["role"]
            self._people.keep(name, told, _hash(password) if password is not None else kept["password"])
            self._people.end_all(name)
        return self._told(name)

    def remove(self, name: str) -> None:
        """Let nobody in by that name any more. Raises ``NotFound``."""
        if self._people.member(name) is None:
            raise self._nobody(name)
        self._people.remove(name)

    def enter(self, name: str, password: str) -> Session:
        """A session for who knows the password. Raises ``NotAllowed``, which does not say what was wrong."""
        from argon2 import PasswordHasher
        from argon2.exceptions import VerificationError

        found = self._people.member(name)
        try:
            # An unknown name takes as long as a wrong password.
            PasswordHasher().verify((found and found["password"]) or _NOBODY, password)
        except VerificationError:
            found = None
        if found is None:
            raise NotAllowed("name or password is wrong", mend="ask an admin of the workspace", code="not-signed-in")
        return self.begin(name, found["role"])

    def invite(self, name: str, role: str) -> Record:
        """Let somebody in who signs in elsewhere: *name* is their e-mail address. Raises as ``add``."""
        if "@" not in name:
            raise InputError(f"{name[:64]!r} is no e-mail address", mend="give one, or a password", code="bad-value")
        return self._add(name, role, "")

    def vouched(self, email: str) -> Session:
        """A session for the member of an e-mail address that somebody trusted vouches for. Raises ``NotAllowed``."""
        found = [one for one in self._people.members() if one["name"].casefold() == email.casefold()]
        if len(found) != 1:
            raise NotAllowed(
                f"{email[:100]} is no member here", mend="ask an admin to let you in", code="signin-stranger"
            )
        return self.begin(found[0]["name"], found[0]["role"])

    def begin(self, name: str, role: Role) -> Session:
        """A session for somebody who is known already."""
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        self._people.begin(_digest(token), name, role, csrf, SESSION_DAYS)
        return Session(name, role, csrf, token)

    def session(self, token: str) -> Session | None:
        """The session whose holder has *token*, while it lasts."""
        found = self._people.session(_digest(token)) if token else None
        return Session(found["member"], found["role"], found["csrf"]) if found else None

    def leave(self, token: str) -> None:
        """End a session."""
        self._people.end(_digest(token))

    def _nobody(self, name: str) -> NotFound:
        known = ", ".join(one["name"] for one in self._people.members()) or "nobody"
        return NotFound(f"there is no member {name!r}", mend=f"there is {known}", code="unknown-member")

    def _told(self, name: str) -> Record:
        return next(one for one in self.all() if one["name"] == name)


_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$SJsqVULGtIpKtBFRDNziVQ$FxW02hZpQdpC+1w8YR7DjrPVrlDCSDaaMMRoHKYd6fw"
"""The hash of a random password that nobody knows."""


def _hash(password: str) -> str:
    from argon2 import PasswordHasher

    if len(password) < _SHORTEST:
        raise InputError(f"the password is shorter than {_SHORTEST} characters", mend="take a few words")
    return PasswordHasher().hash(password)


def _role(role: str) -> Role:
    for known in ROLES:
        if known == role:
            return known
    raise InputError(f"there is no role {role!r}", mend=f"there are {', '.join(ROLES)}", code="bad-value")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
