"""A picture as a file ready to be written, within what its destination allows."""

from __future__ import annotations

from maquette.graph.op import op
from maquette.picture.encode import encode, fitted
from maquette.picture.image import Doubt, File, FileFormat, Image
from maquette.pixels.fit import CLEAR, enlargement, fit, flatten

ENLARGED = 1.1
"""Drawn larger than this, a picture goes out with a doubt: its detail is made up."""


@op(version=1, cost="heavy")
def export(
    picture: Image,
    *,
    format: FileFormat = "jpeg",  # noqa: A002
    quality: int = 90,
    max_kb: int | None = None,
    width: int | None = None,
    height: int | None = None,
    background: str = "#ffffff",
    tagged: bool = True,
) -> File:
    """The *picture* as a file of *format*, at *quality* 1..100, or less where *max_kb* asks for it.

    A kB is 1000 bytes. With *width* and *height*, the picture is brought to that size by ``fit`` first.
    *background* is ``#rrggbb``, or ``transparent`` to keep alpha where the format can. *tagged* embeds the
    sRGB profile (half a kB). A rule that cannot be met is a doubt in the file and no error: ``enlarged`` or
    ``too-many-bytes``.
    """
    doubts = []
    ground = "#ffffff" if background == CLEAR and format == "jpeg" else background
    if width and height:
        doubts += _enlarged(picture, width, height)
        picture = fit(picture, width=width, height=height, background=ground)
    pixels = picture.pixels if ground == CLEAR else flatten(picture.pixels, ground)
    if max_kb is None:
        data = encode(pixels, format, quality, tagged=tagged)
    else:
        result = fitted(pixels, format, max_kb * 1000, best=quality, worst=min(quality, 40), tagged=tagged)
        data = result.data
        if not result.met:
            doubts.append(_too_many_bytes(len(data), max_kb))
    return File(data, format, picture.width, picture.height, tuple(doubts))


def _enlarged(picture: Image, width: int, height: int) -> list[Doubt]:
    scale = enlargement(picture.width, picture.height, width, height)
    if scale <= ENLARGED:
        return []
    needed = f"{round(picture.width * scale)} x {round(picture.height * scale)} px"
    reason = f"{picture.width} x {picture.height} px are drawn {scale:.1f} times as large, as {needed}"
    return [Doubt("enlarged", reason, f"use a picture of at least {needed}, or a smaller format")]


def _too_many_bytes(count: int, max_kb: int) -> Doubt:
    reason = f"{count / 1000:.0f} kB at the lowest quality worth showing, where {max_kb} kB are allowed"
    return Doubt("too-many-bytes", reason, "allow another file type, a smaller size, or a calmer background")
