"""Adobe Swatch Exchange palettes (``.ase``) as entries."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from maquette.design.brand.sources.tokens import Entry
from maquette.errors import InputError

_COLOUR = 0x0001
_CHANNELS = {"RGB ": 3, "CMYK": 4, "LAB ": 3, "Gray": 1}


def read_swatches(data: bytes, file: str) -> list[Entry]:
    """Every swatch with its name. Raises ``InputError`` for a file that is not one or breaks off."""
    if data[:4] != b"ASEF":
        raise InputError(f"{file} is not an Adobe Swatch Exchange file", mend="export the palette again")
    try:
        return list(_swatches(data, file))
    except (struct.error, UnicodeDecodeError) as error:
        raise InputError(f"{file} breaks off or is damaged: {error}", mend="export the palette again") from error


def _swatches(data: bytes, file: str) -> Iterator[Entry]:
    (count,) = struct.unpack_from(">I", data, 8)
    at = 12
    for _ in range(count):
        kind, length = struct.unpack_from(">HI", data, at)
        at += 6
        if kind == _COLOUR:
            (letters,) = struct.unpack_from(">H", data, at)
            name = data[at + 2 : at + 2 * letters].decode("utf-16-be")
            at_model = at + 2 + 2 * letters
            model = data[at_model : at_model + 4].decode("latin-1")
            values = struct.unpack_from(f">{_CHANNELS.get(model, 0)}f", data, at_model + 4)
            if values:
                yield Entry((name or f"swatch-{at}",), _css(model, values), "color", "", file)
        at += length


def _css(model: str, values: tuple[float, ...]) -> str:
    if model == "LAB ":
        light, a, b = values
        return f"lab({100 * light:g} {a:g} {b:g})"
    if model == "CMYK":
        *inks, black = values
        values = tuple((1 - ink) * (1 - black) for ink in inks)
    elif model == "Gray":
        values = values * 3
    return "#" + "".join(f"{round(255 * min(max(value, 0), 1)):02x}" for value in values)
