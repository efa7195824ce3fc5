"""One design, every version, every size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maquette import ops
from maquette.design.brand.kit import BrandKit
from maquette.design.formats import Format
from maquette.design.handover.hand_over import Handover, handovers
from maquette.design.handover.profile import OutputProfile
from maquette.design.template.copy import read_colours, slot_texts, template_formats
from maquette.design.template.model import Template
from maquette.design.template.theme import theme
from maquette.errors import InputError
from maquette.graph import NO_FIELDS, Fields, Outcome, Photo, Step, named, workflow
from maquette.models.prompts import Phrasing, prompts
from maquette.models.request import ANY_SIZE, Size
from maquette.models.routing import ModelChoice
from maquette.picture.image import Box
from maquette.pixels.looks import Quality


def _begin() -> None:
    from maquette.design.pool import painters

    painters().begin()


@workflow(begin=_begin)
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
    prompt: str = "",
    model: ModelChoice = named("auto"),
    picture_size: Size = ANY_SIZE,
    phrasing: Phrasing = named("workspace"),
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
        prompt: words that a model makes the picture of, in place of a file; {season} is a column or flag
        model: provider/model, an alias, or auto for the one that fits best
        picture_size: of that picture: 1024x1536, 16:9, 2K, 16:9@2K or auto
        phrasing: whose style ends the prompt: workspace, none, brand:NAME or look:NAME
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
    if prompt:
        given[_free_slot(template, given)] = _asked(_one(prompt, texts, phrasing), model, picture_size)
    words = slot_texts(template, texts, given)
    look = theme(template, brand, read_colours(colours))
    gates = {}
    if "product" in given:
        source = given["product"]
        photo: Any = ops.open_take.step(source) if isinstance(source, Step) else ops.decode(source)
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


def _free_slot(template: Template, given: Mapping[str, Any]) -> str:
    """Where the picture of a prompt goes: the first that the template has room for."""
    slot = next((name for name in ("picture", "background", "product") if template.slot(name)), None)
    if slot is None:
        mend = "take the prompt out, or choose another template"
        raise InputError(f"{template.name} has no room for a picture of the prompt", mend=mend, code="no-slot")
    if slot in given:
        raise InputError(f"there is both a prompt and a {slot}", mend="give one of them", code="two-pictures")
    return slot


def _asked(prompt: str, model: ModelChoice, size: Size) -> Step:
    # Imported here: a campaign that asks no model starts without what asking takes.
    from maquette.workflows.takes import ask

    return ask(ops.generate(model="", prompt=prompt, size=size), model)


def _one(prompt: str, texts: Fields, phrasing: Phrasing) -> str:
    found = prompts(prompt, texts, phrasing)
    if len(found) > 1:
        mend = "choose with a column or flag of that name, or write a row for each"
        raise InputError(f"the prompt stands for {len(found)} pictures, a row has one", mend=mend, code="bad-prompt")
    return found[0].text
