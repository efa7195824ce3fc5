"""``maquette templates``."""

from __future__ import annotations

import argparse
from typing import Any

from maquette.cli.show import as_json, table


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("show", nargs="?", choices=["show"], help="show one template and its slots")
    command.add_argument("name", nargs="?", help="the template, by name or file")


def do(options: argparse.Namespace) -> int:
    """List templates, or show one."""
    from maquette.design.template.describe import describe
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        if options.show and options.name:
            return _show(workspace.template(options.name), as_document=options.json)
        listed = [describe(workspace.template(name)) for name in workspace.templates()]
    if options.json:
        as_json(listed)
    else:
        table(listed, ("name", "formats", "needs", "summary"))
    return 0


def _show(template: Any, *, as_document: bool) -> int:
    from maquette.design.template.describe import describe

    found = describe(template)
    if as_document:
        as_json(found)
        return 0
    print(f"{template.title}: {template.summary}\nmade for {template.formats}\n")
    slots = [
        {**vars(slot), "required": "needed" if slot.required else "", "flag": "--" + slot.name.replace("_", "-")}
        for slot in template.slots
    ]
    table(slots, ("flag", "kind", "required", "help"))
    return 0
