"""Prompts as material: variables, lists of choices, fragments and a style, put together into exactly what is sent.

``{product}`` is a column, a flag or a fragment of that name. ``{season: spring|autumn}`` is each of its choices, unless
a column or flag names one. ``{{`` and ``}}`` are braces.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from maquette.errors import InputError

MOST = 64
"""More variants than that of one prompt are a mistake, not a wish."""
_PART = re.compile(r"\{\{|\}\}|\{\s*([\w-]+)\s*(?::([^{}]*))?\}")


@dataclass(frozen=True)
class Phrasing:
    """What a workspace or a project adds: *fragments* by name, and a *style* that ends every prompt."""

    fragments: Mapping[str, str] = field(default_factory=dict)
    style: str = ""


NO_PHRASING = Phrasing()


@dataclass(frozen=True)
class Prompt:
    """One prompt as it is sent, and the choices that tell it from its sisters (empty where there are none)."""

    text: str
    label: str = ""


def prompts(template: str, fields: Mapping[str, str], phrasing: Phrasing = NO_PHRASING) -> list[Prompt]:
    """Every prompt that *template* stands for, in the order of its choices.

    Raises ``InputError`` for a variable that nothing fills, for none left of the text, and for too many variants.
    """
    words = {**phrasing.fragments, **fields}
    lists: dict[str, list[str]] = {}
    for found in _PART.finditer(template):
        name, choices = found.group(1), found.group(2)
        if name is None:
            continue
        if choices is None and name not in words and name not in lists:
            raise _unfilled(name, words)
        if choices is not None and name not in words:
            lists.setdefault(name, [one.strip() for one in choices.split("|") if one.strip()])
    total = 1
    for choices_of in lists.values():
        total *= max(1, len(choices_of))
    if total > MOST:
        reason = f"the prompt has {total} variants, at most {MOST} are made of one"
        raise InputError(reason, mend="use fewer choices", code="bad-prompt")
    made = []
    for chosen in itertools.product(*lists.values()):
        text = _filled(template, {**words, **dict(zip(lists, chosen, strict=True))})
        if not text:
            raise InputError("the prompt is empty", mend="say what the picture shows", code="bad-prompt")
        made.append(Prompt(f"{text.rstrip(' .,')}, {phrasing.style}" if phrasing.style else text, "-".join(chosen)))
    return made


def _filled(template: str, words: Mapping[str, str]) -> str:
    def fill(found: re.Match[str]) -> str:
        if found.group(1) is None:
            return found.group(0)[0]
        return words.get(found.group(1), "")

    return " ".join(_PART.sub(fill, template).split())


def _unfilled(name: str, words: Mapping[str, str]) -> InputError:
    near = get_close_matches(name, words, 1)
    mend = (
        f"did you mean {{{near[0]}}}?" if near else f"give it: a column {name!r}, --{name} TEXT, or [fragments] {name}"
    )
    return InputError(f"the prompt speaks of {{{name}}}, which nothing fills", mend=mend, code="bad-prompt")
