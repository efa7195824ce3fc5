"""The door and the encoders against their floors: the same bytes through the bare library, in one run.

    python bench/decode.py [PHOTO ...]

Without photos, one of 1600 x 1200 px is painted. Prints the best of several turns and the ratio to the floor.
"""

from __future__ import annotations

import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image as Pillow

from maquette.picture.decode import decode, probe, read
from maquette.picture.encode import encode, fitted, jpeg, png, read_png

if TYPE_CHECKING:
    from collections.abc import Callable

TURNS = 15


def best(work: Callable[[], object]) -> float:
    """Milliseconds of the fastest of several turns, after one to warm up."""
    work()
    times = []
    for _ in range(TURNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def row(name: str, ours: float, floor: float | None = None) -> None:
    print(f"{name:34}{ours:9.2f} ms" + (f"{floor:9.2f} ms   x{ours / floor:.2f}" if floor else ""))


def painted() -> np.ndarray:
    rng = np.random.default_rng(0)
    rough = cv2.resize(rng.integers(0, 256, (40, 50, 3), np.uint8), (1600, 1200), interpolation=cv2.INTER_CUBIC)
    return np.clip(rough.astype(int) + rng.integers(-6, 7, rough.shape), 0, 255).astype(np.uint8)


def bare_read(data: bytes) -> object:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


def measure(photo: Path) -> None:
    data = photo.read_bytes()
    pixels = decode(photo).pixels
    square = cv2.resize(pixels, (2000, 2000))
    bgr = cv2.cvtColor(square, cv2.COLOR_RGB2BGR)
    matte = cv2.GaussianBlur(cv2.circle(np.zeros((2000, 2000), np.uint8), (1000, 1000), 700, 255, -1), (0, 0), 3)
    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION

    def bare_decode() -> object:
        return cv2.imdecode(np.fromfile(photo, np.uint8), flags)

    def bare_avif() -> object:
        return np.asarray(Pillow.open(BytesIO(avif)))

    avif = encode(pixels, "avif", 70)
    webp = encode(pixels, "webp", 80)
    print(f"\n{photo.name}, {pixels.shape[1]} x {pixels.shape[0]} px, {len(data) // 1000} kB: ours, floor")
    row("probe", best(lambda: probe(photo)))
    row("decode JPEG [cv2.imdecode]", best(lambda: decode(photo)), best(bare_decode))
    row("decode AVIF [Pillow]", best(lambda: read(avif, "a")), best(bare_avif))
    row(
        "decode WebP [cv2]",
        best(lambda: read(webp, "w")),
        best(lambda: bare_read(webp)),
    )
    print("2000 x 2000 px")
    for quality, sampling in (
        (85, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420),
        (90, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
    ):
        how = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling]
        floor = best(lambda how=how: cv2.imencode(".jpg", bgr, how))
        row(f"JPEG {quality} [cv2.imencode]", best(lambda quality=quality: jpeg(square, quality)), floor)
    level = [cv2.IMWRITE_PNG_COMPRESSION, 1]
    row("PNG matte [cv2 level 1]", best(lambda: png(matte)), best(lambda: cv2.imencode(".png", matte, level)))
    row("PNG RGB [cv2 level 1]", best(lambda: png(square)), best(lambda: cv2.imencode(".png", bgr, level)))
    kept = png(square)
    row(
        "read that PNG [cv2]",
        best(lambda: read_png(kept)),
        best(lambda: bare_read(kept)),
    )
    limit = len(jpeg(square, 90)) // 2
    row("JPEG within half its size", best(lambda: fitted(square, "jpeg", limit)))


def main() -> None:
    cv2.setNumThreads(1)
    photos = [Path(each) for each in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        if not photos:
            photos = [Path(folder) / "painted.jpg"]
            photos[0].write_bytes(jpeg(painted(), 88))
        for photo in photos:
            measure(photo)


if __name__ == "__main__":
    main()
