"""A brand kit made of what a brand has: tokens, palettes, guides, fonts and logos."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from maquette.design.brand.faces import choose_faces
from maquette.design.brand.kit import GROUNDS, VARIANTS, BrandColour, BrandKit, ColourRole, Logo, Variant
from maquette.design.brand.roles import GUESSED, MANY, assign_roles
from maquette.design.brand.sources.gather import Gathered, gather
from maquette.design.brand.sources.guide import Guide
from maquette.design.brand.sources.logos import Ink, is_logo, logo_variant, measure_ink
from maquette.design.brand.sources.palette import FoundColour, find_palette
from maquette.design.brand.svg import clean_svg, rasterise
from maquette.errors import InputError, MaquetteError, NotFound
from maquette.picture.colour import Colour, difference
from maquette.picture.decode import decode

MAX_LOGOS = 24
_WIDTH = 320
_ALIKE = 3.0
_SHOWN = 0.12  # share of a logo from which a colour is one of the brand's
_UNSAFE = re.compile(r"[^a-z0-9]+")
_PLAIN, _QUIET = 0.9, 110  # one colour, and hardly a colour: its channels spread less than this


@dataclass(frozen=True)
class ImportedKit:
    """A kit whose files are still to be written: *files* by their name in it, and what people should know."""

    kit: BrandKit
    files: Mapping[str, bytes]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Drawing:
    name: str
    data: bytes
    suffix: str
    ink: Ink
    variant: Variant


def import_kit(
    sources: Sequence[Path],
    name: str,
    *,
    title: str = "",
    roles: Mapping[ColourRole, str] | None = None,
    logos: bool = False,
    measure: bool = True,
) -> ImportedKit:
    """The kit *name* of *sources*: folders, archives and files, the first found counting more.

    *roles* names colours for roles; the others are chosen, each with its reason. With *logos* every drawing is a logo,
    whatever it is called; with *measure* colours are taken from the logos where no file names any. Raises
    ``InputError`` when nothing of a brand is found, ``NotFound`` for a path or a colour that is not there.
    """
    with ExitStack() as stay:
        found = gather(sources, stay)
        notes = list(found.notes)
        palette, lost = find_palette(found.entries)
        drawings = _drawings(found, name, notes, every=logos)
    notes += lost
    hues = _hues(drawings)
    if measure and not palette and hues:
        notes.append("no file names colours: the palette is measured from the logos")
        palette = [FoundColour(f"logo-{place}", hex_) for place, (hex_, _) in enumerate(hues, 1)]
    colours = _colours(palette, hues, roles or {})
    if len(palette) > MANY and not any(one.role == "primary" and not one.why.startswith(GUESSED) for one in colours):
        notes.append(f"no name among {len(palette)} colours says which is primary: name it with --role primary=COLOUR")
    faces = choose_faces(found.faces, found.guides, found.entries)
    marks, files = _logos(drawings, found.guides)
    if not (colours or marks or faces.typefaces):
        raise InputError(
            f"nothing of a brand was found in {', '.join(map(str, sources))}",
            mend="name a folder with tokens (JSON), palettes (YAML, SCSS, CSS, ASE), logos (SVG), fonts or a guide",
        )
    kit = BrandKit(
        name,
        title or _spelled(name, found.guides),
        colours,
        faces.typefaces,
        marks,
        do=tuple(dict.fromkeys(line for guide in found.guides for line in guide.do)),
        dont=tuple(dict.fromkeys([*(line for guide in found.guides for line in guide.dont), *faces.dont])),
    )
    return ImportedKit(kit, files | faces.files, (*notes, *faces.notes))


def _spelled(name: str, guides: Sequence[Guide]) -> str:
    """The name as the brand's own guide writes it."""
    plain = name.replace("-", " ")
    written = [word for guide in guides for word in guide.names if word.lower() == plain.lower()]
    return max(written, key=written.count, default=plain.title())


def _colours(
    palette: Sequence[FoundColour], hues: Sequence[tuple[str, float]], asked: Mapping[ColourRole, str]
) -> tuple[BrandColour, ...]:
    names = {one.name for one in palette}
    for role, wanted in asked.items():
        if wanted not in names:
            raise NotFound(
                f"the palette has no colour {wanted!r} for {role}", mend=f"it has {', '.join(sorted(names))[:400]}"
            )
    roles = assign_roles(palette, hues, dict(asked))
    role_of = {role.colour: (name, role.why) for name, role in roles.items()}
    return tuple(BrandColour(one.name, one.hex, *role_of.get(one.name, ("", ""))) for one in palette)


