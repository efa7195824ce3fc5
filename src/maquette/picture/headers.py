"""The headers of PNG and WebP files, read by hand: cheap, and nothing is allocated for what they claim.

A WebP decoder allocates the whole canvas to tell its size; PNG may say its orientation after its pixels.
Layouts: https://www.w3.org/TR/png-3/ and https://developers.google.com/speed/webp/docs/riff_container
(both read 2026-11-23).
"""

from __future__ import annotations

import os
import zlib
from typing import IO, NamedTuple

ORIENTATION = 0x0112

_ALPHA = 0x10
_LARGEST_CHUNK = 16_000_000
_MOST_CHUNKS = 100_000
_PNG_MODES = {0: "L", 2: "RGB", 3: "P", 4: "LA", 6: "RGBA"}


class Header(NamedTuple):
    """Size in px as stored, colour mode, number of frames, EXIF orientation 1..8, ICC profile or nothing."""

    width: int
    height: int
    mode: str
    frames: int
    orientation: int
    profile: bytes


def png_header(file: IO[bytes]) -> Header:
    """The header of the PNG *file*, read from its start. Raises ``ValueError`` when it is malformed."""
    file.seek(8)
    first = _exactly(file, 25)
    if first[4:8] != b"IHDR":
        raise ValueError("a PNG begins with IHDR")
    width, height = int.from_bytes(first[8:12], "big"), int.from_bytes(first[12:16], "big")
    frames, orientation, profile, pixels = 1, 1, b"", False
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        size, name = int.from_bytes(head[:4], "big"), head[4:]
        if len(head) < 8 or name == b"IEND":
            break
        start = file.tell()
        if name == b"IDAT":
            pixels = True
        elif name == b"acTL" and not pixels:
            frames = max(1, int.from_bytes(_exactly(file, 4), "big"))
        elif name == b"iCCP" and size <= _LARGEST_CHUNK:
            profile = _inflated(file.read(size))
        elif name == b"eXIf" and size <= _LARGEST_CHUNK:
            orientation = exif_orientation(file.read(size))
        file.seek(start + size + 4, os.SEEK_SET)
    if not (width and height and pixels):
        raise ValueError("no picture")
    return Header(width, height, _PNG_MODES[first[17]], frames, orientation, profile)


def _inflated(chunk: bytes) -> bytes:
    packed = chunk.partition(b"\x00")[2][1:]
    try:
        return zlib.decompressobj().decompress(packed, _LARGEST_CHUNK)
    except zlib.error:  # a broken profile must not cost the picture
        return b""


def webp_header(file: IO[bytes]) -> Header:
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
            here = (
                int.from_bytes(body[6:8], "little") & 0x3FFF,
                int.from_bytes(body[8:10], "little") & 0x3FFF,
            )
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
            orientation = exif_orientation(file.read(size))
        file.seek(start + size + size % 2, os.SEEK_SET)
    if not (width and height and frames):
        raise ValueError("no picture")
    return Header(width, height, "RGBA" if alpha else "RGB", frames, orientation, profile)


def _exactly(file: IO[bytes], count: int) -> bytes:
    body = file.read(count)
    if len(body) < count:
        raise ValueError("the file ends in its header")
    return body


def exif_orientation(exif: bytes) -> int:
    """The orientation, 1..8, in a block of EXIF; 1 where it says none or nonsense."""
    from PIL.Image import Exif

    found = Exif()
    try:
        found.load(exif)
        return valid_orientation(found.get(ORIENTATION))
    except Exception:  # broken metadata must not cost the picture
        return 1


def valid_orientation(value: object) -> int:
    """*value* where it is an EXIF orientation, else 1."""
    return value if isinstance(value, int) and 1 <= value <= 8 else 1
