"""The painter: a scene becomes pixels, by Skia on the processor; bit-identical for equal scenes on one platform."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from maquette.design.bounded import Bounded
from maquette.design.scene import Fill, Frame, Gradient, Item, Outline, Picture, Scene, Shape, Words
from maquette.design.sources import Sources
from maquette.design.text.shape import paragraph
from maquette.lazy import lazy
from maquette.picture.encode import shrink_evenly
from maquette.picture.strips import Strips

if TYPE_CHECKING:
    import numpy as np
    import skia

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")
    skia = lazy("skia")

LAYERS_MEMORY = 54_000_000
"""Bytes that layers without text may take in a process."""

BURST_POINTS = 16


def paint(scene: Scene, sources: Sources) -> Pixels:
    """The scene as opaque (height, width, 4) uint8 sRGB. Raises ``UnreadableImage`` for a source that is no picture.

    The array is the process's own canvas: it holds the scene until the next one is painted.
    """
    pixels = _canvas(scene.width, scene.height)
    surface = _surface(pixels)
    canvas = surface.getCanvas()
    place = (scene.width, scene.height)
    layer = _layers().get(place)
    start = _shared(layer, scene, sources)
    if layer is not None and start:
        np.copyto(pixels, layer.shows.pixels)
    else:
        draw_ground(canvas, scene)
    keep = 0 if start else _worth_keeping(scene, sources)
    for number, item in enumerate(scene.items[start:], start):
        if number == keep and keep:
            _layers().put(
                place, _Layer(_identity(scene, sources)[: keep + 1], Strips(pixels.copy()), {}), pixels.nbytes
            )
        draw(canvas, item, sources)
    _last[place] = _identity(scene, sources)
    return pixels


def paint_small(scene: Scene, sources: Sources, share: int) -> Pixels:
    """The scene that was painted last, *share* times smaller, as pixels of its own.

    What it has in common with others is shrunk once for all of them, and only the rest is painted again.
    """
    if share == 1:
        return _canvas(scene.width, scene.height).copy()
    layer = _layers().get((scene.width, scene.height))
    start = _shared(layer, scene, sources)
    if layer is None or not start:
        return shrink_evenly(_canvas(scene.width, scene.height), share)
    if share not in layer.smaller:
        layer.smaller[share] = shrink_evenly(layer.shows.pixels, share)
    pixels = layer.smaller[share].copy()
    surface = _surface(pixels)
    canvas = surface.getCanvas()
    canvas.scale(1 / share, 1 / share)
    for item in scene.items[start:]:
        draw(canvas, item, sources, smaller=True)
    return pixels


def in_common(width: int, height: int) -> Strips | None:
    """What pictures of that size have in common with the one that was painted last, as far as it is kept."""
    layer = _layers().get((width, height))
    return layer.shows if layer else None


def _surface(pixels: Pixels) -> Any:
    """What paints into *pixels*."""
    height, width = pixels.shape[:2]
    space = skia.ColorSpace.MakeSRGB()
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, space)
    return skia.Surface.MakeRasterDirect(info, pixels)


class _Layer(NamedTuple):
    """The ground and the first items of a scene, painted: what copies of one design have in common."""

    items: tuple[Hashable, ...]
    shows: Strips
    smaller: dict[int, Pixels]


_last: dict[tuple[int, int], tuple[Hashable, ...]] = {}


def _identity(scene: Scene, sources: Sources) -> tuple[Hashable, ...]:
    """What is painted, in order; a picture is what its file holds."""
    return (
        scene.ground,
        *((item, sources.mark(item.source)) if isinstance(item, Picture) else item for item in scene.items),
    )


def _shared(layer: _Layer | None, scene: Scene, sources: Sources) -> int:
    """How many items of *scene* the kept layer already shows: all that it has, or none."""
    if layer is None:
        return 0
    count = len(layer.items)
    return count - 1 if _identity(scene, sources)[:count] == layer.items else 0


def _worth_keeping(scene: Scene, sources: Sources) -> int:
    """How many items to keep as a layer: what this scene has in common with the one before, else what stands still."""
    before, now = _last.get((scene.width, scene.height)), _identity(scene, sources)
    if before is None or before[:1] != now[:1]:
        return scene.still
    same = 0
    for one, other in zip(before, now, strict=False):
        if one != other:
            break
        same += 1
    return same - 1 if same > 1 else scene.still


@cache
def _layers() -> Bounded[_Layer]:
    return Bounded(LAYERS_MEMORY)


_scratch: list[Pixels] = []


def _canvas(width: int, height: int) -> Pixels:
    """A canvas that is used again: fresh memory costs more than the painting."""
    if not _scratch or _scratch[0].size < width * height * 4:
        _scratch[:] = [np.empty(width * height * 4, np.uint8)]
    return _scratch[0][: width * height * 4].reshape(height, width, 4)


def draw_ground(canvas: Any, scene: Scene) -> None:
    """The ground of *scene* on any canvas of the painter's: pixels, or a page of a PDF."""
    frame = Frame(0, 0, scene.width, scene.height)
    canvas.drawRect(skia.Rect.MakeXYWH(*frame), _paint(scene.ground, frame))


