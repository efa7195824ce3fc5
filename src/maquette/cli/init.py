"""``maquette init``."""

from __future__ import annotations

import argparse

from maquette.cli.show import as_json


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("dir", nargs="?", default=".", help="the folder (default: this one)")


def do(options: argparse.Namespace) -> int:
    """Make the workspace and say what to try."""
    from maquette.workspace import init_workspace

    folder = init_workspace(options.dir)
    if options.json:
        as_json({"name": str(folder)})
    else:
        print(f"{folder} is a workspace. Try: maquette run product-listing --photos PHOTOS --to out")
    return 0
