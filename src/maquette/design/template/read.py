"""Reads a template file: TOML, every key known, every number in range, everything counted. Nothing in it runs."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import fields
from typing import Any, get_args, get_type_hints

from maquette.design.template.model import SHAPES, Layout, Node, Ramp, Slot, Template, TypeStyle
from maquette.errors import InputError

MAX_BYTES, MAX_DEPTH, MAX_NODES, MAX_LAYOUTS, MAX_SLOTS = 64_000, 10, 120, 8, 24
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)%?")
_COLOUR = re.compile(
    r"(?:[a-z][a-z0-9_-]{0,31}|#[0-9a-f]{6}|on:[a-z][a-z0-9_-]{0,31}"
    r"|mix:(?:[a-z][a-z0-9_-]{0,31}|#[0-9a-f]{6}),(?:[a-z][a-z0-9_-]{0,31}|#[0-9a-f]{6}),[01](?:\.\d{1,3})?)(?:/\d{1,3})?"
)
_RANGES = {
    "grow": (0, 100),
    "floor": (0, 100),
    "gap": (0, 100),
    "stroke_width": (0, 50),
    "radius": (0, 1000),
    "turn": (-180, 180),
    "lines": (1, 40),
    "shadow": (0, 1),
    "aspect": (0.05, 20),
    "drop": (0, 20),
    "least": (0, 4000),
    "weight": (1, 1000),
    "tracking": (-0.2, 1),
    "leading": (0.6, 3),
}
_LEAVES = ("text", "button", "badge", "picture", "logo", "shape", "space")
_HINTS = {"node": get_type_hints(Node), "type": get_type_hints(TypeStyle), "slot": get_type_hints(Slot)}


def read_template(text: str, name: str) -> Template:
    """The template in *text*. Raises ``InputError`` that names the key, what it says and what would do."""
    if len(text.encode()) > MAX_BYTES:
        raise _wrong(name, "", f"is larger than {MAX_BYTES} bytes", "make it simpler")
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _wrong(name, "", f"is not TOML: {error}", "correct that line") from error
    return _Reader(name).template(data, hashlib.sha256(text.encode()).hexdigest())


def _wrong(template: str, where: str, what: str, mend: str) -> InputError:
    place = f" {where}" if where else ""
    return InputError(f"template {template}:{place} {what}", mend=mend, code="bad-template")


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes = 0
        self._slots: dict[str, Slot] = {}
        self._colours: set[str] = set()
        self._types: set[str] = set()

    def wrong(self, where: str, what: str, mend: str) -> InputError:
        return _wrong(self._name, where, what, mend)

    def known(self, where: str, data: Any, keys: tuple[str, ...] | set[str]) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise self.wrong(where, "is not a table", "write it as a table")
        for key in data:
            if key not in keys:
                raise self.wrong(where, f"has no {key!r}", f"there are: {', '.join(sorted(keys))}")
        return data

    def template(self, data: dict[str, Any], digest: str) -> Template:
        keys = ("title", "summary", "tags", "formats", "slots", "colours", "type", "layout")
        self.known("", data, keys)
        slots = self.known("slots", data.get("slots", {}), set(data.get("slots", {})))
        if not 1 <= len(slots) <= MAX_SLOTS:
            raise self.wrong("slots", f"are {len(slots)}", f"1 to {MAX_SLOTS} are taken")
        for name, told in slots.items():
            self._slots[self.name(name, "slots")] = Slot(
                name=name, **self.values(f"slots.{name}", told, "slot", {"name"})
            )
        colours = [
            (self.name(name, "colours"), self.colour(f"colours.{name}", value))
            for name, value in data.get("colours", {}).items()
        ]
        self._colours = {name for name, _ in colours}
        types = [
            (self.name(name, "type"), TypeStyle(**self.values(f"type.{name}", told, "type", set())))
            for name, told in data.get("type", {}).items()
        ]
        self._types = {name for name, _ in types}
        layouts = data.get("layout", [])
        if not isinstance(layouts, list) or not 1 <= len(layouts) <= MAX_LAYOUTS:
            raise self.wrong("layout", "is missing or too often there", f"give 1 to {MAX_LAYOUTS} [[layout]] tables")
        return Template(
            self._name,
            self.text("title", data.get("title", self._name)),
            self.text("summary", data.get("summary", "")),
            tuple(self._slots.values()),
            tuple(colours),
            tuple(types),
            tuple(self.layout(f"layout[{place}]", one) for place, one in enumerate(layouts)),
            digest,
            tuple(self.text("tags", tag) for tag in data.get("tags", [])),
            self.text("formats", data.get("formats", "launch-kit")),
        )

    def layout(self, where: str, data: Any) -> Layout:
        self.known(where, data, ("shapes", "ground", "root"))
        shapes = data.get("shapes", [])
        if not shapes or any(shape not in SHAPES for shape in shapes):
            raise self.wrong(f"{where}.shapes", f"cannot be {shapes!r}", f"name some of {', '.join(SHAPES)}")
        ground = self.fill(f"{where}.ground", data.get("ground", "background"))
        return Layout(tuple(shapes), ground, self.node(f"{where}.root", data.get("root"), 0))

    def node(self, where: str, data: Any, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise self.wrong(where, "is one too many", f"at most {MAX_NODES} parts, {MAX_DEPTH} deep")
        keys = {field.name for field in fields(Node)}
        told = dict(self.known(where, data, keys))
        children = told.pop("children", [])
        if not isinstance(children, list) or (children and told.get("kind") in _LEAVES):
            raise self.wrong(where, "cannot have children", "only column, row and layers hold others")
        values = self.values(where, told, "node", {"children"})
        if "kind" not in values:
            raise self.wrong(where, "has no kind", "say what it is: column, row, text ...")
        slot = values.get("slot", "")
        if slot and slot not in self._slots:
            raise self.wrong(where, f"speaks of a slot {slot!r}", f"there are: {', '.join(self._slots)}")
        kind = values.get("type", "")
        if kind and kind not in self._types:
            raise self.wrong(where, f"speaks of a type {kind!r}", f"there are: {', '.join(sorted(self._types))}")
        inside = tuple(self.node(f"{where}.children[{place}]", one, depth + 1) for place, one in enumerate(children))
        return Node(**values, children=inside)

    def values(self, where: str, data: Any, what: str, without: set[str]) -> dict[str, Any]:
        hints = _HINTS[what]
        self.known(where, data, set(hints) - without)
        return {key: self.value(f"{where}.{key}", key, hints[key], value) for key, value in data.items()}

    def value(self, where: str, key: str, hint: Any, value: Any) -> Any:
        special = {
            "fill": self.fill,
            "colour": self.colour,
            "stroke": self.colour,
            "on": self.colour,
            "pad": self.pad,
            "size": self.size,
            "width": self.length,
            "height": self.length,
        }
        if key in special:
            return special[key](where, value)
        choices = get_args(hint)
        if hint is bool:
            choices = (True, False)
        if choices and all(isinstance(choice, str | bool) for choice in choices):
            if not any(value is choice or (value == choice and isinstance(value, str)) for choice in choices):
                raise self.wrong(where, f"cannot be {value!r}", f"it is one of {', '.join(map(str, choices))}")
            return value
        if hint in (int, float):
            low, high = _RANGES[key]
            return hint(self.number(where, value, low, high))
        return self.text(where, value)

    def size(self, where: str, value: Any) -> tuple[float, float]:
        low, high = self.numbers(where, value, 2)
        if low > high:
            raise self.wrong(where, f"goes from {low} to {high}", "the smaller size comes first")
        return low, high

    def length(self, where: str, value: Any) -> str:
        if isinstance(value, bool) or not _LENGTH.fullmatch(str(value)):
            raise self.wrong(where, f"cannot be {value!r}", 'a length is 12 (in u) or "50%"')
        return str(value)

    def text(self, where: str, value: Any) -> str:
        if not isinstance(value, str) or len(value) > 400:
            raise self.wrong(where, "is no text of at most 400 characters", "write it in quotes")
        return value

    def number(self, where: str, value: Any, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self.wrong(where, f"cannot be {value!r}", f"it is a number from {low} to {high}")
        return float(value)

    def numbers(self, where: str, value: Any, count: int) -> tuple[float, ...]:
        if not isinstance(value, list) or len(value) != count:
            raise self.wrong(where, f"cannot be {value!r}", f"it is a list of {count} numbers")
        return tuple(self.number(where, one, 0, 200) for one in value)

    def pad(self, where: str, value: Any) -> tuple[float, ...]:
        if isinstance(value, list) and len(value) == 2:
            upright, across = self.numbers(where, value, 2)
            return upright, across, upright, across
        if isinstance(value, list):
            return self.numbers(where, value, 4)
        return (self.number(where, value, 0, 200),) * 4

    def name(self, value: str, where: str) -> str:
        if not _NAME.fullmatch(value):
            raise self.wrong(where, f"cannot be called {value!r}", "names are small letters, digits and _")
        return value

    def colour(self, where: str, value: Any) -> str:
        if not isinstance(value, str) or not _COLOUR.fullmatch(value):
            raise self.wrong(
                where, f"cannot be {value!r}", "a colour is a role, a name, #rrggbb, on:NAME or mix:A,B,0.5, with /50"
            )
        return value

    def fill(self, where: str, value: Any) -> str | Ramp:
        if not isinstance(value, dict):
            return self.colour(where, value)
        self.known(where, value, ("from", "to", "angle"))
        return Ramp(
            self.colour(f"{where}.from", value.get("from")),
            self.colour(f"{where}.to", value.get("to")),
            self.number(f"{where}.angle", value.get("angle", 90), -360, 360),
        )
