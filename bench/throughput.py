"""Throughput of the whole chain on the same photos and weights, beside rembg's folder command and the bare floor.

Every side is a process of its own from start to end, at the same niceness, in turn, as often as asked. We and the floor
run once on OpenVINO, which the set-up installs (the extra `fast`), and once on onnxruntime; rembg as it comes, on
onnxruntime; all had one photo before, unmeasured. The floor is decode + the networks + encode at 2000 px in a tight
loop, a thread a core: for a draft one look of U2-Net; for the default two, and one of each of the two other networks at
those photos where our find is in doubt, so that they are asked.
Wall time is what a person waits and needs an idle machine; processor time (user + system) holds on a shared one.

    python bench/throughput.py [--shared ../shared] [--photos 16] [--rounds 2]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import cv2

from maquette import ops
from maquette.picture.encode import jpeg
from maquette.pixels.networks import find_weights, places, saliency
from maquette.pixels.segments import glance
from maquette.pixels.shown import can_show

OURS = {"draft": "floor, one look", "standard": "floor, all looks"}
ASKED = "asked.txt"
"""The names of the photos at which the two other networks look."""
REMBG = ("rembg p", "onnxruntime")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    options.add_argument("--photos", type=int, default=16)
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--floor", choices=OURS, help="be the floor in this folder, with the looks of that quality")
    given = options.parse_args()
    if given.floor:
        floor(Path("photos"), given.floor)
        return
    source = Path(given.shared).absolute() / "data" / "products" / "open" / "dreambooth"
    weights = find_weights("u2net")
    if not source.is_dir() or weights is None:
        print(f"skipped: needs {source} and the large weights (maquette models get u2net)")
        return
    os.environ["U2NET_HOME"] = str(weights.parent)
    runtimes = [name for name in ("openvino", "onnxruntime") if find_spec(name)]
    sides = [REMBG, *((name, runtime) for runtime in runtimes for pair in OURS.items() for name in pair)]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        count = paint(source, folder / "photos", given.photos)
        paths = list((folder / "photos").iterdir())
        # A process that is started has the peak of the one that starts it: that one loads no network.
        with get_context("spawn").Pool(1) as pool:
            asked = [path.name for path, is_one in zip(paths, pool.map(is_asked, paths), strict=True) if is_one]
        (folder / ASKED).write_text("\n".join(asked))
        for runtime in runtimes:
            warm_up(("draft", runtime), folder)
        warm_up(REMBG, folder)
        spent: dict[Side, list[tuple[float, float, float]]] = {side: [] for side in sides}
        for _ in range(given.rounds):
            for side in sides:
                spent[side].append(timed(side, folder))
        print(f"{count} photos of 2000 px, {os.cpu_count()} cores, best of {given.rounds}; times are for one photo")
        print(f"at {len(asked)} of them the two other networks look, too")
        for (name, runtime), rounds in spent.items():
            wall, cpu, peak = (min(column) for column in zip(*rounds, strict=True))
            of_both = f"wall {wall / count:6.2f} s   processor {cpu / count:6.2f} s   peak {peak:.2f} GB"
            print(f"{name:18}{runtime:13}{of_both}")
        for runtime in runtimes:
            for mine, bare in OURS.items():
                for what, column in (("wall", 0), ("processor", 1)):
                    compare(what, column, mine, runtime, spent[mine, runtime], spent[bare, runtime], spent[REMBG])


Side = tuple[str, str]
"""What is run, and on which runtime."""


def compare(what: str, column: int, mine: str, runtime: str, *rounds: list[tuple[float, float, float]]) -> None:
    """Print the median over the rounds of our time by the floor's, and of rembg's by ours."""
    pairs = [[side[column] for side in one] for one in zip(*rounds, strict=True)]
    to_floor, to_rembg = (statistics.median(one) for one in zip(*((a / b, c / a) for a, b, c in pairs), strict=True))
    print(f"{mine:10}{runtime:13}{what:10} {to_floor:.2f} x the floor   {to_rembg:.2f} x as fast as rembg")


def paint(source: Path, folder: Path, photos: int) -> int:
    """That many of the source's photos, enlarged to 2000 px."""
    folder.mkdir()
    for path in sorted(source.glob("*.jpg"))[:: max(1, 61 // photos)][:photos]:
        picture = ops.decode(path).rgb
        scale = 2000 / max(picture.shape[:2])
        size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
        large = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
        (folder / path.name).write_bytes(jpeg(large, 92))
    return len(list(folder.iterdir()))


def command(name: str) -> list[str]:
    """What is run for one side."""
    if name.startswith("floor"):
        quality = next(mine for mine, bare in OURS.items() if bare == name)
        return [sys.executable, str(Path(__file__).absolute()), "--floor", quality]
    if name == REMBG[0]:
        return [str(Path(sys.executable).parent / "rembg"), "p", "-m", "u2net", "photos", "rembg"]
    words = ["run", "product-listing", "--photos", "photos", "--to", "out", "--workspace", "work"]
    return [sys.executable, "-m", "maquette", *words, "--quality", name, "--no-sheet", "--json"]


def warm_up(side: Side, folder: Path) -> None:
    """Work on one photo: what is compiled at the first use on a machine must not count against anyone."""
    (folder / "one").mkdir()
    shutil.copy(next((folder / "photos").iterdir()), folder / "one")
    timed(side, folder, photos="one")
    shutil.rmtree(folder / "one")


def is_asked(path: Path) -> bool:
    """Whether the find in that photo is in doubt, so that the two other networks look at it."""
    return can_show() and "shown" in ops.matte(ops.decode(path)).measures


def floor(photos: Path, quality: str) -> None:
    """Decode, look and encode, and nothing else."""
    cv2.setNumThreads(1)
    saliency(ops.decode(next(photos.iterdir())).rgb, "u2net")
    asked = () if quality == "draft" else Path(ASKED).read_text().split("\n")

    def one(path: Path) -> int:
        picture = ops.decode(path)
        for _ in range(1 if quality == "draft" else 2):
            saliency(picture.rgb, "u2net")
        if path.name in asked:
            places(picture.rgb)
            glance(picture.rgb)
        return len(jpeg(cv2.resize(picture.rgb, (2000, 2000)), 90))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(one, sorted(photos.iterdir())))


def timed(side: Side, folder: Path, photos: str = "photos") -> tuple[float, float, float]:
    """Seconds of wall and of processor, and the peak memory in GB, of a side; what it made is removed again."""
    words = [photos if word == "photos" else word for word in command(side[0])]
    begun = time.perf_counter()
    with (folder / "said.txt").open("w") as said:
        redirect = [(os.POSIX_SPAWN_DUP2, said.fileno(), 1), (os.POSIX_SPAWN_DUP2, said.fileno(), 2)]
        here = Path.cwd()
        os.chdir(folder)
        child = os.posix_spawn(words[0], words, os.environ | {"MAQUETTE_RUNTIME": side[1]}, file_actions=redirect)
        os.chdir(here)
        _, status, usage = os.wait4(child, 0)
    spent = time.perf_counter() - begun
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit((folder / "said.txt").read_text()[-2000:])
    for made in ("out", "work", "rembg"):
        shutil.rmtree(folder / made, ignore_errors=True)
    return spent, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6


if __name__ == "__main__":
    main()
