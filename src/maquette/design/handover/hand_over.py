"""The operation: one copy on one canvas, as a file that somebody goes on with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from maquette.design.formats import Format
from maquette.design.handover.page import Page
from maquette.design.handover.profile import GENERIC, OutputProfile, find_profile
from maquette.design.pool import painters
from maquette.design.sources import Source
from maquette.design.template.canvas import Canvas, Content
from maquette.design.template.compose import depends, given_pictures, prepare
from maquette.design.template.model import Template
from maquette.design.template.theme import Theme, painted_from
from maquette.design.trial import try_drawings
from maquette.errors import InputError
from maquette.graph.op import op
from maquette.picture.image import Box, DocumentFormat, Doubt, File, Take

Handover = Literal["pdf", "pdf-print", "svg", "svg-outlines", "ora", "psd"]
"""Files that are gone on with. The word before the hyphen is the file's suffix."""

MOST_BLEED = 25.0


@dataclass(frozen=True)
class Printing:
    """How a page is printed: its cut size in *mm* (width, height), *bleed* in mm beyond the cut, the press."""

    mm: tuple[float, float]
    bleed: float
    profile: OutputProfile


def handovers(
    formats: Iterable[Format], kinds: Iterable[Handover], *, bleed: float, profile: OutputProfile | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file of *kinds* for *formats*: its label, and what ``hand_over`` is asked for beside the copy.

    Only what changes a file is asked of it, so that another bleed makes no SVG again. Pages that have no size in
    millimetres are not printed. Raises ``InputError`` when a print is asked for and nothing can be printed, or with a
    bleed that no printer takes.
    """
    formats, kinds = list(formats), list(dict.fromkeys(kinds))
    if "pdf-print" in kinds:
        if not 0 <= bleed <= MOST_BLEED:
            mend = f"0 to {MOST_BLEED:g} mm; 3 is usual"
            raise InputError(f"a bleed of {bleed:g} mm is not made", mend=mend, code="bad-value")
        if not any(one.mm for one in formats):
            raise InputError(
                "none of the formats has a size in millimetres, which pdf-print needs",
                mend="ask for a page as well: --formats print, a4-page or 148x210mm",
                code="no-page-size",
            )
        profile = profile or find_profile(GENERIC)
    for one in formats:
        for kind in kinds:
            if kind == "pdf-print" and not one.mm:
                continue
            suffix, _, how = kind.partition("-")
            press = Printing(one.mm, bleed, profile) if kind == "pdf-print" and one.mm and profile else None
            yield (
                f"{'-'.join(filter(None, (one.name, how)))}.{suffix}",
                {
                    "kind": kind,
                    "width": one.width,
                    "height": one.height,
                    "safe": one.safe,
                    "mm": one.mm if kind in ("pdf", "ora", "psd") else None,
                    "printing": press,
                },
            )


@op(version=1, cost="heavy", also=depends, prepare=prepare, elsewhere=True)
def hand_over(
    template: Template,
    theme: Theme,
    *,
    kind: Handover,
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
    mm: tuple[float, float] | None = None,
    printing: Printing | None = None,
) -> File:
    """As ``compose``, as a file of *kind*: the same layout, to be gone on with.

    ``pdf`` is in sRGB with live type; *mm* is its size, else 96 px are an inch. ``pdf-print`` is in the inks of
    *printing*, with bleed and crop marks. ``svg`` has text, ``svg-outlines`` the outlines of it. ``ora`` and ``psd``
    have a layer for each slot, which give the flat picture when they are laid over each other.

    What the press cannot show is a doubt of the file (``print-colours``), and so is a font that no SVG may carry
    (``font-not-embedded``). What does not fit is told by ``compose``.
    """
    named = {
        "picture": picture,
        "picture_2": picture_2,
        "picture_3": picture_3,
        "product": product,
        "background": background,
    }
    content = Content(dict(texts), {"picture": focus} if focus else {}, language)
    canvas = Canvas(width, height, safe)
    pictures = given_pictures(named)
    try_drawings(painted_from(theme, pictures))
    return painters().call(_file, kind, template, theme, content, canvas, pictures, mm, printing)


def _file(
    kind: Handover,
    template: Template,
    theme: Theme,
    content: Content,
    canvas: Canvas,
    pictures: Mapping[str, Source],
    mm: tuple[float, float] | None,
    printing: Printing | None,
) -> File:
    from maquette.design.paint import paint
    from maquette.design.template.layout import lay_out
    from maquette.design.template.render import sources_of

    sources = sources_of(theme, pictures)
    scene, _ = lay_out(template, theme, content, canvas, sources)
    title = content.texts.get("headline") or next(iter(content.texts.values()), theme.title or template.title)
    doubts: tuple[Doubt, ...] = ()
    if kind in ("pdf", "pdf-print"):
        from maquette.design.handover.pdf import colours_of, write_pdf
        from maquette.design.handover.profile import proof

        if printing:
            page = Page(canvas.width, canvas.height, printing.mm, printing.bleed, marks=True)
            doubts = (proof(paint(scene, sources), colours_of(scene), printing.profile),)
        else:
            page = Page(canvas.width, canvas.height, mm)
        profile = printing.profile if printing else None
        data = write_pdf(scene, sources, page, title=title, language=content.language, profile=profile)
    elif kind in ("svg", "svg-outlines"):
        from maquette.design.handover.svg import left_out, write_svg

        outlines = kind == "svg-outlines"
        doubts = () if outlines else tuple(left_out(scene))
        data = write_svg(scene, sources, title=title, language=content.language, outlines=outlines)
    else:
        from maquette.design.handover.layers import layers
        from maquette.design.handover.ora import write_ora
        from maquette.design.handover.psd import write_psd

        write = write_ora if kind == "ora" else write_psd
        flat = paint(scene, sources)[..., :3].copy()
        data = write(layers(scene, sources), flat, Page(canvas.width, canvas.height, mm).dpi if mm else 72.0)
    return File(data, cast("DocumentFormat", kind.partition("-")[0]), canvas.width, canvas.height, doubts)
