"""Everything that a folder or file says about a brand, read from each kind of file that is known."""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from maquette.design.brand.sources.fonts import SUFFIXES as FONTS
from maquette.design.brand.sources.fonts import Face, read_face
from maquette.design.brand.sources.guide import Guide, read_guide
from maquette.design.brand.sources.stylesheet import read_stylesheet
from maquette.design.brand.sources.swatches import read_swatches
from maquette.design.brand.sources.tokens import Entry, read_tree
from maquette.errors import InputError, NotFound

MAX_FILES = 5_000
MAX_TEXT = 8_000_000
MAX_UNPACKED = 100_000_000
_TREES = (".json", ".json5", ".tokens")
_YAML = (".yml", ".yaml")
_SHEETS = (".scss", ".css", ".less")
_GUIDES = (".md", ".mdx", ".markdown")
PICTURES = (".svg", ".png")
_SKIPPED = {"node_modules", "__MACOSX", ".git"}
_RANKS = ((*_TREES, *_YAML, *_SHEETS), (".ase", ".zip"), _GUIDES)
_LATER = re.compile(r"dark|contrast|dimmed|night|legacy|deprecated|wireframe", re.IGNORECASE)


@dataclass
class Gathered:
    """What was found: *entries* of tokens and palettes, guides, faces, *drawings* (maybe logos), and *notes*."""

    entries: list[Entry] = field(default_factory=list)
    guides: list[Guide] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)
    drawings: list[tuple[str, Path]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def gather(sources: Sequence[Path], stay: ExitStack) -> Gathered:
    """Read *sources* (folders, files, zip archives); archives are unpacked where *stay* keeps them.

    A file that cannot be read is noted, not fatal, unless it is the only source. Raises ``NotFound`` for a path that
    is not there and ``InputError`` for more than 5,000 files.
    """
    found = Gathered()
    files = [pair for source in sources for pair in _files(source)]
    if len(files) > MAX_FILES:
        raise InputError(f"there are more than {MAX_FILES:,} files", mend="name the folder of the brand itself")
    for name, path in sorted(files, key=lambda pair: _rank(pair[0])):
        try:
            _read(found, name, path, stay)
        except (InputError, UnicodeDecodeError, ValueError) as error:
            if len(files) == 1:
                raise error if isinstance(error, InputError) else _unreadable(name, error) from error
            found.notes.append(str(error.reason if isinstance(error, InputError) else _unreadable(name, error).reason))
    return found


def _files(source: Path) -> Iterator[tuple[str, Path]]:
    if source.is_file():
        yield source.name, source
        return
    if not source.is_dir():
        raise NotFound(f"there is no {source}", mend="name a folder or a file of the brand", code="unknown-file")
    for folder, inner, names in os.walk(source):
        inner[:] = sorted(one for one in inner if one not in _SKIPPED and not one.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and path.is_file():
                yield path.relative_to(source).as_posix(), path


def _rank(name: str) -> tuple[Any, ...]:
    suffix = PurePosixPath(name).suffix.lower()
    kind = next((place for place, suffixes in enumerate(_RANKS) if suffix in suffixes), len(_RANKS))
    return kind, bool(_LATER.search(name)), "palette" not in name.lower(), name


def _read(found: Gathered, name: str, path: Path, stay: ExitStack) -> None:
    suffix = path.suffix.lower()
    if suffix in PICTURES:
        found.drawings.append((name, path))
    elif suffix in FONTS:
        found.faces.append(read_face(path, name))
    elif suffix == ".zip":
        inner = gather([_unpack(path, name, stay)], stay)
        for key in ("entries", "guides", "faces", "drawings", "notes"):
            getattr(found, key).extend(getattr(inner, key))
    elif suffix == ".ase":
        found.entries += read_swatches(_bytes(path, name), name)
    elif suffix in (*_TREES, *_YAML, *_SHEETS, *_GUIDES):
        _read_text(found, name, _bytes(path, name).decode("utf-8-sig"), suffix)


def _read_text(found: Gathered, name: str, text: str, suffix: str) -> None:
    if suffix in _TREES:
        from maquette.design.brand.sources import relaxed

        found.entries += read_tree(relaxed.loads(text), name)
    elif suffix in _YAML:
        found.entries += read_tree(_yaml(text), name)
    elif suffix in _SHEETS:
        found.entries += read_stylesheet(text, name)
    else:
        guide = read_guide(text, name)
        found.guides.append(guide)
        found.entries += guide.entries


def _bytes(path: Path, name: str) -> bytes:
    if path.stat().st_size > MAX_TEXT:
        raise InputError(f"{name} has {path.stat().st_size / 1e6:.0f} MB", mend="name the files of the brand itself")
    return path.read_bytes()


def _yaml(text: str) -> Any:
    import yaml

    if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
        raise ValueError("YAML with aliases is not read, since it can grow without end")
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506 - the base loader makes nothing but strings


def _unpack(path: Path, name: str, stay: ExitStack) -> Path:
    folder = Path(stay.enter_context(tempfile.TemporaryDirectory()))
    try:
        with zipfile.ZipFile(BytesIO(path.read_bytes())) as archive:
            members = [one for one in archive.infolist() if not one.is_dir() and not one.filename.endswith(".zip")]
            if len(members) > MAX_FILES or sum(one.file_size for one in members) > MAX_UNPACKED:
                raise InputError(f"{name} unpacks to more than {MAX_UNPACKED // 10**6} MB", mend="unpack it yourself")
            for number, member in enumerate(members):
                inside = PurePosixPath(member.filename)
                if inside.is_absolute() or ".." in inside.parts or _SKIPPED & set(inside.parts):
                    continue
                with archive.open(member) as packed:
                    target = folder / f"{number:05d}" / inside.name
                    target.parent.mkdir()
                    target.write_bytes(packed.read(member.file_size + 1)[: member.file_size])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise InputError(f"{name} cannot be unpacked: {error}", mend="pack it again as plain ZIP") from error
    return folder


def _unreadable(name: str, error: Exception) -> InputError:
    return InputError(f"{name} cannot be read: {error}", mend="correct it, or leave it out of the folder")
