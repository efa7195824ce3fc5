"""Colour literals of stylesheets and token files, as ``#rrggbb``."""

from __future__ import annotations

import re
from typing import Any

_LIKE = re.compile(r"#[0-9a-f]{3,8}|(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([^()]*\)", re.IGNORECASE)
_PLAIN = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_BARE = re.compile(r"[0-9a-f]{6}", re.IGNORECASE)
_SPACES = {"a98-rgb": "--a98-rgb", "prophoto-rgb": "--prophoto-rgb"}
_OPAQUE = 0.995
_AS_FUNCTION = ("hsl", "hwb", "lab", "lch", "oklab", "oklch")


def read_colour(value: Any, *, named: bool = False, bare: bool = False) -> str | None:
    """The opaque colour that *value* stands for, or None.

    *value* is a CSS colour, a DTCG colour object (``colorSpace`` and ``components``) or channels by name (``r``,
    ``g``, ``b``). Colours outside sRGB are brought inside by CSS gamut mapping. With *named*, words such as ``tan``
    count; with *bare*, six hexadecimal digits without a sign.
    """
    if isinstance(value, dict):
        return _object(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if bare and _BARE.fullmatch(text):
        text = f"#{text}"
    short = _PLAIN.fullmatch(text)
    if short:
        digits = short[1].lower()
        return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
    if not _LIKE.fullmatch(text) and not (named and text.isalpha()):
        return None
    return _by_coloraide(text)


def _object(value: dict[str, Any]) -> str | None:
    if not _opaque(value.get("alpha", value.get("a", 1))):
        return None
    if isinstance(value.get("hex"), str):
        return read_colour(value["hex"])
    space, components = value.get("colorSpace"), value.get("components")
    if isinstance(space, str) and isinstance(components, list) and len(components) == 3:
        numbers = ["none" if one == "none" else f"{one:g}" for one in components if isinstance(one, int | float | str)]
        if len(numbers) == 3 and space in _AS_FUNCTION:
            percents = numbers if space not in ("hsl", "hwb") else [numbers[0], f"{numbers[1]}%", f"{numbers[2]}%"]
            return _by_coloraide(f"{space}({' '.join(percents)})")
        return _by_coloraide(f"color({_SPACES.get(space, space)} {' '.join(numbers)})") if len(numbers) == 3 else None
    for keys, form in (("rgb", "rgb({} {} {})"), ("hsl", "hsl({} {} {})")):
        if all(key in value for key in keys):
            return _by_coloraide(form.format(*(value[key] for key in keys)))
    return None


def _opaque(alpha: Any) -> bool:
    return isinstance(alpha, int | float) and alpha >= _OPAQUE


def _by_coloraide(text: str) -> str | None:
    from coloraide import Color

    try:
        colour = Color(text)
    except ValueError:
        return None
    if not _opaque(colour.alpha()):
        return None
    return str(colour.convert("srgb").fit(method="oklch-chroma").set("alpha", 1).to_string(hex=True))
