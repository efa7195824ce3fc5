"""Opens what a contact sheet will show while files are still being made, so that it is drawn at once when they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from maquette.deliver.drawing import band_of, load, open_tile
from maquette.deliver.thumbs import thumb_place
from maquette.picture.image import Pixels


class OpenedAhead:
    """The tiles of a sheet of so many files, opened by a thread of its own from the small pictures in *folder*."""

    def __init__(self, folder: Path, files: int) -> None:
        self._folder, self._band = folder, band_of(files)
        self._tiles: dict[Path, Pixels] = {}
        self._thread = ThreadPoolExecutor(1, "sheet")
        self._thread.submit(load)

    def add(self, assets: Iterable[str]) -> None:
        """Open the small pictures of those assets, as far as they are there."""
        self._thread.submit(self._open, list(assets))

    def tiles(self, band: int) -> Mapping[Path, Pixels]:
        """What was opened for bands of that height, by file. Nothing may be added any more."""
        self._thread.shutdown()
        return self._tiles if band == self._band else {}

    def _open(self, assets: list[str]) -> None:
        for path in (thumb_place(self._folder, asset) for asset in assets):
            # What cannot be opened is made anew when the sheet is.
            with suppress(OSError, ValueError):
                self._tiles[path] = open_tile(path, self._band)
