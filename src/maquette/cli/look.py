"""``maquette look``."""

from __future__ import annotations

import argparse

from maquette.cli.show import as_json


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("what", choices=["learn", "show"], help="learn one from pictures, or write one out")
    command.add_argument("names", nargs="+", metavar="FILE|LOOK", help="pictures of the catalog, or the look to show")
    command.add_argument("--name", help="what the learnt look is called")


def do(options: argparse.Namespace) -> int:
    """Learn a look and say where it lies, or print one."""
    from maquette.pixels.look import to_toml
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        if options.what == "show":
            look = workspace.look(options.names[0])
            if options.json:
                as_json({"name": look.name, "toml": to_toml(look)})
            else:
                print(to_toml(look), end="")
            return 0
        learnt = workspace.learn_look(options.names, options.name or "learnt")
    if options.json:
        as_json(
            {
                "name": learnt.look.name,
                "path": str(learnt.path),
                "pictures": learnt.pictures,
                "refused": learnt.refused,
            }
        )
        return 0
    for name, reason in learnt.refused.items():
        print(f"left out {name}: {reason}")
    print(f"learnt from {learnt.pictures} pictures: {learnt.path}")
    print(f"check with it:  maquette check NEW/*.jpg --look {learnt.path.stem}")
    print(f"make with it:   maquette run product-listing --photos NEW --look {learnt.path.stem} --to out")
    return 0
