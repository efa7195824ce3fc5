"""Cut-outs mended by hand: a mask or a box that belongs to a photo, and that every later run goes by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from maquette.errors import InputError, MaquetteError, NotFound
from maquette.runs.inputs import KEPT, area_text, read_area
from maquette.store import Record, Source
from maquette.workspace.records import Records

if TYPE_CHECKING:
    from maquette.picture.image import Image

_GATE = "cut-out"
_SHORTEST = 16


class Mending(Records):
    """Masks that people paint, boxes that they choose. A photo is named by its file, ``asset:HASH``, or its hash."""

    def mend(
        self,
        photo: str | Path,
        mask: str | Path | bytes | None = None,
        *,
        box: str | None = None,
        member: str = "",
        version: str | None = None,
    ) -> Record:
        """Keep *mask* as the cut-out of that photo, or the *box* that the product is in: every later run goes by it.

        *mask* is a picture of the photo's shape, white (or opaque) where the product is: taken in place of what is
        found. *box* is left,top,right,bottom in shares of the picture, such as one of a row's ``candidates``. Either
        belongs to the photo's bytes, wherever the file lies, and comes in place of what was said before; a row whose
        table names its own keeps that. Only what stands on the cut-out is made again. Gives photo, mask, box (one of
        them empty), member and at. Raises ``NotFound``, ``InputError`` for a mask that does not fit or what is no box,
        and where what is there is not *version* (the mask's hash, or the box; empty for none) any more.
        """
        if (mask is None) == (box is None):
            raise InputError("say what to do with it", mend="give a mask or a box", code="no-mask")
        source = self._photo(photo)
        before = self._store.mends.get(source.digest)
        if version is not None and version != _version(before):
            raise InputError(
                f"the cut-out of {source.path.name} was mended meanwhile, by somebody else or in another tab",
                mend="open it anew and mend that",
                code="changed-meanwhile",
            )
        box = area_text(read_area(box, "box")) if box is not None else ""
        asset = self._kept(mask, source) if mask is not None else ""
        if before is None or (before["mask"], before["box"]) != (asset, box):
            self._store.mends.say(source.digest, member, mask=asset, box=box)
        return self._store.mends.get(source.digest) or {}

    def unmend(self, photo: str | Path) -> None:
        """Forget the mask or the box of that photo: later runs find its cut-out by themselves. Raises ``NotFound``."""
        source = self._photo(photo)
        if not self._store.mends.drop(source.digest):
            raise NotFound(
                f"the cut-out of {source.path.name} was not mended",
                mend="maquette mend lists those that were",
                code="not-mended",
            )

    def mends(self, limit: int = 1000) -> list[Record]:
        """The masks and boxes in force, newest first: photo, mask (hashes), box, member, at, and the photo's path."""
        found = self._store.mends.newest(limit)
        for one in found:
            source = self._store.sources.of_digest(one["photo"])
            one["path"] = str(source.path) if source else ""
        return found

    def cutout(self, run: str, row: str) -> Record:
        """What there is to mend in a row: ``photo``, its ``width`` and ``height`` in px, and the ``mask`` in force.

        *mask* is an asset, empty where the row has no cut-out yet: the painted one (then ``mended``) or the one that
        was found. *member* and *at* are of what a person said, a mask or a box; *version* is what to name next.
        Raises ``NotFound``, and ``InputError`` for a row that is not about one photo.
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
        said = self._store.mends.get(source.digest)
        painted = said["mask"] if said else ""
        return {
            "run": record["run"],
            "row": row,
            "photo": source.digest,
            "width": size.width,
            "height": size.height,
            "mask": painted or self._found(record),
            "mended": bool(painted),
            "version": _version(said),
            "member": said["member"] if said else "",
            "at": said["at"] if said else None,
        }

    def boxed(self, photo: str | Path, box: str) -> bytes:
        """What a cut-out of that photo would keep if its product were in that *box*: a mask, a grey PNG of its size.

        *box* is left,top,right,bottom in shares of the picture. Nothing is kept or made again: ``mend`` does that.
        Raises ``NotFound``, and ``InputError`` for what is no box.
        """
        from maquette import ops
        from maquette.picture.encode import png
        from maquette.picture.image import Image

        source = self._photo(photo)
        found = ops.matte(Image(ops.decode(source.path).rgb), box=read_area(box, "box"))
        return png(found.alpha)

    def mask(self, asset: str) -> Path:
        """The file of a cut-out's mask, a grey PNG, by the asset that ``cutout`` gave. Raises ``NotFound``."""
        path = self._store.blobs.path(asset)
        if not path.is_file():
            raise NotFound(f"there is no mask {asset[:64]!r}", mend="run the job again", code="unknown-picture")
        return path

    def _kept(self, mask: str | Path | bytes, source: Source) -> str:
        """The asset of a mask, brought to the photo's size."""
        from maquette.picture.encode import png
        from maquette.picture.probe import probe
        from maquette.pixels.mended_matte import levels

        size = probe(source.path)
        return self._store.blobs.put(png(levels(_read(mask), size.width, size.height)))

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


def _version(said: Record | None) -> str:
    """What was said of a photo, in a word; empty for nothing."""
    return str(said["mask"] or said["box"]) if said else ""


def _read(mask: str | Path | bytes) -> Image:
    from maquette.picture.decode import decode, read

    return read(mask, "the mask") if isinstance(mask, bytes) else decode(Path(mask))
