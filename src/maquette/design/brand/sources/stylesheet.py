"""Variables of stylesheets (CSS custom properties, SCSS and Less variables, SCSS maps) as entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from maquette.design.brand.sources.colour import read_colour
from maquette.design.brand.sources.tokens import Entry, Path

_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w\"'])//[^\n]*", re.DOTALL)
_DECLARED = re.compile(r"(?:^|[;{}\s])(\$|--|@)([\w-]+)\s*:")
_PIECE = re.compile(r"\"[^\"]*\"|'[^']*'|[\w-]*\(|[():,;{}]|[^\s\"'():,;{}]+|\s+")
_DEFAULT = re.compile(r"!\s*(default|global|important)\b")
_REFERENCE = re.compile(r"(?:var\(\s*--|\$|@)([\w-]+)\s*\)?")
_WORDS = re.compile(r"[\"']?([\w-]+)[\"']?(?:\s+[\"']?([\w-]+)[\"']?)?")
_DEEPEST = 12


def read_stylesheet(text: str, file: str) -> list[Entry]:
    """The variables of a stylesheet in their order; a map becomes one entry a leaf, a reference an alias."""
    plain = _COMMENT.sub(" ", text)
    entries: dict[str, Entry] = {}
    for found in _DECLARED.finditer(plain):
        name = found[2]
        for path, value in _leaves((name,), _until_end(plain, found.end()), 0):
            entries.setdefault(".".join(path), Entry(path, value, "", "", file))
    return list(entries.values())


def _until_end(text: str, start: int) -> str:
    depth = 0
    for piece in _PIECE.finditer(text, start):
        sign = piece.group()
        if sign.endswith("("):
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign in ";}" and depth <= 0:
            return text[start : piece.start()]
        if depth < 0:
            return text[start : piece.start()]
    return text[start:]


def _leaves(path: Path, value: str, depth: int) -> Iterator[tuple[Path, str]]:
    value = _DEFAULT.sub("", value).strip()
    if not (value.startswith("(") and value.endswith(")")) or depth > _DEEPEST:
        reference = _REFERENCE.fullmatch(value)
        yield path, f"{{{reference[1]}}}" if reference else value
        return
    for part in _split(value[1:-1], ","):
        key, *rest = _split(part, ":")
        if rest:
            yield from _leaves((*path, key.strip().strip("\"'")), ":".join(rest), depth + 1)
        elif key.strip():
            yield from _leaves(path, key, depth + 1)


def _split(text: str, sign: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for piece in _PIECE.finditer(text):
        found = piece.group()
        depth += found.endswith("(") - (found == ")")
        if found == sign and depth == 0:
            parts.append(text[start : piece.start()])
            start = piece.end()
    return [*parts, text[start:]]


def words_as_aliases(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of all sheets together; those that name another by its words point to it.

    ``"blue" "tint-25"`` stands for the colour of that map, and so does a map of a name and a variant.
    """
    named = {entry.path[1:]: entry for entry in entries if read_colour(entry.value)}
    merged: dict[Path, dict[str, str]] = {}
    found: list[Entry] = []
    for entry in entries:
        if entry.path[-1] in ("name", "variant") and len(entry.path) > 1:
            merged.setdefault(entry.path[:-1], {})[entry.path[-1]] = str(entry.value).strip("\"'")
        else:
            words = _WORDS.fullmatch(entry.value) if isinstance(entry.value, str) else None
            found.append(_pointing(entry, [word for word in words.groups() if word], named) if words else entry)
    file = entries[0].file if entries else ""
    for path, parts in merged.items():
        words_ = [parts[key] for key in ("name", "variant") if key in parts]
        found.append(_pointing(Entry(path, " ".join(words_), "", "", file), words_, named))
    return found


def _pointing(entry: Entry, words: list[str], named: dict[Path, Entry]) -> Entry:
    for wanted in (tuple(words), (*words, "primary"), (*words, "default")):
        target = named.get(wanted)
        if target and target.path != entry.path:
            return Entry(entry.path, f"{{{target.name}}}", entry.kind, entry.said, entry.file)
    return entry
