"""A set built round one product in one format: camera, shapes and light in px."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.design.scenes.finish import FINISHES, Finish
from maquette.design.scenes.gobo import gobo
from maquette.design.scenes.lengths import Measure, length
from maquette.design.scenes.light import Key, Lit
from maquette.design.scenes.shapes import TEXELS, Box, Column, Room, Shape, Slab
from maquette.lazy import lazy
from maquette.picture.colour import Colour, to_linear

if TYPE_CHECKING:
    import numpy as np

    from maquette.design.scenes.palette import Palette
    from maquette.design.scenes.scene_set import Piece, SceneSet, Surface
else:
    np = lazy("numpy")

_LOWEST = 0.04
_ABOVE = 0.03


@dataclass(frozen=True)
class Frame:
    """Where the product's card lies in the picture, px: *left*, *top*, *wide*, *tall*, in *width* x *height*."""

    width: int
    height: int
    left: int
    top: int
    wide: int
    tall: int

    @property
    def base(self) -> int:
        """The row that the product stands on."""
        return self.top + self.tall


def framed(scene: SceneSet, size: tuple[int, int], cut: Any, width: int, height: int, fill: float | None) -> Frame:
    """Where a product of *size* goes. *fill* is the share of the frame that it takes along its larger side."""
    tallest = fill or scene.numbers["fill"]
    widest = min(0.95, fill or scene.numbers["wide"])
    scale = min(widest * width / size[0], tallest * height / size[1])
    wide, tall = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    # A low product stands nearer the middle, so that the picture does not hang at the bottom.
    base = min(round(scene.numbers["baseline"] * height), round(0.5 * height + (0.5 * tall + _LOWEST * height)))
    base = max(base, tall + round(_ABOVE * height))
    left, top = round((width - wide) / 2), base - tall
    if cut.left != cut.right:
        left = 0 if cut.left else width - wide
    if cut.top != cut.bottom:
        top = 0 if cut.top else height - tall
    return Frame(width, height, left, top, wide, tall)


@dataclass(frozen=True, eq=False)
class Thing:
    """A shape, and reflectance in linear light with finish: one of *looks*, or a room's floor and wall."""

    shape: Shape
    looks: tuple[tuple[Any, Finish], ...]

    @property
    def lit(self) -> Lit:
        """What its neighbours see of it."""
        mean = sum(albedo for albedo, _ in self.looks) / len(self.looks)
        return Lit(self.shape, (0.8 * mean).astype(np.float32))


@dataclass(frozen=True, eq=False)
class Staged:
    """All in px of the picture that is painted, *scale* times the final one. The eye is at (0, *eye*, *away*)."""

    width: int
    height: int
    centre: float
    base: float
    scale: float
    eye: float
    away: float
    things: list[Thing]
    key: Key
    fill: Any
    unit: float
    blur: float
    level: float

    def rays(self, column: Any, row: Any) -> tuple[Any, Any]:
        """Origins and directions through places of the picture, in px."""
        x, y = (column - self.centre).astype(np.float32), (self.base - row).astype(np.float32)
        d = (x, y - np.float32(self.eye), np.full_like(x, -self.away))
        norm = np.sqrt(d[0] ** 2 + d[1] ** 2 + d[2] ** 2)
        o = tuple(np.full_like(x, value) for value in (0, self.eye, self.away))
        return o, tuple(one / norm for one in d)


def staged(
    scene: SceneSet, frame: Frame, palette: Palette, *, scale: float, side: float, softness: float, share: float
) -> Staged:
    """The *scene* about the product in *frame*, at *scale*. The area light has the *share* of all light, 0..1."""
    width, height = round(frame.width * scale), round(frame.height * scale)
    w, h = frame.wide * scale, frame.tall * scale
    measure = Measure(w, h, (w * h) ** 0.5, width, height, min(width, height))
    away = scene.numbers["camera.distance"] * max(width, height)
    eye = away * float(np.tan(np.radians(scene.numbers["camera.elevation"])))
    room = {name: length(value, measure) for name, value in scene.room.items()}
    room["wall"] = -max(-room["wall"], 0.3 * w)
    base = frame.base * scale
    top = eye + (base + eye) * (away - room["wall"]) / away * 1.1
    half = 0.62 * width * (away - room["wall"]) / away
    near = (1.15 * w + 0.35 * h, 0.75 * w + 0.45 * h) if room["floor"] > -1 else None
    front = min(0.45 * away, 0.6 * measure.M + 0.6 * w)
    sweep = Room(
        room["floor"], room["wall"], room["bend"], front, max(top, room["floor"] + 2 * room["bend"]), half, near
    )
    things = [Thing(sweep, (_look(scene.floor, palette), _look(scene.wall, palette)))]
    things += [
        Thing(_shape(piece, room["floor"], measure, half), (_look(piece.surface, palette),)) for piece in scene.pieces
    ]
    for thing in things:  # a small picture needs fewer places where light is gathered
        thing.shape.texels = max(20, min(TEXELS, round(TEXELS * (width * height / 500_000) ** 0.5)))
    light = scene.numbers
    rise, turn = np.radians(light["light.height"]), np.radians(78.0 * -side)
    reach = 2.6 * max(measure.M, w, h) + 0.6 * max(width, height)
    at = (
        float(reach * np.cos(rise) * np.sin(turn)),
        float(reach * np.sin(rise)) + 0.35 * h,
        float(reach * np.cos(rise) * np.cos(turn)),
    )
    warmth = to_linear(Colour.parse(scene.warmth).rgb)
    key = Key(
        at,
        float(light["light.size"] * (0.35 + 1.3 * softness) * measure.M * 1.3),
        share * 1.15,
        tuple(float(one) for one in warmth),  # type: ignore[arg-type]
        gobo=gobo(scene.gobo) if scene.gobo else None,
        aim=(0.0, 0.38 * h, 0.4 * room["wall"]),
        between=0.30,
        spread=0.95 * max(measure.M, 1.2 * h),
    )
    fill = np.full(3, 1.35 * (1 - share), np.float32) * np.asarray([0.985, 1.0, 1.02], np.float32)
    return Staged(
        width,
        height,
        width / 2,
        base,
        scale,
        eye,
        away,
        things,
        key,
        fill,
        measure.M,
        light["blur"],
        light["light.level"],
    )


def _look(surface: Surface, palette: Palette) -> tuple[Any, Finish]:
    albedo = np.minimum(to_linear(getattr(palette, surface.colour).rgb), 0.93).astype(np.float32)
    return albedo, FINISHES[surface.finish]


def _shape(piece: Piece, floor: float, measure: Measure, half: float) -> Shape:
    size = {name: length(value, measure) for name, value in piece.lengths.items()}
    bottom = size.get("bottom", floor)
    bevel = max(1.2, 0.006 * measure.M)
    if piece.shape == "box":
        x, z, wide, deep = (size[name] for name in ("x", "z", "width", "depth"))
        low, high = (x - wide / 2, bottom, z - deep / 2), (x + wide / 2, size["top"], z + deep / 2)
        return Box(low, high, bevel, near=max(half, 1.0))
    if piece.shape == "column":
        return Column(size["x"], size["z"], size["radius"], bottom, size["top"], bevel)
    return Slab(
        size["x"],
        size["half"],
        bottom,
        size["spring"],
        size["back"],
        size["front"],
        hole=piece.shape == "opening",
        disc=piece.shape == "disc",
        reach=1.5 * half,
    )
