"""Sets as text files: room, pieces, light and camera in lengths that follow the product and the frame."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from maquette.design.formats import not_found
from maquette.design.scenes.finish import FINISHES
from maquette.design.scenes.lengths import parsed
from maquette.design.scenes.palette import ROLES
from maquette.errors import InputError

Length = tuple[tuple[tuple[float, str], ...], ...]

_NUMBERS: dict[str, dict[str, tuple[float, float, float]]] = {
    "": {"fill": (0.1, 0.95, 0.6), "wide": (0.1, 0.95, 0.7), "baseline": (0.3, 1.0, 0.76), "blur": (0, 3, 1.0)},
    "camera": {"elevation": (0, 40, 7), "distance": (1.2, 10, 3.2)},
    "light": {
        "side": (-1, 1, 0.5),
        "height": (5, 85, 42),
        "size": (0.01, 3, 0.4),
        "share": (0, 1, 0.68),
        "level": (0.2, 1.5, 1.0),
    },
}
_NEEDED = {
    "box": ("x", "z", "width", "depth", "top"),
    "column": ("x", "z", "radius", "top"),
    "arch": ("x", "half", "spring", "back", "front"),
    "opening": ("x", "half", "spring", "back", "front"),
    "disc": ("x", "half", "spring", "back", "front"),
}
_GOBOS = ("", "window", "leaves")


@dataclass(frozen=True)
class Surface:
    """Which colour by role, and which finish."""

    colour: str
    finish: str


@dataclass(frozen=True)
class Piece:
    """One thing of a set: its shape, surface, and lengths by name; what has no *bottom* stands on the floor."""

    shape: str
    surface: Surface
    lengths: dict[str, Length]


@dataclass(frozen=True)
class SceneSet:
    """A set. *numbers* by section, such as ``light.side``; *room* lengths are floor (y), wall (z) and bend."""

    name: str
    title: str
    colours: tuple[str, ...]
    numbers: dict[str, float]
    gobo: str
    warmth: str
    room: dict[str, Length]
    floor: Surface
    wall: Surface
    pieces: tuple[Piece, ...]


def set_from_toml(text: str, name: str) -> SceneSet:
    """The set in a file's text. Raises ``InputError`` that names the set and the key that is wrong."""
    try:
        return _read(tomllib.loads(text), name)
    except (ValueError, KeyError, TypeError) as error:
        what = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(
            f"scene set {name}: {what}", mend="mend the file; docs/scenes.md shows a whole one", code="bad-scene-set"
        ) from error


def _read(data: dict[str, Any], name: str) -> SceneSet:
    known = {*_NUMBERS[""], "title", "colours", "camera", "light", "room", "piece"}
    _only(data, known, "a set")
    numbers = {}
    for section, limits in _NUMBERS.items():
        facts = data.get(section, {}) if section else data
        if section:
            _only(facts, {*limits, "gobo", "colour"} if section == "light" else set(limits), f"[{section}]")
        for key, (low, high, usual) in limits.items():
            value = facts.get(key, usual)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise ValueError(f"{key} is {value!r}, and goes from {low:g} to {high:g}")
            numbers[f"{section}.{key}" if section else key] = float(value)
    light, room = data.get("light", {}), data["room"]
    _only(room, {"floor", "wall", "bend", "floor_surface", "wall_surface"}, "[room]")
    if light.get("gobo", "") not in _GOBOS:
        raise ValueError(f"gobo is {light['gobo']!r}; there are {', '.join(filter(None, _GOBOS))}")
    return SceneSet(
        name=name,
        title=str(data.get("title", name)),
        colours=tuple(str(one) for one in data["colours"]),
        numbers=numbers,
        gobo=light.get("gobo", ""),
        warmth=str(light.get("colour", "#fff6ea")),
        room={key: parsed(room[key]) for key in ("floor", "wall", "bend")},
        floor=_surface(room["floor_surface"]),
        wall=_surface(room.get("wall_surface", room["floor_surface"])),
        pieces=tuple(_piece(one) for one in data.get("piece", [])),
    )


def _piece(facts: dict[str, Any]) -> Piece:
    shape = facts["shape"]
    if shape not in _NEEDED:
        raise ValueError(f"there is no shape {shape!r}; there are {', '.join(_NEEDED)}")
    _only(facts, {"shape", "surface", "bottom", *_NEEDED[shape]}, f"a {shape}")
    lengths = {key: parsed(facts[key]) for key in _NEEDED[shape]}
    if "bottom" in facts:
        lengths["bottom"] = parsed(facts["bottom"])
    return Piece(shape, _surface(facts["surface"]), lengths)


def _surface(text: str) -> Surface:
    colour, _, finish = text.partition(" ")
    if colour not in ROLES or finish not in FINISHES:
        raise ValueError(f"{text!r} is no surface: a role ({', '.join(ROLES)}) and a finish ({', '.join(FINISHES)})")
    return Surface(colour, finish)


def _only(facts: dict[str, Any], known: set[str], where: str) -> None:
    for key in facts:
        if key not in known:
            raise ValueError(f"there is no {key!r} in {where}; there are {', '.join(sorted(known))}")


def shipped_sets() -> list[str]:
    """Names of the sets that come with the package."""
    found = files("maquette.design.scenes").joinpath("sets").iterdir()
    return sorted(file.name.removesuffix(".toml") for file in found if file.name.endswith(".toml"))


def find_set(name: str) -> SceneSet:
    """The set of that *name*, or in that TOML file. Raises ``NotFound`` with the nearest names, or ``InputError``."""
    return set_from_toml(set_text(name), Path(name).stem)


def set_text(name: str) -> str:
    """The text of the set of that *name*, or in that file. Raises as ``find_set`` does."""
    if name.endswith(".toml"):
        try:
            return Path(name).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"scene set {name} cannot be read: {error}", mend="check the path") from error
    if name not in shipped_sets():
        raise not_found("scene", name, shipped_sets())
    return files("maquette.design.scenes").joinpath("sets", f"{name}.toml").read_text("utf-8")
