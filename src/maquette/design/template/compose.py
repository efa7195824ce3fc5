"""The operation: one copy on one canvas, as a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from maquette.design.pool import painters
from maquette.design.sources import Source
from maquette.design.template.canvas import Canvas, Content
from maquette.design.template.model import Template
from maquette.design.template.theme import Theme, painted_from
from maquette.design.text.faces import font_digest
from maquette.design.trial import try_drawings
from maquette.graph.op import op
from maquette.picture.image import Box, Doubt, File, FileFormat, Take

QUALITY = 90
SMALL = 240
"""px of the shorter side of the small picture that comes with a file."""


def depends(**_: Any) -> Mapping[str, str]:
    """What every painted picture also depends on: the fonts that ship and the painter's version."""
    return {"fonts": font_digest(), "painter": _painter()}


@cache
def _painter() -> str:
    # The folder's name says it: importlib.metadata loads a reader of mail first, a fifteenth of a start.
    spec = find_spec("skia")
    for folder in Path(spec.origin).parent.glob("skia_python-*.dist-info") if spec and spec.origin else ():
        return folder.name.removeprefix("skia_python-").removesuffix(".dist-info")
    from importlib.metadata import version

    return version("skia-python")


def prepare(pictures: int) -> None:
    """Start the painting processes that so many pictures are worth, and let them load what they paint with."""
    painters().prepare(warm, pictures)


def warm() -> None:
    """Make the shaper of this process ready."""
    from maquette.design.text.faces import shipped_faces
    from maquette.design.text.shape import Style, width

    width("warm", Style(shipped_faces()[0]))


@op(version=4, cost="heavy", also=depends, prepare=prepare, elsewhere=True)
def compose(
    template: Template,
    theme: Theme,
    *,
    texts: Mapping[str, str],
    width: int,
    height: int,
    language: str = "",
    safe: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0),
    focus: Box | None = None,
    picture: Path | File | Take | None = None,
    picture_2: Path | File | Take | None = None,
    picture_3: Path | File | Take | None = None,
    product: Path | File | Take | None = None,
    background: Path | File | Take | None = None,
    format: FileFormat = "jpeg",  # noqa: A002
    max_kb: int | None = None,
) -> File:
    """*template* in *theme*, filled with *texts* and pictures, laid out for *width* x *height* px, as a file.

    *language* is a BCP 47 tag; *safe* what the channel covers on each side (top, right, bottom, left, in shares);
    *focus* the area of ``picture`` that stays in view. With *max_kb* (1000 bytes each) quality gives way.

    What does not fit is no error: it is a doubt of the file, by slot. Raises ``PaintError`` when painting took too
    long or broke its process, ``UnreadableImage`` or ``InputError`` for a broken picture, logo or font.
    """
    named = {
        "picture": picture,
        "picture_2": picture_2,
        "picture_3": picture_3,
        "product": product,
        "background": background,
    }
    pictures = given_pictures(named)
    try_drawings(painted_from(theme, pictures))
    content = Content(dict(texts), {"picture": focus} if focus else {}, language)
    canvas, size = Canvas(width, height, safe), (width, height)
    return painters().call_near(size, _file, template, theme, content, canvas, pictures, format, max_kb)


def given_pictures(named: Mapping[str, Path | File | Take | None]) -> dict[str, Source]:
    """The pictures that were given, by slot, as the painter takes them: it is in a folder of its own."""
    given = {name: one for name, one in named.items() if one is not None}
    return {name: one.absolute() if isinstance(one, Path) else one.data for name, one in given.items()}


def _file(
    template: Template,
    theme: Theme,
    content: Content,
    canvas: Canvas,
    pictures: Mapping[str, Source],
    format: FileFormat,  # noqa: A002
    max_kb: int | None,
) -> File:
    from maquette.design.paint import in_common
    from maquette.design.template.render import render_two
    from maquette.picture.encode import encode, fitted, quick_jpeg, tagged_jpeg
    from maquette.picture.strips import jpeg_of_strips

    pixels, report, small = render_two(template, theme, content, canvas, pictures, SMALL)
    where = f"{canvas.width}x{canvas.height}"
    doubts = [Doubt(one.code, f"{where} {one.slot}: {one.reason}", one.mend) for one in report.problems]
    limit = max_kb * 1000 if max_kb else None
    if format == "jpeg":
        data = tagged_jpeg(jpeg_of_strips(pixels, QUALITY, in_common(canvas.width, canvas.height)))
    else:
        data = encode(pixels[..., :3].copy(), format, QUALITY, tagged=True)
    if limit and len(data) > limit:
        smaller = fitted(pixels[..., :3].copy(), format, limit, best=QUALITY - 1, tagged=True)
        data = smaller.data
        if not smaller.met:
            told = f"{len(data) / 1000:.0f} kB, where {max_kb} kB are allowed"
            doubts.append(Doubt("too-many-bytes", told, "choose a calmer picture or another file type"))
    shown = quick_jpeg(small, 85) if small is not None else b""
    return File(data, format, canvas.width, canvas.height, tuple(doubts), report.plain, shown)
