"""``maquette scenes``."""

from __future__ import annotations

import argparse

from maquette.cli.show import as_json, table


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("show", nargs="?", choices=["show"], help="write one set's file out, to make one's own of it")
    command.add_argument("name", nargs="?", help="the set")


def do(options: argparse.Namespace) -> int:
    """List sets, or write one out."""
    from maquette.design.scenes.scene_set import find_set, set_text, shipped_sets

    if options.show and options.name:
        text = set_text(options.name)
        as_json({"name": options.name, "text": text}) if options.json else print(text, end="")
        return 0
    found = [find_set(name) for name in shipped_sets()]
    listed = [{"name": one.name, "title": one.title, "colours": " ".join(one.colours)} for one in found]
    if options.json:
        as_json(listed)
    else:
        table(listed, ("name", "title", "colours"))
    return 0
