"""Throughput of the whole chain on the same photos and weights, beside rembg's folder command and the bare floor.

The floor is decode + one look of the network + encode at 2000 px in a tight loop on as many threads.

    python bench/throughput.py [--shared ../shared] [--photos 16]
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2

from maquette import ops
from maquette.picture.encode import jpeg
from maquette.pixels.networks import find_weights, saliency

cv2.setNumThreads(1)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    options.add_argument("--photos", type=int, default=16)
    given = options.parse_args()
    source = Path(given.shared).absolute() / "data" / "products" / "open" / "dreambooth"
    weights = find_weights("u2net")
    if not source.is_dir() or weights is None:
        print(f"skipped: needs {source} and the large weights (maquette models get u2net)")
        return
    with tempfile.TemporaryDirectory() as place:
        folder, count = Path(place), 0
        (folder / "photos").mkdir()
        for path in sorted(source.glob("*.jpg"))[:: max(1, 61 // given.photos)][: given.photos]:
            picture = ops.decode(path).rgb
            scale = 2000 / max(picture.shape[:2])
            size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
            large = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
            (folder / "photos" / path.name).write_bytes(jpeg(large, 92))
            count += 1
        seconds = {"floor": _floor(folder)}
        for quality in ("draft", "standard"):
            words = [
                "run",
                "product-listing",
                "--photos",
                "photos",
                "--to",
                quality,
                "--quality",
                quality,
                "--no-sheet",
            ]
            words += ["--workspace", f"w-{quality}", "--json"]
            seconds[quality] = _timed([sys.executable, "-m", "maquette", *words], folder, {})
        words = [sys.executable, "-m", "maquette", "run", "cutout", "--photos", "photos", "--to", "cut"]
        words += ["--quality", "draft", "--no-sheet", "--workspace", "w-cut", "--json"]
        seconds["cutout, draft"] = _timed(words, folder, {})
        words[words.index("draft")], words[words.index("cut")], words[-2] = "standard", "cut2", "w-cut2"
        seconds["cutout, standard"] = _timed(words, folder, {})
        rembg = [str(Path(sys.executable).parent / "rembg"), "p", "-m", "u2net", "photos", "rembg"]
        seconds["rembg p"] = _timed(rembg, folder, {"U2NET_HOME": str(weights.parent)})
        for name, spent in seconds.items():
            print(
                f"{name:18}{spent / count:6.2f} s a photo   {spent / seconds['floor']:.2f} x the floor   "
                f"{seconds['rembg p'] / spent:.2f} x as fast as rembg"
            )
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
        print(f"peak memory of the largest process (rembg included): {peak:.2f} GB")


def _floor(folder: Path) -> float:
    photos = sorted((folder / "photos").iterdir())
    saliency(ops.decode(photos[0]).rgb, "u2net")

    def one(path: Path) -> int:
        picture = ops.decode(path)
        saliency(picture.rgb, "u2net")
        return len(jpeg(cv2.resize(picture.rgb, (2000, 2000)), 90))

    begun = time.perf_counter()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(one, photos))
    return time.perf_counter() - begun


def _timed(words: list[str], folder: Path, more: dict[str, str]) -> float:
    begun = time.perf_counter()
    done = subprocess.run(words, cwd=folder, env={**os.environ, **more}, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr[-2000:])
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
