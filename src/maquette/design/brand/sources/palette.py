"""Entries of all sources as one palette: each colour once, with the names that other entries give it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from maquette.design.brand.sources.colour import read_colour
from maquette.design.brand.sources.stylesheet import words_as_aliases
from maquette.design.brand.sources.tokens import Entry, Resolver

_FILLER = re.compile(
    r"(?:.*[-_ ])?(?:colou?rs?|palette|tokens?|swatch(?:es)?|base|core|global|system|theme|value|props|default|ref)"
    r"(?:[-_ ].*)?",
    re.IGNORECASE,
)
_ABOUT_COLOUR = re.compile(r"colou?r|palette|swatch", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIGNS = re.compile(r"[^\w]+|_+")
_BARE = (".yml", ".yaml")


@dataclass
class FoundColour:
    """A colour of the palette: its *name*, ``#rrggbb``, every name that stands for it, and the *file* it is in."""

    name: str
    hex: str
    uses: list[str] = field(default_factory=list)
    file: str = ""

    @property
    def names(self) -> list[str]:
        """Its own name and those of its uses."""
        return [self.name, *self.uses]


def find_palette(entries: Sequence[Entry]) -> tuple[list[FoundColour], list[str]]:
    """The colours in *entries*, in their order, and what had to be left out.

    Raises ``InputError`` when aliases go round in a circle.
    """
    resolver = Resolver(words_as_aliases(entries))
    by_hex: dict[str, FoundColour] = {}
    aliases: list[tuple[Entry, str]] = []
    lost: list[str] = []
    for entry in resolver.entries:
        end = resolver.end(entry)
        if end is None:
            lost.append(entry.name)
            continue
        named = end.kind == "color" or any(map(_ABOUT_COLOUR.search, end.path))
        value = read_colour(resolver.value(end.value), named=named, bare=end.file.endswith(_BARE))
        if value is None:
            continue
        if end is not entry:
            aliases.append((entry, value))
        elif value in by_hex:
            by_hex[value].uses.append(colour_name(entry))
        else:
            by_hex[value] = FoundColour(colour_name(entry), value, [], entry.file)
    for entry, value in aliases:
        owner = by_hex.setdefault(value, FoundColour(colour_name(entry), value, [], entry.file))
        owner.uses.append(colour_name(entry))
    _make_unique(list(by_hex.values()))
    notes = (
        [f"{len(lost)} names stand for tokens that are in none of the files: {', '.join(lost[:3])} ..."] if lost else []
    )
    return list(by_hex.values()), notes


def colour_name(entry: Entry) -> str:
    """The entry's path as a short name: without the words that only say that it is a colour."""
    own = [part for part in entry.path[:-1] if not _FILLER.fullmatch(part)]
    words = [*own, entry.path[-1]]
    if len(words) > 1 and words[-1].lower() in ("default", "value", "colour", "color"):
        words.pop()
    return _SIGNS.sub("-", "-".join(_CAMEL.sub("-", word) for word in words)).strip("-").lower() or "colour"


def _make_unique(colours: Sequence[FoundColour]) -> None:
    seen: set[str] = set()
    for colour in colours:
        base, number = colour.name, 2
        while colour.name in seen:
            colour.name = f"{base}-{number}"
            number += 1
        seen.add(colour.name)
