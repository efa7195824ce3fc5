"""What a gallery knows of a picture at a glance: its placeholder, its colour in a word, and what it is like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from maquette.lazy import lazy
from maquette.picture.colour import lab
from maquette.picture.encode import shrink
from maquette.picture.image import Pixels
from maquette.picture.thumbhash import LONGEST, thumbhash
from maquette.picture.thumbnail import on_white

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    cv2 = lazy("cv2")
    np = lazy("numpy")

LIKENESS = 8 * 8 * 3 + 4 * 4 * 8
"""Numbers of a likeness: the layout of its colours, and the directions of its edges."""

COLOURS = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "black", "grey", "white")

_HUES = ((20, "pink"), (42, "red"), (72, "orange"), (105, "yellow"), (165, "green"), (220, "teal"), (307, "blue"))
_CHROMA = 14.0
_ENOUGH = 0.06
_SIDE = 32


class Glance(NamedTuple):
    """*thumbhash* is for the page; *colour* is one of ``COLOURS``; *likeness* is ``LIKENESS`` float16 of length 1."""

    thumbhash: bytes
    colour: str
    likeness: bytes


def glance(pixels: Pixels) -> Glance:
    """What (H, W, 3 or 4) uint8 *pixels* are at a glance."""
    tiny = shrink(pixels, LONGEST)
    seen = lab(on_white(shrink(pixels, 64)))
    return Glance(thumbhash(tiny), _colour(seen), _likeness(on_white(pixels)))


def _colour(seen: Any) -> str:
    """The colour that most of the picture's coloured part has, where there is enough of it; else grey, by its light."""
    light, a, b = seen[..., 0].ravel(), seen[..., 1].ravel(), seen[..., 2].ravel()
    coloured = (np.hypot(a, b) > _CHROMA) & (light > 12)
    if coloured.mean() >= _ENOUGH:
        hue = np.degrees(np.arctan2(b[coloured], a[coloured])) % 360
        names = np.searchsorted([end for end, _ in _HUES], hue, side="right")
        most = int(np.bincount(names).argmax())
        name = _HUES[most][1] if most < len(_HUES) else "purple" if np.median(hue[names == most]) < 335 else "pink"
        middle = float(np.median(light[coloured][names == most]))
        return "brown" if name in ("red", "orange", "yellow") and middle < 48 and name != "red" else name
    middle = float(np.median(light))
    return "white" if middle > 85 else "black" if middle < 22 else "grey"


def _likeness(flat: Pixels) -> bytes:
    even = cv2.resize(flat, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    layout = cv2.resize(lab(even), (8, 8), interpolation=cv2.INTER_AREA) / np.array((100, 60, 60), np.float32)
    grey = even.astype(np.float32).mean(axis=2) / 255
    down, across = np.gradient(grey)
    strength = np.hypot(across, down)
    turn = ((np.arctan2(down, across) + np.pi) / (2 * np.pi) * 8).astype(int) % 8
    place = np.arange(_SIDE) // 8
    cell = 4 * place[:, None] + place[None, :]
    edges = np.bincount((8 * cell + turn).ravel(), weights=strength.ravel(), minlength=128)
    parts = [_unit(layout.ravel() - layout.reshape(-1, 3).mean(axis=0).mean()), _unit(np.sqrt(edges))]
    found: bytes = (np.concatenate(parts) / np.sqrt(2)).astype(np.float16).tobytes()
    return found


def _unit(values: Any) -> Any:
    length = float(np.linalg.norm(values))
    return values / length if length else values
