"""What people bring: files kept in the workspace's folder ``uploads``, let in by the one door."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from maquette.errors import InputError, MaquetteError, StoreError
from maquette.picture.probe import LIMITS, probe
from maquette.runs.preview import preview_table
from maquette.runs.table import PICTURE_SUFFIXES, safe_name

if TYPE_CHECKING:
    from maquette.store import Record, Store

FOLDER = "uploads"
Kind = Literal["picture", "table", "brand"]

_TABLES = frozenset((".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".json", ".jsonl", ".ndjson"))
_BRAND = frozenset((".zip", ".ttf", ".otf", ".woff", ".woff2", ".svg", ".ase", ".toml", ".yaml", ".yml", ".css", ".md"))
MOST_BYTES = LIMITS.file_bytes
"""Bytes of one file of any kind."""


class Part:
    """A file that is coming in, a piece at a time. It is nobody's until ``Uploads.keep``."""

    def __init__(self, folder: Path, name: str) -> None:
        handle, path = tempfile.mkstemp(prefix=".maquette-", suffix=".part", dir=folder)
        self.path = Path(path)
        self.name = name
        self.bytes = 0
        self._file: IO[bytes] = os.fdopen(handle, "wb")
        self._hash = hashlib.sha256()

    def add(self, data: bytes) -> None:
        """The next piece. Raises ``InputError`` when there are too many, ``StoreError`` when the disk is full."""
        self.bytes += len(data)
        check_size(self.name, self.bytes)
        self._hash.update(data)
        try:
            self._file.write(data)
        except OSError as error:
            raise _full(self.name, error) from error

    def close(self) -> str:
        """That was all: the hash of what came."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise _full(self.name, error) from error
        return self._hash.hexdigest()

    def drop(self) -> None:
        """Forget what came."""
        with suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)


class Uploads:
    """The uploads of one workspace."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._root = folder
        self._store = store

    def begin(self, name: str) -> Part:
        """A place for the bytes of *name* (a path keeps its folders). Raises ``InputError`` for a kind of no use."""
        if not name.strip():
            raise InputError("the file has no name", mend="send it with its name", code="missing-input", about="name")
        _kind_by_name(name)
        folder = self._root / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        return Part(folder, name)

    def keep(self, part: Part, into: str = "") -> Record:
        """Keep what came: name, path from the workspace, kind, bytes, and a picture's size or a table at a glance.

        *into* is a folder in ``uploads``. Nothing is overwritten: another file of that name gets a number, the same
        file is kept once. Raises ``InputError`` with the door's reason for what is not let in; then nothing stays.
        """
        try:
            digest = part.close()
            kind = _kind_by_name(part.name)
            if not part.bytes:
                raise InputError(f"{part.name} is empty", mend="send it again", code="empty-file")
            refused = _refusal(part.path, part.name) if kind == "picture" else None
            if refused is not None:
                raise refused
            told = _facts(part, kind)
            path = self._place(part, into, digest)
        except BaseException:
            part.drop()
            raise
        if kind == "picture":
            self._store.sources.remember(path, digest)
        inside = path.relative_to(self._root)
        return {
            "name": path.name,
            "path": str(inside),
            "kind": kind,
            "bytes": part.bytes,
            "id": digest[:16],
            **told,
        } | {"folder": str(Path(FOLDER) / _inside(into))}

    def preview(self, path: Path, encoding: str | None = None) -> Record:
        """A table at a glance; see ``preview_table``."""
        return preview_table(path, encoding)

    def _place(self, part: Part, into: str, digest: str) -> Path:
        wanted = self._root / FOLDER / _inside(into) / _inside(part.name)
        wanted.parent.mkdir(parents=True, exist_ok=True)
        path, number = wanted, 1
        while True:
            try:
                # Linked and not moved: a link never takes another file's place.
                os.link(part.path, path)
            except FileExistsError:
                if _digest(path) == digest:
                    break
                number += 1
                path = wanted.with_stem(f"{wanted.stem}-{number}")
            else:
                os.chmod(path, 0o644)
                break
        part.path.unlink(missing_ok=True)
        return path


def check_size(name: str, size: int) -> None:
    """Raise ``InputError`` when a file of *size* bytes is not taken."""
    if size > MOST_BYTES:
        raise InputError(
            f"{name} has {size / 1e6:.0f} MB or more; at most {MOST_BYTES / 1e6:.0f} MB are taken",
            mend="save it smaller, or as JPEG",
            code="too-large-file",
        )


def _inside(name: str) -> str:
    """A path from outside as one that stays inside; no part of it goes up or hides."""
    parts = [part for part in name.replace("\\", "/").split("/") if part.strip(" .")]
    return "/".join(safe_name(part.lstrip(".")) for part in parts[-8:])


def _kind_by_name(name: str) -> Kind:
    suffix = Path(name).suffix.lower()
    if suffix in PICTURE_SUFFIXES:
        return "picture"
    if suffix in _TABLES:
        return "table"
    if suffix in _BRAND:
        return "brand"
    raise InputError(
        f"{name[-120:]!r} is no picture, no table and nothing of a brand",
        mend="pictures are JPEG, PNG, WebP, HEIC, AVIF or TIFF, tables CSV, XLSX or JSON; a brand may come as a ZIP",
        code="unknown-kind",
    )


def _refusal(path: Path, name: str) -> MaquetteError | None:
    try:
        probe(path)
    except MaquetteError as error:
        # The name that a person knows, not that of the part.
        return InputError(error.reason.replace(str(path), name), mend=error.mend, code=error.code)
    return None


def _facts(part: Part, kind: Kind) -> dict[str, Any]:
    none = {"width": None, "height": None, "table": None}
    if kind == "picture":
        found = probe(part.path)
        return none | {"width": found.width, "height": found.height}
    if kind == "table":
        # Tables are told apart by their ending.
        named = part.path.with_suffix(Path(part.name).suffix.lower())
        os.rename(part.path, named)
        part.path = named
        try:
            table = preview_table(part.path)
        except MaquetteError as error:
            raise InputError(_named(error.reason, part), mend=error.mend, code=error.code) from error
        problems = [one | {"reason": _named(one["reason"], part)} for one in table["problems"]]
        return none | {"table": table | {"problems": problems}}
    return none


def _named(reason: str, part: Part) -> str:
    """A *reason* with the name that a person knows, not that of the part."""
    return reason.replace(str(part.path), part.name).replace(part.path.name, part.name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _full(name: str, error: OSError) -> StoreError:
    return StoreError(
        f"{name} cannot be kept: {error.strerror}",
        mend="make room on the disk, then send it again",
        code="disk-full" if error.errno == 28 else "store",
    )
