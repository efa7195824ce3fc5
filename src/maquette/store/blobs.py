"""Assets on disk: bytes named by their SHA-256, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from maquette.errors import StoreError


class Blobs:
    """A folder of immutable files, two letters of the hash a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the bytes of that hash lie, whether or not they do."""
        return self.folder / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Whether the bytes are there."""
        return self.path(digest).exists()

    def find(self, beginning: str) -> list[str]:
        """The hashes that begin so, of assets that are there; *beginning* has at least two digits."""
        folder = self.folder / beginning[:2]
        return (
            sorted(path.name for path in folder.iterdir() if path.name.startswith(beginning)) if folder.is_dir() else []
        )

    def put(self, data: bytes) -> str:
        """Keep *data* and give its SHA-256. Atomic and durable; keeping the same bytes twice writes once."""
        digest = hashlib.sha256(data).hexdigest()
        path = self.path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes. Raises ``StoreError`` when they are gone."""
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError:
            raise self._gone(digest) from None

    def copy(self, digest: str, path: Path) -> None:
        """Write the bytes to *path*, whole or not at all, without reading them into memory.

        What can be written again from here need not outlive a loss of power. Raises ``StoreError`` when they are gone.
        """
        if not self.has(digest):
            raise self._gone(digest)
        with _whole(path) as part:
            shutil.copyfile(self.path(digest), part)

    def _gone(self, digest: str) -> StoreError:
        return StoreError(f"asset {digest[:12]} is gone from {self.folder}", mend="run the job again")


def write_whole(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write *data* to *path* so that a reader, a killed process or a full disk never leaves half of it there.

    *durable*: a loss of power cannot undo it either; what can be written again from a kept asset need not wait for
    the disk. The temporary file lies beside the target, named ``.maquette-*.part``; it is removed on any error.
    """
    with _whole(path) as part, part.open("wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file to write that takes the place of *path* at the end, or is gone."""
    handle, name = tempfile.mkstemp(prefix=".maquette-", suffix=".part", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sweep_parts(folder: Path) -> None:
    """Remove what a killed process left half-written in *folder* and below."""
    for part in folder.rglob(".maquette-*.part"):
        part.unlink(missing_ok=True)
