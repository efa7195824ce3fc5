"""``maquette runs``."""

from __future__ import annotations

import argparse

from maquette.cli.show import as_json, facts, table


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("show", nargs="?", choices=["show"], help="show one run and its rows")
    command.add_argument("run", nargs="?", default="last", help="the run (default: the last)")


def do(options: argparse.Namespace) -> int:
    """List runs, or show one."""
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        if options.show:
            record = workspace.show_run(options.run)
            rows = list(workspace.rows(record["id"]))
            if options.json:
                as_json(record | {"name": record["id"], "rows": rows})
            else:
                facts(record)
                table(rows, ("name", "state", "code", "reason"))
            return 0
        listed = [{"name": run["id"], **run} for run in workspace.runs()]
    if options.json:
        as_json(listed)
    else:
        table(listed, ("name", "workflow", "state", "created_at", "destination"))
    return 0
