"""Brand kits: found, made of what a brand has, changed, and seen before they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.design.formats import not_found
from maquette.errors import InputError, NotFound
from maquette.runs.table import safe_name
from maquette.store import write_whole
from maquette.workspace.place import file_version, free_path
from maquette.workspace.records import Records

if TYPE_CHECKING:
    from maquette.design.brand.kit import BrandKit, ColourRole, Typeface
    from maquette.picture.image import Image


@dataclass(frozen=True)
class ImportedBrand:
    """A brand kit that was just made: where it lies, and what people should know of it."""

    kit: BrandKit
    path: Path
    notes: tuple[str, ...]


class Brands(Records):
    """The brand kits of a workspace."""

    def brand(self, name: str) -> BrandKit:
        """The brand kit of that name, or in the folder of that path. Raises ``NotFound``, ``InputError`` if bad."""
        from maquette.design.brand.text import read_kit

        return read_kit(self._brand_folder(name))

    def brands(self) -> list[str]:
        """Names of the brand kits of this workspace."""
        return sorted(path.parent.name for path in (self.folder / "brands").glob("*/brand.toml"))

    def brand_version(self, name: str) -> str:
        """What the kit's file is now, in a word that changes with it."""
        from maquette.design.brand.text import FILE

        return file_version(self._brand_folder(name) / FILE)

    def brand_with(self, name: str, facts: Mapping[str, Any]) -> BrandKit:
        """The kit with other *facts* (see ``change_brand``), not kept: to be looked at. Raises as ``change_brand``."""
        return self._changed(name, facts)[0] if facts else self.brand(name)

    def change_brand(self, name: str, facts: Mapping[str, Any], version: str | None = None) -> BrandKit:
        """Keep the kit *name* with other *facts*: its fields as plain values; what is left out stays.

        Fields are ``title``, ``tone``, ``do``, ``dont``, ``references``, ``rules``, ``colours``, ``typefaces`` and
        ``logos``. What is not changed stays in the file as it was written; the file that was there is kept. Raises
        ``NotFound``, and ``InputError`` that names the wrong key, or where the file is not *version* any more.
        """
        from maquette.design.brand.text import FILE

        kit, text = self._changed(name, facts)
        self._replace(kit.root / FILE, text, version)
        return kit

    def bring_to_brand(
        self, name: str, sources: Iterable[str | Path], *, logos: bool = False, facts: Mapping[str, Any] | None = None
    ) -> ImportedBrand:
        """Copy fonts and logos into the kit's folder, and give the kit (with *facts*) with all that was found.

        The kit's file is not changed: ``change_brand`` does that. *logos* takes every drawing for a logo, whatever it
        is called. Colours that are there get their new value; what is there stays. Raises as ``import_brand``.
        """
        from maquette.design.brand.importing import import_kit
        from maquette.design.brand.merge import merge

        kit = self.brand_with(name, facts or {})
        found = import_kit([Path(source) for source in sources], kit.name, logos=logos, measure=not kit.colours)
        placed = {file: _place(kit.root, file, data) for file, data in found.files.items()}
        moved = replace(
            found.kit,
            typefaces=tuple(replace(one, file=placed.get(one.file, "")) for one in found.kit.typefaces),
            logos=tuple(replace(one, file=placed[one.file]) for one in found.kit.logos),
        )
        return ImportedBrand(merge(kit, moved), kit.root, found.notes)

    def brand_faces(self, name: str) -> list[Typeface]:
        """Every face that the kit may name: those in its ``fonts`` folder, then the shipped ones (without a file)."""
        from maquette.design.brand.kit import Typeface
        from maquette.design.brand.sources.fonts import SUFFIXES, read_face
        from maquette.design.text.faces import shipped_faces

        root = self._brand_folder(name)
        own = []
        for path in sorted(root.glob("fonts/*")):
            if path.suffix.lower() in SUFFIXES:
                try:
                    face = read_face(path, path.name)
                except InputError:
                    continue  # a kit that names it says so
                own.append(Typeface("body", face.family, face.weight, face.italic, f"fonts/{path.name}"))
        return own + [Typeface("body", face.family, face.weight, face.italic) for face in shipped_faces()]

    def brand_logo(self, name: str, logo: int | str, width: int) -> Image:
        """The kit's logo at that place of its list, or the drawing in that file of its folder, on nothing.

        About *width* px wide; drawn in a painting process. Raises ``NotFound``, ``InputError`` and ``PaintError`` for
        a drawing that is refused.
        """
        from maquette.design.brand.drawing import draw_logo
        from maquette.design.brand.kit import Logo
        from maquette.design.pool import painters

        if isinstance(logo, str):
            kit = self.brand_with(name, {"logos": [{"file": logo}]})
            return painters().call(draw_logo, kit, Logo(logo), width)
        kit = self.brand(name)
        if not 0 <= logo < len(kit.logos):
            raise NotFound(
                f"{name} has {len(kit.logos)} logos, none at {logo}", mend="count from 0", code="unknown-logo"
            )
        return painters().call(draw_logo, kit, kit.logos[logo], width)

    def import_brand(
        self,
        sources: Iterable[str | Path],
        name: str,
        *,
        title: str = "",
        roles: Mapping[ColourRole, str] | None = None,
    ) -> ImportedBrand:
        """Make the kit ``brands/NAME`` of folders, archives and files that a brand has.

        *roles* names colours of the palette for roles, as ``{"primary": "blue-60"}``. Raises ``InputError`` when there
        is a brand of that name already, or nothing of one in *sources*.
        """
        from maquette.design.brand.importing import import_kit
        from maquette.design.brand.text import FILE, read_kit, to_toml

        folder = self._new_brand(name)
        made = import_kit([Path(source) for source in sources], folder.name, title=title, roles=roles)
        for file, data in {**made.files, FILE: to_toml(made.kit).encode()}.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / file, data)
        return ImportedBrand(read_kit(folder), folder, made.notes)

    def begin_brand(self, name: str, *, title: str = "") -> BrandKit:
        """Make the kit ``brands/NAME`` with three colours to begin with. Raises as ``import_brand``."""
        from maquette.design.brand.kit import BrandColour, BrandKit
        from maquette.design.brand.text import FILE, read_kit, to_toml

        folder = self._new_brand(name)
        colours = (
            BrandColour("ink", "#1b1b1a", "text"),
            BrandColour("paper", "#ffffff", "background"),
            BrandColour("blue", "#2f5bd7", "primary"),
        )
        folder.mkdir(parents=True)
        write_whole(folder / FILE, to_toml(BrandKit(folder.name, title or name, colours)).encode())
        return read_kit(folder)

    def _new_brand(self, name: str) -> Path:
        folder = self.folder / "brands" / safe_name(name)
        if folder.exists():
            raise InputError(
                f"there is a brand {folder.name} already",
                mend="choose another --name, or move that folder away",
                code="brand-taken",
            )
        return folder

    def _brand_folder(self, name: str) -> Path:
        from maquette.design.brand.text import FILE

        for folder in (self.folder / "brands" / name, Path(name)):
            if (folder / FILE).is_file():
                return folder
        raise not_found("brand", name, self.brands())

    def _changed(self, name: str, facts: Mapping[str, Any]) -> tuple[BrandKit, str]:
        from maquette.design.brand.change import change
        from maquette.design.brand.text import FILE, check_files, read_kit

        kept = read_kit(self._brand_folder(name))
        kit, text = change((kept.root / FILE).read_text("utf-8"), kept.name, kept.root, facts)
        check_files(kit)
        return kit, text


def _place(root: Path, file: str, data: bytes) -> str:
    """Write a file into a kit's folder, beside what lies there; the same file is kept once. Gives its name in it."""
    path = root / file
    alike = [path, *sorted(path.parent.glob(f"{path.stem}-*{path.suffix}"))]
    there = next((one for one in alike if one.is_file() and one.read_bytes() == data), None)
    if there is None:
        there = free_path(path)
        there.parent.mkdir(parents=True, exist_ok=True)
        write_whole(there, data)
    return there.relative_to(root).as_posix()
