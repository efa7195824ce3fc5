"""A brand kit as W3C design tokens (DTCG, format of 2025.10)."""

from __future__ import annotations

import re
from typing import Any

from maquette.design.brand.kit import BrandKit
from maquette.picture.colour import Colour

_FORBIDDEN = re.compile(r"[.{}]|^\$")


def to_tokens(kit: BrandKit) -> dict[str, Any]:
    """Colours and, as aliases of them, their roles; families and weights; sizes of logos. Read back by the import."""
    tokens: dict[str, Any] = {"$description": f"{kit.title}: the brand kit {kit.name}"}
    if kit.colours:
        tokens["colour"] = {"$type": "color", **{_name(one.name): _colour(one.hex, one.why) for one in kit.colours}}
        tokens["role"] = {
            "$type": "color",
            **{one.role: {"$value": f"{{colour.{_name(one.name)}}}"} for one in kit.colours if one.role},
        }
    fonts: dict[str, Any] = {}
    for face in kit.typefaces:
        role = fonts.setdefault(face.role, {"font-family": {"$type": "fontFamily", "$value": face.family}})
        style = f"{'italic-' if face.italic else ''}{face.weight}"
        role.setdefault("weight", {"$type": "fontWeight"})[style] = {"$value": face.weight}
    if fonts:
        tokens["font"] = fonts
    if kit.logos:
        tokens["logo-min-width"] = {
            "$type": "dimension",
            **{_name(logo.file): {"$value": {"value": logo.min_width, "unit": "px"}} for logo in kit.logos},
        }
    return tokens


def _name(text: str) -> str:
    return _FORBIDDEN.sub("-", text)


def _colour(hex_: str, why: str) -> dict[str, Any]:
    components = [round(channel / 255, 6) for channel in Colour.parse(hex_).rgb]
    value = {"colorSpace": "srgb", "components": components, "hex": hex_}
    return {"$value": value, **({"$description": why} if why else {})}
