"""An open workspace: its folder, its settings, and what it remembers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from maquette.errors import InputError
from maquette.settings import Settings, read_settings
from maquette.store import Store, write_whole
from maquette.workspace.place import INSIDE, SETTINGS, file_version, free_path


class Opened:
    """A workspace's folder, settings and store."""

    def __init__(self, folder: Path) -> None:
        from maquette.picture.probe import probe

        self.folder = folder
        self.settings: Settings = read_settings(folder / SETTINGS)
        self._store = Store(folder / INSIDE, probe)

    def __repr__(self) -> str:
        return f"<Workspace {self.folder}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database. What was made stays."""
        self._store.close()

    def settings_version(self) -> str:
        """What the settings file is now, in a word that changes with it."""
        return file_version(self.folder / SETTINGS)

    def change_settings(self, facts: Mapping[str, Any], version: str | None = None) -> Settings:
        """Write other settings (the tables of ``settings.plain``); the file that was there is kept in ``.maquette``.

        Raises ``InputError`` for what is wrong with them, and where the file is not *version* any more.
        """
        from maquette.settings import parse_settings, to_toml

        text = to_toml(facts)
        told = parse_settings(text)
        self._replace(self.folder / SETTINGS, text, version)
        self.settings = told
        return told

    def signin_secret(self) -> str:
        """The secret of the studio at who vouches for members: MAQUETTE_OIDC_SECRET, or what was kept; else empty."""
        from maquette.models.keys import find_secret

        found = find_secret("oidc", ("MAQUETTE_OIDC_SECRET",))
        return found[0].reveal() if found else ""

    def keep_signin_secret(self, text: str) -> str:
        """Keep that secret in the system's keyring, else in the file of keys, and say where."""
        from maquette.models.keys import keep_key

        return keep_key("oidc", text)

    def _replace(self, path: Path, text: str, version: str | None) -> None:
        """Write a file of the workspace's own; the one that was there is kept."""
        if version is not None and version != file_version(path):
            raise InputError(
                f"{path.name} was changed meanwhile, by somebody else or in another tab",
                mend="look at what is there now, then change that",
                code="changed-meanwhile",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            kept = self.folder / INSIDE / "replaced"
            kept.mkdir(exist_ok=True)
            write_whole(free_path(kept / path.name), path.read_bytes())
        write_whole(path, text.encode())
