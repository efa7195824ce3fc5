"""Looks: the measured visual style of a set of pictures, as a small file that a designer reads and edits."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

from maquette.errors import InputError
from maquette.picture.colour import Colour


@dataclass(frozen=True)
class Rule:
    """What a picture of this look measures: *target*, and the range from *low* to *high* that is accepted.

    *spread* is the deviation seen when the look was learnt (1.4826 x the median deviation), 0 when set by hand.
    """

    name: str
    target: float
    low: float
    high: float
    spread: float = 0.0


@dataclass(frozen=True)
class Look:
    """How every picture of a set looks.

    *background* (and *background_bottom*, for a ramp) are ``#rrggbb``; *fill* is the product's share of the frame,
    *baseline* the height its lowest pixel stands on, as share from the top (None: centred); *shadow* strength,
    *shadow_softness* 0..1, *shadow_side* -1 (left) .. 1; *exposure* is the L* (0..100) of white paper in this light,
    *contrast* a factor about middle grey. *rules* are what ``check`` holds pictures against.
    """

    name: str
    title: str = ""
    background: str = "#ffffff"
    background_bottom: str | None = None
    fill: float = 0.8
    baseline: float | None = 0.9
    shadow: float = 0.35
    shadow_softness: float = 0.5
    shadow_side: float = 0.0
    exposure: float = 94.0
    contrast: float = 1.0
    rules: tuple[Rule, ...] = ()

    @property
    def in_words(self) -> str:
        """The look as a model that paints is told of it."""
        light = "crisp" if self.contrast > 1.05 else "soft"
        side = (
            "from the left" if self.shadow_side > 0.3 else "from the right" if self.shadow_side < -0.3 else "from above"
        )
        return f"a plain {self.background} background, {light} even light {side}, as in a product catalog"

    @property
    def tones(self) -> tuple[float, float] | None:
        """The deviation of L* that a product of this set usually has, from and to; None where none was learnt."""
        found = next((rule for rule in self.rules if rule.name == "contrast"), None)
        return (max(0.0, found.target - found.spread), found.target + found.spread) if found else None


UNITS = {
    "background-lightness": "L*",
    "background-a": "a*",
    "background-b": "b*",
    "unevenness": "deltaE2000",
    "exposure": "L*",
    "white-point-a": "a*",
    "white-point-b": "b*",
    "contrast": "L*",
    "fill": "share of the frame",
    "margin-left": "share of the width",
    "margin-right": "share of the width",
    "margin-top": "share of the height",
    "baseline": "share of the height",
    "shadow-softness": "share of the width",
    "shadow-side": "-1 left .. 1 right",
}
"""Every rule that can be measured, and its unit."""

_LIMITS = {
    "fill": (0.05, 1.0),
    "baseline": (0.1, 1.0),
    "shadow": (0.0, 1.0),
    "shadow_softness": (0.0, 1.0),
    "shadow_side": (-1.0, 1.0),
    "exposure": (60.0, 100.0),
    "contrast": (0.8, 1.25),
}
_COLOURS = ("background", "background_bottom")
_UNITS_OF = {"exposure": "L*", "baseline": "share of the height", "fill": "share of the frame"}


def look_fields() -> list[dict[str, object]]:
    """What of a look a person changes: name, title, kind (colour or number), range, step and unit."""
    none = (None, None, None)
    ranges = {name: (low, high, (high - low) / 100) for name, (low, high) in _LIMITS.items()}
    return [
        {
            "name": name,
            "title": name.replace("_", " ").capitalize(),
            "kind": "number" if name in ranges else "colour",
            **dict(zip(("low", "high", "step"), ranges.get(name, none), strict=True)),
            "unit": _UNITS_OF.get(name, ""),
        }
        for name in (*_COLOURS, *ranges)
    ]


def to_toml(look: Look) -> str:
    """The look as its file's text."""
    ramp = f'background_bottom = "{look.background_bottom}"\n' if look.background_bottom else ""
    stands = (
        f"baseline = {look.baseline:.4g}" if look.baseline is not None else "# baseline: none, products are centred"
    )
    lines = [
        f"# A look. Change a value and run again: only what depends on it is made.\ntitle = {_quoted(look.title)}",
        f'\n# The ground (a second colour makes it run from top to bottom).\nbackground = "{look.background}"\n{ramp}',
        f"# The product's share of the frame, and the height that it stands on, from the top.\nfill = {look.fill:.4g}",
        f"{stands}\n\n# The shadow: strength and softness 0 to 1, side -1 (left) to 1 (right).",
        f"shadow = {look.shadow:.4g}",
        f"shadow_softness = {look.shadow_softness:.4g}\nshadow_side = {look.shadow_side:.4g}",
        "\n# The light: the L* of white paper in it (0 to 100), and contrast about middle grey.",
        f"exposure = {look.exposure:.4g}",
        f"contrast = {look.contrast:.4g}\n",
    ]
    if look.rules:
        lines.append("# What a picture of this look measures, and the range in which it is accepted.\n[rules]")
    for rule in look.rules:
        spread = f", spread = {rule.spread:.4g}" if rule.spread else ""
        lines.append(
            f"{rule.name} = {{ target = {rule.target:.5g}, low = {rule.low:.5g}, high = {rule.high:.5g}{spread} }}"
            f"  # {UNITS[rule.name]}"
        )
    return "\n".join(lines) + ("\n" if look.rules else "")


