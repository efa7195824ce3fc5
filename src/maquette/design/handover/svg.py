"""SVG: a scene as a drawing with a group for each slot, its type as text or as outlines."""

from __future__ import annotations

import base64
import math
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from maquette.design.handover.layers import Group, groups
from maquette.design.handover.vector import inner_svg
from maquette.design.handover.web_font import faces_used, families, font_rule, may_embed
from maquette.design.paint import burst_points, colour, draw
from maquette.design.scene import Fill, Frame, Gradient, Item, Outline, Picture, Scene, Shadow, Shape, Words
from maquette.design.sources import Sources
from maquette.design.text.faces import Face
from maquette.design.text.shape import isolated, joins, paragraph, runs
from maquette.lazy import lazy
from maquette.picture.image import Doubt

if TYPE_CHECKING:
    import numpy as np
    import skia
else:
    np = lazy("numpy")
    skia = lazy("skia")

QUALITY = 92
_EMOJI_SCALE = 4
_PATH = re.compile(rb'<path[^>]* d="([^"]+)"')


def write_svg(scene: Scene, sources: Sources, *, title: str, language: str = "", outlines: bool = False) -> bytes:
    """*scene* as one SVG file that needs nothing beside itself; lengths are px.

    Type is text in fonts that the file carries, or *outlines*, which look the same in every program. Logos stay
    drawings, pictures are JPEG or PNG. Groups have the names of the slots.
    """
    return _Drawing(scene, sources, outlines=outlines).document(title, language)


def left_out(scene: Scene) -> list[Doubt]:
    """The faces of *scene* that a file must not carry, by their own word, each a doubt."""
    kept = [face for face in _faces_of(scene) if not may_embed(face.path)]
    mend = "install it where the file is opened, or take svg-outlines"
    return [
        Doubt("font-not-embedded", f"{face.family} {face.weight} does not allow to be embedded", mend) for face in kept
    ]


def _faces_of(scene: Scene) -> dict[Face, str]:
    words = [item for item in scene.items if isinstance(item, Words)]
    return faces_used((line, one.style) for one in words for line, _, _ in one.lines)


