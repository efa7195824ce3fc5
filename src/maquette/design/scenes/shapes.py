"""What a set is built of, as shapes that a ray can meet.

Units are pixels of the picture at the product's plane z = 0; x runs right, y up from the product's base, z to the
camera. Points and directions are triples of float32 arrays (or numbers) of one shape. A *lattice* is a grid of points
on a shape where light is gathered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from maquette.lazy import lazy

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazy("numpy")

EPS = 1e-2
_TINY = 1e-7
TEXELS = 72
"""Steps of a lattice along most sides: enough for a picture of a megapixel."""


class Lattice(NamedTuple):
    """*points* and *normals* (rows, columns, 3)."""

    points: Any
    normals: Any


class Place(NamedTuple):
    """Where on which lattice a point gets its light, in texels, and how much of it."""

    lattice: int
    column: Any
    row: Any
    weight: Any


class Shape(Protocol):
    """Something a ray can meet."""

    texels: int

    def hit(self, o: Any, d: Any) -> Any:
        """Distance along *d* to the first meeting, infinity where there is none."""

    def normal(self, p: Any) -> Any:
        """The normal at points on it, edges rounded."""

    def lattices(self) -> list[Lattice]:
        """Where its light is gathered."""

    def places(self, p: Any, n: Any) -> list[Place]:
        """Where the light at points on it is found."""


def _divided(a: Any, b: Any) -> Any:
    return a / np.where(np.abs(b) < _TINY, np.float32(_TINY), b)


def _bent(q: Any, sign: Any) -> Any:
    """A normal out of how far a point lies beyond the core along each axis."""
    n = [np.maximum(one, 1e-4) * s for one, s in zip(q, sign, strict=True)]
    length = np.sqrt(n[0] ** 2 + n[1] ** 2 + n[2] ** 2)
    return tuple(one / length for one in n)


def _sheet(a: Any, b: Any, make: Any, normal: tuple[float, float, float]) -> Lattice:
    u, v = np.meshgrid(np.asarray(a, np.float32), np.asarray(b, np.float32))
    points = np.stack(np.broadcast_arrays(*make(u, v)), axis=-1).astype(np.float32)
    return Lattice(points, np.broadcast_to(np.asarray(normal, np.float32), points.shape))


def _texel(value: Any, low: float, high: float, count: int) -> Any:
    return (value - low) * ((count - 1) / max(high - low, _TINY))


@dataclass
class Box:
    """An upright box from *low* to *high*; light on its top is gathered within *near* of x = 0."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]
    bevel: float = 2.0
    near: float = 1e9
    texels: int = TEXELS

    def hit(self, o: Any, d: Any) -> Any:
        """As ``Shape`` says."""
        enter, leave = np.float32(-np.inf), np.float32(np.inf)
        for axis in range(3):
            one = _divided(self.low[axis] - o[axis], d[axis])
            two = _divided(self.high[axis] - o[axis], d[axis])
            enter, leave = np.maximum(enter, np.minimum(one, two)), np.minimum(leave, np.maximum(one, two))
        return np.where((enter < leave) & (enter > EPS), enter, np.float32(np.inf))

    def normal(self, p: Any) -> Any:
        """As ``Shape`` says."""
        q, sign = [], []
        for axis in range(3):
            half, centre = (self.high[axis] - self.low[axis]) / 2, (self.high[axis] + self.low[axis]) / 2
            away = p[axis] - centre
            q.append(np.abs(away) - (half - min(self.bevel, half * 0.9)))
            sign.append(np.sign(away))
        return _bent(q, sign)

    def _ranges(self) -> Any:
        left, right = max(self.low[0], -self.near), min(self.high[0], self.near)
        return (left, right), (self.low[1], self.high[1]), (self.low[2], self.high[2])

    def lattices(self) -> list[Lattice]:
        """Top, front, left, right."""
        (x0, x1), (y0, y1), (z0, z1) = self._ranges()
        x, y, z = (np.linspace(a, b, self.texels) for a, b in ((x0, x1), (y0, y1), (z0, z1)))
        fine = np.linspace(x0, x1, 2 * self.texels)
        return [
            _sheet(fine, z, lambda u, v: (u, self.high[1], v), (0, 1, 0)),
            _sheet(x, y, lambda u, v: (u, v, self.high[2]), (0, 0, 1)),
            _sheet(z[::2], y[::2], lambda u, v: (self.low[0], v, u), (-1, 0, 0)),
            _sheet(z[::2], y[::2], lambda u, v: (self.high[0], v, u), (1, 0, 0)),
        ]

    def places(self, p: Any, n: Any) -> list[Place]:
        """As ``Shape`` says."""
        (x0, x1), (y0, y1), (z0, z1) = self._ranges()
        half = len(range(0, self.texels, 2))
        row, side = _texel(p[1], y0, y1, half), _texel(p[2], z0, z1, half)
        return [
            Place(
                0, _texel(p[0], x0, x1, 2 * self.texels), _texel(p[2], z0, z1, self.texels), np.maximum(n[1], 0) ** 2
            ),
            Place(1, _texel(p[0], x0, x1, self.texels), _texel(p[1], y0, y1, self.texels), np.maximum(n[2], 0) ** 2),
            Place(2, side, row, np.maximum(-n[0], 0) ** 2),
            Place(3, side, row, np.maximum(n[0], 0) ** 2),
        ]


