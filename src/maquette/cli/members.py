"""``maquette members``."""

from __future__ import annotations

import argparse
import sys

from maquette.cli.show import as_json, table
from maquette.errors import InputError


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument(
        "what", nargs="?", choices=["add", "invite", "change", "remove"], help="let somebody in, or no more"
    )
    command.add_argument("name", nargs="?", help="the member; with invite: their e-mail address at the provider")
    command.add_argument("--role", metavar="ROLE", help="viewer, reviewer, editor or admin")
    command.add_argument("--password", action="store_true", help="with change: ask for another password")


def do(options: argparse.Namespace) -> int:
    """List who may come in over the network; let somebody in or out, or change a role or a password."""
    from maquette.workspace import open_workspace

    if options.what and not options.name:
        raise InputError("nobody was named", mend=f"maquette members {options.what} NAME", code="missing-input")
    with open_workspace(options.workspace) as workspace:
        members = workspace.members
        if options.what == "add":
            members.add(options.name, options.role or "viewer", _password())
        elif options.what == "invite":
            members.invite(options.name, options.role or "viewer")
        elif options.what == "change":
            members.change(options.name, role=options.role, password=_password() if options.password else None)
        elif options.what == "remove":
            members.remove(options.name)
        listed = members.all()
    if options.json:
        as_json(listed)
    else:
        table(listed, ("name", "role", "created_at"))
    return 0


def _password() -> str:
    """Read a password without showing it; from a pipe, its first line."""
    import getpass

    text = getpass.getpass("password: ") if sys.stdin.isatty() else sys.stdin.readline()
    return text.rstrip("\n")
