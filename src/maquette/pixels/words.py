"""Text in a picture: what it says, how large its type is, its colour, and the worst of what is under it.

Read by RapidOCR (the extra ``ocr``); everything but the words is measured here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.errors import InputError
from maquette.lazy import lazy, once
from maquette.picture.colour import Colour, delta_e, lab
from maquette.picture.image import Box, Image, Pixels
from maquette.pixels.small_print import Row, small_print

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazy("numpy")

_SURE = 0.6
_LEAST, _LONGEST = 1280, 1600  # px that the longer side is brought to for reading
_CAPITAL, _X, _DESCENDER, _TAIL = 0.715, 0.53, 0.205, 0.12
"""Heights in ems that faces for screens share (Inter, Open Sans, Public Sans, Roboto within 4 %)."""

_TALL = frozenset("bdfhkltij0123456789?!&%$@#()[]{}/|\\\"'‘’“”")
_DEEP = frozenset("gjpqy()[]{}|/\\@$§")
_TAILED = frozenset(",;Qç")
_STRONG = 0.85
"""Letters are what differs from the ground by this share of what differs most: not their soft edges."""
_ENOUGH = 100
_NARROW, _BROAD = frozenset(" fijltrI.,;:!|'’"), frozenset("mwMW@%")
_COLUMNS = 8
_WORD_SPACE, _WIDER = 0.2, 1.8
"""A gap between words is wider than this share of an em, and so much wider than that between letters."""
_CLOSE, _CLOSER, _SEEN = 3.0, 8, 0.3
"""Small print that was passed over is enlarged so, in so many rows at most; a row was read when so much of it was."""


@dataclass(frozen=True)
class Line:
    """A line of text: *box* round its ink in shares of the picture, *size* of its type in px (an em), *score* 0..1.

    *ink* and *under* are ``#rrggbb`` where the text stands out least: *under* is the ground just round the letters.
    *colour* is the letters' own over the whole line.
    """

    words: str
    box: Box
    size: float
    ink: str
    under: str
    score: float
    colour: str


def read_lines(picture: Image) -> list[Line]:
    """The lines of text in the picture, from top to bottom. Raises ``InputError`` without the extra ``ocr``."""
    longer = max(picture.width, picture.height)
    scale = min(max(_LEAST / longer, 1.0), 2.0, _LONGEST / longer)
    pixels = _on_white(picture)
    lines = list(_lines(pixels, scale))
    lines += [line for row in _passed_over(pixels, lines)[:_CLOSER] for line in _lines(pixels, _CLOSE, row)]
    return sorted(lines, key=lambda line: (line.box.top, line.box.left))


def _lines(pixels: Pixels, scale: float, row: Row | None = None) -> Iterator[Line]:
    """The lines that are read in *pixels*, or round a *row* of them, brought to *scale*."""
    left, top, part = 0, 0, pixels
    if row is not None:
        pad = 2 * row.height
        left, top = max(0, row.left - pad), max(0, row.top - pad)
        part = pixels[top : row.top + row.height + pad, left : row.left + row.width + pad]
    found = _reader()(_scaled(part, scale)[..., ::-1].copy(), use_cls=False)
    if found.boxes is None:
        return
    for corners, words, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if score >= _SURE and words.strip():
            places = np.asarray(corners, np.float64) / scale + (left, top)
            line = _measured(pixels, places, words.strip(), float(score))
            if line:
                yield line


def _passed_over(pixels: Pixels, lines: Sequence[Line]) -> list[Row]:
    """Rows of small print that none of *lines* is about."""
    height, width = pixels.shape[:2]
    seen = np.zeros((height, width), bool)
    for line in lines:
        left, top, right, bottom = line.box
        seen[int(top * height) : int(bottom * height) + 1, int(left * width) : int(right * width) + 1] = True
    return [
        row
        for row in small_print(pixels)
        if seen[row.top : row.top + row.height, row.left : row.left + row.width].mean() < _SEEN
    ]


def type_size(words: str, height: float) -> float:
    """The type size in px of a line whose ink is *height* px high, by which letters reach up and down."""
    tall = any(sign in _TALL or sign.isupper() for sign in words)
    deep = (
        _DESCENDER if any(sign in _DEEP for sign in words) else _TAIL if any(sign in _TAILED for sign in words) else 0
    )
    return height / ((_CAPITAL if tall else _X) + deep)


def _measured(pixels: Pixels, corners: Any, words: str, score: float) -> Line | None:
    height, width = pixels.shape[:2]
    pad = 0.18 * (corners[:, 1].max() - corners[:, 1].min())
    left, right = _span(corners[:, 0], pad, width)
    top, bottom = _span(corners[:, 1], pad, height)
    if right - left < 3 or bottom - top < 3:
        return None
    patch = pixels[top:bottom, left:right]
    colours = lab(patch)
    ground = _ground(colours)
    away = delta_e(colours, ground)
    strongest = float(np.quantile(away, 0.985))
    inked = away > max(0.3 * strongest, 2.0)
    rows, columns = np.nonzero(inked.any(axis=1))[0], np.nonzero(inked.any(axis=0))[0]
    if not len(rows):
        return None
    rows = _main_run(inked, rows)
    ink, under = _weakest(patch, colours, away, ground)
    box = Box(
        (left + int(columns[0])) / width,
        (top + int(rows[0])) / height,
        (left + int(columns[-1]) + 1) / width,
        (top + int(rows[-1]) + 1) / height,
    )
    size = type_size(words, float(rows[-1] - rows[0] + 1))
    line = inked[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].any(axis=0)
    colour = Colour.nearest(np.median(patch[_core(away >= _STRONG * strongest)], axis=0)).hex
    return Line(spaced(words, _gaps(line, size)), box, size, ink, under, score, colour)


def _core(letters: Any) -> Any:
    """The middle of the strokes, where they are wide enough: an encoder tints their rims with the ground's colour."""
    import cv2

    for across in (5, 3):
        inside: Any = cv2.erode(letters.astype(np.uint8), np.ones((across, across), np.uint8)).astype(bool)
        if inside.sum() >= _ENOUGH:
            return inside
    return letters


