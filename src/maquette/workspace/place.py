"""Where a workspace lies, and how it is made."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from maquette.errors import InputError

INSIDE = ".maquette"
SETTINGS = "maquette.toml"


def find_workspace(start: Path) -> Path:
    """The workspace that *start* lies in: the nearest folder upwards with a maquette.toml, else *start* itself."""
    start = start.absolute()
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS).is_file()), start)


def init_workspace(folder: str | Path) -> Path:
    """Make *folder* a workspace: a settings file and a place for looks. What is there already stays as it is."""
    folder = Path(folder)
    (folder / "looks").mkdir(parents=True, exist_ok=True)
    settings = folder / SETTINGS
    if not settings.exists():
        settings.write_text("# A Maquette workspace. What it remembers lies in .maquette; looks are files in looks/.\n")
    return folder


def workspace_folder(folder: str | Path | None = None) -> Path:
    """Where that workspace is, without opening it."""
    named = folder or os.environ.get("MAQUETTE_WORKSPACE")
    return Path(named).absolute() if named else find_workspace(Path.cwd())


def file_version(path: Path) -> str:
    """What a file is now, in a word that changes with it; empty where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""


def free_path(path: Path) -> Path:
    """*path*, or the same with a number, where nothing lies yet."""
    number = 2
    found = path
    while found.exists():
        found = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return found


def cap_of(budget: str | None, usual: int | None) -> int | None:
    """The cap in micro-dollars that *budget* says, never above the usual one. Raises ``InputError``."""
    if budget is None:
        return usual
    from maquette.models.money import micro

    try:
        asked = micro(budget)
    except ValueError as error:
        raise InputError(
            f"--budget: {error}", mend="an amount in US dollars, such as 5.00", code="bad-value"
        ) from error
    return asked if usual is None else min(asked, usual)
