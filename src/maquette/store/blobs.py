"""Assets on disk: bytes named by their SHA-256, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from maquette.errors import StoreError

_MARK, _NUMBERS = os.urandom(6).hex(), count()


class Blobs:
    """A folder of immutable files, two letters of the hash a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._folder = str(folder)

    def path(self, digest: str) -> Path:
        """Where the bytes of that hash lie, whether or not they do."""
        return Path(self._place(digest))

    def has(self, digest: str) -> bool:
        """Whether the bytes are there."""
        return os.path.exists(self._place(digest))

    def _place(self, digest: str) -> str:
        return f"{self._folder}{os.sep}{digest[:2]}{os.sep}{digest}"

    def find(self, beginning: str) -> list[str]:
        """The hashes that begin so, of assets that are there; *beginning* has at least two digits."""
        folder = self.folder / beginning[:2]
        return (
            sorted(path.name for path in folder.iterdir() if path.name.startswith(beginning)) if folder.is_dir() else []
        )

    def put(self, data: bytes) -> str:
        """Keep *data* and give its SHA-256. Atomic and durable; keeping the same bytes twice writes once."""
        digest = hashlib.sha256(data).hexdigest()
        place = self._place(digest)
        if not os.path.exists(place):
            write_whole(place, data)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes. Raises ``StoreError`` when they are gone."""
        try:
            with open(self._place(digest), "rb") as file:
                return file.read()
        except FileNotFoundError:
            raise self._gone(digest) from None

    def copy(self, digest: str, path: str | Path) -> None:
        """Write the bytes to *path*, whole or not at all, without reading them into memory.

        What can be written again from here need not outlive a loss of power. Raises ``StoreError`` when they are gone.
        """
        if not self.has(digest):
            raise self._gone(digest)
        with _whole(path) as part:
            shutil.copyfile(self._place(digest), part)

    def _gone(self, digest: str) -> StoreError:
        return StoreError(f"asset {digest[:12]} is gone from {self.folder}", mend="run the job again")


def write_whole(path: str | Path, data: bytes, *, durable: bool = True) -> None:
    """Write *data* to *path* so that a reader, a killed process or a full disk never leaves half of it there.

    Its folder is made where it is not there. *durable*: a loss of power cannot undo it either; what can be written
    again from a kept asset need not wait for the disk. The temporary file lies beside the target, named
    ``.maquette-*.part``; it is removed on any error.
    """
    with _whole(path) as part, open(part, "xb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def _whole(path: str | Path) -> Iterator[str]:
    """A file to write that takes the place of *path* at the end, or is gone. Its folder is made."""
    folder, part = os.path.dirname(path), part_beside(path)
    if folder and not os.path.isdir(folder):
        os.makedirs(folder, exist_ok=True)
    try:
        yield part
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def part_beside(path: str | Path) -> str:
    """A name that nobody else has for a temporary file in the folder of *path*, as ``sweep_parts`` knows them."""
    return os.path.join(os.path.dirname(path), f".maquette-{_MARK}-{next(_NUMBERS)}.part")


def sweep_parts(folder: Path) -> None:
    """Remove what a killed process left half-written in *folder* and below."""
    for part in folder.rglob(".maquette-*.part"):
        part.unlink(missing_ok=True)
