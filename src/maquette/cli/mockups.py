"""``maquette mockups``."""

from __future__ import annotations

import argparse

from maquette.cli.show import as_json, table


def add(command: argparse.ArgumentParser) -> None:
    """It has no flags of its own."""


def do(options: argparse.Namespace) -> int:
    """List mockup scenes."""
    from maquette.design.mockups.mockup import find_mockup, shipped_mockups

    found = [find_mockup(name) for name in shipped_mockups()]
    listed = [
        {"name": one.name, "title": one.title, "surfaces": len(one.surfaces), "ratio": round(one.surfaces[0].ratio, 2)}
        for one in found
    ]
    if options.json:
        as_json(listed)
    else:
        table(listed, ("name", "title", "surfaces", "ratio"))
    return 0
