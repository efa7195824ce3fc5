"""Looks, brand kits, templates and formats: found, changed, learnt, and held against pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.design.channels import Channel, find_channel
from maquette.design.formats import Format, find_format, find_formats, not_found
from maquette.errors import InputError, MaquetteError
from maquette.runs.table import folder_rows, safe_name
from maquette.store import Record, write_whole
from maquette.workspace.brands import Brands
from maquette.workspace.place import file_version, free_path

if TYPE_CHECKING:
    from maquette.deliver.check import CheckedPicture
    from maquette.design.template.model import Template
    from maquette.picture.image import File
    from maquette.pixels.look import Look
    from maquette.pixels.measure import Measures


_ENOUGH = 3


@dataclass(frozen=True)
class MeasuredLook:
    """What pictures have in common, as a look that is not kept; what each measures, and which could not be read."""

    look: Look
    measures: dict[str, Measures]
    refused: dict[str, str]


@dataclass(frozen=True)
class LearntLook:
    """A look that was just measured: where it lies, from how many pictures, and which could not be read and why."""

    look: Look
    path: Path
    pictures: int
    refused: dict[str, str]


class Designs(Brands):
    """What pictures are made by and held against."""

    # Looks, formats, channels ----------------------------------------------------------------------------

    def look(self, name: str) -> Look:
        """The look of that name, of this workspace before the shipped ones, or in the file of that path."""
        from maquette.pixels.look import from_toml, shipped_look, shipped_looks

        own = [Path(name), self.folder / "looks" / f"{name}.toml"]
        for path in own:
            if path.suffix == ".toml" and path.is_file():
                return from_toml(path.read_text("utf-8"), path.stem)
        if name in shipped_looks():
            return shipped_look(name)
        raise not_found("look", name, self.looks())

    def looks(self) -> list[str]:
        """Names of the looks of this workspace and of the shipped ones."""
        from maquette.pixels.look import shipped_looks

        own = sorted(path.stem for path in (self.folder / "looks").glob("*.toml"))
        return list(dict.fromkeys([*own, *shipped_looks()]))

    def change_look(self, name: str, version: str | None = None, **values: Any) -> Look:
        """Keep the look *name* with other *values* as ``looks/NAME.toml``; a shipped one becomes the workspace's own.

        Raises ``InputError`` for a value that is out of range, and where the file is not *version* any more.
        """
        from maquette.pixels.look import to_toml
        from maquette.previews import changed

        look = changed(self.look(name), values)
        self._replace(self.folder / "looks" / f"{safe_name(name)}.toml", to_toml(look), version)
        return look

    def look_version(self, name: str) -> str:
        """What the workspace's own file of that look is now; empty for one that is shipped."""
        return file_version(self.folder / "looks" / f"{safe_name(name)}.toml")

    def preview_look(self, name: str, photos: Sequence[str | Path], *, side: int = 480, **values: Any) -> list[bytes]:
        """Up to a dozen photos in the look *name* with other *values*, as WebP of *side* px each. Nothing is kept.

        Raises ``InputError`` for a value or a photo that is refused.
        """
        from maquette.previews import changed, preview_look

        look = changed(self.look(name), values)
        return preview_look(self._store, look, [self._picture_file(str(one)) for one in photos], side)

    def measure_look(self, pictures: Iterable[str | Path], name: str = "learnt") -> MeasuredLook:
        """What finished pictures have in common, as a look, and what each of them measures. Nothing is kept.

        *pictures* are files, folders of them, or pictures of the workspace such as ``asset:HASH``. One that was
        measured before, under whatever name, is not measured again while this workspace is open. Raises
        ``InputError`` when fewer than three could be measured; the ones that could not are named in the result.
        """
        from maquette.picture.decode import decode
        from maquette.pixels.learn import learn
        from maquette.pixels.measure import measure

        measured: dict[str, Measures] = {}
        refused: dict[str, str] = {}
        for picture in pictures:
            for named, path in self._pictures(str(picture)):
                try:
                    source = self._store.sources.look_up([path])[path]
                    if isinstance(source, MaquetteError):
                        raise source
                    if source.digest not in self._measures:
                        self._measures[source.digest] = measure(decode(path))
                    measured[named] = self._measures[source.digest]
                except MaquetteError as error:
                    refused[named] = error.reason
        if len(measured) < _ENOUGH:
            raise InputError(
                f"{len(measured)} pictures could be measured, a look takes at least {_ENOUGH}",
                mend="name more pictures of the catalog: maquette look learn OLD/*.jpg --name NAME",
                code="too-few-pictures",
            )
        return MeasuredLook(learn(measured.values(), name), measured, refused)

    def learn_look(self, pictures: Iterable[str | Path], name: str) -> LearntLook:
        """Measure finished pictures and keep what they have in common as ``looks/NAME.toml``; see ``measure_look``.

        A look of that name that is there already is kept beside it, numbered.
        """
        from maquette.pixels.look import to_toml

        found = self.measure_look(pictures, name)
        path = free_path(self.folder / "looks" / f"{safe_name(name)}.toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, to_toml(found.look).encode())
        return LearntLook(found.look, path, len(found.measures), found.refused)

    @cached_property
    def _measures(self) -> dict[str, Measures]:
        return {}

    def _pictures(self, name: str) -> list[tuple[str, Path]]:
        """The picture that *name* says, or those of the folder, each with what it is called."""
        path = self._picture_file(name)
        if not path.is_dir():
            return [(name, path)]
        return [(str(row.path), row.path) for row in folder_rows(path) if row.path]

    def check(
        self,
        pictures: Iterable[str | Path],
        *,
        look: str | None = None,
        channel: str | None = None,
        brand: str | None = None,
        format: str | None = None,  # noqa: A002 - the word that people use
    ) -> Iterator[CheckedPicture]:
        """Hold pictures against a look, a channel's rules, a brand and a format: every rule's value, range and verdict.

        A picture that cannot be read is not accepted, and says why. Raises ``InputError`` when nothing is named, and
        where text has to be read and the extra ``ocr`` is not installed.
        """
        from maquette.deliver.check import Held, check_picture
        from maquette.deliver.findings import draw_logos

        if not (look or channel or brand or format):
            raise InputError(
                "there is nothing to check against",
                mend="name --brand, --format, --look or --channel, or several",
                code="nothing-to-check",
            )
        held = Held(
            self.look(look) if look else None,
            self.channel(channel) if channel else None,
            self.brand(brand) if brand else None,
            find_format(format) if format else None,
        )
        known = draw_logos(held.brand)
        return (check_picture(Path(one), held, known, self._layout(Path(one))) for one in pictures)

    def _layout(self, path: Path) -> Record | None:
        """What is known of a file that was laid out in this workspace."""
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None
        made = self._store.results.many(self._store.results.keys_of(digest))
        return next((one.facts["layout"] for one in made.values() if "layout" in one.facts), None)

    def formats(self, name: str) -> list[Format]:
        """The format of that name, those of the group of that name, or one of the size ``WIDTHxHEIGHT``."""
        return find_formats(name)

    def channel(self, name: str) -> Channel:
        """The channel of that name. Raises ``NotFound``."""
        return find_channel(name)

    # Templates -------------------------------------------------------------------------------------------

    def template(self, name: str) -> Template:
        """The template in that file, of that name in ``templates/``, or shipped. Raises ``NotFound``."""
        from maquette.design.template.find import find_template

        return find_template(name, self.folder / "templates")

    def templates(self) -> list[str]:
        """Names of the templates of this workspace and of the shipped ones."""
        from maquette.design.template.find import shipped_templates

        own = sorted(path.stem for path in (self.folder / "templates").glob("*.toml"))
        return list(dict.fromkeys([*own, *shipped_templates()]))

    # Designs, painted at once ----------------------------------------------------------------------------

    def draft(
        self,
        template: str,
        brand: str,
        texts: Mapping[str, str],
        format: str,  # noqa: A002 - the word that people use
        *,
        pictures: Mapping[str, str] | None = None,
        focus: str | None = None,
        language: str = "",
        colours: str = "",
        kit: Mapping[str, Any] | None = None,
    ) -> File:
        """One copy in one format, painted now and not kept; what is needed and missing is shown by its slot's name.

        *pictures* by slot: paths, or ``asset:ID``. *kit* are facts of the brand that are not kept yet (see
        ``change_brand``). Raises ``NotFound``, ``InputError`` and ``PaintError``.
        """
        from maquette.design.template.draft import draft
        from maquette.runs.inputs import read_area

        files = {name: self._picture_file(one) for name, one in (pictures or {}).items() if one}
        where = read_area(focus) if focus else None
        layout = self.template(template), self.brand_with(brand, kit or {}), texts, self._one_format(format)
        return draft(*layout, pictures=files, focus=where, language=language, colours=colours)

    def check_draft(
        self,
        made: File,
        brand: str,
        format: str,  # noqa: A002
        kit: Mapping[str, Any] | None = None,
    ) -> CheckedPicture:
        """Hold what ``draft`` gave against its brand and its format: every rule's value, range and verdict."""
        from maquette.deliver.check import Held, check_made

        return check_made(
            made, Held(brand=self.brand_with(brand, kit or {}), format=self._one_format(format)), f"{brand} {format}"
        )

    def _one_format(self, name: str) -> Format:
        found = self.formats(name)
        if len(found) != 1:
            raise InputError(
                f"{name} is {len(found)} formats", mend=f"name one of {', '.join(one.name for one in found)}"
            )
        return found[0]