def from_toml(text: str, name: str) -> Look:
    """The look in a file's text. Raises ``InputError`` that names the look and the key that is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(name, str(error)) from error
    known = {field.name for field in fields(Look)} - {"name"}
    for key in data:
        if key not in known:
            raise _wrong(name, f"there is no {key!r} in a look; there are {', '.join(sorted(known))}")
    rules = tuple(_rule(name, key, facts) for key, facts in _table(name, data.pop("rules", {})).items())
    values: dict[str, object] = {
        "baseline": None,
        **{key: _value(name, key, value) for key, value in data.items()},
    }
    return Look(name, rules=rules, **values)  # type: ignore[arg-type]


def _table(name: str, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _wrong(name, "rules must be a table: [rules]")
    return value


def _value(name: str, key: str, value: object) -> object:
    if key in _COLOURS:
        try:
            return Colour.parse(str(value)).hex
        except ValueError as error:
            raise _wrong(name, f"{key} is {value!r}: {error}") from error
    if key not in _LIMITS:
        return str(value)
    low, high = _LIMITS[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _wrong(name, f"{key} is {value!r}, and goes from {low:g} to {high:g}")
    return float(value)


def _rule(name: str, key: str, facts: object) -> Rule:
    if key not in UNITS:
        raise _wrong(name, f"nothing measures {key!r}; rules are {', '.join(UNITS)}")
    try:
        rule = Rule(key, **{word: float(value) for word, value in facts.items()})  # type: ignore[attr-defined]
    except (TypeError, ValueError, AttributeError) as error:
        raise _wrong(name, f"the rule {key} needs the numbers target, low and high") from error
    if not rule.low <= rule.target <= rule.high:
        raise _wrong(name, f"the rule {key} wants low <= target <= high")
    return rule


def _wrong(name: str, what: str) -> InputError:
    return InputError(
        f"look {name}: {what}", mend="mend the file; `maquette look show studio-white` is a sound one", code="bad-look"
    )


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)


def shipped_looks() -> list[str]:
    """Names of the looks that come with the package."""
    found = files("maquette.pixels").joinpath("looks").iterdir()
    return sorted(file.name.removesuffix(".toml") for file in found if file.name.endswith(".toml"))


@cache
def shipped_look(name: str) -> Look:
    """The shipped look of that name."""
    text = files("maquette.pixels").joinpath("looks", f"{name}.toml").read_text("utf-8")
    return from_toml(text, name)
