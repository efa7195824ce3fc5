"""``maquette mend``."""

from __future__ import annotations

import argparse

from maquette.cli.show import as_json, table


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("photo", nargs="?", help="the photo: a file, asset:HASH, or its hash (without one: list)")
    command.add_argument("--mask", metavar="FILE", help="a picture of its shape, white or opaque where the product is")
    command.add_argument("--box", metavar="L,T,R,B", help="where the product is, in shares of the photo")
    command.add_argument("--drop", action="store_true", help="forget the mask or box: the cut-out is found again")


def do(options: argparse.Namespace) -> int:
    """Keep a mask or a box for a photo, forget it, or list what was mended."""
    from maquette.errors import InputError
    from maquette.workspace import open_workspace

    with open_workspace(options.workspace) as workspace:
        if options.photo is None:
            found = workspace.mends()
            if options.json:
                as_json(found)
            elif found:
                table([{**one, "mask": one["mask"][:16]} for one in found], ("at", "mask", "box", "path"))
            else:
                print("no cut-out was mended by hand")
            return 0
        if sum(map(bool, (options.mask, options.box, options.drop))) != 1:
            raise InputError("say what to do with it", mend="maquette mend PHOTO --mask FILE, or --box, or --drop")
        told = None if options.drop else workspace.mend(options.photo, options.mask, box=options.box)
        if told is None:
            workspace.unmend(options.photo)
    if options.json:
        as_json(told or {"photo": options.photo, "mask": None})
    else:
        what = "mended" if told else "found again by the next run"
        print(f"the cut-out of {options.photo} is {what}: run the job again, only what stands on it is made")
    return 0
