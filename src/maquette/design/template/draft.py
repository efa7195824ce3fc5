"""A design while somebody writes it: one copy on one canvas, painted at once, whatever is missing yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from maquette.design.brand.kit import BrandKit
from maquette.design.formats import Format
from maquette.design.template.compose import compose
from maquette.design.template.copy import MAX_TEXT, read_colours
from maquette.design.template.model import Template
from maquette.design.template.theme import theme
from maquette.errors import InputError
from maquette.picture.image import Box, File


def draft(
    template: Template,
    kit: BrandKit,
    texts: Mapping[str, str],
    format: Format,  # noqa: A002 - the product's own word
    *,
    pictures: Mapping[str, Path] | None = None,
    focus: Box | None = None,
    language: str = "",
    colours: str = "",
) -> File:
    """As ``campaign`` would make it, but a text that is needed and not there yet is shown as the name of its slot.

    Raises ``InputError`` for a text that is too long and for colours that are none.
    """
    said = {}
    for slot in template.slots:
        if slot.kind != "text":
            continue
        text = texts.get(slot.name, "").strip() or slot.default
        if len(text) > MAX_TEXT:
            raise InputError(
                f"{slot.name} has {len(text)} characters; at most {MAX_TEXT} are set",
                mend="shorten it",
                code="too-long",
                about=slot.name,
            )
        if text or slot.required:
            said[slot.name] = text or slot.name.replace("_", " ").capitalize()
    given = {name: path for name, path in (pictures or {}).items() if template.slot(name)}
    return compose(
        template,
        theme(template, kit, read_colours(colours)),
        texts=said,
        width=format.width,
        height=format.height,
        language=language,
        safe=format.safe,
        focus=focus,
        format=format.file_type,
        max_kb=format.max_kb,
        **given,
    )