class _Drawing:
    def __init__(self, scene: Scene, sources: Sources, *, outlines: bool) -> None:
        self._scene, self._sources, self._outlines = scene, sources, outlines
        self._defs: list[str] = []

    def document(self, title: str, language: str) -> bytes:
        scene = self._scene
        ground = self._shape(Shape(Frame(0, 0, scene.width, scene.height), scene.ground))
        body = [f'<g id="background">{ground}</g>', *(self._group(one) for one in groups(scene))]
        said = f' xml:lang="{escape(language)}"' if language else ""
        size = f'width="{scene.width}" height="{scene.height}" viewBox="0 0 {scene.width} {scene.height}"'
        names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        defs = "\n".join(filter(None, [self._fonts(), *self._defs]))
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<svg {names} {size}{said}>\n<title>{escape(title)}</title>\n'
            + (f"<defs>\n{defs}\n</defs>\n" if defs else "")
            + "\n".join(body)
            + "\n</svg>\n"
        ).encode()

    def _fonts(self) -> str:
        if self._outlines:
            return ""
        used = _faces_of(self._scene)
        rules = "\n".join(font_rule(face, signs) for face, signs in used.items() if may_embed(face.path))
        # A weight that a face has not is left alone, as it is by the painter.
        return f"<style>\ntext{{font-synthesis:none}}\n{rules}\n</style>" if rules else ""

    def _group(self, group: Group) -> str:
        name = re.sub(r"[^\w-]+", "-", group.name)
        blend = f' style="mix-blend-mode:{group.blend}"' if group.blend != "normal" else ""
        inside = "".join(self._item(item, f"{name}-") for item in group.items)
        return f"<g id={quoteattr(name)}{blend}>{inside}</g>"

    def _item(self, item: Item, prefix: str) -> str:
        if isinstance(item, Words):
            return self._words(item)
        middle = item.frame.x + item.frame.width / 2, item.frame.y + item.frame.height / 2
        drawn = self._shape(item) if isinstance(item, Shape) else self._picture(item, prefix)
        return _turned(drawn, item.turn, middle)

    def _shape(self, item: Shape) -> str:
        parts = [self._shadow(item.shadow, item)] if item.shadow else []
        if item.fill:
            blur = self._blur(item.blur) if item.blur else ""
            parts.append(_outline(item.frame, item.outline, item.radius, self._fill(item.fill, item.frame) + blur))
        if item.stroke and item.stroke_width:
            stroke = f'fill="none" {_paint("stroke", item.stroke)} stroke-width="{_number(item.stroke_width)}"'
            parts.append(_outline(item.frame, item.outline, item.radius, stroke))
        return "".join(parts)

    def _shadow(self, shadow: Shadow, item: Shape | Picture) -> str:
        cast = _paint("fill", shadow.colour) + self._blur(max(0.1, shadow.blur))
        drawn = _outline(item.frame, item.outline, item.radius, cast)
        return f'<g transform="translate(0 {_number(shadow.down)})">{drawn}</g>'

    def _picture(self, item: Picture, prefix: str) -> str:
        frame = item.frame
        shadow = self._shadow(item.shadow, item) if item.shadow else ""
        place = f'x="{_number(frame.x)}" y="{_number(frame.y)}"'
        size = f'width="{_number(frame.width)}" height="{_number(frame.height)}"'
        drawing = self._sources.drawing(item.source)
        inner = inner_svg(drawing, prefix) if drawing else None
        if inner:
            return shadow + inner.replace("<svg ", f"<svg {place} {size} ", 1)
        # The painter sets pictures on whole pixels.
        place = f'x="{round(frame.x)}" y="{round(frame.y)}"'
        wide, high = max(1, round(frame.width)), max(1, round(frame.height))
        data = _link(self._sources.image(item.source, item.crop, wide, high))
        image = f'<image {place} width="{wide}" height="{high}" preserveAspectRatio="none" xlink:href="{data}"/>'
        if item.outline != "rect" or item.radius or item.turn:
            clip = self._define("clipPath", "", _outline(frame, item.outline, item.radius, ""))
            return f'{shadow}<g clip-path="url(#{clip})">{image}</g>'
        return shadow + image

    def _words(self, item: Words) -> str:
        drawn = self._traced(item) if self._outlines else self._text(item)
        return _turned(drawn, item.turn, item.pivot)

    def _text(self, item: Words) -> str:
        face = item.style.face
        slant = ' font-style="italic"' if face.italic else ""
        lines = "".join(_line(line, x, y, item) for line, x, y in item.lines)
        return (
            f'<text xml:space="preserve" font-size="{_number(item.size)}" font-weight="{face.weight}"{slant} '
            f"{_paint('fill', item.colour)}>{lines}</text>"
        )

    def _traced(self, item: Words) -> str:
        stream = skia.DynamicMemoryWStream()
        bounds = skia.Rect.MakeWH(self._scene.width, self._scene.height)
        canvas = skia.SVGCanvas.Make(bounds, stream, skia.SVGCanvas.kConvertTextToPaths_Flag)
        plain = Words(item.lines, item.style, item.size, item.colour)
        draw(canvas, plain, self._sources)
        del canvas
        outlines = " ".join(found.decode() for found in _PATH.findall(bytes(stream.detachAsData())))
        path = f'<path {_paint("fill", item.colour)} d="{outlines}"/>' if outlines else ""
        emoji = any(emoji for line, _, _ in item.lines for _, emoji in runs(line))
        return path + (self._emoji(plain) if emoji else "")

    def _emoji(self, item: Words) -> str:
        """Emoji have colours and no outline: they are pictures, four times as fine as the canvas."""
        tops = [y - 1.2 * item.size for _, _, y in item.lines]
        left = math.floor(min(x for _, x, _ in item.lines))
        top = math.floor(min(tops))
        high = math.ceil(max(tops) + 1.7 * item.size) - top
        wide = self._scene.width - left
        surface = skia.Surface.MakeRaster(
            skia.ImageInfo.MakeN32Premul(wide * _EMOJI_SCALE, high * _EMOJI_SCALE, skia.ColorSpace.MakeSRGB())
        )
        canvas = surface.getCanvas()
        canvas.clear(0)
        canvas.scale(_EMOJI_SCALE, _EMOJI_SCALE)
        canvas.translate(-left, -top)
        for line, x, y in item.lines:
            signs = paragraph(line, item.style, item.size, 0, colour(item.colour) | 0xFFFFFF)
            signs.paint(canvas, x, y - signs.AlphabeticBaseline)
        data = _link(surface.makeImageSnapshot())
        return f'<image x="{left}" y="{top}" width="{wide}" height="{high}" xlink:href="{data}"/>'

    def _fill(self, fill: Fill, frame: Frame) -> str:
        if not isinstance(fill, Gradient):
            return _paint("fill", fill)
        frame = fill.over or frame
        turn = math.radians(fill.angle)
        across, down = math.cos(turn), math.sin(turn)
        reach = (abs(across) * frame.width + abs(down) * frame.height) / 2
        x, y = frame.x + frame.width / 2, frame.y + frame.height / 2
        ends = (x - across * reach, y - down * reach, x + across * reach, y + down * reach)
        where = " ".join(f'{name}="{_number(end)}"' for name, end in zip(("x1", "y1", "x2", "y2"), ends, strict=True))
        stops = "".join(
            f'<stop offset="{place}" {_paint("stop", value)}/>' for place, value in enumerate((fill.start, fill.end))
        )
        name = self._define("linearGradient", f'gradientUnits="userSpaceOnUse" {where}', stops)
        return f'fill="url(#{name})"'

    def _blur(self, sigma: float) -> str:
        inside = f'<feGaussianBlur stdDeviation="{_number(sigma)}"/>'
        room = 'x="-100%" y="-100%" width="300%" height="300%" color-interpolation-filters="sRGB"'
        return f' filter="url(#{self._define("filter", room, inside)})"'

    def _define(self, kind: str, attributes: str, inside: str) -> str:
        name = f"{kind.lower()}-{len(self._defs) + 1}"
        self._defs.append(f'<{kind} id="{name}" {attributes}>{inside}</{kind}>')
        return name


