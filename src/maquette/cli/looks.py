"""``maquette looks``."""

from __future__ import annotations

import argparse

from maquette.cli.show import as_json, table


def add(command: argparse.ArgumentParser) -> None:
    """It has no flags of its own."""


def do(options: argparse.Namespace) -> int:
    """List looks."""
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        looks = [workspace.look(name) for name in workspace.looks()]
    listed = [{"name": one.name, "background": one.background, "fill": one.fill, "title": one.title} for one in looks]
    if options.json:
        as_json(listed)
    else:
        table(listed, ("name", "background", "fill", "title"))
    return 0
