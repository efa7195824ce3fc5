"""Makes what the painter wrote readable: its lines found again, their true words, headings and order said."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.design.handover.codes import Codes
from maquette.design.text.scripts import INVISIBLE
from maquette.lazy import lazy

if TYPE_CHECKING:
    import pikepdf
else:
    pikepdf = lazy("pikepdf")

Rgb = tuple[int, int, int]
Ink = Callable[[Rgb, bool], tuple[list[float], str]]
"""How an sRGB colour is said, and whether it is type's: operands and operator of a fill."""

_INSIDE = frozenset({"BT", "ET", "Tf", "Tm", "Td", "TD", "T*", "Tj", "TJ", "Tc", "Tw", "Tz", "TL", "Ts", "Tr", "gs"})


@dataclass(frozen=True)
class Line:
    """A line of type: its words, its true colour, which text it belongs to, and what that is (H1 or P)."""

    words: str
    colour: Rgb
    text: str
    role: str


@dataclass
class _Open:
    line: Line
    told: Any
    seen: str = ""


def rgb_ink(colour: Rgb, _: bool) -> tuple[list[float], str]:
    """An sRGB colour as it is."""
    return [round(value / 255, 4) for value in colour], "rg"


class Reader:
    """Rewrites the one page of *pdf*, in which the lines are known by their colours.

    *files* are font files by PostScript name; *ink* says colours otherwise than in sRGB.
    """

    def __init__(
        self, pdf: pikepdf.Pdf, lines: Mapping[Rgb, Line], files: Mapping[str, str], ink: Ink | None = None
    ) -> None:
        self._pdf, self._lines, self._ink = pdf, lines, ink or rgb_ink
        self._page = pdf.pages[0]
        self._fonts = {name: Codes(font, files) for name, font in self._page.Resources.get("/Font", {}).items()}
        self._out: list[tuple[list[Any], Any]] = []
        self._open: _Open | None = None
        self._marks: list[tuple[Line, int]] = []
        self._begun: set[Rgb] = set()

    def rewrite(self, language: str) -> None:
        """Give every line its own colour back and mark it; what its glyphs do not say is said beside them."""
        self._walk()
        for font in self._fonts.values():
            font.write(self._pdf)
        self._page.Contents = self._pdf.make_stream(pikepdf.unparse_content_stream(self._out))
        self._structure(language)

    def _walk(self) -> None:
        fill: Rgb | None = None
        kept: list[Rgb | None] = []
        font: Codes | None = None
        for said in pikepdf.parse_content_stream(self._page):
            operands, operator = said.operands, said.operator
            word = str(operator)
            if self._open and word not in _INSIDE:
                self._close()
            if word == "q":
                kept.append(fill)
            elif word == "Q":
                fill = kept.pop()
            elif word in ("rg", "RG"):
                given = _rgb(operands)
                fill = given if word == "rg" else fill
                self._colour(given, stroke=word == "RG")
                continue
            elif word == "Tf":
                font = self._fonts.get(str(operands[0]))
            elif word == "BT" and self._open is None and fill is not None and fill in self._lines:
                self._begin(fill)
            elif word in ("Tj", "TJ") and self._open and font:
                self._open.seen += font.read(operands[0])
            self._out.append((list(operands), operator))
        if self._open:
            self._close()

    def _colour(self, given: Rgb, *, stroke: bool) -> None:
        line = self._lines.get(given)
        operands, word = self._ink(line.colour if line else given, line is not None)
        self._out.append((operands, pikepdf.Operator(word.upper() if stroke else word)))

    def _begin(self, mark: Rgb) -> None:
        line = self._lines[mark]
        told = pikepdf.Dictionary(MCID=len(self._marks))
        if mark in self._begun:
            # The rest of a line that was interrupted: its words are said already.
            told.ActualText = pikepdf.String("")
        self._begun.add(mark)
        self._marks.append((line, len(self._marks)))
        self._out.append(([pikepdf.Name.Span, told], pikepdf.Operator("BDC")))
        self._open = _Open(line, told)

    def _close(self) -> None:
        assert self._open
        said, told = self._open.line.words, self._open.told
        if not _reads(self._open.seen, said) and "/ActualText" not in told:
            told.ActualText = pikepdf.String(said)
        self._out.append(([], pikepdf.Operator("EMC")))
        self._open = None

    def _structure(self, language: str) -> None:
        pdf, root = self._pdf, self._pdf.Root
        tree = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
        whole = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, P=tree))
        texts: dict[str, Any] = {}
        parents = []
        for line, number in self._marks:
            if line.text not in texts:
                role = pikepdf.Name(f"/{line.role}")
                part = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=role, P=whole, Pg=self._page.obj, K=[])
                texts[line.text] = pdf.make_indirect(part)
            texts[line.text].K.append(number)
            parents.append(texts[line.text])
        whole.K = pikepdf.Array(texts.values())
        tree.K = pikepdf.Array([whole])
        tree.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=[0, pdf.make_indirect(pikepdf.Array(parents))]))
        tree.ParentTreeNextKey = 1
        self._page.StructParents = 0
        root.StructTreeRoot = tree
        root.MarkInfo = pikepdf.Dictionary(Marked=True)
        if language:
            root.Lang = pikepdf.String(language)


def _reads(seen: str, said: str) -> bool:
    """Whether the words behind the glyphs, in the order in which they stand, are what the line says.

    Readers bring what runs from right to left into its order by themselves.
    """
    one, other = (
        "".join(sign for sign in text if sign not in INVISIBLE and not sign.isspace()) for text in (seen, said)
    )
    if any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in other):
        return sorted(one) == sorted(other)
    return one == other


def _shown(text: str) -> str:
    return "".join(sign for sign in text if sign not in INVISIBLE and not sign.isspace())


def _rgb(operands: Any) -> Rgb:
    red, green, blue = (round(float(one) * 255) for one in operands)
    return red, green, blue
