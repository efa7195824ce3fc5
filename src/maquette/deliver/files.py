"""Writes finished files where they were asked for: whole, never over anything that is not ours."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from maquette.errors import DeliveryError
from maquette.store import Record, Store, write_whole


@dataclass(frozen=True)
class Item:
    """One file to be written: where, and the asset that holds its bytes."""

    path: Path
    asset: str


class Delivery:
    """Puts assets into a folder, remembering what it wrote so that a revision may replace it and nothing else."""

    def __init__(self, store: Store, run: str) -> None:
        self._store = store
        self._run = run
        self._expected: dict[str, Record | None] = {}

    def expect(self, paths: Iterable[Path]) -> None:
        """Look up at once what we wrote at *paths*, so that ``write`` need not ask for each; forgets earlier ones."""
        places = list(map(_place, paths))
        self._expected = dict.fromkeys(places) | self._store.history.written(places)

    def write(self, items: Iterable[Item]) -> int:
        """Bring every item to its place and give how many had to be written; one that lies there is left alone.

        Raises ``DeliveryError`` before anything is written when a file of somebody else's, or one changed since we
        wrote it, stands in the way; and when the folder cannot be written.
        """
        placed = {_place(item.path): item for item in items}
        ours = self._ours(list(placed))
        missing = {place: item for place, item in placed.items() if not self._lies_there(item, ours.get(place))}
        for place, item in missing.items():
            self._may_replace(item.path, ours.get(place))
        self._store.history.wrote([self._write(item, place) for place, item in missing.items()])
        return len(missing)

    def _ours(self, places: list[str]) -> Mapping[str, Record | None]:
        expected = all(place in self._expected for place in places)
        return self._expected if expected else self._store.history.written(places)

    def _lies_there(self, item: Item, record: Record | None) -> bool:
        return record is not None and record["sha256"] == item.asset and _unchanged(item.path, record)

    def _may_replace(self, path: Path, record: Record | None) -> None:
        if not path.exists() or (record is not None and (_unchanged(path, record) or path.stat().st_size == 0)):
            return
        if record is None:
            # A process killed between writing and remembering leaves a whole file of ours that we do not know.
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if self._store.blobs.has(digest):
                return
            raise DeliveryError(
                f"{path} is there already and was not written by this workspace",
                mend="choose another folder with --to, or move that file",
                code="would-overwrite",
            )
        raise DeliveryError(
            f"{path} was changed after it was delivered",
            mend="move the changed file, then run again",
            code="would-overwrite",
        )

    def _write(self, item: Item, place: str) -> Record:
        try:
            # The asset is what lasts: after a loss of power the next run finds this file wanting and writes it again.
            self._store.blobs.copy(item.asset, place)
            stat = os.stat(place)
        except OSError as error:
            raise cannot_be_written(item.path, error) from error
        return {
            "path": place,
            "sha256": item.asset,
            "size": stat.st_size,
            "mtime_ns": stat.st_mtime_ns,
            "run": self._run,
        }


def _place(path: Path) -> str:
    return os.path.join(os.getcwd(), path)


def _unchanged(path: Path, record: Record) -> bool:
    try:
        stat = os.stat(path)
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (record["size"], record["mtime_ns"])


def check_folder(folder: Path) -> None:
    """Raise ``DeliveryError`` now if *folder* cannot be made or written, instead of after an hour of work."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / ".maquette-probe", b"", durable=False)
        (folder / ".maquette-probe").unlink()
    except OSError as error:
        raise cannot_be_written(folder, error) from error


def cannot_be_written(path: Path, error: OSError) -> DeliveryError:
    """What to tell a person of a file or folder that the system does not take."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DeliveryError(
            f"{path} cannot be written: the disk is full",
            mend="make room on that disk, then run again: what is made stays made",
            code="disk-full",
        )
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return DeliveryError(
            f"{path} cannot be a folder: a file lies in its place", mend="choose another with --to", code="unwritable"
        )
    return DeliveryError(
        f"{path} cannot be written: {error.strerror}",
        mend="check that the folder may be written, or choose another with --to",
        code="unwritable",
    )
