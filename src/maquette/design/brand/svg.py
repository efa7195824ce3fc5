"""SVG from outside: what could run, reach out or explode is left out or refused, and the rest becomes pixels.

Drawings are parsed here without following anything, written anew from what is allowed, and painted by librsvg
(in libvips), which reads no file and no network either.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from xml.parsers import expat

from maquette.design.pool import painters
from maquette.errors import InputError, PaintError
from maquette.picture.image import Image, Pixels
from maquette.picture.vips import to_pixels, vips

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_BYTES = 4_000_000
MAX_ELEMENTS = 50_000
MAX_DEPTH = 128
MAX_SIDE = 8192
DRAWING_LIMIT = 15.0
"""Seconds that one drawing may take."""

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_LEFT_OUT = {
    "script": "a script",
    "handler": "a script",
    "listener": "a script",
    "foreignobject": "foreign content",
    "iframe": "foreign content",
    "audio": "sound",
    "video": "a film",
    "set": "an animation",
    "animate": "an animation",
    "animatetransform": "an animation",
    "animatemotion": "an animation",
}
_INNER_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)
_OUTSIDE_URL = re.compile(r"url\(\s*['\"]?\s*(?!['\"]?\s*#)[^)]*\)|@import[^;]*;?", re.IGNORECASE)
_MAX_ENTITIES = 64
_MAX_ENTITY = 2_000


@dataclass(frozen=True)
class CleanSvg:
    """A drawing that only draws: its bytes, and what was left out of it, in words."""

    data: bytes
    left_out: tuple[str, ...] = ()
    live_text: bool = False


def clean_svg(data: bytes, name: str) -> CleanSvg:
    """The drawing without scripts, animation and everything that lies outside the file.

    Raises ``InputError`` for what is not SVG, is too large or too deep, or grows when it is read (entities in
    entities, entities of other files).
    """
    _admit(data, name)
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - held against limits just above, entities too
    except (ElementTree.ParseError, ValueError) as error:
        raise _refused(name, f"is not well-formed: {error}", "export it again", "bad-svg") from error
    if _local(root.tag) != "svg":
        raise _refused(name, f"is not a drawing but <{_local(root.tag)}>", "export it as SVG", "bad-svg")
    left_out: dict[str, None] = {}
    _clean(root, left_out)
    live = any(_local(one.tag) == "text" for one in root.iter())
    return CleanSvg(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), tuple(left_out), live)


def is_svg(data: bytes) -> bool:
    """Whether *data* begins as a drawing does."""
    return data[:400].lstrip().startswith((b"<svg", b"<?xml"))


def rasterise(data: bytes, width: int) -> Image:
    """A clean drawing, *width* px wide, on nothing (straight alpha).

    Drawn in a painting process, so that a hostile one costs that and no more. Raises ``InputError`` when it cannot be
    drawn, takes longer than ``DRAWING_LIMIT`` seconds (``slow-svg``) or more memory than there is (``hostile-svg``).
    """
    try:
        return Image(painters().call_within(DRAWING_LIMIT, drawn_pixels, data, width))
    except PaintError as error:
        slow = error.code == "paint-timeout"
        what = f"takes more than {DRAWING_LIMIT:g} seconds to draw" if slow else "ends the process that draws it"
        mend = "simplify it: fewer filters, and fewer copies of copies"
        raise _refused("the drawing", what, mend, "slow-svg" if slow else "hostile-svg") from error


def drawn_pixels(data: bytes, width: int) -> Pixels:
    """As ``rasterise``, in this process, as (height, width, 4) pixels; for what runs in a painting process."""
    try:
        plain = vips().Image.svgload_buffer(data)
        if not 0 < plain.height / plain.width * width <= MAX_SIDE or width > MAX_SIDE:
            raise _refused("the drawing", f"would be more than {MAX_SIDE} px high", "ask for it smaller", "bad-svg")
        drawn = vips().Image.svgload_buffer(data, scale=width / plain.width)
        if drawn.width != width:
            drawn = drawn.resize(width / drawn.width)
        pixels: Pixels = to_pixels(drawn.colourspace("srgb")).copy()
        return pixels
    except vips().Error as error:
        raise _refused("the drawing", f"cannot be drawn: {str(error).strip()}", "export it again", "bad-svg") from error


def _admit(data: bytes, name: str) -> None:
    if len(data) > MAX_BYTES:
        raise _refused(
            name, f"has {len(data) / 1e6:.1f} MB, more than {MAX_BYTES // 10**6}", "take embedded pictures out"
        )
    seen = {"elements": 0, "depth": 0, "entities": 0}

    def start(tag: str, _: Any) -> None:
        seen["elements"] += 1
        seen["depth"] += 1
        if seen["elements"] > MAX_ELEMENTS:
            raise _refused(name, f"has more than {MAX_ELEMENTS:,} elements", "simplify the drawing")
        if seen["depth"] > MAX_DEPTH:
            raise _refused(name, f"is nested more than {MAX_DEPTH} deep", "ungroup it and export it again")

    def end(_: str) -> None:
        seen["depth"] -= 1

    def entity(entity_name: str, parameter: bool, value: str | None, _base: Any, system: Any, *_: Any) -> None:
        seen["entities"] += 1
        harmless = value is not None and system is None and not parameter
        if not harmless or "&" in str(value) or len(str(value)) > _MAX_ENTITY or seen["entities"] > _MAX_ENTITIES:
            raise _refused(name, f"defines the entity {entity_name!r}, which could reach out or grow", "export it anew")

    _parse(data, name, start, end, entity)


def _parse(data: bytes, name: str, start: Callable[..., None], end: Callable[..., None], entity: Any) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.EntityDeclHandler = entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise _refused(name, f"is not well-formed: {error}", "export it again", "bad-svg") from error


def _clean(root: Element, left_out: dict[str, None]) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            word = _LEFT_OUT.get(_local(child.tag).lower()) if isinstance(child.tag, str) else "a comment"
            if word is None and _reaches_out(child):
                word = "a link to another file"
            if word:
                parent.remove(child)
                left_out[word] = None
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            if _local(key).lower().startswith("on"):
                del element.attrib[key]
                left_out["a script"] = None
            elif _local(key) == "href" and not value.startswith("#") and not _INNER_PICTURE.match(value):
                del element.attrib[key]  # a link to follow, on an element that draws without it
            elif _OUTSIDE_URL.search(value):
                element.attrib[key] = _OUTSIDE_URL.sub("none", value)
                left_out["a link to another file"] = None
        if _local(element.tag) == "style" and element.text and _OUTSIDE_URL.search(element.text):
            element.text = _OUTSIDE_URL.sub("none", element.text)
            left_out["a link to another file"] = None


def _reaches_out(element: Element) -> bool:
    if _local(element.tag) not in ("image", "use", "feImage", "tref", "textPath", "linearGradient", "radialGradient"):
        return False
    links = [value for key, value in element.attrib.items() if _local(key) == "href"]
    return any(not link.startswith("#") and not _INNER_PICTURE.match(link) for link in links)


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _refused(name: str, what: str, mend: str, code: str = "hostile-svg") -> InputError:
    return InputError(f"{name} {what}", mend=mend, code=code)
