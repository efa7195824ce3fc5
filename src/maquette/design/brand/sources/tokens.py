"""Design tokens in: W3C (DTCG), Style Dictionary and plain nested names, with their aliases resolved.

A file becomes a flat list of entries; what one entry says of another is found when all files are read.
Formats: https://www.designtokens.org/tr/2025.10/format and the Style Dictionary's documentation of its tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from maquette.errors import InputError

Path = tuple[str, ...]

MAX_TOKENS = 50_000
_ALIAS = re.compile(r"\{\s*([^{}]+?)\s*\}")
_POINTER = re.compile(r"#/(.+)")
_VALUES = ("$value", "value", "hex")
_FIRST_SETS = ("light", "desktop", "default")


@dataclass(frozen=True)
class Entry:
    """One named value as it is written: *path* of its name, *kind* of the token if the file says, *file* it is in."""

    path: Path
    value: Any
    kind: str = ""
    said: str = ""
    file: str = ""

    @property
    def name(self) -> str:
        """The path with dots, as aliases name it."""
        return ".".join(self.path)


def read_tree(tree: Any, file: str) -> list[Entry]:
    """Every named value in parsed JSON or YAML. Raises ``InputError`` for a tree of more than 50,000 values."""
    entries: list[Entry] = []
    for entry in _walk(_names_first(tree), (), "", file):
        entries.append(entry)
        if len(entries) > MAX_TOKENS:
            raise InputError(f"{file} has more than {MAX_TOKENS:,} tokens", mend="name the files of the brand itself")
    return entries


def _walk(node: Any, path: Path, kind: str, file: str) -> Iterator[Entry]:
    if not isinstance(node, Mapping):
        if path and isinstance(node, str | int | float) and not isinstance(node, bool):
            yield Entry(path, node, kind, "", file)
        return
    kind = str(node.get("$type") or node.get("type") or kind) if _is_word(node, "$type", "type") else kind
    key = next(
        (
            key
            for key in _VALUES
            if key in node and not (key != "$value" and isinstance(node[key], Mapping) and _group(node[key]))
        ),
        None,
    )
    if key and path:
        said = node.get("$description") or node.get("comment") or node.get("description") or ""
        yield Entry(path, _with_alpha(node, node[key]), kind, str(said), file)
        return
    sets = node.get("sets")
    if isinstance(sets, Mapping) and sets:
        chosen = next((name for name in _FIRST_SETS if name in sets), next(iter(sets)))
        yield from _walk(sets[chosen], path, kind, file)
        return
    for name, child in node.items():
        if str(name) == "$root":
            yield from _walk(child, path, kind, file)
        elif not str(name).startswith("$"):
            yield from _walk(child, (*path, str(name)), kind, file)


def _is_word(node: Mapping[str, Any], *keys: str) -> bool:
    return any(isinstance(node.get(key), str) for key in keys)


def _group(value: Mapping[str, Any]) -> bool:
    """Whether *value* holds tokens of its own, so that the name ``value`` over it is a group's."""
    return any(isinstance(child, Mapping) and any(key in child for key in _VALUES) for child in value.values())


def _with_alpha(node: Mapping[str, Any], value: Any) -> Any:
    alpha = node.get("alpha")
    if alpha is None or not isinstance(value, Mapping):
        return value
    return {**value, "alpha": alpha}


def _names_first(node: Any) -> Any:
    """Lists of ``{name, value}`` as groups of that name, at every depth."""
    if isinstance(node, Mapping):
        named = node.get("props")
        if isinstance(named, list):
            return _names_first(named)
        return {key: _names_first(child) for key, child in node.items()}
    if isinstance(node, list) and node and all(isinstance(one, Mapping) and "name" in one for one in node):
        return {str(one["name"]): _inner(one) for one in node}
    return node


def _inner(one: Mapping[str, Any]) -> Any:
    value = one.get("value")
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return _names_first(value)
    return {key: child for key, child in one.items() if key != "name"}


class Resolver:
    """Aliases of all *entries* together; where two have one name, the first counts."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._known: dict[str, Entry] = {}
        for entry in entries:
            self._known.setdefault(entry.name, entry)

    @property
    def entries(self) -> list[Entry]:
        """One entry a name, in their order."""
        return list(self._known.values())

    def target(self, value: Any) -> str | None:
        """The name that *value* stands for as a whole (``{a.b}`` or ``{"$ref": "#/a/b"}``), or None."""
        if isinstance(value, Mapping):
            pointer = _POINTER.fullmatch(str(value.get("$ref", "")))
            return pointer[1].replace("/", ".").replace("~1", "/").replace("~0", "~") if pointer else None
        found = _ALIAS.fullmatch(value.strip()) if isinstance(value, str) else None
        return found[1] if found else None

    def entry(self, name: str) -> Entry | None:
        """The entry that an alias names; ``.value`` at its end is left out, as older files write it."""
        for ending in ("", ".$value", ".value"):
            found = self._known.get(name.removesuffix(ending) if ending else name)
            if found:
                return found
        return None

    def end(self, entry: Entry) -> Entry | None:
        """The entry at the end of a chain of aliases (itself, when it is none); None where one leads nowhere.

        Raises ``InputError`` that shows the circle when aliases lead back to themselves.
        """
        chain = [entry.name]
        while (name := self.target(entry.value)) is not None:
            following = self.entry(name)
            if following is None:
                return None
            if following.name in chain:
                circle = " -> ".join([*chain[chain.index(following.name) :], following.name])
                raise InputError(
                    f"{entry.file}: these tokens stand for each other in a circle: {circle}",
                    mend="give one of them a value of its own",
                    code="token-cycle",
                )
            chain.append(following.name)
            entry = following
        return entry

    def value(self, value: Any) -> Any:
        """*value* with every alias inside it replaced, at any depth; one that leads nowhere becomes None."""
        name = self.target(value)
        if name is not None:
            found = self.entry(name)
            last = self.end(found) if found else None
            return self.value(last.value) if last else None
        if isinstance(value, Mapping):
            return {key: self.value(child) for key, child in value.items()}
        if isinstance(value, list):
            return [self.value(child) for child in value]
        return value
