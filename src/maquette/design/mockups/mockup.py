"""A mockup scene as a small text file: a picture, and where on it the artwork lies."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

from maquette.design.formats import not_found
from maquette.errors import InputError
from maquette.picture.colour import Colour

Shows = Literal["art", "edge"]
_MOST = 200
_KEYS = {"title", "picture", "black", "mask", "paper", "shade", "highlight", "ratio", "surface"}


@dataclass(frozen=True)
class Surface:
    """Where artwork lies: *patch* is rows of points in shares of the picture, from its top left corner.

    Two rows of two points are a plane in perspective; more of them a curved thing. *ratio* is the real surface's
    width by its height. It *shows* the ``art``, or only the colour of its nearer ``edge``.
    """

    patch: tuple[tuple[tuple[float, float], ...], ...]
    ratio: float
    shows: Shows = "art"


@dataclass(frozen=True)
class Blend:
    """How the artwork takes the photograph's light, where the scene has no second picture with black artwork.

    *paper* is the colour of the bare surface in full light (empty: the bright part of what is there), *shade* 0..1
    how much of its shading the artwork takes, *highlight* 0..1 how much of its gloss stays over it.
    """

    paper: str = ""
    shade: float = 1.0
    highlight: float = 1.0


@dataclass(frozen=True)
class Source:
    """A picture file of a scene, and the SHA-256 of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True)
class Mockup:
    """A scene that artwork is shown in. *white* is its picture, with bare surfaces; *black* the same with black ones;
    *mask* is white where a surface can be seen."""

    name: str
    title: str
    surfaces: tuple[Surface, ...]
    blend: Blend
    white: Source
    black: Source | None = None
    mask: Source | None = None


def read_mockup(path: Path) -> Mockup:
    """The scene in a TOML file; its pictures lie beside it. Raises ``InputError`` that says what is wrong with it."""
    try:
        return _read(tomllib.loads(path.read_text("utf-8")), path)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"mockup {path} cannot be read: {error}", mend="check the path") from error
    except (ValueError, KeyError, TypeError) as error:
        what = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(
            f"mockup {path}: {what}", mend="mend the file; docs/mockups.md shows a whole one", code="bad-mockup"
        ) from error


def _read(data: dict[str, Any], path: Path) -> Mockup:
    unknown = set(data) - _KEYS
    if unknown:
        raise ValueError(f"there is no {sorted(unknown)[0]!r} in a mockup; there are {', '.join(sorted(_KEYS))}")
    sources = {key: _source(path, data[key]) for key in ("picture", "black", "mask") if key in data}
    blend = Blend(
        Colour.parse(data["paper"]).hex if "paper" in data else "",
        _number(data, "shade", 0, 1, 1.0),
        _number(data, "highlight", 0, 1, 1.0),
    )
    surfaces = tuple(_surface(one, _number(data, "ratio", 0.05, 20, 0)) for one in data["surface"])
    if not surfaces:
        raise ValueError("it needs at least one [[surface]]")
    return Mockup(
        path.stem,
        str(data.get("title", path.stem)),
        surfaces,
        blend,
        sources["picture"],
        sources.get("black"),
        sources.get("mask"),
    )


def _surface(facts: dict[str, Any], ratio: float) -> Surface:
    unknown = set(facts) - {"patch", "corners", "ratio", "shows"}
    if unknown:
        raise ValueError(f"there is no {sorted(unknown)[0]!r} in a surface; there are corners, patch, ratio, shows")
    if ("patch" in facts) == ("corners" in facts):
        raise ValueError("a surface has either corners (top left, top right, bottom right, bottom left) or a patch")
    if "corners" in facts:
        if len(facts["corners"]) != 4:
            raise ValueError("corners are four: top left, top right, bottom right, bottom left")
        one, two, three, four = (_point(point) for point in facts["corners"])
        patch: tuple[tuple[tuple[float, float], ...], ...] = ((one, two), (four, three))
    else:
        patch = tuple(tuple(_point(point) for point in row) for row in facts["patch"])
    widths = {len(row) for row in patch}
    if not 2 <= len(patch) <= _MOST or len(widths) != 1 or not 2 <= next(iter(widths)) <= _MOST:
        raise ValueError("a patch is at least two rows of at least two points, all rows of one length")
    ratio = _number(facts, "ratio", 0.05, 20, ratio)
    if not ratio:
        raise ValueError("'ratio', the surface's real width by its height, is missing")
    shows = facts.get("shows", "art")
    if shows not in get_args(Shows):
        raise ValueError(f"shows is {shows!r}; it is one of {', '.join(get_args(Shows))}")
    return Surface(patch, ratio, shows)


def _point(given: Any) -> tuple[float, float]:
    x, y = (float(one) for one in given)
    if not (-1 <= x <= 2 and -1 <= y <= 2):
        raise ValueError(f"{given} is no point in shares of the picture, such as [0.25, 0.4]")
    return x, y


def _number(data: dict[str, Any], key: str, low: float, high: float, usual: float) -> float:
    value = data.get(key, usual)
    if key in data and (isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high):
        raise ValueError(f"{key} is {value!r}, and goes from {low:g} to {high:g}")
    return float(value)


def _source(path: Path, name: str) -> Source:
    file = path.parent / str(name)
    try:
        return Source(str(file), hashlib.sha256(file.read_bytes()).hexdigest())
    except OSError as error:
        raise ValueError(f"its picture {file} cannot be read ({error.strerror})") from error


def shipped_mockups() -> list[str]:
    """Names of the mockups that come with the package."""
    return sorted(file.name.removesuffix(".toml") for file in _folder().iterdir() if file.name.endswith(".toml"))


def _folder() -> Path:
    return Path(str(files("maquette.design.mockups"))) / "shipped"


def find_mockup(name: str) -> Mockup:
    """The mockup of that *name*, or in that TOML file. Raises ``NotFound``, or ``InputError`` about the file."""
    if name.endswith(".toml"):
        return read_mockup(Path(name))
    if name not in shipped_mockups():
        raise not_found("mockup", name, shipped_mockups())
    return read_mockup(_folder() / f"{name}.toml")
