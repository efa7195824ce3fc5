"""Light on the shapes of a set: an area light with its shadows, and what comes from all round, bounced once.

Gathered on lattices by ray tests with a pattern of samples that repeats every four texels and is averaged over them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.design.scenes.shapes import Lattice, Room, Shape
from maquette.lazy import lazy

if TYPE_CHECKING:
    import cv2
    import numpy as np

    from maquette.design.scenes.silhouette import Body
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_TILE = 4
_KEY, _ROUND = 10, 14
_STEPS = 7
_R2 = (0.7548776662, 0.5698402910)  # Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018


@dataclass(frozen=True)
class Key:
    """The area light: at *at*, a disc of *radius* px, of *strength* at the product; *gobo* is what it shines through.

    *gobo* (rows, columns) 0..1 lies across the light's way to *aim*, at the share *between* from there, *spread* px
    wide.
    """

    at: tuple[float, float, float]
    radius: float
    strength: float
    colour: tuple[float, float, float] = (1.0, 1.0, 1.0)
    gobo: Any = None
    aim: tuple[float, float, float] = (0.0, 0.0, 0.0)
    between: float = 0.5
    spread: float = 1.0


@dataclass(frozen=True, eq=False)
class Lit:
    """A shape with what its light depends on: mean radiance *glow* (3,) that it sends on to others."""

    shape: Shape
    glow: Any


def gathered(things: list[Lit], body: Body | None, key: Key, fill: Any) -> list[list[Any]]:
    """The light on each lattice of each thing, (rows, columns, 3) float32; 1 turns a surface into its own colour.

    *fill* (3,) is the radiance that comes from where nothing of the set is, most of it from above.
    """
    sheets = [(number, sheet) for number, thing in enumerate(things) for sheet in thing.shape.lattices()]
    points = np.concatenate([sheet.points.reshape(-1, 3) for _, sheet in sheets])
    normals = np.concatenate([sheet.normals.reshape(-1, 3) for _, sheet in sheets]).astype(np.float32)
    place = np.concatenate([_pattern(sheet) for _, sheet in sheets])
    start = points + normals * np.float32(0.4)
    o, n = (tuple(np.ascontiguousarray(one[:, axis]) for axis in range(3)) for one in (start, normals))
    light = _from_key(things, body, key, o, n, place) * np.asarray(key.colour, np.float32)
    light += _from_round(things, body, fill, o, n, place)
    result: list[list[Any]] = [[] for _ in things]
    at = 0
    for number, sheet in sheets:
        rows, columns = sheet.points.shape[:2]
        part = light[at : at + rows * columns].reshape(rows, columns, 3)
        at += rows * columns
        part = cv2.blur(np.ascontiguousarray(part), (_TILE, _TILE), borderType=cv2.BORDER_REFLECT)
        result[number].append(cv2.GaussianBlur(part, (0, 0), 0.8, borderType=cv2.BORDER_REFLECT))
    return result


def _pattern(sheet: Lattice) -> Any:
    rows, columns = sheet.points.shape[:2]
    row, column = np.mgrid[0:rows, 0:columns]
    # Neighbours take samples that lie far apart.
    return ((row % _TILE) * _TILE + ((column + 2 * (row % 2)) % _TILE)).ravel().astype(np.float32)


def _sample(number: int, place: Any) -> tuple[Any, Any]:
    index = number * _TILE * _TILE + place + 1
    return (np.float32(_R2[0]) * index) % 1, (np.float32(_R2[1]) * index) % 1


def _through(things: list[Lit], body: Body | None, o: Any, d: Any, far: Any) -> Any:
    """How much of the light comes through from *far* along *d*: 0..1."""
    clear = np.ones_like(o[0])
    for thing in things:
        clear *= thing.shape.hit(o, d) > far
    if body is not None:
        clear *= 1 - covered(body, o, d, far)
    return clear


def covered(body: Body, o: Any, d: Any, far: Any) -> Any:
    """Whether the product lies along rays, 0 or 1: steps through it, begun at another place for each ray."""
    enter, leave = np.zeros_like(o[0]), np.broadcast_to(np.asarray(far, np.float32), o[0].shape)
    for axis, (low, high) in enumerate(body.ends):
        way = np.where(np.abs(d[axis]) < 1e-6, np.float32(1e-6), d[axis])
        one, two = (low - o[axis]) / way, (high - o[axis]) / way
        enter, leave = np.maximum(enter, np.minimum(one, two)), np.minimum(leave, np.maximum(one, two))
    result = np.zeros_like(o[0])
    some = np.flatnonzero(enter < leave)
    if len(some):
        start, step = enter[some], (leave[some] - enter[some]) / _STEPS
        first = (o[0][some] * np.float32(0.7549) + o[2][some] * np.float32(0.5698) + o[1][some] * np.float32(0.41)) % 1
        solid = np.zeros(len(some), bool)
        for number in range(_STEPS):
            t = start + (number + first) * step
            solid |= body.solid(*(o[axis][some] + t * d[axis][some] for axis in range(3)))
        result[some] = solid
    return result


def _from_key(things: list[Lit], body: Body | None, key: Key, o: Any, n: Any, place: Any) -> Any:
    at = np.asarray(key.at, np.float32)
    away = np.sqrt((at**2).sum())
    ahead = -at / away
    right = np.cross(ahead, [0, 1, 0]).astype(np.float32)
    right /= np.linalg.norm(right)
    up = np.cross(right, ahead).astype(np.float32)
    total = np.zeros_like(o[0])
    for number in range(_KEY):
        a, b = _sample(number, place)
        radius, angle = key.radius * np.sqrt(a), np.float32(2 * np.pi) * b
        x, y = radius * np.cos(angle), radius * np.sin(angle)
        d = tuple(at[i] + x * right[i] + y * up[i] - o[i] for i in range(3))
        distance = np.sqrt(d[0] ** 2 + d[1] ** 2 + d[2] ** 2)
        d = tuple(one / distance for one in d)
        facing = np.maximum(n[0] * d[0] + n[1] * d[1] + n[2] * d[2], 0)
        share = facing * (away / distance) ** 2
        if key.gobo is not None:
            share = share * _gobo(key, o, d, ahead, right, up)
        total += share * _through(things, body, o, d, distance)
    return (key.strength / _KEY) * total[:, None]


def _gobo(key: Key, o: Any, d: Any, ahead: Any, right: Any, up: Any) -> Any:
    at = np.asarray(key.at, np.float32)
    centre = np.asarray(key.aim, np.float32) + (at - np.asarray(key.aim, np.float32)) * np.float32(key.between)
    along = d[0] * ahead[0] + d[1] * ahead[1] + d[2] * ahead[2]
    t = sum((centre[i] - o[i]) * ahead[i] for i in range(3)) / np.where(np.abs(along) < 1e-6, 1e-6, along)
    x = sum((o[i] + t * d[i] - centre[i]) * right[i] for i in range(3))
    y = sum((o[i] + t * d[i] - centre[i]) * up[i] for i in range(3))
    rows, columns = key.gobo.shape
    column = np.clip((x / key.spread + 0.5) * columns, 0, columns - 1).astype(np.int32)
    row = np.clip((0.5 - y / key.spread) * rows, 0, rows - 1).astype(np.int32)
    return key.gobo[row, column]


def _from_round(things: list[Lit], body: Body | None, fill: Any, o: Any, n: Any, place: Any) -> Any:
    turn = np.where(np.abs(n[1]) > 0.9, np.float32(1), np.float32(0))
    t = _unit(_cross(n, (turn, 1 - turn, np.zeros_like(turn))))
    b = _cross(n, t)
    total = np.zeros((len(o[0]), 3), np.float32)
    for number in range(_ROUND):
        one, two = _sample(number, place)
        radius, angle = np.sqrt(one), np.float32(2 * np.pi) * two
        x, y, z = radius * np.cos(angle), radius * np.sin(angle), np.sqrt(1 - one)
        d = tuple(x * t[i] + y * b[i] + z * n[i] for i in range(3))
        total += seen(things, body, fill, o, d)
    return total / _ROUND


def seen(things: list[Lit], body: Body | None, fill: Any, o: Any, d: Any) -> Any:
    """The mean radiance that lies along rays, (n, 3)."""
    nearest = np.full_like(o[0], np.inf)
    colour = np.asarray(fill, np.float32) * (0.62 + 0.38 * d[1])[:, None]
    for thing in things:
        t = thing.shape.hit(o, d)
        closer = t < nearest
        nearest = np.where(closer, t, nearest)
        # Walls and floors run dim where the light does not reach; the far parts of a room say so.
        dim = 1.0 if not isinstance(thing.shape, Room) else 0.9
        colour[closer] = thing.glow * dim
    if body is not None:
        share = covered(body, o, d, nearest)[:, None]
        colour = colour * (1 - share) + share * body.colour * 0.8
    return colour


def _cross(a: Any, b: Any) -> Any:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _unit(a: Any) -> Any:
    length = np.sqrt(a[0] ** 2 + a[1] ** 2 + a[2] ** 2)
    return tuple(one / length for one in a)
