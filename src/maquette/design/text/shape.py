"""Shaping: one line of text as the painter's own paragraph, with its faces, emoji and direction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from maquette.design.text.faces import Face, chain, covers, typeface
from maquette.design.text.scripts import EMOJI, INVISIBLE, is_rtl
from maquette.lazy import lazy

if TYPE_CHECKING:
    import skia
else:
    skia = lazy("skia")

REFERENCE = 100.0
"""Widths are measured at this size in px and scale with the size: the painter does not hint."""


@dataclass(frozen=True)
class Style:
    """How text is set: its *face* and the *others* that stand in; letter *tracking* and line *leading* in sizes."""

    face: Face
    others: tuple[Face, ...] = ()
    tracking: float = 0.0
    leading: float = 1.2

    @property
    def faces(self) -> tuple[Face, ...]:
        """The faces in the order in which a character is looked for."""
        return chain(self.face, self.others)


def isolated(line: str) -> str:
    """*line* with its direction written out (U+2067 .. U+2069), since a line of a paragraph does not know it."""
    return f"\u2067{line}\u2069" if is_rtl(line) else line


def runs(line: str) -> list[tuple[str, bool]]:
    """*line* in pieces, each with whether it is emoji."""
    found, place = [], 0
    for emoji in EMOJI.finditer(line):
        if emoji.start() > place:
            found.append((line[place : emoji.start()], False))
        found.append((emoji.group(), True))
        place = emoji.end()
    if place < len(line):
        found.append((line[place:], False))
    return found


def paragraph(line: str, style: Style, size: float, colour: int = 0xFF000000, emoji_colour: int | None = None) -> Any:
    """The shaped *line*, on one line, at *size* px; *colour* is 0xAARRGGBB.

    Of *emoji_colour* only the alpha shows: emoji have their own colours, and are as opaque as the text by default.
    """
    colours = {False: colour, True: colour if emoji_colour is None else emoji_colour}
    layout = skia.textlayout
    builder = layout.ParagraphBuilder.make(layout.ParagraphStyle(), _collection(), _unicode())
    names = [_name(face.path) for face in style.faces]
    emoji_first = [names[-1], *names[:-1]]
    for piece, emoji in runs(isolated(line)):
        text = layout.TextStyle()
        text.setFontSize(size)
        text.setFontFamilies(emoji_first if emoji else names)
        text.setColor(colours[emoji])
        if style.tracking and not joins(piece):
            text.setLetterSpacing(style.tracking * size)
        builder.pushStyle(text)
        builder.addText(piece)
        builder.pop()
    built = builder.Build()
    built.layout(1e6)
    return built


@lru_cache(maxsize=20_000)
def width(piece: str, style: Style) -> float:
    """How wide *piece* is, in sizes, with the spaces at its ends."""
    if not piece:
        return 0.0
    return float(paragraph(piece, style, REFERENCE).MaxIntrinsicWidth) / REFERENCE


@lru_cache(maxsize=4096)
def missing(text: str, style: Style) -> str:
    """The characters of *text* that no face has, each once, in order."""
    paths = [face.path for face in style.faces]
    return "".join(
        dict.fromkeys(
            sign
            for sign in text
            if not sign.isspace() and sign not in INVISIBLE and not any(covers(path, sign) for path in paths)
        )
    )


def joins(piece: str) -> bool:
    """Whether its letters hang together, so that they take no tracking."""
    # Spacing out joined letters tears them apart.
    return any("\u0600" <= sign <= "\u08ff" or "\u0900" <= sign <= "\u097f" for sign in piece)


_names: dict[str, str] = {}


def _name(path: str) -> str:
    """The name under which the painter knows a file: one face, one name, so that nothing is matched by likeness."""
    if path not in _names:
        _provider().registerTypeface(typeface(path), f"face{len(_names)}")
        _names[path] = f"face{len(_names)}"
    return _names[path]


@cache
def _provider() -> Any:
    return skia.textlayout.TypefaceFontProvider()


@cache
def _collection() -> Any:
    collection = skia.textlayout.FontCollection()
    collection.setDefaultFontManager(_provider())
    return collection


@cache
def _unicode() -> Any:
    return skia.Unicodes.ICU.Make()
