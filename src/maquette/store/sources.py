"""Files outside: their hash and whether the door would refuse them, remembered while they do not change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from maquette.errors import InputError, MaquetteError
from maquette.store.database import Database, upsert

Refusal = dict[str, str]
_KNOWN = "SELECT * FROM sources WHERE path IN (SELECT value FROM json_each(:paths))"
_REMEMBER = upsert("sources", "path", "path", "size", "mtime_ns", "digest", "refusal")


@dataclass(frozen=True)
class Source:
    """A file as it was when it was read. *refusal* (code, reason, mend) says why the door would not take it."""

    path: Path
    digest: str
    refusal: Refusal | None


class Sources:
    """Remembers files by path, size and time of change."""

    def __init__(self, database: Database, probe: Callable[[Path], object]) -> None:
        self._database = database
        self._probe = probe

    def look_up(self, paths: Iterable[Path]) -> dict[Path, Source | MaquetteError]:
        """Each file's source, reading only what is new or changed; an error for what cannot be read."""
        wanted = list(dict.fromkeys(paths))
        known = {row["path"]: row for row in self._database.all(_KNOWN, {"paths": [_place(path) for path in wanted]})}
        found: dict[Path, Source | MaquetteError] = {}
        fresh = []
        for path in wanted:
            try:
                stat = path.stat()
                row = known.get(_place(path))
                if row and (row["size"], row["mtime_ns"]) == (stat.st_size, stat.st_mtime_ns):
                    found[path] = Source(path, row["digest"], row["refusal"])
                    continue
                source = self._read(path)
            except OSError as error:
                found[path] = _unreadable(path, error)
                continue
            found[path] = source
            fresh.append(
                {
                    "path": _place(path),
                    "size": stat.st_size,
                    "mtime_ns": stat.st_mtime_ns,
                    "digest": source.digest,
                    "refusal": source.refusal,
                }
            )
        if fresh:
            with self._database.writing() as connection:
                connection.executemany(_REMEMBER, fresh)
        return found

    def remember(self, path: Path, digest: str) -> None:
        """A file that was read and let in just now."""
        stat = path.stat()
        facts = {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "digest": digest, "refusal": None}
        self._database.do(_REMEMBER, {"path": _place(path), **facts})

    def known(self, paths: Iterable[str]) -> dict[str, str]:
        """The hash that each of those files had when it was last read."""
        return {row["path"]: row["digest"] for row in self._database.all(_KNOWN, {"paths": list(paths)})}

    def of_digest(self, digest: str) -> Source | None:
        """The file that was last read with those bytes, by their hash or a beginning of 16 characters or more."""
        query = "SELECT * FROM sources WHERE digest >= :digest AND digest <= :digest || 'g' LIMIT 1"
        row = self._database.one(query, {"digest": digest}) if len(digest) >= 16 else None
        return Source(Path(row["path"]), row["digest"], row["refusal"]) if row else None

    def _read(self, path: Path) -> Source:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        try:
            self._probe(path)
        except MaquetteError as error:
            return Source(path, digest, {"code": error.code, "reason": error.reason, "mend": error.mend})
        return Source(path, digest, None)


def _place(path: Path) -> str:
    """Where a file lies, for whoever looks for it from another folder."""
    return str(path.absolute())


def _unreadable(path: Path, error: OSError) -> MaquetteError:
    if isinstance(error, FileNotFoundError):
        return InputError(
            f"{path} is not there",
            mend="check the path; relative paths start at the table's folder",
            code="missing-file",
        )
    return InputError(f"{path} cannot be read: {error.strerror}", mend="check its permissions", code="unreadable-file")
