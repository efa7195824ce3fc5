"""``maquette brand``."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from maquette.cli.show import as_json
from maquette.errors import InputError
from maquette.store import write_whole


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument(
        "what", choices=["import", "add", "export"], help="make a kit, add to one, or write one as tokens"
    )
    command.add_argument(
        "names", nargs="+", metavar="FOLDER|FILE|BRAND", help="what the brand has, or the brand to write"
    )
    command.add_argument("--name", help="what the new kit is called, or which is added to")
    command.add_argument("--title", default="", help="the brand's name as people write it")
    command.add_argument("--role", action="append", default=[], metavar="ROLE=COLOUR", help="the colour for a role")
    command.add_argument("--tokens", metavar="FILE", type=Path, help="where the W3C design tokens go")


def do(options: argparse.Namespace) -> int:
    """Import a brand, add to one, or export its tokens."""
    return {"import": _import, "add": _add, "export": _export}[options.what](options)


def _import(options: argparse.Namespace) -> int:
    from maquette.design.brand.kit import COLOUR_ROLES
    from maquette.workspace import open_workspace

    if not options.name:
        raise InputError("the new brand has no name", mend="maquette brand import FOLDER --name NAME")
    roles = dict(pair.split("=", 1) if "=" in pair else (pair, "") for pair in options.role)
    for role in roles:
        if role not in COLOUR_ROLES or not role:
            known = ", ".join(one for one in COLOUR_ROLES if one)
            raise InputError(f"--role {role}: there is no such role", mend=f"ROLE=COLOUR with one of {known}")
    with open_workspace(options.workspace) as workspace:
        made = workspace.import_brand(options.names, options.name, title=options.title, roles=roles)
    kit = made.kit
    if options.json:
        as_json(asdict(kit) | {"path": made.path, "notes": made.notes})
        return 0
    print(f"{len(kit.colours)} colours, {len(kit.typefaces)} faces, {len(kit.logos)} logos: {made.path}")
    for one in kit.colours:
        if one.role:
            print(f"  {one.role}: {one.name} {one.hex} ({one.why})")
    for note in made.notes:
        print(f"  note: {note}")
    print(f"look at it:  maquette brands show {kit.name} --sheet {kit.name}.png")
    return 0


def _add(options: argparse.Namespace) -> int:
    from maquette.design.brand.change import plain
    from maquette.workspace import open_workspace

    if not options.name:
        raise InputError("no brand is named that it is added to", mend="maquette brand add FILE --name NAME")
    with open_workspace(options.workspace) as workspace:
        before = workspace.brand(options.name)
        found = workspace.bring_to_brand(options.name, options.names)
        kit = workspace.change_brand(options.name, plain(found.kit))
    if options.json:
        as_json(asdict(kit) | {"path": found.path, "notes": found.notes})
        return 0
    counts = [
        f"{len(getattr(kit, key)) - len(getattr(before, key))} {key}" for key in ("colours", "typefaces", "logos")
    ]
    print(f"added {', '.join(counts)}: {found.path}")
    for note in found.notes:
        print(f"  note: {note}")
    return 0


def _export(options: argparse.Namespace) -> int:
    import json

    from maquette.design.brand.export import to_tokens
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        tokens = to_tokens(workspace.brand(options.names[0]))
    text = json.dumps(tokens, ensure_ascii=False, indent=2) + "\n"
    if options.tokens is None:
        print(text, end="")
        return 0
    if options.tokens.exists():
        raise InputError(f"{options.tokens} is there already", mend="name another file; nothing is overwritten")
    write_whole(options.tokens, text.encode())
    if options.json:
        as_json({"name": options.names[0], "tokens": options.tokens})
    else:
        print(f"written: {options.tokens}")
    return 0
