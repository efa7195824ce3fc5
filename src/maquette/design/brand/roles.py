"""Which colour of a palette is for what: by what names say, then by the logo, then by how the colours look."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from maquette.design.brand.kit import ColourRole
from maquette.design.brand.sources.palette import FoundColour
from maquette.lazy import lazy
from maquette.picture.colour import Colour, contrast, difference, lab

np = lazy("numpy")

_SAID: dict[ColourRole, tuple[str, ...]] = {
    "primary": (
        r"role-primary|primary|brand|brand-primary|primary-brand|(brand-)?primary-(base|main|default)|brand-default",
        r"(.*-)?(background|bg)-brand|brand-(solid|base|main|500|600)|main",
        r"(?!.*(text|fg|border|icon|link|button|hover|font|surface|tint|shade|on)-).*(^|-)(primary|brand)",
        r"(button|border|link|icon)-(interactive|primary|brand)|interactive|logo-\w+",
    ),
    "secondary": (
        r"role-secondary|secondary|brand-secondary|(brand-)?secondary-(base|main|default)",
        r"(?!.*(text|fg|border|icon|link|button|font)-).*(^|-)secondary",
    ),
    "accent": (
        r"role-accent|accent|brand-accent|highlight",
        r"(?!.*(text|fg|border|icon|link)-).*(^|-)accent(-cool|-warm)?",
    ),
    "background": (
        r"role-background|background|body-background|page-background|canvas|paper|background-(default|primary|base)",
        r"bg|bg-(default|color-default|body|page)|white",
    ),
    "surface": (
        r"role-surface|surface|surface-background|card|layer-01|background-(secondary|muted|alt)",
        r"bg-(muted|color-muted)|light",
    ),
    "text": (
        r"role-text|text|body-text|text-(primary|default|base|body)|ink|font-(base|body|primary)",
        r"fg-(default|color-default)|foreground|black|dark",
    ),
    "text-inverse": (
        r"role-text-inverse|text-inverse|inverse-text|text-on-(color|colour|primary|brand|dark)|on-primary|font-inverse-base",
        r"fg-on-(emphasis|color)|(text|font)-(inverse|white|light)",
    ),
}
_ORDER: tuple[ColourRole, ...] = (
    "background",
    "text",
    "primary",
    "surface",
    "secondary",
    "accent",
    "text-inverse",
)
_COLOURFUL = 18.0  # chroma in Lab from which a colour is not a grey
MANY = 16
"""Palettes of more colours than this have roles only where something speaks for them."""

GUESSED = "no name says it"
_SAME = 8.0


class Role(NamedTuple):
    """The colour of a role, by its name in the palette, and the reason in words."""

    colour: str
    why: str


def assign_roles(
    palette: Sequence[FoundColour], logo: Sequence[tuple[str, float]] = (), asked: dict[ColourRole, str] | None = None
) -> dict[ColourRole, Role]:
    """A role for the colours that have one, each colour at most once. *logo* holds its colours and their shares.

    What *asked* names comes first. A role that nothing speaks for is left out; ``BrandKit.colour`` then has a rule.
    """
    roles: dict[ColourRole, Role] = {role: Role(name, "asked for") for role, name in (asked or {}).items()}
    found = _Chooser(palette, logo, roles)
    for role in _ORDER:
        if role not in roles and (named := found.by_name(role)):
            roles[role] = named
    for role in _ORDER:
        if role not in roles and (seen := found.by_look(role)):
            roles[role] = seen
    return roles


class _Chooser:
    def __init__(
        self, palette: Sequence[FoundColour], logo: Sequence[tuple[str, float]], roles: dict[ColourRole, Role]
    ) -> None:
        self._palette = palette
        self._logo = logo
        self._roles = roles

    def by_name(self, role: ColourRole) -> Role | None:
        for rank in _SAID[role]:
            fits: Callable[[str], re.Match[str] | None] = re.compile(rank).fullmatch
            named = [(one, next(filter(fits, one.names))) for one in self._free() if any(map(fits, one.names))]
            if len(named) == 1:  # what several colours are called says nothing
                one, name = named[0]
                return Role(one.name, "named so" if name == one.name else f"{name} stands for it")
        return None

    def by_look(self, role: ColourRole) -> Role | None:
        if role == "background":
            return self._best(self._light(95), lambda one: _lab(one)[0], "the lightest")
        if role == "text":
            dark = [one for one in self._free() if contrast(one.hex, self._ground()) >= 7 and _chroma(one) < 45]
            return self._best(dark, lambda one: contrast(one.hex, self._ground()), "reads best on the background")
        if role == "primary":
            return self._primary()
        if len(self._palette) > MANY:
            return None
        if role == "surface":
            soft = [one for one in self._light(88) if _chroma(one) < 40]
            return self._best(soft, lambda one: -_chroma(one), "light and quiet beside the background")
        if role == "secondary":
            others = [one for one in self._colourful() if self._apart(one, "primary") > 2 * _SAME]
            return self._best(others, lambda one: contrast(one.hex, self._ground()), "the strongest beside the primary")
        if role == "accent":
            others = [one for one in self._colourful() if self._apart(one, "primary") > 2 * _SAME]
            return self._best(others, _chroma, "the most colourful that is left")
        return None

    def _primary(self) -> Role | None:
        for hex_, share in self._logo:
            near = [one for one in self._free() if difference(one.hex, hex_) < _SAME and _chroma(one) > _COLOURFUL]
            one = min(near, key=lambda one: difference(one.hex, hex_), default=None)
            if one is None:
                continue
            if contrast(one.hex, self._ground()) >= 3:
                return Role(one.name, f"{share:.0%} of the logo is drawn in it")
            kin = [
                other
                for other in self._colourful()
                if _hue_between(other, one) < 40 and contrast(other.hex, self._ground()) >= 3
            ]
            weak = f"the logo's {one.name} is too faint on the background ({contrast(one.hex, self._ground()):.1f}:1)"
            chosen = self._best(kin, _chroma, f"{weak}; the nearest in hue that is not")
            return chosen or Role(one.name, f"{share:.0%} of the logo is drawn in it")
        strong = [one for one in self._colourful() if contrast(one.hex, self._ground()) >= 3]
        if len(self._palette) > MANY:
            carries = [one for one in strong if contrast(one.hex, self._ground()) >= 4.5]
            return self._best(carries, _chroma, f"{GUESSED}; the most colourful that can be read on the background")
        return self._best(strong, _chroma, "the most colourful that stands out on the background") or self._best(
            self._colourful(), _chroma, "the most colourful"
        )

    def _best(self, fit: Sequence[FoundColour], key: Callable[[FoundColour], float], why: str) -> Role | None:
        return Role(max(fit, key=key).name, why) if fit else None

    def _free(self) -> list[FoundColour]:
        taken = {role.colour for role in self._roles.values()}
        return [one for one in self._palette if one.name not in taken]

    def _light(self, least: float) -> list[FoundColour]:
        return [one for one in self._free() if _lab(one)[0] >= least]

    def _colourful(self) -> list[FoundColour]:
        return [one for one in self._free() if _chroma(one) > _COLOURFUL]

    def _ground(self) -> str:
        chosen = self._roles.get("background")
        return next((one.hex for one in self._palette if chosen and one.name == chosen.colour), "#ffffff")

    def _apart(self, one: FoundColour, role: ColourRole) -> float:
        chosen = self._roles.get(role)
        other = next((other.hex for other in self._palette if chosen and other.name == chosen.colour), None)
        return difference(one.hex, other) if other else 100.0


def _lab(one: FoundColour) -> list[float]:
    return [float(value) for value in lab(Colour.parse(one.hex).rgb)]


def _chroma(one: FoundColour) -> float:
    _, a, b = _lab(one)
    return float((a * a + b * b) ** 0.5)


def _hue_between(one: FoundColour, two: FoundColour) -> float:
    angles = [float(np.degrees(np.arctan2(b, a))) for _, a, b in (_lab(one), _lab(two))]
    return abs((angles[0] - angles[1] + 180) % 360 - 180)
