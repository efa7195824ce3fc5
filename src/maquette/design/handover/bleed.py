"""Bleed: what touches the edge of a page goes on beyond it, so that a cut a little beside the line shows no paper."""

from __future__ import annotations

from dataclasses import replace

from maquette.design.scene import Fill, Frame, Gradient, Item, Picture, Scene, Shape, Words
from maquette.design.sources import Sources
from maquette.picture.image import Box

_TOUCHES = 0.75
"""px: nearer to the edge than this is on it."""


def with_bleed(scene: Scene, sources: Sources, px: int) -> Scene:
    """*scene* on a canvas that is *px* larger on each side, what lay on an edge drawn out over it.

    Fields of colour and opaque pictures are drawn out; a picture that ends where the page ended is enlarged as much
    as it takes (6 mm of the side at 3 mm of bleed). Everything else stays where it was.
    """
    whole = Frame(0, 0, scene.width, scene.height)
    items = tuple(_drawn_out(item, whole, px, sources) for item in scene.items)
    ground = _anchored(scene.ground, Frame(px, px, scene.width, scene.height))
    return replace(scene, width=scene.width + 2 * px, height=scene.height + 2 * px, ground=ground, items=items)


def _drawn_out(item: Item, whole: Frame, px: int, sources: Sources) -> Item:
    if isinstance(item, Words):
        lines = tuple((line, x + px, y + px) for line, x, y in item.lines)
        return replace(item, lines=lines, pivot=(item.pivot[0] + px, item.pivot[1] + px))
    frame = item.frame._replace(x=item.frame.x + px, y=item.frame.y + px)
    beyond = _beyond(item, whole, px)
    if not any(beyond) or (isinstance(item, Picture) and not _opaque(item, sources)):
        return replace(item, frame=frame)
    top, right, bottom, left = beyond
    larger = Frame(frame.x - left, frame.y - top, frame.width + left + right, frame.height + top + bottom)
    if isinstance(item, Shape):
        return replace(item, frame=larger, fill=_anchored(item.fill, frame))
    return replace(item, frame=larger, crop=_wider(item.crop, frame, larger))


def _anchored(fill: Fill, frame: Frame) -> Fill:
    """*fill* as it is in *frame*, however much larger what it fills becomes."""
    return fill._replace(over=frame) if isinstance(fill, Gradient) else fill


def _beyond(item: Shape | Picture, whole: Frame, px: int) -> tuple[int, int, int, int]:
    """How far *item* is drawn out at the top, right, bottom, left."""
    frame = item.frame
    if item.turn or item.outline not in ("rect", "arch") or item.radius:
        return 0, 0, 0, 0
    on = (frame.y, whole.right - frame.right, whole.bottom - frame.bottom, frame.x)
    top, right, bottom, left = (px if abs(far) < _TOUCHES else 0 for far in on)
    # The round end of an arch stays where it is.
    return (0, 0, bottom, 0) if item.outline == "arch" else (top, right, bottom, left)


def _opaque(item: Picture, sources: Sources) -> bool:
    return item.blend == "normal" and not sources.drawing(item.source) and not sources.has_alpha(item.source)


def _wider(crop: Box, frame: Frame, larger: Frame) -> Box:
    """The part of the picture for the *larger* frame, at the same scale where there is so much of it."""
    across, down = (crop.right - crop.left) / frame.width, (crop.bottom - crop.top) / frame.height
    wide, high = across * larger.width, down * larger.height
    scale = min(1.0, 1 / wide, 1 / high)
    wide, high = wide * scale, high * scale
    left = crop.left - (frame.x - larger.x) * across * scale
    top = crop.top - (frame.y - larger.y) * down * scale
    left, top = min(max(0.0, left), 1 - wide), min(max(0.0, top), 1 - high)
    return Box(left, top, left + wide, top + high)
