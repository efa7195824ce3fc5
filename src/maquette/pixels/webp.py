"""The header of a WebP file, read without its decoder, which would allocate the whole canvas to tell its size.

Layout: https://developers.google.com/speed/webp/docs/riff_container (read 2026-11-23).
"""

from __future__ import annotations

import os
from typing import IO, NamedTuple

_ANIMATED, _ALPHA = 0x02, 0x10
_LARGEST_CHUNK = 16_000_000
_MOST_CHUNKS = 10_000


class WebpHeader(NamedTuple):
    """Size in pixels as stored, number of frames, EXIF orientation 1..8, and the ICC profile or nothing."""

    width: int
    height: int
    alpha: bool
    frames: int
    orientation: int
    profile: bytes


def webp_header(file: IO[bytes]) -> WebpHeader:
    """The header of the WebP *file*, read from its start. Raises ``ValueError`` when it is malformed."""
    file.seek(12)
    width = height = frames = 0
    orientation, profile, alpha = 1, b"", False
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            break
        name, size = head[:4], int.from_bytes(head[4:], "little")
        start = file.tell()
        if name == b"VP8X":
            body = _exactly(file, 10)
            alpha = bool(body[0] & _ALPHA)
            width, height = 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
        elif name == b"VP8 " and not frames:
            body = _exactly(file, 10)
            if body[3:6] != b"\x9d\x01\x2a":
                raise ValueError("no VP8 key frame")
            here = (int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF)
            width, height, frames = width or here[0], height or here[1], 1
        elif name == b"VP8L" and not frames:
            body = _exactly(file, 5)
            bits = int.from_bytes(body[1:], "little")
            width, height, frames = width or 1 + (bits & 0x3FFF), height or 1 + (bits >> 14 & 0x3FFF), 1
            alpha = alpha or bool(bits >> 28 & 1)
        elif name == b"ANMF":
            frames += 1
        elif name == b"ICCP" and size <= _LARGEST_CHUNK:
            profile = file.read(size)
        elif name == b"EXIF" and size <= _LARGEST_CHUNK:
            orientation = _orientation(file.read(size))
        file.seek(start + size + size % 2, os.SEEK_SET)
    if not (width and height and frames):
        raise ValueError("no picture")
    return WebpHeader(width, height, alpha, frames, orientation, profile)


def _exactly(file: IO[bytes], count: int) -> bytes:
    body = file.read(count)
    if len(body) < count:
        raise ValueError("the file ends in its header")
    return body


def _orientation(exif: bytes) -> int:
    from PIL.Image import Exif

    found = Exif()
    try:
        found.load(exif)
        value = found.get(0x0112, 1)
    except Exception:  # broken metadata must not cost the picture
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1
