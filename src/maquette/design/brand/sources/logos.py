"""Which of the drawings in a folder are logos, of which kind, and for which ground."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from maquette.design.brand.kit import Ground, Variant
from maquette.lazy import lazy
from maquette.picture.colour import to_linear

if TYPE_CHECKING:
    import numpy as np

    from maquette.picture.image import Image
else:
    np = lazy("numpy")

_LOGO = re.compile(r"logo|wordmark|lettermark|brandmark|(?<![a-z])mark(?![a-z])|powered ?by", re.IGNORECASE)
_NO_LOGO = re.compile(
    r"icons?(?![a-z])|badge|illustration|mascot|favicon|template|theme|screenshot|preview|sprite|community call"
    r"|\bproducts\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"logo ?-?mark|logo-?icon|icon|symbol|gear|glyph|brandmark|(?<![a-z])mark(?![a-z])", re.IGNORECASE)
_TEXT = re.compile(r"wordmark|lettermark|text[-_ ]only|logo[-_ ]?type|logo-text", re.IGNORECASE)
_SMALL = re.compile(r"@\d+x|\d+x\d+|[-_](?:\d+(?:px|w|h)?|xs|s|m|l|xl|small|medium|large)$", re.IGNORECASE)
WHITE, NIGHT = 1.0, 0.0185
"""Relative luminance of the two grounds that logos are held against: white and #242424."""
_INK = 24  # alpha from which a pixel is drawn
_READABLE = 2.2  # what a large, simple shape needs; logos are free of the rule for text
_FAINTEST = 0.06
_PLATE = 0.8


@dataclass(frozen=True)
class Ink:
    """How a logo's own colours stand out: WCAG ratios of its weakest part, on white and on near black.

    *ratio* is width by height; *hues* its colours by their share of the ink, the largest first.
    """

    on_white: float
    on_dark: float
    ratio: float
    hues: tuple[tuple[str, float], ...]

    @property
    def ground(self) -> Ground:
        """The ground that it is readable on."""
        if min(self.on_white, self.on_dark) >= _READABLE:
            return "any"
        return "light" if self.on_white >= self.on_dark else "dark"


def is_logo(path: str) -> bool:
    """Whether the path of a drawing says that it is a logo."""
    file = PurePosixPath(path)
    return (
        bool(_LOGO.search(path))
        and not _NO_LOGO.search(re.sub(r"logo-?icon", "logo", path))
        and not _SMALL.search(file.stem)
    )


def logo_variant(path: str) -> Variant:
    """What its name and the two folders over it say that it is; a logo that says nothing is a full one."""
    near = "/".join(PurePosixPath(path).parts[-3:])
    if _TEXT.search(near):
        return "text"
    return "mark" if _MARK.search(near) else "full"


def measure_ink(picture: Image) -> Ink | None:
    """The colours that a logo on nothing is drawn in; None for an empty picture."""
    alpha = picture.alpha
    drawn = alpha >= _INK
    if not drawn.any():
        return None
    rows, columns = np.nonzero(drawn.any(axis=1))[0], np.nonzero(drawn.any(axis=0))[0]
    ratio = (columns[-1] - columns[0] + 1) / (rows[-1] - rows[0] + 1)
    sure = drawn & (alpha >= 200) if (alpha >= 200).any() else drawn
    colours = picture.rgb[sure].astype(np.float32)
    light = to_linear(colours) @ np.asarray((0.2126, 0.7152, 0.0722), np.float32)
    on_white, on_dark = (WHITE + 0.05) / (light + 0.05), _ratio(light, NIGHT)
    whole = float((alpha >= 250)[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].mean())
    # A logo on a plate of its own stands out by the plate, another by its weakest part.
    weak = 0.5 if whole > _PLATE else _FAINTEST
    weakest = [float(np.quantile(ratios, weak)) for ratios in (on_white, on_dark)]
    return Ink(weakest[0], weakest[1], float(ratio), _hues(colours))


def _ratio(light: Any, other: float) -> Any:
    high, low = np.maximum(light, other), np.minimum(light, other)
    return (high + 0.05) / (low + 0.05)


def _hues(colours: Any) -> tuple[tuple[str, float], ...]:
    coarse = (colours // 8).astype(np.int64)
    _, places, counts = np.unique(coarse @ np.asarray((4096, 64, 1)), return_inverse=True, return_counts=True)
    order = np.argsort(-counts)[:6]
    found = []
    for place in order:
        mean = np.median(colours[places == place], axis=0)
        found.append(("#" + "".join(f"{round(float(one)):02x}" for one in mean), float(counts[place] / counts.sum())))
    return tuple(found)
