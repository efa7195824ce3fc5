"""``maquette doctor``."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import shutil
import time
from pathlib import Path

from maquette.cli.show import as_json, table

LIBRARIES = ("numpy", "cv2", "pyvips", "PIL", "pi_heif", "onnxruntime", "skia", "dbos", "sqlalchemy")


def add(command: argparse.ArgumentParser) -> None:
    """It has no flags of its own."""


def do(options: argparse.Namespace) -> int:
    """Try everything that the work stands on; 1 when something needed is missing."""
    from maquette.models.cards import find_card
    from maquette.pixels.networks import find_weights

    found = [_library(name) for name in LIBRARIES]
    weights = {"u2netp": "reinstall maquette-studio"} | {
        name: f"maquette models get {name}" for name in ("u2net", "vit_s_focus", "mobile_sam")
    }
    for network, missing in weights.items():
        here = all(find_weights(Path(one.file).stem) for one in find_card(network).weights)
        found.append(
            {
                "name": f"weights {network}",
                "state": "ok" if here else "missing",
                "note": "" if here else missing,
                "needed": network == "u2netp",
            }
        )
    free = shutil.disk_usage(Path(options.workspace or ".")).free / 1e9
    found.append({"name": "disk", "state": "ok" if free > 1 else "low", "note": f"{free:.0f} GB free", "needed": False})
    found.append(
        {
            "name": "machine",
            "state": "ok",
            "note": f"Python {platform.python_version()}, {os.cpu_count()} cores, no key needed for what is here",
            "needed": False,
        }
    )
    if options.json:
        as_json(found)
    else:
        table(found, ("name", "state", "note"))
    return 1 if any(one["needed"] and one["state"] != "ok" for one in found) else 0


def _library(name: str) -> dict[str, object]:
    begun = time.perf_counter()
    try:
        importlib.import_module(name)
    except (ImportError, OSError) as error:
        note = str(error)
        if name == "skia" and ("libGL" in note or "libEGL" in note):
            note = "the painter needs libGL.so.1 and libEGL.so.1 of the system: apt-get install libgl1 libegl1"
        return {"name": name, "state": "missing", "note": note, "needed": True}
    return {
        "name": name,
        "state": "ok",
        "note": f"{1000 * (time.perf_counter() - begun):.0f} ms",
        "needed": True,
    }
