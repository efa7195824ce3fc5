"""``maquette pick``."""

from __future__ import annotations

import argparse

from maquette.cli.show import as_json, table


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("run", help="the run, by its id, the beginning of it, or `last`")
    command.add_argument("takes", nargs="*", help="the takes to pick, by their label or file name; none lists them")
    command.add_argument("--row", metavar="NAME", help="the row, where the run has several")


def do(options: argparse.Namespace) -> int:
    """List the takes of a run, or choose among them."""
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        takes = workspace.pick(options.run, options.takes, row=options.row)
    if options.json:
        as_json(takes)
    else:
        table(takes, ("row", "name", "model", "picked", "path"))
    return 0
