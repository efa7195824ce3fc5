"""Reads what a person wrote for an input into the value that a workflow takes."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Protocol

from maquette.design.brand.kit import BrandKit
from maquette.design.channels import Channel
from maquette.design.formats import Format
from maquette.design.template.model import Template
from maquette.errors import InputError
from maquette.graph import Parameter, Photo
from maquette.picture.colour import Colour
from maquette.picture.image import Box
from maquette.pixels.look import Look


class Resources(Protocol):
    """The named things of a workspace that an input may speak of."""

    def look(self, name: str) -> Look:
        """The look of that name, or in that file."""

    def formats(self, name: str) -> list[Format]:
        """The format of that name, or those of the group of that name."""

    def channel(self, name: str) -> Channel:
        """The channel of that name."""

    def brand(self, name: str) -> BrandKit:
        """The brand kit of that name, or in that folder."""

    def template(self, name: str) -> Template:
        """The template of that name, or in that file."""


def read_input(parameter: Parameter, given: Any, resources: Resources) -> Any:
    """The value of one input, from text or from a value that has the right type already.

    Raises ``InputError`` that names the input, what was given and what would do.
    """
    try:
        return _read(parameter.type, given, resources)
    except (ValueError, TypeError) as error:
        raise InputError(
            f"{parameter.flag} cannot be {given!r}: {error}",
            mend=parameter.help or "see --help",
            code="bad-value",
        ) from error


def _read(kind: Any, given: Any, resources: Resources) -> Any:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        kinds = [one for one in inner if one is not type(None)]
        return None if given is None or given == "" else _read(kinds[0], given, resources)
    if origin is Literal:
        return _choice(given, inner)
    if origin is tuple:
        items = [part.strip() for part in given.split(",") if part.strip()] if isinstance(given, str) else list(given)
        read = [_read(inner[0], item, resources) for item in items]
        return tuple(one for item in read for one in (item if isinstance(item, list) else [item]))
    if not isinstance(given, str) and origin is None and isinstance(given, kind):
        return given
    reader = _READERS.get(kind)
    if reader is None:
        raise TypeError(f"an input of type {kind} cannot be read from text")
    return reader(given, resources)


def _choice(given: Any, choices: tuple[Any, ...]) -> Any:
    for choice in choices:
        if str(given) == str(choice):
            return choice
    near = get_close_matches(str(given), [str(choice) for choice in choices], 1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    raise ValueError(f"it must be one of {', '.join(map(str, choices))}{hint}")


def _number(given: Any, _: Resources) -> float:
    text = str(given).strip()
    share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not abs(share) < 1e9:
        raise ValueError("it is out of range")
    return share


def _truth(given: Any, _: Resources) -> bool:
    text = str(given).strip().lower()
    if text in ("yes", "true", "1", "on"):
        return True
    if text in ("no", "false", "0", "off"):
        return False
    raise ValueError("it must be yes or no")


def _box(given: Any, _: Resources) -> Box:
    parts = given.replace(";", " ").replace(",", " ").split() if isinstance(given, str) else list(given)
    if len(parts) != 4:
        raise ValueError("a box is left,top,right,bottom in shares of the picture, such as 0.1,0.2,0.9,0.8")
    box = Box(*(float(str(part).removesuffix("%")) / (100 if str(part).endswith("%") else 1) for part in parts))
    if not (0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1):
        raise ValueError("a box lies inside the picture: 0 <= left < right <= 1 and 0 <= top < bottom <= 1")
    return box


_READERS: dict[Any, Callable[[Any, Resources], Any]] = {
    str: lambda given, _: str(given),
    int: lambda given, _: int(str(given).strip()),
    float: _number,
    bool: _truth,
    Box: _box,
    Photo: lambda given, _: Path(given),
    Colour: lambda given, _: Colour.parse(str(given)),
    Look: lambda given, resources: resources.look(str(given)),
    Format: lambda given, resources: resources.formats(str(given)),
    Channel: lambda given, resources: resources.channel(str(given)),
    BrandKit: lambda given, resources: resources.brand(str(given)),
    Template: lambda given, resources: resources.template(str(given)),
}