def draw(canvas: Any, item: Item, sources: Sources, *, smaller: bool = False) -> None:
    """One item on any canvas of the painter's; *smaller* where that shows it at less than its size."""
    canvas.save()
    if isinstance(item, Words):
        if item.turn:
            canvas.rotate(item.turn, *item.pivot)
        _words(canvas, item)
    else:
        if item.turn:
            canvas.rotate(item.turn, item.frame.x + item.frame.width / 2, item.frame.y + item.frame.height / 2)
        _shape(canvas, item) if isinstance(item, Shape) else _picture(canvas, item, sources, smaller=smaller)
    canvas.restore()


def _shape(canvas: Any, item: Shape) -> None:
    path = outline(item.frame, item.outline, item.radius)
    if item.shadow:
        _shadow(canvas, item, path)
    if item.fill:
        paint = _paint(item.fill, item.frame)
        if item.blur:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, item.blur))
        canvas.drawPath(path, paint)
    if item.stroke and item.stroke_width:
        paint = _paint(item.stroke, item.frame)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(item.stroke_width)
        canvas.drawPath(path, paint)


def _shadow(canvas: Any, item: Shape | Picture, path: Any) -> None:
    assert item.shadow
    paint = skia.Paint(AntiAlias=True, Color=colour(item.shadow.colour))
    paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(0.1, item.shadow.blur)))
    canvas.save()
    canvas.translate(0, item.shadow.down)
    if item.outline == "rect":
        # A blurred round rectangle is put together from a small one; a path is blurred pixel by pixel.
        canvas.drawRRect(skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(*item.frame), item.radius, item.radius), paint)
    else:
        canvas.drawPath(path, paint)
    canvas.restore()


_BLENDS: Mapping[str, str] = {"normal": "kSrcOver", "multiply": "kMultiply", "screen": "kScreen"}


def _picture(canvas: Any, item: Picture, sources: Sources, *, smaller: bool) -> None:
    frame = item.frame
    image = sources.image(item.source, item.crop, max(1, round(frame.width)), max(1, round(frame.height)))
    path = outline(frame, item.outline, item.radius)
    if item.shadow:
        _shadow(canvas, item, path)
    if item.outline != "rect" or item.radius or item.turn:
        canvas.clipPath(path, skia.ClipOp.kIntersect, True)
    paint = skia.Paint(AntiAlias=True, BlendMode=getattr(skia.BlendMode, _BLENDS[item.blend]))
    sampling = skia.SamplingOptions(skia.FilterMode.kNearest)
    if smaller:
        sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    # The picture has the size of its frame already, so on a canvas of that size nothing is sampled again.
    canvas.drawImage(image, round(frame.x), round(frame.y), sampling, paint)


def _words(canvas: Any, item: Words) -> None:
    value = colour(item.colour)
    for line, x, y in item.lines:
        set_line = _set(line, item.style, item.size, value)
        set_line.paint(canvas, x, y - set_line.AlphabeticBaseline)


# A picture and its small copy are painted from the same lines.
_set = lru_cache(maxsize=64)(paragraph)


def _paint(fill: Fill, frame: Frame) -> Any:
    if isinstance(fill, Gradient):
        frame = fill.over or frame
        turn = math.radians(fill.angle)
        across, down = math.cos(turn), math.sin(turn)
        reach = (abs(across) * frame.width + abs(down) * frame.height) / 2
        middle = frame.x + frame.width / 2, frame.y + frame.height / 2
        ends = [
            skia.Point(middle[0] - across * reach, middle[1] - down * reach),
            skia.Point(middle[0] + across * reach, middle[1] + down * reach),
        ]
        shader = skia.GradientShader.MakeLinear(ends, [colour(fill.start), colour(fill.end)])
        # Without dithering a long gradient shows bands.
        return skia.Paint(AntiAlias=True, Shader=shader, Dither=True)
    return skia.Paint(AntiAlias=True, Color=colour(fill))


def outline(frame: Frame, kind: Outline, radius: float) -> Any:
    """The path of an outline in *frame*: an arch is round at the top, a burst a star with many short rays."""
    rect = skia.Rect.MakeXYWH(*frame)
    if kind == "ellipse":
        return skia.Path.Oval(rect)
    if kind == "arch":
        top = min(frame.width / 2, frame.height)
        round_rect = skia.RRect()
        foot = min(radius, frame.width / 2)
        corners = [skia.Point(top, top)] * 2 + [skia.Point(foot, foot)] * 2
        round_rect.setRectRadii(rect, corners)
        return skia.Path.RRect(round_rect)
    if kind == "burst":
        return skia.Path.Polygon([skia.Point(*point) for point in burst_points(frame)], True)
    radius = min(radius, frame.width / 2, frame.height / 2)
    return skia.Path.RRect(rect, radius, radius) if radius else skia.Path.Rect(rect)


def burst_points(frame: Frame) -> list[tuple[float, float]]:
    """The corners of a burst."""
    middle, reach = (frame.x + frame.width / 2, frame.y + frame.height / 2), (frame.width / 2, frame.height / 2)
    points = []
    for step in range(2 * BURST_POINTS):
        share = 1.0 if step % 2 == 0 else 0.9
        turn = math.pi * step / BURST_POINTS
        points.append((middle[0] + share * reach[0] * math.cos(turn), middle[1] + share * reach[1] * math.sin(turn)))
    return points


def colour(text: str) -> int:
    """``#rrggbb`` or ``#rrggbbaa`` as the painter's 0xAARRGGBB."""
    value = int(text[1:7], 16)
    alpha = int(text[7:9], 16) if len(text) > 7 else 255
    return alpha << 24 | value
