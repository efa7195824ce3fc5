"""Contact sheets as one picture: panels of small pictures, a name and a word under each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image
else:
    np = lazy("numpy")

_CELL, _LABEL, _GAP, _HEAD, _EDGE = 220, 44, 24, 96, 24
_BANDS = ((60, 170), (160, 100), (None, 84))
"""How high the tiles of a band are, by how many there are at most."""
_WIDTH, _BETWEEN = 1860, 10
_PAGE, _INK, _QUIET, _GROUND = "#f7f6f3", "#1c1b1a", "#74706a", "#ffffff"


@dataclass(frozen=True)
class Panel:
    """What belongs together: its *tiles* side by side, each a small picture or the words in place of one.

    *mark* is the colour of the dot before the name, *word* what stands at the right.
    """

    name: str
    tiles: Sequence[Path | str]
    word: str = ""
    mark: str = _QUIET


def draw_grid(panels: Sequence[Panel], title: str, summary: str, across: int = 4) -> bytes:
    """Panels of equal square tiles, *across* side by side, as a PNG."""
    tiles = max((len(panel.tiles) for panel in panels), default=1)
    wide = tiles * _CELL
    across = min(across, max(1, len(panels)))
    down = -(-len(panels) // across)
    high = _CELL + _LABEL + _GAP
    page = _Page(_EDGE + across * (wide + _GAP), _HEAD + down * high + _GAP, title, summary)
    for place, panel in enumerate(panels):
        x, y = _EDGE + (place % across) * (wide + _GAP), _HEAD + (place // across) * high
        page.fill((x, y, wide, _CELL), _GROUND)
        for number, tile in enumerate(panel.tiles):
            cell = _CELL - 8
            shown = tile if isinstance(tile, str) else _small(tile, cell, cell)
            page.put(shown, (x + number * _CELL + 4, y + 4, cell, cell))
        page.label(panel, x, y + _CELL, wide)
    return page.png


def band_of(tiles: int) -> int:
    """How high the tiles of a band are in px, where there are so many on all sheets that belong together."""
    return next(high for most, high in _BANDS if most is None or tiles <= most)


def draw_bands(panels: Sequence[Panel], title: str, summary: str, band: int) -> bytes:
    """A band a panel, its tiles *band* px high in their own proportions, in as many lines as they take; a PNG."""
    inside = _WIDTH - 2 * _EDGE
    opened = {tile: _small(tile, 3 * band, band) for one in panels for tile in one.tiles if isinstance(tile, Path)}
    laid = [list(_lines(panel.tiles, opened, band, inside)) for panel in panels]
    high = sum(len(lines) * (band + _BETWEEN) + _LABEL + _GAP for lines in laid)
    page = _Page(_WIDTH, _HEAD + high + _GAP, title, summary)
    y = _HEAD
    for panel, lines in zip(panels, laid, strict=True):
        page.label(panel, _EDGE, y - 8, inside)
        y += _LABEL - 8
        for line in lines:
            x = _EDGE
            for tile, wide in line:
                page.put(tile if isinstance(tile, str) else opened[tile], (x, y, wide, band))
                x += wide + _BETWEEN
            y += band + _BETWEEN
        y += _GAP + 8
    return page.png


def _small(path: Path, width: int, height: int) -> Image:
    """A small picture, at most *width* x *height*, never enlarged."""
    import simplejpeg
    from PIL import Image

    from maquette.picture.encode import read_small_jpeg

    data = path.read_bytes()
    down, across, *_ = simplejpeg.decode_jpeg_header(data)
    scale = min(width / across, height / down, 1)
    size = max(1, round(scale * across)), max(1, round(scale * down))
    return Image.fromarray(read_small_jpeg(data, min(size))).resize(size, Image.Resampling.BOX)


def _lines(
    shown: Sequence[Path | str], opened: Mapping[Path, Image], band: int, inside: int
) -> Iterator[list[tuple[Path | str, int]]]:
    line: list[tuple[Path | str, int]] = []
    used = 0
    for tile in shown:
        wide = max(24, opened[tile].width) if isinstance(tile, Path) else band
        if line and used + wide > inside:
            yield line
            line, used = [], 0
        line.append((tile, wide))
        used += wide + _BETWEEN
    yield line


class _Page:
    def __init__(self, width: int, height: int, title: str, summary: str) -> None:
        from PIL import ImageColor, ImageFont

        # An array that letters are set on piece by piece: a picture of Pillow's would be in memory three times.
        self._pixels = np.full((height, width, 3), ImageColor.getrgb(_PAGE), np.uint8)
        self._large: Any = ImageFont.load_default(26)
        self._small: Any = ImageFont.load_default(14)
        with self._part(0, 0, width, _HEAD) as draw:
            draw.text((_EDGE, 26), _latin(title.capitalize()), _INK, self._large)
            draw.text((_EDGE, 62), _latin(summary), _QUIET, self._small)

    def fill(self, frame: tuple[int, int, int, int], colour: str) -> None:
        """A rectangle in one colour."""
        with self._part(*frame) as draw:
            draw.rectangle((0, 0, *frame[2:]), colour)

    def put(self, tile: Image | str, frame: tuple[int, int, int, int]) -> None:
        """A picture in the middle of its frame, never enlarged, or words in its place."""
        x, y, wide, high = frame
        if isinstance(tile, str):
            with self._part(*frame) as draw:
                at = (wide - self._small.getlength(tile)) / 2
                draw.text((at, high // 2 - 8), _latin(tile), _QUIET, self._small)
            return
        left, top = x + (wide - tile.width) // 2, y + (high - tile.height) // 2
        self._pixels[top : top + tile.height, left : left + tile.width] = np.asarray(tile)

    def label(self, panel: Panel, x: int, y: int, wide: int) -> None:
        """Dot, name and word in the line that begins at (x, y)."""
        word = _latin(panel.word)
        room = wide - 30 - self._small.getlength(word)
        name = _latin(panel.name)
        while self._small.getlength(name) > room and len(name) > 4:
            name = name[:-2].rstrip("…") + "…"
        with self._part(x, y, wide, _LABEL) as draw:
            draw.ellipse((0, 12, 9, 21), panel.mark)
            draw.text((18, 8), name, _INK, self._small)
            draw.text((wide - self._small.getlength(word), 8), word, _QUIET, self._small)

    @contextmanager
    def _part(self, x: int, y: int, wide: int, high: int) -> Iterator[Any]:
        """What draws on a part of the page."""
        from PIL import Image, ImageDraw

        shown = self._pixels[y : y + high, x : x + wide]
        part = Image.fromarray(shown)
        yield ImageDraw.Draw(part)
        shown[:] = np.asarray(part)

    @property
    def png(self) -> bytes:
        from maquette.picture.encode import png

        return png(self._pixels)


def _latin(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")
