"""Colours: names and hex, sRGB to linear light and to CIE Lab (D65, 2 degrees), and the difference that an eye sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazy("numpy")

NAMES = {
    "white": "#ffffff",
    "black": "#000000",
    "grey": "#808080",
    "gray": "#808080",
    "silver": "#c0c0c0",
    "beige": "#f5f5dc",
    "ivory": "#fffff0",
    "linen": "#faf0e6",
}
_WHITE = (0.95047, 1.0, 1.08883)
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)


@dataclass(frozen=True)
class Colour:
    """An sRGB colour, 0..255 a channel."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, text: str) -> Colour:
        """From ``#rrggbb``, ``#rgb`` or one of a few names. Raises ``ValueError``."""
        plain = NAMES.get(text.strip().lower(), text.strip()).removeprefix("#")
        if len(plain) == 3:
            plain = "".join(2 * digit for digit in plain)
        if len(plain) != 6 or set(plain.lower()) - set("0123456789abcdef"):
            raise ValueError(f"a colour is #rrggbb or one of {', '.join(NAMES)}")
        return cls(*bytes.fromhex(plain))

    @classmethod
    def nearest(cls, channels: Iterable[float]) -> Colour:
        """From three measured values, rounded."""
        return cls(*(round(float(channel)) for channel in channels))

    @property
    def hex(self) -> str:
        """``#rrggbb``."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def rgb(self) -> tuple[int, int, int]:
        """The three channels."""
        return self.red, self.green, self.blue

    def __str__(self) -> str:
        return self.hex


def to_linear(values: Any) -> Any:
    """sRGB 0..255 to linear light 0..1 float32 (IEC 61966-2-1)."""
    values = np.asarray(values)
    if values.dtype == np.uint8:
        return _table()[values]
    share = values.astype(np.float32) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


@cache
def _table() -> Any:
    """Linear light of every 8-bit value."""
    return to_linear(np.arange(256, dtype=np.float32))


def to_srgb(linear: Any) -> Any:
    """Linear light 0..1 to sRGB 0..255, float, clipped."""
    light = np.clip(linear, 0, 1)
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def lab(values: Any) -> Any:
    """sRGB (..., 3), 0..255, to CIE L* 0..100, a*, b* (..., 3) float32."""
    xyz = to_linear(values) @ (np.asarray(_TO_XYZ, np.float32) / np.asarray(_WHITE, np.float32)[:, None]).T
    root, dark = np.cbrt(xyz), xyz <= 216 / 24389
    root[dark] = (24389 / 27 * xyz[dark] + 16) / 116
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    found = np.empty_like(root)
    found[..., 0], found[..., 1], found[..., 2] = 116 * y - 16, 500 * (x - y), 200 * (y - z)
    return found


def delta_e(one: Any, two: Any) -> Any:
    """CIEDE2000 between Lab colours (..., 3); after Sharma, Wu, Dalal, Color Res. Appl. 30 (2005)."""
    one, two = np.asarray(one, np.float64), np.asarray(two, np.float64)
    chroma = (np.hypot(one[..., 1], one[..., 2]) + np.hypot(two[..., 1], two[..., 2])) / 2
    grow = 1.5 - 0.5 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    c1, h1 = _polar(one[..., 1] * grow, one[..., 2])
    c2, h2 = _polar(two[..., 1] * grow, two[..., 2])
    grey = c1 * c2 == 0
    turn = np.where(grey, 0, (h2 - h1 + 180) % 360 - 180)
    hue = np.where(grey, h1 + h2, np.where(np.abs(h1 - h2) > 180, (h1 + h2 + 360) / 2 % 360, (h1 + h2) / 2))
    light, colour = (one[..., 0] + two[..., 0]) / 2, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    in_light = (two[..., 0] - one[..., 0]) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    in_chroma = (c2 - c1) / (1 + 0.045 * colour)
    in_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2) / (1 + 0.015 * colour * weight)
    rotation = -np.sin(2 * np.radians(30 * np.exp(-(((hue - 275) / 25) ** 2))))
    rotation = rotation * 2 * np.sqrt(colour**7 / (colour**7 + 25.0**7))
    return np.sqrt(np.maximum(in_light**2 + in_chroma**2 + in_hue**2 + rotation * in_chroma * in_hue, 0))


def _polar(a: Any, b: Any) -> tuple[Any, Any]:
    return np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360


@lru_cache(maxsize=1024)
def luminance(colour: str) -> float:
    """The relative luminance 0..1 of ``#rrggbb`` (WCAG 2.2)."""
    # Of one colour, without numpy: a plan asks for hundreds and should not have to load it.
    shares = (channel / 255 for channel in Colour.parse(colour).rgb)
    light = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), light, strict=True))


def contrast(one: str, two: str) -> float:
    """The contrast ratio 1..21 of two colours ``#rrggbb`` (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def difference(one: str, two: str) -> float:
    """CIEDE2000 between two colours ``#rrggbb``."""
    return float(delta_e(lab(Colour.parse(one).rgb), lab(Colour.parse(two).rgb)))
