"""``maquette brands``."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from maquette.cli.show import as_json, table
from maquette.store import write_whole


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("show", nargs="?", choices=["show"], help="show one brand kit")
    command.add_argument("name", nargs="?", help="the brand")
    command.add_argument("--sheet", metavar="FILE", type=Path, help="also paint the kit at a glance, as a PNG")


def do(options: argparse.Namespace) -> int:
    """List brand kits, or show one."""
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        if options.show and options.name:
            kit = workspace.brand(options.name)
            if options.sheet:
                from maquette.design.brand.sheet import paint_sheet
                from maquette.picture.encode import png

                write_whole(options.sheet, png(paint_sheet(kit).pixels))
            if options.json:
                as_json(asdict(kit) | {"digest": kit.digest(), "sheet": options.sheet})
                return 0
            print(f"{kit.name}: {kit.title}, in {kit.root}\n")
            table([asdict(one) for one in kit.colours], ("name", "hex", "role", "why"))
            print()
            table([asdict(one) for one in kit.typefaces], ("role", "family", "weight", "italic", "file"))
            print()
            table([asdict(one) for one in kit.logos], ("file", "variant", "on", "clear_space", "min_width"))
            for word, lines in (("do", kit.do), ("don't", kit.dont)):
                for line in lines:
                    print(f"{word}: {line}")
            return 0
        kits = [workspace.brand(name) for name in workspace.brands()]
    listed = [
        {
            "name": kit.name,
            "title": kit.title,
            "primary": kit.colour("primary"),
            "colours": len(kit.colours),
            "faces": len(kit.typefaces),
            "logos": len(kit.logos),
        }
        for kit in kits
    ]
    if options.json:
        as_json(listed)
    else:
        table(listed, ("name", "title", "primary", "colours", "faces", "logos"))
    return 0
