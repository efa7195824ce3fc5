"""A scene in layers: each slot on its own, so that a person can finish by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from maquette.design.paint import draw, draw_ground
from maquette.design.scene import Blend, Item, Picture, Scene, Shape, Words
from maquette.design.sources import Sources
from maquette.lazy import lazy

if TYPE_CHECKING:
    import numpy as np
    import skia

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")
    skia = lazy("skia")


class Layer(NamedTuple):
    """A named picture of its own: straight-alpha RGBA *pixels* with their top left corner at *left*, *top* px."""

    name: str
    left: int
    top: int
    pixels: Pixels
    blend: Blend = "normal"


class Group(NamedTuple):
    """Items that make one layer."""

    name: str
    items: tuple[Item, ...]
    blend: Blend = "normal"


def groups(scene: Scene) -> list[Group]:
    """The items of *scene* by layer, from the back to the front, every name once.

    What lies together and shows one slot is one layer. A shadow under a picture that is blended is a layer before it.
    """
    parts = [part for one in zip(scene.names, scene.items, strict=True) for part in _parts(*one)]
    found = [
        Group(name, tuple(item for _, item, _ in some), blend)
        for (name, blend, _), some in groupby(parts, lambda part: (part[0], part[2], type(part[1]) is Words))
    ]
    taken: dict[str, int] = {}
    for place, group in enumerate(found):
        taken[group.name] = number = taken.get(group.name, 0) + 1
        if number > 1:
            found[place] = group._replace(name=f"{group.name} {number}")
    return found


def layers(scene: Scene, sources: Sources) -> Iterator[Layer]:
    """The layers of *scene*, the ground first, one in memory at a time; what paints nothing is left out.

    Laid over each other they are the flat picture, but for the rounding of 8-bit alpha.
    """
    canvas = _canvas(scene)
    draw_ground(canvas.getCanvas(), scene)
    yield Layer("background", 0, 0, _pixels(canvas))
    for group in groups(scene):
        canvas.getCanvas().clear(0)
        for item in group.items:
            draw(canvas.getCanvas(), item, sources)
        pixels = _pixels(canvas)
        rows, columns = (np.flatnonzero(pixels[..., 3].any(axis)) for axis in (1, 0))
        if rows.size:
            top, left = int(rows[0]), int(columns[0])
            cut = pixels[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
            yield Layer(group.name, left, top, np.ascontiguousarray(cut), group.blend)


def _parts(name: str, item: Item) -> Iterator[tuple[str, Item, Blend]]:
    if not isinstance(item, Picture) or item.blend == "normal":
        yield name, item, "normal"
        return
    if item.shadow:
        # Painted by itself: a shadow that were multiplied once more would be another one.
        cast = Shape(item.frame, "", item.outline, item.radius, turn=item.turn, shadow=item.shadow)
        yield f"{name}, shadow", cast, "normal"
    yield name, replace(item, shadow=None, blend="normal"), item.blend


def _canvas(scene: Scene) -> Any:
    info = skia.ImageInfo.Make(
        scene.width, scene.height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, skia.ColorSpace.MakeSRGB()
    )
    return skia.Surface.MakeRaster(info)


def _pixels(canvas: Any) -> Pixels:
    pixels: Pixels = np.empty((canvas.height(), canvas.width(), 4), np.uint8)
    info = skia.ImageInfo.Make(
        canvas.width(),
        canvas.height(),
        skia.kRGBA_8888_ColorType,
        skia.kUnpremul_AlphaType,
        skia.ColorSpace.MakeSRGB(),
    )
    if not canvas.readPixels(info, pixels, pixels.strides[0], 0, 0):
        raise MemoryError
    return pixels
