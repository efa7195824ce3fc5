"""A set painted at once: one look along every pixel's ray, light from the lattices, edges looked at closer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.design.scenes.finish import Finish, clouds, read, sampled, texture
from maquette.design.scenes.light import gathered
from maquette.design.scenes.shapes import Room
from maquette.lazy import lazy

if TYPE_CHECKING:
    import cv2
    import numpy as np

    from maquette.design.scenes.arrange import Staged, Thing
    from maquette.design.scenes.silhouette import Body
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_CHUNK = 1 << 17
_CLOSER = 3


class Painter:
    """Looks into a staged set. *card* (h, w, 4) float32 is the product in premultiplied linear light, for mirrors."""

    def __init__(self, staged: Staged, body: Body | None, card: Any) -> None:
        self.staged, self.body, self.card = staged, body, card
        lights = gathered([thing.lit for thing in staged.things], body, staged.key, staged.fill)
        level = self.level = exposure(staged, lights[0][0])
        self._lights = [[sheet * np.float32(level) for sheet in sheets] for sheets in lights]
        self._fill = staged.fill * level
        toward = np.asarray(staged.key.at, np.float32)
        self._toward = toward / np.linalg.norm(toward)

    def picture(self) -> tuple[Any, Any]:
        """Linear light (height, width, 3), and the depth z of what is seen (height, width)."""
        staged = self.staged
        rows, columns = np.mgrid[0 : staged.height, 0 : staged.width].astype(np.float32)
        flat = [one.ravel() + np.float32(0.5) for one in (columns, rows)]
        colour = np.empty((staged.width * staged.height, 3), np.float32)
        mirror = np.empty_like(colour)
        depth, which = np.empty(len(colour), np.float32), np.empty(len(colour), np.int16)
        bent = np.empty(len(colour), np.float32)
        for start in range(0, len(colour), _CHUNK):
            part = slice(start, start + _CHUNK)
            looked = self._look(flat[0][part], flat[1][part])
            colour[part], mirror[part], depth[part], which[part], bent[part] = looked
        shape = (staged.height, staged.width)
        depth, which = depth.reshape(shape), which.reshape(shape)
        rough = _edges(which, bent.reshape(shape))
        found = np.flatnonzero(rough.ravel())
        for start in range(0, len(found), _CHUNK // _CLOSER**2):
            some = found[start : start + _CHUNK // _CLOSER**2]
            colour[some], mirror[some] = self._closer(some % staged.width, some // staged.width)
        return (colour + _smooth(mirror.reshape(*shape, 3), which).reshape(-1, 3)).reshape(*shape, 3), depth

    def depth(self) -> Any:
        """The depth z of what is seen, (height, width), alone."""
        rows, columns = np.mgrid[0 : self.staged.height, 0 : self.staged.width].astype(np.float32)
        o, d = self.staged.rays(columns.ravel() + np.float32(0.5), rows.ravel() + np.float32(0.5))
        nearest = np.full_like(o[0], np.inf)
        for thing in self.staged.things:
            nearest = np.minimum(nearest, thing.shape.hit(o, d))
        return (self.staged.away + np.where(np.isfinite(nearest), nearest, 0) * d[2]).reshape(rows.shape)

    def _closer(self, column: Any, row: Any) -> tuple[Any, Any]:
        """The mean over a grid of looks into each pixel: own light and mirrored light."""
        steps = (np.arange(_CLOSER, dtype=np.float32) + np.float32(0.5)) / _CLOSER
        b, a = np.meshgrid(steps, steps)
        columns = (column[:, None] + a.ravel()).ravel().astype(np.float32)
        rows = (row[:, None] + b.ravel()).ravel().astype(np.float32)
        colour, mirror = self._look(columns, rows)[:2]
        return colour.reshape(len(column), -1, 3).mean(axis=1), mirror.reshape(len(column), -1, 3).mean(axis=1)

    def _look(self, column: Any, row: Any) -> tuple[Any, Any, Any, Any, Any]:
        o, d = self.staged.rays(column, row)
        mirror = np.zeros((len(column), 3), np.float32)
        colour, p, which, normal = self._radiance(o, d, mirror)
        return colour, mirror, p[2], which, normal[1] + 2 * normal[0]

    def _radiance(self, o: Any, d: Any, mirror: Any = None) -> tuple[Any, Any, Any, Any]:
        """Radiance along rays, where they end, on which thing, its normal. *mirror* takes what is mirrored there."""
        nearest, which = np.full_like(o[0], np.inf), np.full(o[0].shape, -1, np.int16)
        for number, thing in enumerate(self.staged.things):
            t = thing.shape.hit(o, d)
            closer = t < nearest
            nearest, which = np.where(closer, t, nearest), np.where(closer, np.int16(number), which)
        missed = which < 0
        t = np.where(missed, np.float32(0), nearest)
        p = tuple(o[axis] + t * d[axis] for axis in range(3))
        colour = np.empty((len(t), 3), np.float32)
        colour[missed] = self._surround(tuple(one[missed] for one in d))
        normal = tuple(np.zeros_like(t) for _ in range(3))
        for number, thing in enumerate(self.staged.things):
            mine = np.flatnonzero(which == number)
            if len(mine):
                at, way = (tuple(one[mine] for one in three) for three in (p, d))
                n = thing.shape.normal(at)
                for axis in range(3):
                    normal[axis][mine] = n[axis]
                colour[mine], back = self._surface(number, thing, at, way, n, mirrors=mirror is not None)
                if back is not None:
                    mirror[mine] = back
        return colour, p, which, normal

    def _surround(self, d: Any) -> Any:
        """What mirrors see beyond the set: the studio, and the light as a soft bright patch in it."""
        key, staged = self._toward, self.staged
        toward = d[0] * key[0] + d[1] * key[1] + d[2] * key[2]
        patch = np.clip((toward - 0.90) / 0.08, 0, 1) ** 2
        return self._fill * (0.62 + 0.38 * d[1])[:, None] + (2.2 * staged.key.strength * patch)[:, None]

    def _surface(self, number: int, thing: Thing, p: Any, d: Any, n: Any, *, mirrors: bool) -> tuple[Any, Any]:
        light = np.zeros((len(p[0]), 3), np.float32)
        for place in thing.shape.places(p, n):
            sheet = self._lights[number][place.lattice]
            light += sampled(sheet, place.column, place.row) * place.weight[:, None]
        weights = [None]
        if len(thing.looks) > 1:
            upright = np.clip((n[2] - 0.5) * 40 + 0.5, 0, 1) if _seam(thing.shape) else np.clip(n[2] * 1.5 - 0.25, 0, 1)
            weights = [1 - upright, upright]
        total, thrown = np.zeros_like(light), None
        for (albedo, finish), weight in zip(thing.looks, weights, strict=True):
            u, v, toward = self._along(p, n)
            share, rake = texture(finish, u, v, self.staged.unit, toward)
            here = albedo * share[:, None] * light * rake[:, None]
            if mirrors and finish.mirror:
                some = np.flatnonzero(weight > 0.01) if weight is not None else slice(None)
                back, much = self._mirrored(finish, *(tuple(one[some] for one in three) for three in (p, d, n)))
                here[some] *= 1 - much  # what a surface throws back it does not take in
                thrown = np.zeros_like(light) if thrown is None else thrown
                thrown[some] += back * much * (1 if weight is None else weight[some][:, None])
            total += here if weight is None else here * weight[:, None]
        return total, thrown

    def _along(self, p: Any, n: Any) -> tuple[Any, Any, tuple[float, float]]:
        """Texture places: level faces by x and z, upright ones by x and y, sides by z and y."""
        level, sideways = np.abs(n[1]) > 0.75, np.abs(n[0]) > 0.75
        u = np.where(sideways, p[2], p[0])
        v = np.where(level, -p[2], p[1])
        return u, v, (float(self._toward[0]), float(self._toward[1]))

    def _mirrored(self, finish: Finish, p: Any, d: Any, n: Any) -> tuple[Any, Any]:
        """What a surface reflects, and how much of it (Schlick's Fresnel term at a refraction of 1.5)."""
        n = self._rippled(finish, p, n) if finish.ripple else n
        facing = np.clip(-(d[0] * n[0] + d[1] * n[1] + d[2] * n[2]), 0, 1)
        much = finish.mirror * (0.04 + 0.96 * (1 - facing) ** 5)
        back = tuple(d[i] + 2 * facing * n[i] for i in range(3))
        start = tuple(p[i] + n[i] * np.float32(0.6) for i in range(3))
        looks = 4 if finish.haze else 1
        total = np.zeros((len(p[0]), 3), np.float32)
        seed = (np.floor(p[0] * 1.7) * 0.7548 + np.floor(p[2] * 1.3) * 0.5698) % 1
        for number in range(looks):
            a = (seed + (number + 0.5) / looks) % 1
            b = (seed * 7.31 + number * 0.618) % 1
            spread = np.float32(0.16 * finish.haze) * np.sqrt(a)
            ray = (
                back[0] + spread * np.cos(np.float32(6.2832) * b),
                back[1] + spread * np.sin(np.float32(6.2832) * b) * (back[1] > 0.02),
                back[2],
            )
            colour, q, _, _ = self._radiance(start, ray)
            total += self._with_card(start, ray, q, colour)
        return total / looks, much[:, None].astype(np.float32)

    def _with_card(self, o: Any, d: Any, q: Any, colour: Any) -> Any:
        """The product in a mirror: its card at z = 0, before what lies behind it."""
        if self.card is None or self.body is None:
            return colour
        t = -o[2] / np.where(np.abs(d[2]) < 1e-6, np.float32(1e-6), d[2])
        x, y = o[0] + t * d[0] - self.body.left, self.body.height - (o[1] + t * d[1])
        rows, columns = self.card.shape[:2]
        there = (t > 0) & (d[2] < 0) & (q[2] < 0) & (x >= 0) & (x < self.body.width) & (y >= 0) & (y < self.body.height)
        found = sampled(self.card, x * (columns / self.body.width) - 0.5, y * (rows / self.body.height) - 0.5)
        found = found * there[:, None]
        return colour * (1 - found[:, 3:]) + found[:, :3]

    def _rippled(self, finish: Finish, p: Any, n: Any) -> Any:
        unit = np.float32(self.staged.unit)
        a, b, step = p[0] / unit, p[2] / unit, 0.01
        ring = np.sqrt(a * a + b * b)
        height = read(clouds(9), a * 0.45, b * 0.9)
        dx = (read(clouds(9), a * 0.45 + step, b * 0.9) - height) * 0.020 * finish.ripple
        dz = (read(clouds(9), a * 0.45, b * 0.9 + step) - height) * 0.030 * finish.ripple
        wave = 0.020 * finish.ripple * np.cos(44 * ring) * np.exp(-2.2 * ring)
        dx, dz = dx + wave * a / (ring + 1e-3), dz + wave * b / (ring + 1e-3)
        length = np.sqrt(1 + dx * dx + dz * dz)
        level = n[1] > 0.99
        return tuple(np.where(level, one / length, n[i]) for i, one in enumerate((-dx, np.ones_like(dx), -dz)))


def _smooth(mirror: Any, which: Any) -> Any:
    """Mirrored light without the grain of its few looks, kept within each thing."""
    if not mirror.any():
        return mirror
    result = mirror.copy()
    for number in np.unique(which[mirror.any(axis=2)]):
        mask = (which == number).astype(np.float32)
        weight = cv2.GaussianBlur(mask, (0, 0), 1.6)[..., None]
        soft = cv2.GaussianBlur(mirror * mask[..., None], (0, 0), 1.6) / np.maximum(weight, 1e-3)
        result = np.where(mask[..., None] > 0, soft, result)
    return result


def _seam(shape: Any) -> bool:
    return isinstance(shape, Room) and shape.bend < 0.2 * (shape.front - shape.wall)


def exposure(staged: Staged, sheet: Any) -> float:
    """The factor that brings well-lit parts of the room, by the light on its *sheet*, to the set's level."""
    rank = 80 if staged.key.gobo is None else 96
    bright = np.percentile(sheet @ np.asarray([0.2126, 0.7152, 0.0722], np.float32), rank)
    return staged.level / max(float(bright), 1e-3)


def _edges(which: Any, bent: Any) -> Any:
    """Pixels beside another thing, or where a surface turns."""
    edge = np.zeros(which.shape, np.uint8)
    for one, limit in ((which.astype(np.float32), 0.5), (bent, 0.25)):
        down, across = np.abs(np.diff(one, axis=0)) > limit, np.abs(np.diff(one, axis=1)) > limit
        edge[1:] |= down
        edge[:-1] |= down
        edge[:, 1:] |= across
        edge[:, :-1] |= across
    return edge
