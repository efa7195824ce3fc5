"""Files of every kind the door meets, made by code."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

from maquette.picture.vips import vips


def saved(pixels: np.ndarray, kind: str, *, mode: str | None = None, **how) -> bytes:
    picture = Image.fromarray(pixels)
    if mode:
        picture = picture.convert(mode)
    out = BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def oriented(pixels: np.ndarray, orientation: int, kind: str) -> bytes:
    """A file whose stored pixels, turned as *orientation* asks, give *pixels* again."""
    undo = {
        1: lambda p: p,
        2: lambda p: p[:, ::-1],
        3: lambda p: p[::-1, ::-1],
        4: lambda p: p[::-1],
        5: lambda p: p.transpose(1, 0, 2),
        6: lambda p: np.rot90(p, 1),
        7: lambda p: p[::-1, ::-1].transpose(1, 0, 2),
        8: lambda p: np.rot90(p, -1),
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(np.ascontiguousarray(undo[orientation](pixels)), kind, exif=exif, quality=95)


def sixteen_bit(pixels: np.ndarray, kind: str) -> bytes:
    """The same picture with 16 bits a channel."""
    wide = np.ascontiguousarray(pixels.astype(np.uint16) * 257)
    height, width, bands = wide.shape
    image = vips().Image.new_from_memory(wide, width, height, bands, "ushort").copy(interpretation="rgb16")
    return image.pngsave_buffer() if kind == "png" else image.tiffsave_buffer()


def in_profile(pixels: np.ndarray, profile: str) -> tuple[bytes, bytes]:
    """*pixels* (sRGB) converted into a libvips *profile* (``p3``), as PNG, and that profile."""
    height, width = pixels.shape[:2]
    image = vips().Image.new_from_memory(pixels, width, height, 3, "uchar").copy(interpretation="srgb")
    moved = image.icc_transform(profile, input_profile="srgb", intent="relative")
    return moved.pngsave_buffer(), moved.get("icc-profile-data")


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "green", "blue")]
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    """A grey PNG of a few hundred bytes that claims to be enormous."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    )
