"""A kit's file with other values: what is not changed stays as somebody wrote it, comments and order too."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.design.brand.kit import BrandKit, BrandRules, Logo, Typeface
from maquette.design.brand.text import from_data, from_toml, to_toml, wrong

if TYPE_CHECKING:
    from tomlkit.items import AoT, Table

WORDS = ("title", "tone", "do", "dont", "references")
_LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "typefaces": ("type", asdict(Typeface("body", ""))),
    "logos": ("logo", asdict(Logo(""))),
}
"""What a kit calls its lists, what their tables are called in its file, and what is usual in one."""


def plain(kit: BrandKit) -> dict[str, Any]:
    """The fields of a kit as ``change`` takes them."""
    words = {key: _plain(getattr(kit, key)) for key in WORDS}
    lists = {key: [asdict(one) for one in getattr(kit, key)] for key in ("colours", *_LISTS)}
    return {**words, "rules": asdict(kit.rules), **lists}


def change(text: str, name: str, root: Path, facts: Mapping[str, Any]) -> tuple[BrandKit, str]:
    """The kit of a file's *text* with other *facts*, and its text.

    *facts* are fields of a kit as plain values (``title``, ``tone``, ``do``, ``dont``, ``references``, ``rules``,
    ``colours``, ``typefaces``, ``logos``); what is left out stays. Raises ``InputError`` naming the wrong key.
    """
    kit = from_data(_data(text, name, facts), name, root)
    written = _written(text, kit, facts)
    # Should a file be so odd that its changed text says something else, it is written anew: nothing is ever misread.
    return kit, written if _says(written, kit) else to_toml(kit)


def _data(text: str, name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The file's tables with the *facts* in them."""
    data = tomllib.loads(text)
    data |= {key: facts[key] for key in WORDS if key in facts}
    if "rules" in facts:
        data["rules"] = {**data.get("rules", {}), **facts["rules"]}
    if "colours" in facts:
        names = [one["name"] for one in facts["colours"]]
        for place, one in enumerate(names):
            if not one.strip():
                raise wrong(name, f"colours[{place + 1}]", "has no name", "give it one")
            if one in names[:place]:
                raise wrong(name, f"colours.{one}", "is there twice", "give each colour a name of its own")
        data["colours"] = {
            one["name"]: {key: one[key] for key in ("hex", "role", "why") if one.get(key)} for one in facts["colours"]
        }
    for key, (table, _) in _LISTS.items():
        if key in facts:
            data[table] = [dict(one) for one in facts[key]]
    return data


def _written(text: str, kit: BrandKit, facts: Mapping[str, Any]) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    for key in WORDS:
        if key in facts:
            _put(document, key, _plain(getattr(kit, key)), [] if key in ("do", "dont", "references") else "")
    if "rules" in facts:
        rules = document.get("rules") or tomlkit.table()
        for key, value in asdict(kit.rules).items():
            _put(rules, key, _number(value), getattr(BrandRules(), key))
        _keep(document, "rules", rules)
    if "colours" in facts:
        colours = document.get("colours") or tomlkit.table()
        _colours(colours, [asdict(one) for one in kit.colours])
        _keep(document, "colours", colours)
    for key, (table, usual) in _LISTS.items():
        if key in facts:
            wanted = [{name: _number(value) for name, value in asdict(one).items()} for one in getattr(kit, key)]
            _tables(document, table, wanted, usual)
    return tomlkit.dumps(document)


def _colours(table: Any, wanted: Sequence[Mapping[str, Any]]) -> None:
    """Give *table* the colours *wanted*; one that is renamed or moved takes its comment along."""
    before = list(table)
    names = [one["name"] for one in wanted]
    renamed = len(before) == len(names)
    found = {}
    for place, one in enumerate(wanted):
        old = before[place] if renamed and one["name"] not in before and before[place] not in names else one["name"]
        found[one["name"]] = _colour(table.item(old) if old in before else None, one)
    if before == names:
        for name, item in found.items():
            if item is not table.item(name):
                table[name] = item
        return
    for name in before:
        table.remove(name)
    for name, item in found.items():
        table.append(name, item)


def _colour(item: Any, one: Mapping[str, Any]) -> Any:
    import tomlkit

    said = {key: one[key] for key in ("hex", "role", "why") if one[key]}
    if isinstance(item, str):
        if set(said) == {"hex"}:
            made: Any = item if item == one["hex"] else tomlkit.item(one["hex"])
        else:
            made = _inline(said)
        return _commented(made, item)
    if item is None:
        return _inline(said)
    for key in ("hex", "role", "why"):
        _put(item, key, one[key], "")
    return item


def _inline(facts: Mapping[str, Any]) -> Any:
    import tomlkit

    table = tomlkit.inline_table()
    table.update(facts)
    return table


def _commented(item: Any, before: Any) -> Any:
    item.trivia.comment_ws, item.trivia.comment = before.trivia.comment_ws, before.trivia.comment
    return item


def _tables(document: Any, key: str, wanted: Sequence[dict[str, Any]], usual: Mapping[str, Any]) -> None:
    """Let the tables ``[[key]]`` say what is *wanted*, each in the one that said the same or the most like it."""
    import tomlkit

    before = list(document.get(key, ()))
    found = _likenesses(wanted, list(before))
    order: list[tuple[Table, bool]] = [(tomlkit.table() if one is None else one, one is not None) for one in found]
    for (table, known), one in zip(order, wanted, strict=True):
        for name, value in one.items():
            _put(table, name, value, usual[name] if known or value == usual[name] else None)
    if [table for table, _ in order] == before and all(known for _, known in order):
        return
    document.pop(key, None)
    if order:
        made: AoT = tomlkit.aot()
        for table, _ in order:
            made.append(table)
        document.append(key, made)


def _likenesses(wanted: Sequence[Mapping[str, Any]], left: list[Any]) -> list[Any]:
    """For each of *wanted* the table that it was before: the same, of the same file or family, else none."""
    found: list[Any] = [None] * len(wanted)
    asks: tuple[Callable[[Mapping[str, Any], Any], bool], ...] = (
        lambda one, table: all(one.get(key) == value for key, value in table.unwrap().items()),
        lambda one, table: bool(one["file"]) and one["file"] == table.get("file"),
        lambda one, table: "family" in one and one["family"] == table.get("family"),
    )
    for ask in asks:
        for place, one in enumerate(wanted):
            if found[place] is None:
                found[place] = next((table for table in left if ask(one, table)), None)
                left[:] = [table for table in left if table is not found[place]]
    return found


def _put(table: Any, key: str, value: Any, usual: Any) -> None:
    """Write *value* where it is another one; what is *usual* is only written over something else."""
    if key in table:
        if value == usual and value in ("", []):
            table.remove(key)
        elif _unwrapped(table[key]) != value:
            table[key] = value
    elif value != usual:
        table.append(key, value)


def _keep(document: Any, key: str, table: Any) -> None:
    if key not in document and len(table):
        document.append(key, table)


def _unwrapped(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _number(value: Any) -> Any:
    """A whole number without a point, as people write it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _says(text: str, kit: BrandKit) -> bool:
    from maquette.errors import InputError

    try:
        return from_toml(text, kit.name, kit.root) == kit
    except InputError:
        return False
