"""Font files: what face each is, and WOFF2 as the TTF that the painter can read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from maquette.errors import InputError

MAX_BYTES = 30_000_000
SUFFIXES = (".ttf", ".otf", ".woff", ".woff2")
_LATIN = range(0x41, 0x5B)
_STYLE = re.compile(
    r"(?: (?:Thin|(?:Extra|Ultra|Semi|Demi)?[ -]?(?:Light|Bold)|Regular|Medium|Black|Heavy|Italic|Oblique|\d+pt))+$"
)


@dataclass(frozen=True)
class Face:
    """A font file as the brand may use it: *data* is TTF or OTF, *suffix* says which; *latin* whether it has A to Z."""

    family: str
    weight: int
    italic: bool
    latin: bool
    glyphs: int
    suffix: str
    data: bytes
    file: str
    licence: str = ""


def read_face(path: Path, file: str) -> Face:
    """The face in the font at *path*. Raises ``InputError`` for what is no font, is damaged or has no name."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise InputError(
                f"{file} has {len(data) / 1e6:.0f} MB", mend=f"fonts of up to {MAX_BYTES // 10**6} MB are read"
            )
        font = TTFont(BytesIO(data), lazy=True)
        family = _STYLE.sub("", _name(font, 16) or _name(font, 1))
        if not family:
            raise InputError(f"{file} does not say its family", mend="take the font from its maker again")
        characters = font.getBestCmap() or {}
        os2, suffix = font["OS/2"], ".otf" if font.sfntVersion == "OTTO" else ".ttf"
        italic = bool(os2.fsSelection & 1) or bool(font["head"].macStyle & 2)
        if font.flavor:
            font.flavor = None
            unpacked = BytesIO()
            font.save(unpacked, reorderTables=False)
            data = unpacked.getvalue()
        return Face(
            family,
            int(os2.usWeightClass),
            italic,
            all(code in characters for code in _LATIN),
            len(characters),
            suffix,
            data,
            file,
            _name(font, 13),
        )
    except InputError:
        raise
    except (TTLibError, KeyError, OSError, ImportError) as error:
        raise InputError(f"{file} is not a font that can be read: {error}", mend="export it as TTF or OTF") from error
    except Exception as error:  # a parser meeting hostile bytes may raise anything
        raise InputError(f"{file} is a damaged font: {error!r}", mend="take the font from its maker again") from error


def _name(font: object, number: int) -> str:
    return str(font["name"].getDebugName(number) or "").strip()  # type: ignore[index]
