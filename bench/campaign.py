"""A campaign from the command: 20 versions of copy x 12 formats, again, and with one headline changed.

    python bench/campaign.py [--alone] [--keep DIR]

It prints seconds, files a second, and the memory of the painting processes. Then the same 240 pictures are painted by
warm renderers, all measured without their start: ours (which lays out as well), and Chromium and Takumi where they can
be had (they are given the finished layout). The whole command, with its start, its layout, the record and the contact
sheets, is held against them too.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from beside import Rate, by_chromium, by_takumi, by_us, pages
from maquette.picture.encode import jpeg

VERSIONS = 20
HEADLINES = (
    "The chair that remembers how you sit",
    "Made slowly, meant to last",
    "A quiet place to work",
    "Sit down. Stay a while.",
    "Less chair, more rest",
    "Your back will notice first",
    "Ten years for one good seat",
    "Built for the long meeting",
    "Comfort, without the cushion",
    "It fits you, not the other way round",
)
KIT = """title = "Acme Goods"
[colours]
blue = { hex = "#1f4ed8", role = "primary" }
sun = { hex = "#ffb020", role = "accent" }
ink = { hex = "#11142a", role = "text" }
paper = { hex = "#ffffff", role = "background" }
[[logo]]
file = "logo.svg"
"""
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 80"><circle cx="40" cy="40" r="36" fill="#1f4ed8"/>'
    '<rect x="92" y="24" width="140" height="32" rx="16" fill="#11142a"/></svg>'
)


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--alone", action="store_true", help="without Chromium and Takumi")
    options.add_argument("--keep", type=Path, help="a folder for the pictures of all three")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        first, peak = timed(folder)
        again, _ = timed(folder)
        rows = copy()
        rows[7]["headline"] = "A new promise for spring"
        write(folder, rows)
        changed, _ = timed(folder)
        for title, run in (("first run", first), ("again", again), ("one headline changed", changed)):
            done, wall, cpu = run["steps"]["done"], run["wall"], run["cpu"]
            rate = f"{done / wall:.0f} files/s" if done else ""
            print(f"{title:22} {done:4} rendered  {wall:6.2f} s ({cpu:5.2f} s of CPU)  {rate}")
        print(f"memory of the painting processes, private, at most: {peak:.0f} MB each")
        if not given.alone:
            some = pages(folder, copy(), folder / "photo.jpg")
            ours = by_us(folder, copy(), folder / "photo.jpg", folder / "ours")
            print(ours)
            for rate in (by_chromium(folder, some, folder / "chromium"), by_takumi(folder, some, folder / "takumi")):
                print(rate)
                if isinstance(rate, Rate):
                    against(rate, "warm", ours.wall, ours.cpu)
                    against(rate, "the command", first["wall"], first["cpu"])
        if given.keep:
            for made in ("out", "ours", "chromium", "takumi"):
                if (folder / made).is_dir():
                    shutil.copytree(folder / made, given.keep / made, dirs_exist_ok=True)
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        return 0 if (first["steps"]["done"], again["steps"]["done"], changed["steps"]["done"]) == (240, 0, 12) else 1


def against(rate: Rate, what: str, wall: float, cpu: float) -> None:
    told = f"{rate.wall / wall:.1f} times as quick; {rate.cpu / cpu:.1f} by processor seconds"
    print(f"{'':22} ours, {what}: {told}")


def copy() -> list[dict[str, str]]:
    return [
        {
            "id": f"v{number:02}",
            "headline": HEADLINES[number % len(HEADLINES)] + (" again" if number >= len(HEADLINES) else ""),
            "body": f"Version {number + 1}: things that adapt to you, and not the other way round.",
            "cta": "Discover it",
        }
        for number in range(VERSIONS)
    ]


def write(folder: Path, rows: list[dict[str, str]]) -> None:
    with (folder / "copy.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)


def prepare(folder: Path) -> None:
    kit = folder / "brands/acme"
    kit.mkdir(parents=True)
    (kit / "brand.toml").write_text(KIT)
    (kit / "logo.svg").write_text(LOGO)
    (folder / "maquette.toml").touch()
    y, x = np.mgrid[0:2000, 0:2400].astype(np.float32)
    waves = 120 + 80 * np.sin(x / 130) * np.cos(y / 170) + np.random.default_rng(1).normal(0, 6, x.shape)
    photo = np.stack([waves + 40, waves, 200 - waves / 2], axis=-1).clip(0, 255).astype(np.uint8)
    (folder / "photo.jpg").write_bytes(jpeg(photo, 92))
    write(folder, copy())


def timed(folder: Path) -> tuple[dict, float]:
    command = [sys.executable, "-m", "maquette", "run", "campaign", "--template", "ad", "--brand", "acme"]
    command += ["--over", "copy.csv", "--formats", "launch-kit", "--picture", "photo.jpg", "--to", "out", "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    peak = [0.0]
    watcher = threading.Thread(target=watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    text, _ = process.communicate()
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(text) | {"wall": wall, "cpu": cpu}, peak[0]


def watch(command: int, peak: list[float]) -> None:
    """The most memory of a process below the command's."""
    page = os.sysconf("SC_PAGE_SIZE") / 1e6
    while Path(f"/proc/{command}").exists():
        below = [command]
        for process in below:
            try:
                for task in Path(f"/proc/{process}/task").iterdir():
                    below += map(int, (task / "children").read_text().split())
                if process != command:
                    _, resident, shared, *_ = map(int, Path(f"/proc/{process}/statm").read_text().split())
                    peak[0] = max(peak[0], (resident - shared) * page)
            except (OSError, ValueError):
                continue
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
