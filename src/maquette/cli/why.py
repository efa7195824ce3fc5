"""``maquette why``."""

from __future__ import annotations

import argparse

from maquette.cli.show import as_json


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("asset", help="a delivered file, or an asset's or a step's hash (its beginning is enough)")
    command.add_argument("--all", action="store_true", help="every run that used it, not only the newest")


def do(options: argparse.Namespace) -> int:
    """Print the steps under an asset and why each was made."""
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        uses = workspace.why(options.asset)
    if options.json:
        as_json(uses)
        return 0
    for use in uses if options.all else uses[:1]:
        print(f"{use['label']} of row {use['name']} ({use['input']}), run {use['run']} of {use['workflow']}")
        for step in use["steps"]:
            recipe = step["recipe"] or {"op": "?"}
            print(f"  {step['label']:14}{recipe['op']} {step['key'][:12]}  {step['state']}")
            for reason in step["reasons"] or []:
                print(f"      because: {reason}")
    if len(uses) > 1 and not options.all:
        print(f"used {len(uses)} times; --all shows every one")
    return 0
