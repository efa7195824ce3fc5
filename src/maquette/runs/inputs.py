"""Reads what a person wrote for an input into the value that a workflow takes."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Protocol

from maquette.design.brand.kit import BrandKit
from maquette.design.channels import Channel
from maquette.design.formats import Format
from maquette.design.handover.profile import OutputProfile, find_profile
from maquette.design.mockups.mockup import Mockup, find_mockup
from maquette.design.scenes.scene_set import SceneSet, find_set
from maquette.design.template.model import Template
from maquette.errors import InputError, MaquetteError
from maquette.graph import Fields, Parameter, Photo
from maquette.models.cards import Card
from maquette.models.prompts import Phrasing
from maquette.models.request import Size
from maquette.models.routing import ModelChoice
from maquette.picture.colour import Colour
from maquette.picture.image import Box
from maquette.pixels.look import Look

KEPT = ("asset:", "run:")
"""How the name of a picture of the workspace begins."""


class Resources(Protocol):
    """The named things of a workspace that an input may speak of."""

    def picture(self, name: str) -> Path:
        """Where the picture of the workspace lies that ``asset:HASH`` or ``run:RUN/ROW`` names."""

    @property
    def cards(self) -> Mapping[str, Card]:
        """Every model's card by its name."""

    def model(self, name: str) -> ModelChoice:
        """The model of that name or alias, or ``auto``."""

    def phrasing(self, name: str) -> Phrasing:
        """What is added to every prompt: ``workspace``, ``none``, ``brand:NAME`` or ``look:NAME``."""

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


def is_photo(kind: Any) -> bool:
    """Whether an input of that type is a picture file, several, or one that may be left out."""
    return kind is Photo or any(one is Photo for one in typing.get_args(kind))


def photo_path(given: str | Path, resources: Resources) -> Path:
    """A picture file, or one of the workspace. Raises ``NotFound`` for one that is not there."""
    return resources.picture(given) if isinstance(given, str) and given.startswith(KEPT) else Path(given)


def read_input(parameter: Parameter, given: Any, resources: Resources) -> Any:
    """The value of one input, from text or from a value that has the right type already.

    Raises ``InputError`` that names the input, what was given and what would do.
    """
    try:
        return _read(parameter.type, given, resources)
    except (ValueError, TypeError) as error:
        raise InputError(
            f"{parameter.flag} cannot be {given!r}: {error}",
            mend=parameter.help,
            code="bad-value",
            about=parameter.name,
        ) from error
    except MaquetteError as error:
        error.about = error.about or parameter.name
        raise


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
    if not isinstance(given, str) and isinstance(kind, type) and isinstance(given, kind):
        return given
    reader = _READERS.get(kind)
    if reader is None:
        raise TypeError(f"an input of type {kind} cannot be read from text")
    return reader(given, resources)


def read_area(text: str, about: str = "focus") -> Box:
    """A rectangle as people write it: left,top,right,bottom in shares. Raises ``InputError``."""
    try:
        return _area(text)
    except ValueError as error:
        raise InputError(str(error), mend="such as 0.1,0.2,0.9,0.8", code="bad-value", about=about) from error


def area_text(box: Sequence[float]) -> str:
    """A rectangle as people write it, which ``read_area`` reads."""
    return ",".join(f"{side:.4g}" for side in box)


def _choice(given: Any, choices: tuple[Any, ...]) -> Any:
    for choice in choices:
        if str(given) == str(choice):
            return choice
    near = get_close_matches(str(given), [str(choice) for choice in choices], 1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    raise ValueError(f"it must be one of {', '.join(map(str, choices))}{hint}")


def _number(given: Any, _: Resources | None = None) -> float:
    text = str(given).strip()
    try:
        share = float(text.removesuffix("%").replace(",", ".")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise ValueError("it must be a number, such as 0.8 or 80%") from None
    if not abs(share) < 1e9:
        raise ValueError("it is out of range")
    return share


def _whole_number(given: Any, _: Resources) -> int:
    try:
        return int(str(given).strip())
    except ValueError:
        raise ValueError("it must be a whole number") from None


def _truth(given: Any, _: Resources) -> bool:
    text = str(given).strip().lower()
    if text in ("yes", "true", "1", "on"):
        return True
    if text in ("no", "false", "0", "off"):
        return False
    raise ValueError("it must be yes or no")


def _area(given: Any, _: Resources | None = None) -> Box:
    parts = given.replace(";", " ").replace(",", " ").split() if isinstance(given, str) else list(given)
    if len(parts) != 4:
        raise ValueError("a box is left,top,right,bottom in shares of the picture, such as 0.1,0.2,0.9,0.8")
    box = Box(*map(_number, parts))
    if not (0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1):
        raise ValueError("a box lies inside the picture: 0 <= left < right <= 1 and 0 <= top < bottom <= 1")
    return box


_SIZE = re.compile(r"^(?:(\d{2,5})\s*[xX*\u00d7]\s*(\d{2,5})|(?:(\d{1,2}:\d{1,2}))?@?(512|0\.75K|1K|1\.5K|2K|3K|4K)?)$")


def _size(given: Any, _: Resources) -> Size:
    text = str(given).strip()
    if text.lower() in ("", "auto"):
        return Size()
    found = _SIZE.match(text.upper())
    if not found:
        raise ValueError("a size is 1024x1536, 16:9, 2K, 16:9@2K or auto")
    width, height, aspect, tier = found.groups()
    return Size(int(width or 0), int(height or 0), aspect or "", tier or "")


_READERS: dict[Any, Callable[[Any, Resources], Any]] = {
    str: lambda given, _: str(given),
    int: _whole_number,
    float: _number,
    bool: _truth,
    Box: _area,
    Photo: photo_path,
    Colour: lambda given, _: Colour.parse(str(given)),
    Size: _size,
    Phrasing: lambda given, resources: resources.phrasing(str(given)),
    Fields: lambda given, _: dict(given),
    ModelChoice: lambda given, resources: resources.model(str(given)),
    Look: lambda given, resources: resources.look(str(given)),
    Format: lambda given, resources: resources.formats(str(given)),
    Channel: lambda given, resources: resources.channel(str(given)),
    BrandKit: lambda given, resources: resources.brand(str(given)),
    Template: lambda given, resources: resources.template(str(given)),
    SceneSet: lambda given, _: find_set(str(given)),
    Mockup: lambda given, _: find_mockup(str(given)),
    OutputProfile: lambda given, _: find_profile(str(given)),
}
