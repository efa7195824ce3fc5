"""A look learnt from an existing catalog without 20 of its products, held against those 20 and against other sets.

Accept or send back must follow from the rules: every picture is judged again here from its verdicts alone.

python bench/looks.py [--shared ../shared]
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from maquette import ops
from maquette.pixels.check import Verdict, accepted, check
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
    step = len(catalog) // 20
    new = catalog[::step][:20]
    look = learn([one for one in catalog if one not in new], "spreedemo")
    for name, pictures in (
        ("20 new of the set", new),
        *((name, measured(root / name, 30)) for name in OTHERS),
    ):
        verdicts = [check(one, look) for one in pictures]
        good = sum(map(accepted, verdicts))
        print(f"{name:20}accepted {good:2} of {len(pictures)}; agrees with the rules {agreeing(verdicts)}", flush=True)
        broken = Counter(one.rule for some in verdicts if not accepted(some) for one in some if one.passed is False)
        if broken:
            print(f"{'':20}sent back for {', '.join(f'{rule} {count}' for rule, count in broken.most_common(4))}")


def agreeing(pictures: list[list[Verdict]]) -> int:
    """How many pictures are accepted exactly when every hard rule holds and at most one soft rule is broken."""
    count = 0
    for verdicts in pictures:
        held = {one.rule: one.value is not None and one.low <= one.value <= one.high for one in verdicts}
        hard = all(held[one.rule] for one in verdicts if one.strength == "hard")
        soft = sum(one.value is not None and not held[one.rule] for one in verdicts if one.strength == "soft")
        count += accepted(verdicts) == (hard and soft <= 1)
    return count


if __name__ == "__main__":
    main()
