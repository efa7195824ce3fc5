"""Pictures into bytes: fast PNG for the store, and JPEG, WebP, AVIF, TIFF and small PNG for delivery."""

from __future__ import annotations

import math
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from maquette.errors import InputError
from maquette.lazy import lazy
from maquette.picture.vips import from_pixels, to_pixels, vips

if TYPE_CHECKING:
    import cv2
    import numpy as np

    from maquette.picture.image import FileFormat, Pixels
else:
    cv2 = lazy("cv2")
    np = lazy("numpy")

AVIF_SPEED = 10
"""At this speed AVIF beats WebP in both time and likeness; slower ones save little."""

CLOSE = 0.94
"""A file that uses at least this share of its limit is not worth another try."""


def png(pixels: Pixels, *, small: bool = False, tagged: bool = False) -> bytes:
    """A PNG of (H, W) grey, (H, W, 3) RGB or (H, W, 4) RGBA uint8 *pixels*; loses nothing.

    Fast by default (4 megapixels: grey 3 ms, RGB 20 to 40 ms); *small* takes about five times as long for a
    third fewer bytes. *tagged* embeds the sRGB profile.
    """
    row = "none" if pixels.ndim == 2 else "all" if small else "up"
    data = from_pixels(pixels).pngsave_buffer(compression=6 if small else 1, filter=row, **_keep(pixels, tagged=tagged))
    return bytes(data)


def read_png(data: bytes) -> Pixels:
    """The pixels of a PNG that ``png`` made: (H, W) or (H, W, 3 or 4) uint8. Not for files from outside."""
    return to_pixels(vips().Image.pngload_buffer(data, access="sequential", fail_on="warning"))


def shrink(pixels: Pixels, longest: int) -> Pixels:
    """The same picture with its longest side at most *longest* px (area-averaged; never enlarged)."""
    height, width = pixels.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    smaller: Pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return smaller


def shrink_evenly(pixels: Pixels, share: int) -> Pixels:
    """The same picture *share* times smaller (area-averaged), its sides rounded."""
    return to_pixels(from_pixels(pixels).shrink(share, share))


def jpeg(pixels: Pixels, quality: int = 90, *, tagged: bool = False) -> bytes:
    """A baseline JPEG of grey or RGB *pixels*, *quality* 1..100.

    Colour keeps its full resolution from quality 90 on (coloured edges stay sharp, for a quarter more bytes)
    and half of it below, where small files are what is wanted.
    """
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        raise ValueError("JPEG has no transparency: paint the picture on a background first")
    return bytes(from_pixels(pixels).jpegsave_buffer(Q=quality, subsample_mode="auto", **_keep(pixels, tagged=tagged)))


def read_small_jpeg(data: bytes, shortest: int) -> Pixels:
    """The pixels of a JPEG of our own, (H, W, 3) uint8, at the smallest eighth whose shorter side has *shortest* px.

    Decoding at a smaller scale is what a JPEG is quick at. Raises ``ValueError`` for what is no JPEG.
    """
    import simplejpeg

    pixels: Pixels = simplejpeg.decode_jpeg(data, min_height=shortest, min_width=shortest, min_factor=1)
    return pixels


def quick_jpeg(pixels: Pixels, quality: int) -> bytes:
    """As ``jpeg``, also of opaque (H, W, 4) *pixels*: four times as quick, for pictures that come by the hundred."""
    import simplejpeg

    sampling = "444" if quality >= 90 else "420"
    space = "RGBX" if pixels.shape[2] == 4 else "RGB"
    data: bytes = simplejpeg.encode_jpeg(pixels, quality, space, sampling)
    return data


def tagged_jpeg(data: bytes) -> bytes:
    """A JPEG of our own with the sRGB profile."""
    # The profile goes in a segment of its own behind the header that every JFIF file begins with.
    profile = b"ICC_PROFILE\0\1\1" + srgb_profile()
    start = 4 + int.from_bytes(data[4:6], "big")
    return data[:start] + b"\xff\xe2" + (len(profile) + 2).to_bytes(2, "big") + profile + data[start:]


def webp(pixels: Pixels, quality: int = 85, *, tagged: bool = False) -> bytes:
    """A lossy WebP of *pixels*, *quality* 1..100, with alpha where they have it."""
    return bytes(from_pixels(pixels).webpsave_buffer(Q=quality, effort=2, **_keep(pixels, tagged=tagged)))


def avif(pixels: Pixels, quality: int = 65, *, tagged: bool = False) -> bytes:
    """An AVIF of *pixels*, *quality* 1..100, with alpha where they have it; equal bytes for equal pixels."""
    from PIL import Image as Pillow

    out = BytesIO()
    profile = srgb_profile() if tagged and pixels.ndim == 3 else b""
    Pillow.fromarray(pixels).save(
        out, "avif", quality=quality, speed=AVIF_SPEED, max_threads=1, icc_profile=profile or None
    )
    return out.getvalue()


