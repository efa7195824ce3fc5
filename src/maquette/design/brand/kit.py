"""A brand kit: colours with roles, typefaces, logos, rules and words. Its text form is in ``brand.text``."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from maquette.graph.keys import Key, canonical, digest
from maquette.picture.colour import Colour, contrast

ColourRole = Literal["primary", "secondary", "accent", "background", "surface", "text", "text-inverse", ""]
TypeRole = Literal["heading", "body", "accent", "fallback"]
Variant = Literal["full", "mark", "text"]
Ground = Literal["light", "dark", "any"]

COLOUR_ROLES: tuple[ColourRole, ...] = get_args(ColourRole)
TYPE_ROLES: tuple[TypeRole, ...] = get_args(TypeRole)
VARIANTS: tuple[Variant, ...] = get_args(Variant)
GROUNDS: tuple[Ground, ...] = get_args(Ground)

_INSTEAD: dict[str, ColourRole] = {"secondary": "primary", "accent": "primary", "surface": "background"}

_QUIET = 110  # the spread of the channels below which a colour is quiet enough for running text


@dataclass(frozen=True)
class BrandColour:
    """A colour of the palette: *hex* is ``#rrggbb``; *role* is empty for one that has no fixed use; *why* it has it."""

    name: str
    hex: str
    role: ColourRole = ""
    why: str = ""


@dataclass(frozen=True)
class Typeface:
    """A face: *weight* 1..1000, *file* a TTF, OTF or WOFF relative to the kit, or empty where the kit has none.

    The role ``fallback`` is for scripts that the other faces do not have, tried in the order of the kit.
    """

    role: TypeRole
    family: str
    weight: int = 400
    italic: bool = False
    file: str = ""


@dataclass(frozen=True)
class Logo:
    """A logo: *file* is an SVG or picture relative to the kit, *on* the ground that it is made for.

    *clear_space* is the free room on each side as a share of the logo's height, *min_width* in px.
    """

    file: str
    variant: Variant = "full"
    on: Ground = "any"
    clear_space: float = 0.25
    min_width: int = 48


@dataclass(frozen=True)
class BrandRules:
    """Limits that pictures are held against.

    *tolerance* is the deltaE2000 that still counts as a colour of the palette; *contrast* the WCAG ratio of text to
    what is under it, *contrast_large* that of text of 24 px and more, *contrast_logo* that of logos; *min_text* the
    smallest type size in px, 0 for what the format asks.
    """

    tolerance: float = 3.0
    contrast: float = 4.5
    contrast_large: float = 3.0
    contrast_logo: float = 2.0
    min_text: float = 0.0


@dataclass(frozen=True)
class BrandKit:
    """Everything that a brand says about its pictures. *root* is the folder that its files lie in.

    *tone*, *do* and *dont* are words for people and prompts; *references* are pictures, relative to *root*.
    """

    name: str
    title: str
    colours: tuple[BrandColour, ...] = ()
    typefaces: tuple[Typeface, ...] = ()
    logos: tuple[Logo, ...] = ()
    rules: BrandRules = BrandRules()
    tone: str = ""
    do: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    root: Path = Path()

    @property
    def in_words(self) -> str:
        """The brand's tone and palette, as a model that paints is told of them."""
        colours = [f"{one.name} {one.hex}" for one in self.colours if one.role in ("primary", "secondary", "accent")]
        palette = f"palette of {', '.join(colours)}" if colours else ""
        return ", ".join(filter(None, (" ".join(self.tone.split()).rstrip("."), palette)))

    def colour(self, role: ColourRole) -> str:
        """The colour of that role as ``#rrggbb``; every role has one.

        Where the kit names none: secondary and accent are the primary colour (itself the most colourful of the
        palette), surface is the background (white), text the quiet colour of the palette that reads best on the
        background, text-inverse the one that reads best on the primary colour (black or white where none reads well).
        """
        named = next((one.hex for one in self.colours if one.role == role and role), None)
        if named:
            return named
        if role in _INSTEAD:
            return self.colour(_INSTEAD[role])
        palette = [one.hex for one in self.colours]
        if role == "primary":
            return max(palette, key=_colourfulness, default="#000000")
        if role == "background":
            return "#ffffff"
        under = self.colour("background" if role == "text" else "primary")
        if role == "text":
            palette = [hex_ for hex_ in palette if _colourfulness(hex_) < _QUIET]
        best = max(palette, key=lambda hex_: contrast(hex_, under), default=under)
        if contrast(best, under) >= self.rules.contrast:
            return best
        return max(("#000000", "#ffffff"), key=lambda hex_: contrast(hex_, under))

    def named(self, name: str) -> str | None:
        """The colour of the palette of that name, as ``#rrggbb``."""
        return next((one.hex for one in self.colours if one.name == name), None)

    def typeface(self, role: TypeRole, *, weight: int | None = None, italic: bool = False) -> Typeface | None:
        """The face of that role nearest to *weight* and slant; for accent and heading the body's face instead, if any.

        Faces that have a file come first, then the right slant, then the nearest weight.
        """
        wanted = weight if weight is not None else (700 if role == "heading" else 400)
        for asked in (role, "body", "heading"):
            found = [face for face in self.typefaces if face.role == asked]
            if found:
                return min(found, key=lambda face: (not face.file, face.italic != italic, abs(face.weight - wanted)))
        return None

    def logo(self, on: Ground = "light", variant: Variant | None = None) -> Logo | None:
        """The first logo of the kit for that ground, of that variant if it is named, else full before mark before text.

        One for any ground suits both. None where the kit has none that suits.
        """
        suited = [logo for logo in self.logos if on in (logo.on, "any") or logo.on == "any"]
        if variant:
            suited = [logo for logo in suited if logo.variant == variant]
        return min(suited, key=lambda logo: VARIANTS.index(logo.variant), default=None)

    def path(self, file: str) -> Path:
        """Where a file of the kit lies, wherever the process that reads it stands."""
        return (self.root / file).absolute()

    def digest(self) -> Key:
        """The hash of everything that changes a rendering: colours, faces and logos with the bytes of their files.

        Words, references, reasons and the kit's own name and place are not in it.
        """
        parts = {
            "colours": [[one.name, one.hex, one.role] for one in self.colours],
            "typefaces": [asdict(face) | {"file": self.file_digest(face.file)} for face in self.typefaces],
            "logos": [asdict(logo) | {"file": self.file_digest(logo.file)} for logo in self.logos],
            "rules": asdict(self.rules),
        }
        return digest(canonical(parts))

    def file_digest(self, file: str) -> str:
        """The SHA-256 of one file of the kit, empty for none. Raises ``OSError`` where it cannot be read."""
        return hashlib.sha256(self.path(file).read_bytes()).hexdigest() if file else ""


def _colourfulness(hex_: str) -> int:
    channels = Colour.parse(hex_).rgb
    return max(channels) - min(channels)