@dataclass
class Column:
    """An upright cylinder about (*x*, *z*) from *bottom* to *top*."""

    x: float
    z: float
    radius: float
    bottom: float
    top: float
    bevel: float = 3.0
    texels: int = TEXELS

    def hit(self, o: Any, d: Any) -> Any:
        """As ``Shape`` says."""
        x, z = o[0] - self.x, o[2] - self.z
        a = np.maximum(d[0] ** 2 + d[2] ** 2, np.float32(_TINY))
        b = x * d[0] + z * d[2]
        inside = b * b - a * (x * x + z * z - self.radius**2)
        side = (-b - np.sqrt(np.maximum(inside, 0))) / a
        y = o[1] + side * d[1]
        side = np.where((inside > 0) & (side > EPS) & (y >= self.bottom) & (y <= self.top), side, np.float32(np.inf))
        cap = _divided(self.top - o[1], d[1])
        within = (x + cap * d[0]) ** 2 + (z + cap * d[2]) ** 2 <= self.radius**2
        return np.minimum(side, np.where((cap > EPS) & within, cap, np.float32(np.inf)))

    def normal(self, p: Any) -> Any:
        """As ``Shape`` says."""
        x, z = p[0] - self.x, p[2] - self.z
        out = np.sqrt(x * x + z * z) + _TINY
        middle, half = (self.top + self.bottom) / 2, (self.top - self.bottom) / 2
        bevel = min(self.bevel, half * 0.9)
        radial = np.maximum(out - (self.radius - bevel), 1e-4)
        rise = np.maximum(np.abs(p[1] - middle) - (half - bevel), 1e-4) * np.sign(p[1] - middle)
        length = np.sqrt(radial**2 + rise**2)
        return x / out * radial / length, rise / length, z / out * radial / length

    def lattices(self) -> list[Lattice]:
        """Top, and the front half of the side."""
        across = np.linspace(-self.radius, self.radius, 2 * self.texels)
        angle, y = np.linspace(-np.pi / 2, np.pi / 2, self.texels), np.linspace(self.bottom, self.top, self.texels)
        a, b = np.meshgrid(angle, y)
        normals = np.stack([np.sin(a), 0 * a, np.cos(a)], axis=-1).astype(np.float32)
        points = normals * self.radius + np.stack([0 * a + self.x, b, 0 * a + self.z], axis=-1)
        return [
            _sheet(across, across, lambda u, v: (self.x + u, self.top, self.z + v), (0, 1, 0)),
            Lattice(points.astype(np.float32), normals),
        ]

    def places(self, p: Any, n: Any) -> list[Place]:
        """As ``Shape`` says."""
        x, z = p[0] - self.x, p[2] - self.z
        angle = np.arctan2(x, z)
        top = [_texel(one, -self.radius, self.radius, 2 * self.texels) for one in (x, z)]
        around = _texel(angle, -np.pi / 2, np.pi / 2, self.texels)
        upward = np.maximum(n[1], 0) ** 2
        return [
            Place(0, top[0], top[1], upward),
            Place(1, around, _texel(p[1], self.bottom, self.top, self.texels), 1 - upward),
        ]


