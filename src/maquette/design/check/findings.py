"""What is in a finished picture: texts, logos, flat colours, in px. From a layout's report, or from looking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Rect(NamedTuple):
    """A rectangle in px from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Px across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Px down."""
        return self.bottom - self.top


@dataclass(frozen=True)
class FoundText:
    """A line or block of text.

    *size* is that of its type in px (an em), *ink* and *under* are ``#rrggbb`` where it stands out least, *colour* is
    that of its letters as a whole where that is another, *lines* its lines where the block is known as a whole.
    *family* is known from a layout only, as is *cut*: text is missing.
    """

    words: str
    box: Rect
    size: float
    ink: str
    under: str
    lines: tuple[str, ...] = ()
    family: str = ""
    bold: bool = False
    cut: bool = False
    colour: str = ""


@dataclass(frozen=True)
class FoundLogo:
    """A logo of the kit: its *file* in it, where it is, and how.

    *stretch* is width by height over what the file has, *room* the px to the nearest other thing (None: it stands on a
    photograph), *ink* and *under* the colours of it and its ground, *contrast* their WCAG ratio, *recoloured* the
    deltaE2000 between its colours and the file's.
    """

    file: str
    box: Rect
    stretch: float
    room: float | None
    ink: str
    under: str
    contrast: float
    recoloured: float = 0.0


@dataclass(frozen=True)
class FoundArea:
    """A flat colour, ``#rrggbb``, the share of the picture that it covers, and the box round it."""

    hex: str
    share: float
    box: Rect


@dataclass(frozen=True)
class Findings:
    """All of one picture. *exact* when it comes from a layout's report: what was read by eye has a tolerance.

    *size* is the file's in bytes, 0 where it is not written yet.
    """

    width: int
    height: int
    size: int = 0
    texts: tuple[FoundText, ...] = ()
    logos: tuple[FoundLogo, ...] = ()
    areas: tuple[FoundArea, ...] = ()
    exact: bool = False
