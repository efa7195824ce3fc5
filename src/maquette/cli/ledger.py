"""``maquette ledger``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from maquette.cli.show import as_json, table
from maquette.errors import InputError

if TYPE_CHECKING:
    from maquette.workspace import Workspace


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("what", nargs="?", choices=["reconcile"], help="bring a call of unknown outcome to an end")
    command.add_argument("call", nargs="?", help="the call, by its short name")
    command.add_argument("--project", metavar="NAME", help="only what was spent for that project")
    command.add_argument("--run", metavar="RUN", help="only the calls of that run, by id or `last`")
    command.add_argument("--state", metavar="STATE", help="reserved, submitted, settled, refused, failed or unknown")
    command.add_argument("--limit", type=int, default=50, help="how many calls, newest first (default: 50)")
    command.add_argument("--charged", action="store_true", help="with reconcile: the provider did charge it")
    command.add_argument("--not-charged", action="store_true", help="with reconcile: the provider did not charge it")
    command.add_argument("--cost", metavar="USD", help="with --charged: what it cost (default: its highest price)")


def do(options: argparse.Namespace) -> int:
    """List calls and totals, or reconcile one; without a name, ask the providers of all that are unknown."""
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        if options.what == "reconcile":
            return _reconcile(options, workspace)
        entries = workspace.ledger(project=options.project, run=options.run, state=options.state, limit=options.limit)
        money = workspace.spent(project=options.project)
    if options.json:
        as_json(entries)
        return 0
    for entry in entries:
        entry["estimated"] = " to ".join(dict.fromkeys(entry["estimated"])) if entry["estimated"] else "unknown"
        ended = entry["state"] in ("refused", "failed", "unknown")
        entry["settled"] = entry["settled"] or ("unknown" if ended else "")
        entry["at"] = entry["created_at"][:19]
        entry["prompt"] = entry["prompt"][:40]
        entry["state"] += " (rehearsal)" if entry["rehearsal"] else ""
    table(entries, ("name", "at", "state", "model", "estimated", "settled", "provider_id", "prompt", "reason"))
    caps = ", ".join(f"{name} ${cap}" for name, cap in money["caps"].items() if cap) or "none"
    print(f"today ${money['today']}, this month ${money['month']}, in all ${money['all']}; caps: {caps}")
    for entry in entries:
        if entry["mend"]:
            print(f"unknown   {entry['name']}: {entry['mend']}")
    return 0


def _reconcile(options: argparse.Namespace, workspace: Workspace) -> int:
    if options.charged and options.not_charged:
        raise InputError("it was charged or it was not", mend="say one of --charged and --not-charged")
    outcome = "charged" if options.charged else "not-charged" if options.not_charged else None
    if options.call is None and outcome is not None:
        raise InputError("no call was named", mend="maquette ledger --state unknown lists them", code="missing-input")
    names = [options.call] if options.call else [one["name"] for one in workspace.ledger(state="unknown")]
    told = [workspace.reconcile(name, outcome, cost=options.cost) for name in names]
    if options.json:
        as_json(told)
        return 0
    for one in told:
        print(f"{one['name']}  {one['state']}  ${one['settled'] or '?'}  {one['reason'] or ''}")
    if not told:
        print("no call is open")
    return 0
