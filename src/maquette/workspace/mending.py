"""Cut-outs mended by hand: a mask that belongs to a photo, taken by every later run in place of what it would find."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from maquette.errors import InputError, MaquetteError, NotFound
from maquette.runs.inputs import KEPT
from maquette.store import Record, Source
from maquette.workspace.records import Records

if TYPE_CHECKING:
    from maquette.picture.image import Image

_GATE = "cut-out"
_SHORTEST = 16


class Mending(Records):
    """Masks that people paint. A photo is named by its file, by ``asset:HASH``, or by its hash."""

    def mend(
        self, photo: str | Path, mask: str | Path | bytes, *, member: str = "", version: str | None = None
    ) -> Record:
        """Keep *mask* as the cut-out of that photo: every later run takes it in place of what it would find.

        *mask* is a picture of the photo's shape, white (or opaque) where the product is. It belongs to the photo's
        bytes, wherever the file lies; only what stands on the cut-out is made again. Gives photo, mask, member and at.
        Raises ``NotFound``, ``InputError`` for a mask that does not fit, and where the mask that is there is not
        *version* (its hash; empty for none) any more.
        """
        from maquette.picture.encode import png
        from maquette.picture.probe import probe
        from maquette.pixels.mended_matte import levels

        source = self._photo(photo)
        before = self._store.mends.get(source.digest)
        if version is not None and version != (before or {"mask": ""})["mask"]:
            raise InputError(
                f"the cut-out of {source.path.name} was mended meanwhile, by somebody else or in another tab",
                mend="open it anew and mend that",
                code="changed-meanwhile",
            )
        size = probe(source.path)
        asset = self._store.blobs.put(png(levels(_read(mask), size.width, size.height)))
        if before is None or before["mask"] != asset:
            self._store.mends.say(source.digest, asset, member)
        return self._store.mends.get(source.digest) or {}

    def unmend(self, photo: str | Path) -> None:
        """Forget the mask of that photo: later runs find its cut-out by themselves again. Raises ``NotFound``."""
        source = self._photo(photo)
        if not self._store.mends.drop(source.digest):
            raise NotFound(
                f"the cut-out of {source.path.name} was not mended",
                mend="maquette mend lists those that were",
                code="not-mended",
            )

    def mends(self, limit: int = 1000) -> list[Record]:
        """The masks in force, newest first: photo, mask (both hashes), member, at, and the path of the photo."""
        found = self._store.mends.newest(limit)
        for one in found:
            source = self._store.sources.of_digest(one["photo"])
            one["path"] = str(source.path) if source else ""
        return found

    def cutout(self, run: str, row: str) -> Record:
        """What there is to mend in a row: ``photo``, its ``width`` and ``height`` in px, and the ``mask`` in force.

        *mask* is an asset, empty where the row has no cut-out yet: the painted one (then ``mended``, with *member* and
        *at*) or the one that was found. Raises ``NotFound``, and ``InputError`` for a row that is not about one photo.
        """
        from maquette.picture.probe import probe

        record = self._row(run, row)
        if not record["values"]["path"]:
            raise InputError(
                f"row {row} of run {record['run']} is not about one photo",
                mend="maquette mend PHOTO --mask FILE",
                code="no-mask",
            )
        source = self._photo(record["values"]["path"])
        size = probe(source.path)
        painted = self._store.mends.get(source.digest)
        return {
            "run": record["run"],
            "row": row,
            "photo": source.digest,
            "width": size.width,
            "height": size.height,
            "mask": painted["mask"] if painted else self._found(record),
            "mended": painted is not None,
            "version": painted["mask"] if painted else "",
            "member": painted["member"] if painted else "",
            "at": painted["at"] if painted else None,
        }

    def mask(self, asset: str) -> Path:
        """The file of a cut-out's mask, a grey PNG, by the asset that ``cutout`` gave. Raises ``NotFound``."""
        path = self._store.blobs.path(asset)
        if not path.is_file():
            raise NotFound(f"there is no mask {asset[:64]!r}", mend="run the job again", code="unknown-picture")
        return path

    def _row(self, run: str, name: str) -> Record:
        found = self._run(run)["id"]
        for record in self._store.history.rows(found):
            if record["name"] == name:
                return record
        raise NotFound(f"run {run} has no row {name!r}", mend="maquette runs RUN lists them", code="unknown-row")

    def _found(self, record: Record) -> str:
        """The cut-out that a row stands on; empty where it has none."""
        for use in self._store.history.steps_of(record["run"], record["index"]):
            if use["label"] == _GATE:
                made = self._store.results.get(use["key"])
                return made.asset if made and self._store.blobs.has(made.asset) else ""
        return ""

    def _photo(self, photo: str | Path) -> Source:
        named = str(photo)
        path = self.picture(named) if named.startswith(KEPT) else Path(photo)
        known = self._store.sources.of_digest(named) if len(named) >= _SHORTEST and not path.exists() else None
        source = known or self._store.sources.look_up([path])[path]
        if isinstance(source, MaquetteError):
            raise source
        if source.refusal:
            raise InputError(source.refusal["reason"], mend=source.refusal["mend"], code=source.refusal["code"])
        return source


def _read(mask: str | Path | bytes) -> Image:
    from maquette.picture.decode import decode, read

    return read(mask, "the mask") if isinstance(mask, bytes) else decode(Path(mask))
