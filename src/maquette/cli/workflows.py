"""``maquette workflows``."""

from __future__ import annotations

import argparse

from maquette.cli.show import as_json, table


def add(command: argparse.ArgumentParser) -> None:
    """It has no flags of its own."""
    command.add_argument("show", nargs="?", choices=["show"], help="show one workflow and its inputs")
    command.add_argument("name", nargs="?", help="the workflow")


def do(options: argparse.Namespace) -> int:
    """List workflows."""
    from maquette.workflows import registry

    found = [registry.find(options.name)] if options.show and options.name else registry.all_workflows()
    listed = [
        {
            "name": workflow.name,
            "summary": workflow.summary,
            "inputs": [
                {"name": one.name, "flag": one.flag, "required": one.required, "help": one.help}
                for one in workflow.parameters.values()
            ],
        }
        for workflow in found
    ]
    if options.json:
        as_json(listed[0] if options.show else listed)
    elif options.show:
        print(f"{found[0].name}: {found[0].summary}\n")
        inputs = [{"flag": one.flag, "help": one.help} for one in found[0].parameters.values()]
        table(inputs, ("flag", "help"))
    else:
        table(listed, ("name", "summary"))
    return 0
