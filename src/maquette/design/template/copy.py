"""Copy: the texts of one row, held against what a template has slots for, before anything is painted."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from difflib import get_close_matches

from maquette.design.formats import Format, find_formats
from maquette.design.template.model import Template
from maquette.errors import InputError
from maquette.picture.colour import Colour

MAX_TEXT = 4000
"""Characters of one slot."""


def slot_texts(template: Template, texts: Mapping[str, str], pictures: Container[str]) -> dict[str, str]:
    """The texts that *template* has slots for, with its defaults; other columns are left aside.

    Raises ``InputError`` (``missing-slot``, ``too-long``) that names every slot that is empty and has to be filled,
    and the column that was perhaps meant.
    """
    texts = {_plain(name): text for name, text in texts.items()}
    found = {}
    missing = []
    for slot in template.slots:
        if slot.kind != "text":
            if slot.required and slot.name not in pictures:
                missing.append(slot.name)
            continue
        text = texts.get(slot.name, "").strip() or slot.default
        if len(text) > MAX_TEXT:
            raise InputError(
                f"{slot.name} has {len(text)} characters; at most {MAX_TEXT} are set",
                mend="shorten it",
                code="too-long",
            )
        if text:
            found[slot.name] = text
        elif slot.required:
            missing.append(slot.name)
    if missing:
        near = [one for name in missing for one in get_close_matches(name, [*texts], 1, cutoff=0.6)]
        hint = f"; perhaps {' or '.join(near)} was meant" if near else ""
        raise InputError(
            f"{template.name} needs {', '.join(missing)}",
            mend=f"fill the column, or give --{missing[0].replace('_', '-')}{hint}",
            code="missing-slot",
        )
    return found


def _plain(column: str) -> str:
    """The slot that a column's heading means: ``Call to action`` is ``call_to_action``."""
    return re.sub(r"\W+", "_", column.strip().casefold()).strip("_")


def read_colours(text: str) -> dict[str, str]:
    """``primary=#0044ff accent=#ffcc00`` as a mapping. Raises ``InputError`` for what is no colour."""
    found = {}
    for pair in filter(None, re.split(r"[\s,;]+", text.strip())):
        name, _, value = pair.partition("=")
        try:
            found[name.strip()] = Colour.parse(value).hex
        except ValueError as error:
            raise InputError(
                f"colours: {pair!r} cannot be read: {error}", mend="primary=#0044ff accent=#ffcc00", code="bad-value"
            ) from error
    return found


def template_formats(template: Template) -> list[Format]:
    """The formats that a template is made for."""
    return [one for name in template.formats.split(",") for one in find_formats(name.strip())]
