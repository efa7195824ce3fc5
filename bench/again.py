"""The same run again, and one changed value: steps and seconds of the whole command, for 300 rows.

python bench/again.py [--rows 300]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from maquette.painted import painted
from maquette.picture.encode import jpeg


def command(folder: Path, *words: str) -> tuple[float, dict[str, object]]:
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "maquette", *words, "--json"], cwd=folder, capture_output=True, text=True, check=True
    )
    return time.perf_counter() - begun, json.loads(done.stdout)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=300)
    rows = options.parse_args().rows
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "photos").mkdir()
        for number in range(rows):
            picture = painted(number, seed=number, width=240, height=180)[0]
            (folder / "photos" / f"p{number:04}.jpg").write_bytes(jpeg(picture, 85))
        run = (
            "run",
            "product-listing",
            "--photos",
            "photos",
            "--to",
            "out",
            "--formats",
            "300x300",
            "--quality",
            "draft",
        )
        for title, words in (
            ("first run", run),
            ("the same again", run),
            ("one margin changed", (*run, "--fill", "0.6")),
            ("changed back", run),
            ("and again", run),
        ):
            seconds, told = command(folder, *words)
            print(f"{title:20}{rows} rows  {told['steps']}  {seconds:.2f} s", flush=True)
        for words in (("--help",), ("run", "product-listing", "--help")):
            best = min(_timed([sys.executable, "-m", "maquette", *words], folder) for _ in range(5))
            print(f"maquette {' '.join(words):30} {best:.3f} s")
        best = min(_timed([sys.executable, "-c", "import maquette"], folder) for _ in range(5))
        print(f"{'import maquette':39} {best:.3f} s")


def _timed(words: list[str], folder: Path) -> float:
    begun = time.perf_counter()
    subprocess.run(words, cwd=folder, capture_output=True, check=True)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
