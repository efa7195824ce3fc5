"""JPEGs put together from strips: what pictures have in common is encoded once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy

if TYPE_CHECKING:
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")

HEIGHT = 64
"""px of a strip: a whole number of the blocks of 8 px that are coded."""


@dataclass(frozen=True)
class Strips:
    """What pictures of one size have in common, and its strips as they are coded by quality and place, where known."""

    pixels: Pixels
    coded: dict[tuple[int, int], tuple[bytes, bytes]] = field(default_factory=dict)


def jpeg_of_strips(pixels: Pixels, quality: int, shared: Strips | None = None) -> bytes:
    """A baseline JPEG of opaque (H, W, 4) *pixels*, colour in full resolution; *quality* 1..100.

    Strips that look as *shared* does are taken from there, or left there. The bytes do not depend on it: every strip
    is coded by itself, behind a restart marker, as any reader of JPEG knows it.
    """
    height, width = pixels.shape[:2]
    head, codes = b"", []
    for top, same in zip(range(0, height, HEIGHT), _same(pixels, shared), strict=True):
        coded = shared.coded.get((quality, top)) if shared and same else None
        if coded is None:
            coded = _encode(pixels[top : top + HEIGHT], quality)
            if shared and same:
                shared.coded[quality, top] = coded
        head = head or coded[0]
        codes.append(coded[1])
    frame, scan = head.index(b"\xff\xc0"), head.index(b"\xff\xda")
    interval = -(-width // 8) * HEIGHT // 8
    parts = [head[: frame + 5], height.to_bytes(2), head[frame + 7 : scan], b"\xff\xdd\0\4", interval.to_bytes(2)]
    parts.append(head[scan:])
    for number, code in enumerate(codes):
        parts += [bytes((0xFF, 0xD0 + (number - 1) % 8)), code] if number else [code]
    return b"".join((*parts, b"\xff\xd9"))


def _same(pixels: Pixels, shared: Strips | None) -> Iterator[bool]:
    """Of every strip, whether it looks as *shared* does."""
    tops = range(0, len(pixels), HEIGHT)
    if shared is None or shared.pixels.shape != pixels.shape:
        return iter([False] * len(tops))
    rows = (_whole(pixels) == _whole(shared.pixels)).all(axis=1)
    return (bool(rows[top : top + HEIGHT].all()) for top in tops)


def _whole(pixels: Pixels) -> Any:
    """A number a pixel: (H, W)."""
    return pixels.view(np.uint32)[..., 0]


def _encode(strip: Pixels, quality: int) -> tuple[bytes, bytes]:
    """The head of a JPEG of the strip, up to the end of the header of its scan, and the code that follows."""
    import simplejpeg

    data: bytes = simplejpeg.encode_jpeg(strip, quality, "RGBX", "444")
    place = 2
    while data[place + 1] != 0xDA:
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    place += 2 + int.from_bytes(data[place + 2 : place + 4])
    return data[:place], data[place:-2]