def _gaps(inked: Any, size: float) -> list[float]:
    """Where a line with ink in these columns has the gaps between its words, in shares of its width."""
    at = np.nonzero(inked)[0]
    wide = np.diff(at) - 1
    if not wide.any():
        return []
    least = max(_WORD_SPACE * size, _WIDER * float(np.median(wide[wide > 0])), 2.5)
    middles: list[float] = ((at[:-1] + at[1:] + 1) / 2 / len(inked))[wide > least].tolist()
    return middles


def spaced(words: str, gaps: Sequence[float]) -> str:
    """The words with the spaces that the reader passed over, which runs small words together.

    *gaps* are where there are spaces to be seen, in shares of the line.
    """
    edges = np.cumsum([0.0, *(0.5 if sign in _NARROW else 1.5 if sign in _BROAD else 1.0 for sign in words)])
    edges /= edges[-1]
    free = list(gaps)
    for place, sign in enumerate(words):
        if sign == " " and free:
            free.remove(min(free, key=lambda gap: abs(gap - edges[place])))
    for gap in sorted(free, reverse=True):
        place = int(np.abs(edges - gap).argmin())
        words = f"{words[:place]} {words[place:]}"
    return " ".join(words.split())


def _span(values: Any, pad: float, end: int) -> tuple[int, int]:
    return max(0, int(values.min() - pad)), min(end, int(np.ceil(values.max() + pad)))


def _ground(colours: Any) -> Any:
    """The (H, W, 3) Lab ground: between the rim's left, middle and right, so that gradients count as ground."""
    height, width = colours.shape[:2]
    edge = max(1, height // 12)
    rim = np.concatenate([colours[:edge], colours[-edge:]])
    thirds = [np.median(part.reshape(-1, 3), axis=0) for part in np.array_split(rim, min(3, width), axis=1)]
    at = np.linspace(0, len(thirds) - 1, width)
    across = np.stack([np.interp(at, range(len(thirds)), [third[band] for third in thirds]) for band in range(3)], -1)
    return np.broadcast_to(across.astype(np.float32), colours.shape)


def _main_run(inked: Any, rows: Any) -> Any:
    """The rows of the line itself, without slivers of its neighbours above and below."""
    share = inked.mean(axis=1)
    middle = inked.shape[0] // 2
    strong = share > 0.15 * share.max()
    top, bottom = middle, middle
    while top > 0 and (strong[top - 1] or share[top - 1] > 0):
        top -= 1
    while bottom < len(share) - 1 and (strong[bottom + 1] or share[bottom + 1] > 0):
        bottom += 1
    run = rows[(rows >= top) & (rows <= bottom)]
    return run if len(run) else rows


def _weakest(patch: Pixels, colours: Any, away: Any, ground: Any) -> tuple[str, str]:
    """Ink and ground of the part of the line where they differ least, a part being some letters wide."""
    height, width = away.shape
    parts = max(1, min(_COLUMNS, width // max(2 * height, 1)))
    found = []
    for place in np.array_split(np.arange(width), parts):
        near, colour = away[:, place], patch[:, place].reshape(-1, 3)
        flat = near.reshape(-1)
        strongest = float(np.quantile(flat, 0.985))
        if strongest < 1:
            continue
        letters = flat >= _STRONG * strongest
        rest = flat <= 0.25 * strongest
        if letters.sum() < 3 or rest.sum() < 3:
            continue
        found.append((strongest, np.median(colour[letters], axis=0), np.median(colour[rest], axis=0)))
    if not found:
        whole = np.median(patch.reshape(-1, 3), axis=0)
        return Colour.nearest(whole).hex, Colour.nearest(whole).hex
    most = max(one[0] for one in found)
    # A part with hardly any ink is a gap between words, not the weakest letters.
    _, ink, under = min((one for one in found if one[0] > 0.25 * most), key=lambda one: one[0])
    return Colour.nearest(ink).hex, Colour.nearest(under).hex


def _on_white(picture: Image) -> Pixels:
    if not picture.has_alpha:
        return np.ascontiguousarray(picture.rgb)
    share = picture.alpha[..., None].astype(np.float32) / 255
    white: Pixels = (picture.rgb * share + 255 * (1 - share)).round().astype(np.uint8)
    return white


def _scaled(pixels: Pixels, scale: float) -> Pixels:
    if scale == 1:
        return pixels
    import cv2

    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled: Pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=how)
    return scaled


@once
def _reader() -> Any:
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise InputError(
            "text in pictures cannot be read here: the extra 'ocr' is not installed",
            mend="pip install 'maquette-studio[ocr]'",
            code="no-ocr",
        ) from error
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    sizes = {"Det.limit_type": "max", "Det.limit_side_len": _LONGEST}
    return RapidOCR(params={"Global.log_level": "critical", **threads, **sizes})