def tiff(pixels: Pixels, *, tagged: bool = True) -> bytes:
    """A lossless TIFF of *pixels*, LZW with prediction, which every layout program reads."""
    data = from_pixels(pixels).tiffsave_buffer(
        compression="lzw", predictor="horizontal", **_keep(pixels, tagged=tagged)
    )
    return bytes(data)


def encode(
    pixels: Pixels,
    format: FileFormat,  # noqa: A002
    quality: int = 90,
    *,
    tagged: bool = False,
) -> bytes:
    """*pixels* in the named *format*; *quality* 1..100 means something for jpeg, webp and avif only."""
    if format == "jpeg":
        return jpeg(pixels, quality, tagged=tagged)
    if format == "webp":
        return webp(pixels, quality, tagged=tagged)
    if format == "avif":
        return avif(pixels, quality, tagged=tagged)
    if format == "tiff":
        return tiff(pixels, tagged=tagged)
    return png(pixels, small=True, tagged=tagged)


class Fitted(NamedTuple):
    """An encoded picture, the quality that was left (100 = nothing lost), and whether the limit was *met*."""

    data: bytes
    quality: int
    met: bool


def fitted(
    pixels: Pixels,
    format: FileFormat,  # noqa: A002
    max_bytes: int,
    *,
    best: int = 92,
    worst: int = 40,
    tagged: bool = False,
) -> Fitted:
    """The best encoding of *pixels* in at most *max_bytes*, or the smallest acceptable one, ``met`` False.

    Quality is searched between *best* and *worst*. PNG first loses nothing, then goes to a palette of 256 and
    of 16 colours. TIFF has one size only.
    """
    if format == "tiff":
        data = tiff(pixels, tagged=tagged)
        return Fitted(data, 100, len(data) <= max_bytes)
    if format == "png":
        return _fitted_png(pixels, max_bytes, tagged=tagged)
    data = encode(pixels, format, best, tagged=tagged)
    if len(data) <= max_bytes:
        return Fitted(data, best, met=True)
    low, high, above = worst, best, len(data)
    found = Fitted(encode(pixels, format, worst, tagged=tagged), worst, met=True)
    if len(found.data) > max_bytes:
        return found._replace(met=False)
    while high - low > 1 and len(found.data) < CLOSE * max_bytes:
        # Bytes grow about exponentially with quality, so the next guess is a line through their logarithms.
        share = math.log(max_bytes / len(found.data)) / max(math.log(above / len(found.data)), 1e-9)
        guess = min(max(low + int(share * (high - low)), low + 1), high - 1)
        data = encode(pixels, format, guess, tagged=tagged)
        if len(data) <= max_bytes:
            low, found = guess, Fitted(data, guess, met=True)
        else:
            high, above = guess, len(data)
    return found


def _fitted_png(pixels: Pixels, max_bytes: int, *, tagged: bool) -> Fitted:
    data = png(pixels, small=True, tagged=tagged)
    if len(data) <= max_bytes:
        return Fitted(data, 100, met=True)
    for depth, quality in ((8, 80), (4, 40)):
        image = from_pixels(pixels)
        small = bytes(image.pngsave_buffer(palette=True, bitdepth=depth, compression=6, **_keep(pixels, tagged=tagged)))
        data = min(data, small, key=len)
        if len(data) <= max_bytes:
            return Fitted(data, quality, met=True)
    return Fitted(data, 40, met=False)


def within(
    pixels: Pixels,
    format: FileFormat,  # noqa: A002
    max_bytes: int,
    *,
    best: int = 92,
    worst: int = 40,
) -> bytes:
    """*pixels* in *format* with at most *max_bytes*, at the best quality in *worst* .. *best* that allows it.

    Raises ``InputError`` (code ``too-many-bytes``) that says how small it can get when that is not enough.
    """
    result = fitted(pixels, format, max_bytes, best=best, worst=worst)
    if not result.met:
        raise InputError(
            f"{format.upper()} cannot hold this picture in {max_bytes} bytes: it needs {len(result.data)}",
            mend="allow more bytes, make it smaller, or choose another file type",
            code="too-many-bytes",
        )
    return result.data


@cache
def srgb_profile() -> bytes:
    """The sRGB profile that tagged files carry."""
    return bytes(vips().Image.profile_load("srgb"))


def _keep(pixels: Pixels, *, tagged: bool) -> dict[str, Any]:
    # sRGB is a profile for colour: a grey picture must not carry it.
    return {"keep": "icc", "profile": "srgb"} if tagged and pixels.ndim == 3 else {"keep": "none"}