@dataclass
class Slab:
    """A plate that faces the camera, from *back* to *front* in z: a solid of that outline, or a wall with it as hole.

    The outline is a rectangle of half the width *half* about *x* from *bottom* to *spring*, with a half circle on it;
    with ``disc`` it is the whole circle about (*x*, *spring*) alone.
    """

    x: float
    half: float
    bottom: float
    spring: float
    back: float
    front: float
    hole: bool = False
    disc: bool = False
    reach: float = 1e4
    texels: int = TEXELS

    def _inside(self, x: Any, y: Any) -> Any:
        x = x - self.x
        circle = x * x + (y - self.spring) ** 2 <= self.half**2
        if self.disc:
            return circle
        return (circle & (y >= self.spring)) | ((np.abs(x) <= self.half) & (y < self.spring) & (y >= self.bottom))

    def solid(self, x: Any, y: Any) -> Any:
        """Where a cut through it is solid."""
        return (~self._inside(x, y) & (y >= self.bottom)) if self.hole else self._inside(x, y)

    def hit(self, o: Any, d: Any) -> Any:
        """As ``Shape`` says."""
        face = _divided(self.front - o[2], d[2])
        there = (face > EPS) & (d[2] < 0) & self.solid(o[0] + face * d[0], o[1] + face * d[1])
        best = np.where(there, face, np.float32(np.inf))
        x, y = o[0] - self.x, o[1] - self.spring
        a = np.maximum(d[0] ** 2 + d[1] ** 2, np.float32(_TINY))
        b = x * d[0] + y * d[1]
        root = b * b - a * (x * x + y * y - self.half**2)
        some = np.sqrt(np.maximum(root, 0))
        for sign in (-1, 1):
            t = (-b + sign * some) / a
            z, high = o[2] + t * d[2], o[1] + t * d[1]
            good = (root > 0) & (t > EPS) & (z > self.back) & (z < self.front)
            if not self.disc:
                good &= high >= self.spring
            best = np.where(good & (t < best), t, best)
            if not self.disc:
                t = _divided(sign * self.half - x, d[0])
                z, high = o[2] + t * d[2], o[1] + t * d[1]
                good = (t > EPS) & (z > self.back) & (z < self.front) & (high < self.spring) & (high >= self.bottom)
                best = np.where(good & (t < best), t, best)
        return best

    def normal(self, p: Any) -> Any:
        """As ``Shape`` says."""
        face = p[2] >= self.front - 0.5
        x, y = p[0] - self.x, np.where((p[1] >= self.spring) | self.disc, p[1] - self.spring, 0)
        length = np.sqrt(x * x + y * y) + _TINY
        sign = -1 if self.hole else 1
        zero = np.zeros_like(x)
        return (
            np.where(face, zero, sign * x / length),
            np.where(face, zero, sign * y / length),
            np.where(face, 1.0, zero).astype(np.float32),
        )

    def _range(self) -> Any:
        low = self.spring - self.half if self.disc else self.bottom
        if self.hole:
            return (-self.reach, self.reach), (low, low + 2 * self.reach)
        return (self.x - self.half, self.x + self.half), (low, self.spring + self.half)

    def lattices(self) -> list[Lattice]:
        """The face, and the rim by angle about the spring."""
        (x0, x1), (y0, y1) = self._range()
        face = _sheet(
            np.linspace(x0, x1, 2 * self.texels),
            np.linspace(y0, y1, 2 * self.texels),
            lambda u, v: (u, v, self.front),
            (0, 0, 1),
        )
        a, z = np.meshgrid(np.linspace(-np.pi, np.pi, self.texels), np.linspace(self.back, self.front, 16))
        sine, cosine = np.sin(a), np.cos(a)
        if self.disc:
            x, y = self.half * sine, self.half * cosine
        else:
            low = cosine < 0
            x = np.where(low, self.half * np.sign(sine), self.half * sine)
            y = np.where(
                low,
                np.maximum(self.half * cosine / np.maximum(np.abs(sine), 0.05), self.bottom - self.spring + 1),
                self.half * cosine,
            )
        points = np.stack([x + self.x, y + self.spring, z], axis=-1).astype(np.float32)
        return [face, Lattice(points, np.stack(self.normal((points[..., 0], points[..., 1], z - 9e9)), axis=-1))]

    def places(self, p: Any, n: Any) -> list[Place]:
        """As ``Shape`` says."""
        (x0, x1), (y0, y1) = self._range()
        angle = np.arctan2(p[0] - self.x, p[1] - self.spring)
        count = 2 * self.texels
        return [
            Place(0, _texel(p[0], x0, x1, count), _texel(p[1], y0, y1, count), n[2] ** 2),
            Place(1, _texel(angle, -np.pi, np.pi, self.texels), _texel(p[2], self.back, self.front, 16), 1 - n[2] ** 2),
        ]


