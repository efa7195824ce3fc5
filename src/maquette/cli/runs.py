"""``maquette runs``."""

from __future__ import annotations

import argparse
import signal
from typing import TYPE_CHECKING

from maquette.cli.show import as_json, facts, table

if TYPE_CHECKING:
    from maquette.workspace import Workspace

ACTIONS = ("show", "pause", "cancel", "resume")


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("what", nargs="?", choices=ACTIONS, help="show one; stop one of the studio's, or take it up")
    command.add_argument("run", nargs="?", default="last", help="the run (default: the last)")
    command.add_argument("--waiting", action="store_true", help="resume it only if nobody has stopped it")


def do(options: argparse.Namespace) -> int:
    """List runs, show one, stop one, or carry one on in this process."""
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        if options.what == "show":
            return _show(workspace, options)
        if options.what == "resume":
            return _resume(workspace, options)
        if options.what:
            stop = workspace.orders.pause if options.what == "pause" else workspace.orders.cancel
            stopped = workspace.desk.run(stop(options.run)["id"])
            as_json(stopped) if options.json else print(f"{stopped['id']} is {stopped['state']}")
            return 0
        listed = [{"name": run["id"], **run} for run in workspace.runs()]
    if options.json:
        as_json(listed)
    else:
        table(listed, ("name", "workflow", "state", "created_at", "destination"))
    return 0


def _show(workspace: Workspace, options: argparse.Namespace) -> int:
    record = workspace.show_run(options.run)
    rows = list(workspace.rows(record["id"]))
    if options.json:
        as_json(record | {"name": record["id"], "rows": rows})
    else:
        facts(record)
        table(rows, ("name", "state", "code", "reason"))
    return 0


def _resume(workspace: Workspace, options: argparse.Namespace) -> int:
    """Carry an order out here: one that waits, or one that rests."""
    from maquette.cli.progress import progress
    from maquette.store.orders import OPEN

    # Started in the background, a process may ignore Ctrl-C; this one is paused by it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    order = workspace.orders.get(options.run)
    if order["state"] not in OPEN and not options.waiting:
        workspace.orders.resume(options.run)
    with progress(quiet=options.json) as tell:
        report = workspace.carry_out(order["id"], progress=tell)
    if options.json:
        as_json(report.json)
    else:
        rows = report.rows
        print(f"{rows['done']} of {rows['total']} rows done, {rows['waiting']} need a person, {rows['failed']} failed")
    return report.exit_code
