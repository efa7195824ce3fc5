"""Planning a long table: seconds per 10,000 rows and memory, which must not grow with the table.

python bench/plan.py [--rows 20000]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from maquette.painted import paint

# What the system says of a child's peak begins with its parent's, so the command tells its own.
PLAN = """
import atexit, re, sys
from maquette.cli import main
tell = lambda: print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read()).group(1), file=sys.stderr)
atexit.register(tell)
main()
"""


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=40000)
    rows = options.parse_args().rows
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        photos = paint(folder / "photos", 12)
        for count in (rows // 4, rows):
            lines = (f"s{n},photos/{photos[n % 12].name},{0.5 + n % 4000 / 10000}\n" for n in range(count))
            (folder / "t.csv").write_text("id,photo,fill\n" + "".join(lines))
            begun = time.perf_counter()
            words = ["plan", "product-listing", "--over", "t.csv", "--json"]
            with (folder / "plan.json").open("w") as sink:
                command = [sys.executable, "-c", PLAN, *words]
                done = subprocess.run(command, cwd=folder, stdout=sink, stderr=subprocess.PIPE, text=True, check=True)
            seconds = time.perf_counter() - begun
            peak = int(done.stderr.split()[-1]) / 1000
            print(f"{count:7} rows  {10000 * seconds / count:.2f} s per 10,000  peak {peak:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
