"""One design, every version, every size."""

from __future__ import annotations

from typing import Any

from maquette import ops
from maquette.design.brand.kit import BrandKit
from maquette.design.formats import Format
from maquette.design.handover.hand_over import Handover, handovers
from maquette.design.handover.profile import OutputProfile
from maquette.design.template.copy import read_colours, slot_texts, template_formats
from maquette.design.template.model import Template
from maquette.design.template.theme import theme
from maquette.graph import NO_FIELDS, Fields, Outcome, Photo, workflow
from maquette.picture.image import Box
from maquette.pixels.looks import Quality


@workflow
def campaign(
    *,
    template: Template,
    brand: BrandKit,
    formats: tuple[Format, ...] = (),
    picture: Photo | None = None,
    picture_2: Photo | None = None,
    picture_3: Photo | None = None,
    product: Photo | None = None,
    background: Photo | None = None,
    focus: Box | None = None,
    language: str = "",
    colours: str = "",
    quality: Quality = "standard",
    also: tuple[Handover, ...] = (),
    profile: OutputProfile | None = None,
    bleed: float = 3.0,
    texts: Fields = NO_FIELDS,
) -> Outcome:
    """Lay a template out for every row of copy in every format: on brand, with real type.

    The template's text slots are inputs too: a flag or a column for each, such as --headline. Every input may also be
    a column, so a row can have its own picture, template, colours or language. What does not fit is told, by slot.

    Args:
        template: the design, by name or file; `maquette templates` lists them with their slots
        brand: the brand kit, by name or folder
        formats: output formats or groups, with commas between (default: those that the template is made for)
        picture: the photo of the design
        picture_2: a second photo, where the template has room for it
        picture_3: a third one
        product: a product photo; the product is cut out of it
        background: a picture behind everything, where the template has room for it
        focus: the area of the photo that stays in view, as left,top,right,bottom in shares (0.1,0.2,0.9,0.8)
        language: the language of the copy, such as de or ja, for hyphens and line breaks
        colours: other colours than the brand's, by role or name, such as primary=#0044ff accent=#ffcc00
        quality: of the cut-out: draft, standard or fine
        also: files to go on with, with commas between: pdf, pdf-print, svg, svg-outlines, ora, psd
        profile: the ICC profile of the press for pdf-print, a file from your printer (default: a generic one)
        bleed: of pdf-print, in mm beyond the cut
        texts: the texts by slot; every flag and column that is no other input is one, such as --headline
    """
    photos = {
        "picture": picture,
        "picture_2": picture_2,
        "picture_3": picture_3,
        "product": product,
        "background": background,
    }
    given: dict[str, Any] = {name: photo for name, photo in photos.items() if photo is not None and template.slot(name)}
    words = slot_texts(template, texts, given)
    look = theme(template, brand, read_colours(colours))
    gates = {}
    if "product" in given:
        photo = ops.decode(given["product"])
        where = ops.matte(photo, quality=quality)
        gates["cut-out"] = where
        given["product"] = ops.export(ops.lift(photo, where), format="png", background="transparent")
    files = {}
    formats = formats or tuple(template_formats(template))
    copy = {"texts": words, "language": language, "focus": focus, **given}
    for format in formats:  # noqa: A001 - the product's own word
        files[format.name] = ops.compose.step(
            template,
            look,
            **copy,
            width=format.width,
            height=format.height,
            safe=format.safe,
            format=format.file_type,
            max_kb=format.max_kb,
        )
    for label, asked in handovers(formats, also, bleed=bleed, profile=profile):
        files[label] = ops.hand_over.step(template, look, **copy, **asked)
    return Outcome(files=files, gates=gates)
