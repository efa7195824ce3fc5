"""A look learnt from half of an existing catalog, held against the other half and against other sets.

python bench/looks.py [--shared ../shared]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from maquette import ops
from maquette.pixels.check import accepted, check
from maquette.pixels.learn import learn
from maquette.pixels.measure import Measures, measure

OTHERS = ("polymershop", "clothing", "vendure", "dreambooth", "boutique")


def measured(folder: Path, limit: int | None = None) -> list[Measures]:
    return [measure(ops.decode(path)) for path in sorted(folder.iterdir())[:limit]]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    root = Path(options.parse_args().shared).absolute() / "data" / "products" / "open"
    if not root.is_dir():
        print(f"skipped: needs {root}")
        return
    catalog = measured(root / "spreedemo")
    look = learn(catalog[::2], "spreedemo")
    for name, pictures in (
        ("the other half", catalog[1::2]),
        *((name, measured(root / name, 30)) for name in OTHERS),
    ):
        good = sum(accepted(check(one, look)) for one in pictures)
        print(f"{name:16}accepted {good:2} of {len(pictures)}", flush=True)


if __name__ == "__main__":
    main()