def _line(line: str, x: float, y: float, item: Words) -> str:
    pieces = []
    tracking = item.style.tracking * item.size
    for piece, emoji in runs(isolated(line)):
        names = ",".join(f"'{name}'" for name in dict.fromkeys(one.family for one in families(item.style, emoji=emoji)))
        spaced = f' letter-spacing="{_number(tracking)}"' if tracking and not joins(piece) else ""
        pieces.append(f'<tspan font-family="{escape(names)}"{spaced}>{escape(piece)}</tspan>')
    # The painter puts half of the tracking before a letter, a browser all of it behind.
    start = x if joins(line) else x + tracking / 2
    return f'<tspan x="{_number(start)}" y="{_number(y)}">{"".join(pieces)}</tspan>'


def _outline(frame: Frame, kind: Outline, radius: float, attributes: str) -> str:
    x, y, width, height = (_number(side) for side in frame)
    if kind == "ellipse":
        middle = f'cx="{_number(frame.x + frame.width / 2)}" cy="{_number(frame.y + frame.height / 2)}"'
        return f'<ellipse {middle} rx="{_number(frame.width / 2)}" ry="{_number(frame.height / 2)}" {attributes}/>'
    if kind == "burst":
        points = " ".join(f"{_number(one)},{_number(other)}" for one, other in burst_points(frame))
        return f'<polygon points="{points}" {attributes}/>'
    if kind == "arch":
        return f'<path d="{_arch(frame, radius)}" {attributes}/>'
    radius = min(radius, frame.width / 2, frame.height / 2)
    corners = f'rx="{_number(radius)}" ' if radius else ""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {corners}{attributes}/>'


def _arch(frame: Frame, radius: float) -> str:
    top, foot = min(frame.width / 2, frame.height), min(radius, frame.width / 2)
    # Corners that do not fit above each other are drawn in, as the painter does.
    share = min(1.0, frame.height / (top + foot) if top + foot else 1.0)
    top, foot = top * share, foot * share
    steps = [
        ("M", frame.x, frame.y + top),
        ("A", top, top, 0, 0, 1, frame.x + top, frame.y),
        ("L", frame.right - top, frame.y),
        ("A", top, top, 0, 0, 1, frame.right, frame.y + top),
        ("L", frame.right, frame.bottom - foot),
        *([("A", foot, foot, 0, 0, 1, frame.right - foot, frame.bottom)] if foot else []),
        ("L", frame.x + foot, frame.bottom),
        *([("A", foot, foot, 0, 0, 1, frame.x, frame.bottom - foot)] if foot else []),
    ]
    return " ".join(f"{letter}{' '.join(_number(float(one)) for one in numbers)}" for letter, *numbers in steps) + " Z"


def _turned(drawn: str, turn: float, pivot: tuple[float, float]) -> str:
    if not turn:
        return drawn
    return f'<g transform="rotate({_number(turn)} {_number(pivot[0])} {_number(pivot[1])})">{drawn}</g>'


def _paint(what: str, value: str) -> str:
    name = "stop-color" if what == "stop" else what
    alpha = int(value[7:9], 16) / 255 if len(value) > 7 else 1.0
    return f'{name}="{value[:7]}"' + (f' {what}-opacity="{_number(alpha)}"' if alpha < 1 else "")


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _link(image: Any) -> str:
    """The painter's *image* as a data link: JPEG when it is opaque, else PNG."""
    from maquette.picture.encode import png, quick_jpeg

    pixels = np.empty((image.height(), image.width(), 4), np.uint8)
    info = skia.ImageInfo.Make(
        image.width(), image.height(), skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType, skia.ColorSpace.MakeSRGB()
    )
    image.readPixels(info, pixels, pixels.strides[0], 0, 0)
    solid = bool((pixels[..., 3] == 255).all())
    data, kind = (quick_jpeg(pixels, QUALITY), "jpeg") if solid else (png(pixels, small=True), "png")
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
