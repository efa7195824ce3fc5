"""``maquette assets``."""

from __future__ import annotations

import argparse

from maquette.cli.show import as_json, table


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("--limit", type=int, default=50, metavar="N", help="the newest N (default: 50)")


def do(options: argparse.Namespace) -> int:
    """List the newest assets."""
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        listed = workspace.assets(options.limit)
    if options.json:
        as_json(listed)
    else:
        table(
            ({**asset, "name": asset["name"][:16]} for asset in listed),
            ("name", "operation", "bytes", "made_at"),
        )
    return 0
