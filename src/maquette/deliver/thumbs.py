"""Small pictures beside a page, named by the bytes that they show: made once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from maquette.store import in_batches, write_whole

S = TypeVar("S")
T = TypeVar("T")

THUMB = 480


def in_step(function: Callable[[S], T], items: Iterable[S]) -> Iterator[T]:
    """*function* of every item in order, a few at once."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores, "sheet") as pool:
        for some in in_batches(items, 8 * cores):
            yield from pool.map(function, some)


def thumb(path: Path, folder: Path) -> Path | None:
    """A JPEG of at most 480 px, named by the picture's own bytes; None when it cannot be opened."""
    from maquette.errors import MaquetteError
    from maquette.picture.decode import read
    from maquette.picture.encode import jpeg, shrink

    try:
        data = path.read_bytes()
        target = thumb_place(folder, hashlib.sha256(data).hexdigest())
        if not target.exists():
            pixels = shrink(read(data, path.name).pixels, THUMB)
            shown = on_checker(pixels) if pixels.shape[2] == 4 else pixels
            write_whole(target, jpeg(shown, 85), durable=False)
    except (OSError, MaquetteError):
        return None
    return target


def put_thumbs(small: Mapping[str, bytes], folder: Path) -> None:
    """Write small JPEGs that came with kept results, by their hash, where ``small_thumb`` finds them."""
    # What cannot be written is made when it is shown.
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for asset, data in small.items():
            write_whole(thumb_place(folder, asset), data, durable=False)


def thumb_place(folder: Path, asset: str) -> Path:
    """Where the small picture of an asset lies."""
    return folder / f"{asset[:24]}.jpg"


def small_thumb(path: Path, folder: Path) -> Path | None:
    """As ``thumb``, of a file of our own: it is opened at its small size, without decoding all of it."""
    from maquette.picture.encode import quick_jpeg, read_small_jpeg

    # Kept results are named by their hash.
    target = thumb_place(folder, path.name)
    if target.exists():
        return target
    try:
        data = path.read_bytes()
        if not data.startswith(b"\xff\xd8\xff"):
            return thumb(path, folder)
        write_whole(target, quick_jpeg(read_small_jpeg(data, THUMB // 2), 85), durable=False)
    except (OSError, ValueError):
        return None
    return target


def on_checker(pixels: Any) -> Any:
    """(H, W, 4) *pixels* on squares of white and grey, so that what is transparent is seen to be."""
    import numpy as np

    y, x = np.indices(pixels.shape[:2]) // 12
    ground = np.where((x + y) % 2, 232, 255)[..., None]
    share = pixels[..., 3:].astype(np.uint16)
    return ((pixels[..., :3] * share + ground * (255 - share)) // 255).astype(np.uint8)
