"""The operation: a product in a set, in brand colours, in one format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from maquette.design.handover.layers import Layer
from maquette.design.handover.ora import write_ora
from maquette.design.handover.psd import write_psd
from maquette.design.scenes.arrange import Frame, framed, staged
from maquette.design.scenes.develop import developed, focused, grounded
from maquette.design.scenes.paint import Painter
from maquette.design.scenes.palette import Palette
from maquette.design.scenes.scene_set import SceneSet
from maquette.design.scenes.silhouette import Cut, body, resized, trimmed
from maquette.design.scenes.trace import traced, tracer_versions
from maquette.graph import op
from maquette.lazy import lazy
from maquette.picture.colour import Colour, to_linear
from maquette.picture.image import File, Image

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

Grade = Literal["painted", "preview", "traced"]
Layered = Literal["ora", "psd"]

_PIXELS: dict[Grade, int] = {"painted": 1_300_000, "traced": 1_000_000, "preview": 160_000}
"""A set has at most so many pixels and is enlarged from there; the product never is part of that."""

_SAMPLES: dict[Grade, int] = {"traced": 12, "preview": 4}


@op(version=1, cost="cheap")
def shoot(
    product: Image,
    *,
    scene: SceneSet,
    width: int,
    height: int,
    colours: tuple[Colour, ...] = (),
    fill: float | None = None,
    side: float | None = None,
    softness: float = 0.5,
    shadow: float = 0.35,
) -> Image:
    """The *product* (RGBA, straight alpha) in the *scene*, (height, width, 3), painted at once.

    *colours* fill the roles background, surface, accent, secondary in this order, the set's own where none is given.
    *fill* (0..1) is the share of the frame that the product takes. The shadow falls to *side*, -1 (left) .. 1, the
    set's own where None, with *softness* and strength *shadow*, both 0..1. The product's pixels are the resized
    product's own wherever it is opaque; the set is painted round them. A picture of nothing gives the empty set.
    """
    shot = _Shot(product, scene, width, height, colours, fill, side, softness, shadow, "painted")
    return Image(over(shot.ground(), shot.card, shot.frame))


@op(version=1, cost="heavy", also=tracer_versions)
def trace(
    product: Image,
    *,
    scene: SceneSet,
    width: int,
    height: int,
    colours: tuple[Colour, ...] = (),
    fill: float | None = None,
    side: float | None = None,
    softness: float = 0.5,
    shadow: float = 0.35,
    preview: bool = False,
) -> Image:
    """What ``shoot`` makes, path-traced (about 20 s; a *preview* in seconds): light goes about as it does in a room.

    Raises ``InputError`` (code ``needs-extra``) where the path tracer is not installed.
    """
    grade: Grade = "preview" if preview else "traced"
    shot = _Shot(product, scene, width, height, colours, fill, side, softness, shadow, grade)
    return Image(over(shot.ground(), shot.card, shot.frame))


def _depends(grade: Grade = "painted", **_: Any) -> Mapping[str, str]:
    """What a shot in layers also depends on."""
    return tracer_versions() if grade != "painted" else {}


@op(version=1, cost="heavy", also=_depends)
def shoot_layers(
    product: Image,
    *,
    kind: Layered,
    scene: SceneSet,
    width: int,
    height: int,
    colours: tuple[Colour, ...] = (),
    fill: float | None = None,
    side: float | None = None,
    softness: float = 0.5,
    shadow: float = 0.35,
    grade: Grade = "painted",
) -> File:
    """What ``shoot`` or ``trace`` makes as a file of two layers: the set with its light and shadow, and the product.

    Laid over each other they are the flat picture, to one level of 255. A traced set is traced once more.
    """
    shot = _Shot(product, scene, width, height, colours, fill, side, softness, shadow, grade)
    ground = shot.ground()
    cut, left, top = visible(shot.card, shot.frame)
    solid = np.dstack([ground, np.full((height, width), 255, np.uint8)])
    layers = [Layer("set", 0, 0, solid), Layer("product", left, top, np.ascontiguousarray(cut))]
    flat = over(ground.copy(), shot.card, shot.frame)
    write = write_ora if kind == "ora" else write_psd
    return File(write([one for one in layers if one.pixels.size], flat, 72.0), kind, width, height)


class _Shot:
    """A product and its set, arranged; and the way from light on the set to the picture."""

    def __init__(
        self,
        product: Image,
        scene: SceneSet,
        width: int,
        height: int,
        colours: tuple[Colour, ...],
        fill: float | None,
        side: float | None,
        softness: float,
        shadow: float,
        grade: Grade,
    ) -> None:
        self._grade = grade
        scale = min(1.0, (_PIXELS[grade] / (width * height)) ** 0.5)
        cut = trimmed(product) or Cut(np.zeros((8, 8, 4), np.uint8))
        self.frame = framed(scene, (cut.pixels.shape[1], cut.pixels.shape[0]), cut, width, height, fill)
        self.card = resized(cut.pixels, self.frame.wide, self.frame.tall)
        self.shadow = shadow
        palette = Palette.of(*(colours or (Colour.parse(text) for text in scene.colours)))
        turn = scene.numbers["light.side"] if side is None else side
        # The usual shadow of 0.35 leaves the area light the share that the set gives it.
        share = float(np.clip(scene.numbers["light.share"] + 0.5 * (shadow - 0.35), 0.0, 0.95))
        self.stage = staged(scene, self.frame, palette, scale=scale, side=turn, softness=softness, share=share)
        small = (max(1, round(self.frame.wide * scale)), max(1, round(self.frame.tall * scale)))
        self._reduced = resized(self.card, *small)
        alpha = self._reduced[..., 3:].astype(np.float32) / 255
        self.linear = np.dstack([to_linear(self._reduced[..., :3]) * alpha, alpha]).astype(np.float32)
        self.body = body(self._reduced, self._left) if alpha.any() else None

    @property
    def _left(self) -> float:
        return self.frame.left * self.stage.scale - self.stage.centre

    def ground(self) -> Any:
        """The set in the light and shadow of the product, without it: (height, width, 3) uint8."""
        frame, stage = self.frame, self.stage
        painter = Painter(stage, self.body, self.linear)
        if self._grade == "painted":
            light, depth = painter.picture()
        else:
            light, depth = traced(stage, self.body, self.linear, painter.level, _SAMPLES[self._grade]), painter.depth()
        light = focused(light, depth, stage.away, stage.blur, 0.35 * stage.unit)
        if self.body is not None and frame.base < frame.height:
            strength = 0.35 + 0.6 * self.shadow
            light = grounded(light, self._reduced[..., 3], frame.left * stage.scale, stage.base, strength)
        return developed(light, frame.width, frame.height)


def over(ground: Any, card: Any, frame: Frame) -> Any:
    """The *card* (h, w, 4) laid over the *ground* at its place; where it is opaque, its own bytes."""
    part, x, y = visible(card, frame)
    place = ground[y : y + part.shape[0], x : x + part.shape[1]]
    share = part[..., 3:].astype(np.float32) / 255
    place[:] = np.rint(part[..., :3] * share + place * (1 - share)).astype(np.uint8)
    return ground


def visible(card: Any, frame: Frame) -> tuple[Any, int, int]:
    """The part of the *card* that lies inside of the picture, and its left and top there."""
    y, x = max(0, frame.top), max(0, frame.left)
    return card[y - frame.top : frame.height - frame.top, x - frame.left : frame.width - frame.left], x, y