@dataclass
class Room:
    """A floor at *floor* that meets a wall at *wall* (z), in a curve of *bend*; *near* is the window of finer light."""

    floor: float
    wall: float
    bend: float
    front: float
    top: float
    half: float
    near: tuple[float, float] | None = None
    texels: int = TEXELS
    _arc: float = field(init=False)

    def __post_init__(self) -> None:
        self.bend = max(self.bend, 1.0)
        self._arc = self.bend * float(np.pi) / 2

    def hit(self, o: Any, d: Any) -> Any:
        """As ``Shape`` says."""
        best: Any = np.float32(np.inf)
        t = _divided(self.floor - o[1], d[1])
        good = (t > EPS) & (d[1] < 0) & (o[2] + t * d[2] >= self.wall + self.bend)
        best = np.where(good, t, best)
        t = _divided(self.wall - o[2], d[2])
        good = (t > EPS) & (d[2] < 0) & (o[1] + t * d[1] >= self.floor + self.bend)
        best = np.where(good & (t < best), t, best)
        y, z = o[1] - (self.floor + self.bend), o[2] - (self.wall + self.bend)
        a = np.maximum(d[1] ** 2 + d[2] ** 2, np.float32(_TINY))
        b = y * d[1] + z * d[2]
        root = b * b - a * (y * y + z * z - self.bend**2)
        t = (-b + np.sqrt(np.maximum(root, 0))) / a
        good = (root > 0) & (t > EPS) & (y + t * d[1] <= 0) & (z + t * d[2] <= 0)
        return np.where(good & (t < best), t, best)

    def normal(self, p: Any) -> Any:
        """As ``Shape`` says."""
        y, z = np.minimum(p[1] - (self.floor + self.bend), 0), np.minimum(p[2] - (self.wall + self.bend), 0)
        length = np.sqrt(y * y + z * z) + _TINY
        return np.zeros_like(y), -y / length, -z / length

    def _along(self, p: Any) -> Any:
        """The way from the front edge over floor, bend and wall."""
        seam = self.wall + self.bend
        flat = self.front - np.maximum(p[2], seam)
        turn = np.arctan2(np.maximum(seam - p[2], 0), np.maximum(self.floor + self.bend - p[1], 1e-6))
        turn = np.where(p[2] < seam, turn, 0)
        return flat + turn * self.bend + np.maximum(p[1] - self.floor - self.bend, 0)

    @property
    def _length(self) -> float:
        return self.front - self.wall - self.bend + self._arc + self.top - self.floor - self.bend

    def lattices(self) -> list[Lattice]:
        """The whole sweep, and the floor about the product."""
        rows, columns = 3 * self.texels, 2 * self.texels
        x, s = np.meshgrid(np.linspace(-self.half, self.half, columns), np.linspace(0, self._length, rows))
        flat = self.front - self.wall - self.bend
        turn = np.clip((s - flat) / self.bend, 0, np.pi / 2)
        z = self.front - np.minimum(s, flat) - self.bend * np.sin(turn)
        y = self.floor + self.bend * (1 - np.cos(turn)) + np.maximum(s - flat - self._arc, 0)
        points = np.stack([x, y, z], axis=-1).astype(np.float32)
        normals = np.stack([0 * x, np.cos(turn), np.sin(turn)], axis=-1).astype(np.float32)
        found = [Lattice(points, normals)]
        if self.near:
            wide, deep = self.near
            fine = np.linspace(-1, 1, 3 * self.texels)
            found.append(_sheet(wide * fine, deep * fine, lambda u, v: (u, self.floor, v), (0, 1, 0)))
        return found

    def places(self, p: Any, n: Any) -> list[Place]:
        """As ``Shape`` says."""
        rows, columns = 3 * self.texels, 2 * self.texels
        column, row = _texel(p[0], -self.half, self.half, columns), _texel(self._along(p), 0, self._length, rows)
        if not self.near:
            return [Place(0, column, row, np.ones_like(p[0]))]
        wide, deep = self.near
        inner = np.maximum(np.abs(p[0]) / wide, np.abs(p[2]) / deep)
        share = np.clip((0.96 - inner) / 0.3, 0, 1) * (n[1] > 0.999)
        share = share * share * (3 - 2 * share)
        fine = (_texel(p[0], -wide, wide, 3 * self.texels), _texel(p[2], -deep, deep, 3 * self.texels))
        return [Place(0, column, row, 1 - share), Place(1, fine[0], fine[1], share)]