def _hues(drawings: Sequence[_Drawing]) -> list[tuple[str, float]]:
    """The colours that logos are mostly drawn in, each with its largest share of one."""
    shares: dict[str, float] = {}
    for hex_, share in (hue for drawing in drawings for hue in drawing.ink.hues if hue[1] >= _SHOWN):
        same = next((other for other in shares if difference(other, hex_) < _ALIKE), hex_)
        shares[same] = max(shares.get(same, 0), share)
    return sorted(shares.items(), key=lambda pair: -pair[1])


def _drawings(found: Gathered, brand: str, notes: list[str], *, every: bool) -> list[_Drawing]:
    named = [pair for pair in found.drawings if every or is_logo(pair[0])]
    drawn = {PurePosixPath(name).stem.lower() for name, _ in named if name.lower().endswith(".svg")}
    drawings: dict[str, _Drawing] = {}
    for name, path in named:
        if path.suffix.lower() != ".svg" and PurePosixPath(name).stem.lower() in drawn:
            continue  # the same logo as pixels
        try:
            one, looks = _drawing(name, path, notes)
        except (MaquetteError, OSError) as error:
            notes.append(f"{name} is left out: {error.reason if isinstance(error, MaquetteError) else error}")
            continue
        if one is None:
            notes.append(f"{name} is left out: it draws nothing")
        elif looks not in drawings:
            drawings[looks] = one
    stems = [_stem(one) for one in drawings.values()]
    order = sorted(drawings.values(), key=lambda one: _preference(one, brand, stems))
    if len(order) > MAX_LOGOS:
        notes.append(
            f"{len(order)} logos were found; the first {MAX_LOGOS} are taken, name a smaller folder for others"
        )
    return order[:MAX_LOGOS]


def _preference(one: _Drawing, brand: str, stems: Sequence[str]) -> tuple[Any, ...]:
    """Full logos of the brand's own name first; the one that others are named after; in colour before plain."""
    foreign = re.sub(r"[^a-z0-9]", "", brand.lower()) not in re.sub(r"[^a-z0-9]", "", one.name.lower())
    derived = not any(other != _stem(one) and other.startswith(_stem(one)) for other in stems)
    hex_, share = one.ink.hues[0]
    channels = Colour.parse(hex_).rgb
    plain = share > _PLAIN and max(channels) - min(channels) < _QUIET
    return VARIANTS.index(one.variant), foreign, derived, plain, GROUNDS.index(one.ink.ground), one.name


def _stem(one: _Drawing) -> str:
    return PurePosixPath(one.name).stem.lower()


def _drawing(name: str, path: Path, notes: list[str]) -> tuple[_Drawing | None, str]:
    if path.suffix.lower() == ".svg":
        clean = clean_svg(path.read_bytes(), name)
        data, picture = clean.data, rasterise(clean.data, _WIDTH)
        if clean.left_out:
            notes.append(f"{name}: {' and '.join(clean.left_out)} in it is left out")
        if clean.live_text:
            notes.append(f"{name} has live text, which looks different on every machine: have it turned into outlines")
    else:
        data, picture = path.read_bytes(), decode(path)
    ink = measure_ink(picture)
    looks = hashlib.sha256(picture.pixels.tobytes()).hexdigest()
    drawing = _Drawing(name, data, path.suffix.lower(), ink, logo_variant(name)) if ink else None
    return drawing, looks


def _logos(drawings: Sequence[_Drawing], guides: Sequence[Guide]) -> tuple[tuple[Logo, ...], dict[str, bytes]]:
    smallest = {word: width for guide in guides for word, width in guide.smallest.items()}
    space = next((guide.space for guide in guides if guide.space), None)
    logos, files = [], {}
    for drawing in drawings:
        stem = _UNSAFE.sub("-", PurePosixPath(drawing.name).stem.lower()).strip("-") or "logo"
        number, file = 2, f"logos/{stem}{drawing.suffix}"
        while file in files:
            file, number = f"logos/{stem}-{number}{drawing.suffix}", number + 1
        files[file] = drawing.data
        clear = space[0] * (drawing.ink.ratio if space[1] == "width" else 1) if space else Logo.clear_space
        words = set(re.split(r"[^a-z]+", drawing.name.lower()))
        width = next((px for word, px in smallest.items() if word in words), smallest.get("logo", Logo.min_width))
        logos.append(Logo(file, drawing.variant, drawing.ink.ground, round(min(clear, 4.0), 3), width))
    return tuple(logos), files
