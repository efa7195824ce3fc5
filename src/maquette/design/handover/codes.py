"""What the codes of a PDF's font stand for: so that its text is found and copied, letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from maquette.design.handover.glyph_words import glyph_words, plain_letters
from maquette.lazy import lazy

if TYPE_CHECKING:
    import pikepdf
else:
    pikepdf = lazy("pikepdf")

_PAIR = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_SECTION = re.compile(r"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_MOST = 100
"""Entries of one section of a character map."""


class Codes:
    """The codes of one *font*, which the painter wrote; *files* are font files by PostScript name.

    The painter knows what the letters of a font stand for and not what its ligatures, alternates and joined forms do;
    that is read from the font file when such a glyph is met.
    """

    def __init__(self, font: Any, files: Mapping[str, str]) -> None:
        self._font, self._files = font, files
        self._bytes = 2 if font.get("/Subtype") == "/Type0" else 1
        told = font.ToUnicode.read_bytes().decode("latin-1") if "/ToUnicode" in font else ""
        # A null is how the painter says that it does not know.
        self._words = {code: plain_letters(words) for code, words in _mapping(told) if "\0" not in words}
        self._used: dict[int, str] = {}

    def read(self, said: Any) -> str:
        """The words behind what a text operator shows."""
        parts = [said] if isinstance(said, pikepdf.String) else [one for one in said if isinstance(one, pikepdf.String)]
        data = b"".join(bytes(one) for one in parts)
        codes = (int.from_bytes(data[at : at + self._bytes], "big") for at in range(0, len(data), self._bytes))
        return "".join(self._of(code) for code in codes)

    def write(self, pdf: pikepdf.Pdf) -> None:
        """Say in the font what its codes stand for, as far as they were read."""
        known = sorted((code, words) for code, words in self._used.items() if words)
        if known:
            self._font.ToUnicode = pdf.make_stream(_character_map(known, self._bytes))

    def _of(self, code: int) -> str:
        if code not in self._used:
            self._used[code] = self._words.get(code) or self._from_file(code)
        return self._used[code]

    def _from_file(self, code: int) -> str:
        file = self._files.get(_font_name(self._font))
        return glyph_words(file).get(self._glyph(code), "") if file else ""

    def _glyph(self, code: int) -> int:
        """The number of the glyph: the code itself, or for a drawn font what its name says (g1F3)."""
        if self._bytes == 2:
            return code
        place = 0
        for one in self._font.Encoding.Differences:
            if isinstance(one, int):
                place = one
            elif place == code:
                return int(str(one)[2:], 16)
            else:
                place += 1
        return 0


def _font_name(font: Any) -> str:
    """The PostScript name without the tag of a subset."""
    name = font.get("/BaseFont") or font.get("/FontDescriptor", {}).get("/FontName", "")
    return str(name).lstrip("/").rpartition("+")[2]


def _mapping(text: str) -> Iterator[tuple[int, str]]:
    for kind, body in _SECTION.findall(text):
        if kind == "bfchar":
            for code, words in _PAIR.findall(body):
                yield int(code, 16), _unicode(words)
        else:
            for low, high, words in _RANGE.findall(body):
                first, start = _unicode(words), int(low, 16)
                for code in range(start, int(high, 16) + 1):
                    yield code, first[:-1] + chr(ord(first[-1]) + code - start)


def _unicode(words: str) -> str:
    return bytes.fromhex(words).decode("utf-16-be", "replace")


def _character_map(known: list[tuple[int, str]], size: int) -> bytes:
    """A ToUnicode character map (Adobe Technical Note 5411)."""
    sections = []
    for start in range(0, len(known), _MOST):
        some = known[start : start + _MOST]
        lines = "\n".join(f"<{code:0{2 * size}X}> <{words.encode('utf-16-be').hex().upper()}>" for code, words in some)
        sections.append(f"{len(some)} beginbfchar\n{lines}\nendbfchar")
    last = "F" * 2 * size
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        f"1 begincodespacerange <{'0' * 2 * size}> <{last}> endcodespacerange\n"
        + "\n".join(sections)
        + "\nendcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode()
