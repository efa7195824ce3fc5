"""``maquette formats``."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from maquette.cli.show import as_json, facts, table


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("show", nargs="?", choices=["show"], help="show one format")
    command.add_argument("name", nargs="?", help="the format")


def do(options: argparse.Namespace) -> int:
    """List formats, or show one."""
    from maquette.design.formats import find_format, load_formats

    if options.show and options.name:
        found = asdict(find_format(options.name))
        as_json(found) if options.json else facts(found)
        return 0
    listed = [asdict(one) for one in load_formats().values()]
    if options.json:
        as_json(listed)
    else:
        table(listed, ("name", "group", "width", "height", "max_kb", "title"))
    return 0
