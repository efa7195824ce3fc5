"""How many of a folder of ComfyUI workflows become models, and why the others do not.

python bench/comfyui.py [--shared ../shared]
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from maquette.errors import MaquetteError
from maquette.models.comfyui.card import import_workflow

if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", default="../shared")
    data = Path(options.parse_args().shared) / "data" / "comfyui"
    for kind in ("api", "ui_format"):
        files, can, why = sorted((data / kind).glob("*.json")), Counter[str](), Counter[str]()
        with tempfile.TemporaryDirectory() as place:
            for file in files:
                try:
                    card = import_workflow(file, Path(place))
                except MaquetteError as error:
                    why[error.code] += 1
                    print(f"  {file.name}: {error.reason.rpartition(': ')[2]}")
                    continue
                can.update(card.capabilities)
                can["words"] += "prompt" in card.extra.get("inputs", {})
        made = len(files) - sum(why.values())
        print(f"{kind}: {made} of {len(files)} are models {dict(can)}; refused {dict(why)}\n")
