"""ThumbHash: a picture in about 25 bytes, which a page paints until the picture is there (evanw.github.io/thumbhash).

Light and two colour differences as the lowest terms of a cosine transform, a few bits a term.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from maquette.lazy import lazy

if TYPE_CHECKING:
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")

LONGEST = 100
"""px: larger pictures gain nothing."""


class _Terms(NamedTuple):
    mean: float
    scale: float
    others: Any


def thumbhash(pixels: Pixels) -> bytes:
    """The hash of (H, W, 3 or 4) uint8 *pixels*, at most ``LONGEST`` px on a side."""
    height, width = pixels.shape[:2]
    if max(height, width) > LONGEST:
        raise ValueError(f"a ThumbHash is made of at most {LONGEST} px, not {width} x {height}")
    shares = pixels.astype(np.float64) / 255
    alpha = shares[..., 3] if pixels.shape[2] == 4 else np.ones((height, width))
    weight = alpha.sum()
    colour, clear = shares[..., :3], bool(weight < height * width)
    mean = (colour * alpha[..., None]).sum(axis=(0, 1)) / weight if weight else np.zeros(3)
    red, green, blue = np.moveaxis(mean * (1 - alpha[..., None]) + colour * alpha[..., None], 2, 0)
    most = 5 if clear else 7
    across = max(1, round(most * width / max(width, height)))
    down = max(1, round(most * height / max(width, height)))
    light = _terms((red + green + blue) / 3, max(3, across), max(3, down))
    yellow = _terms((red + green) / 2 - blue, 3, 3)
    reddish = _terms(red - green, 3, 3)
    wide = width > height
    head = (
        round(63 * light.mean)
        | round(31.5 + 31.5 * yellow.mean) << 6
        | round(31.5 + 31.5 * reddish.mean) << 12
        | round(31 * light.scale) << 18
        | clear << 23
    )
    more = (down if wide else across) | round(63 * yellow.scale) << 3 | round(63 * reddish.scale) << 9 | wide << 15
    found = bytearray(head.to_bytes(3, "little") + more.to_bytes(2, "little"))
    groups = [light, yellow, reddish]
    if clear:
        veil = _terms(alpha, 5, 5)
        found.append(round(15 * veil.mean) | round(15 * veil.scale) << 4)
        groups.append(veil)
    nibbles = [round(15 * float(term)) for group in groups for term in group.others]
    pairs = zip(nibbles[::2], [*nibbles[1::2], 0], strict=False)
    return bytes(found) + bytes(low | high << 4 for low, high in pairs)


def _terms(channel: Any, across: int, down: int) -> _Terms:
    """The lowest terms of the cosine transform of *channel*, in the order of the format, those but the mean 0..1."""
    height, width = channel.shape
    rows = np.cos(np.pi / height * np.outer(np.arange(down), np.arange(height) + 0.5))
    columns = np.cos(np.pi / width * np.outer(np.arange(across), np.arange(width) + 0.5))
    table = rows @ channel @ columns.T / (width * height)
    others = np.array(
        [
            table[row, column]
            for row in range(down)
            for column in range(across)
            if column * down < across * (down - row) and (row or column)
        ]
    )
    scale = float(np.abs(others).max(initial=0.0))
    return _Terms(float(table[0, 0]), scale, 0.5 + 0.5 / scale * others if scale else np.zeros_like(others))
