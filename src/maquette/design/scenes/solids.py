"""The shapes of a set as meshes, for the path tracer, with texture places by where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maquette.design.scenes import meshes
from maquette.design.scenes.meshes import Mesh, grid
from maquette.design.scenes.shapes import Box, Column, Room, Shape, Slab
from maquette.lazy import lazy

if TYPE_CHECKING:
    import cv2
    import numpy as np

    from maquette.design.scenes.silhouette import Body
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_ARC = 64


def solid(shape: Shape, unit: float) -> list[Mesh]:
    """The meshes of a *shape*: of a room its floor with the lower half of the bend, then the rest.

    Texture coordinates are 1 for every *unit* px.
    """
    if isinstance(shape, Box):
        low, high = np.asarray(shape.low), np.asarray(shape.high)
        wide, tall, deep = (float(one) for one in high - low)
        x, y, z = (float(one) for one in (low + high) / 2)
        return [_mapped(meshes.rounded_box(wide, tall, deep, shape.bevel, 4).moved((x, y, z)), unit)]
    if isinstance(shape, Column):
        made = meshes.column(shape.radius, shape.top - shape.bottom, shape.bevel, 160)
        return [_mapped(made.moved((shape.x, shape.bottom, shape.z)), unit)]
    if isinstance(shape, Room):
        return [_mapped(one, unit) for one in _room(shape)]
    assert isinstance(shape, Slab)
    return [_mapped(_slab(shape), unit)]


def _mapped(mesh: Mesh, unit: float) -> Mesh:
    p, n = mesh.points, np.abs(mesh.normals)
    u = np.where(n[:, 0] > 0.75, p[:, 2], p[:, 0])
    v = np.where(n[:, 1] > 0.75, -p[:, 2], p[:, 1])
    return Mesh(mesh.points, mesh.normals, np.stack([u, v], axis=-1) / unit, mesh.triangles)


def _room(room: Room) -> list[Mesh]:
    turn = np.linspace(0, np.pi / 2, 2 * (_ARC // 2) + 1)
    bend = np.c_[room.floor + room.bend * (1 - np.cos(turn)), room.wall + room.bend * (1 - np.sin(turn))]
    middle = len(bend) // 2
    floor = np.vstack([bend[: middle + 1][::-1], [[room.floor, 2.0 * room.front]]])
    wall = np.vstack([[[room.top, room.wall]], bend[middle:][::-1]])
    wide = 2.0 * room.half
    return [_drawn(line, wide) for line in (floor, wall)]


def _drawn(line: Any, half: float) -> Mesh:
    x = np.broadcast_to(np.asarray([-half, half]), (len(line), 2))
    y, z = (np.repeat(line[:, axis : axis + 1], 2, axis=1) for axis in (0, 1))
    return grid(np.stack([x, y, z], axis=-1))


def _slab(slab: Slab) -> Mesh:
    if slab.disc:
        turn = np.linspace(-np.pi, np.pi, 2 * _ARC + 1)
        line = np.c_[np.sin(turn), np.cos(turn)] * slab.half + [slab.x, slab.spring]
        inward = np.broadcast_to(np.asarray([slab.x, slab.spring]), line.shape)
    else:
        turn = np.linspace(-np.pi / 2, np.pi / 2, _ARC + 1)
        arc = np.c_[np.sin(turn), np.cos(turn)] * slab.half + [slab.x, slab.spring]
        ends = [[slab.x - slab.half, slab.bottom], [slab.x + slab.half, slab.bottom]]
        line = np.vstack([ends[:1], arc, ends[1:]])
        inward = np.c_[np.full(len(line), slab.x), np.minimum(line[:, 1], slab.spring)]
        if slab.hole:
            out = np.c_[np.sin(turn), np.cos(turn)] * 2 * slab.reach + [slab.x, slab.spring]
            inward = np.vstack(
                [[[slab.x - 2 * slab.reach, slab.bottom]], out, [[slab.x + 2 * slab.reach, slab.bottom]]]
            )
    first, second = (inward, line) if slab.hole else (line, inward)
    face = _flat(np.stack([first, second]), slab.front)
    rim = np.stack([line, line])
    depth = np.asarray([slab.back, slab.front] if slab.hole else [slab.front, slab.back])
    z = np.broadcast_to(depth[:, None, None], (*rim.shape[:2], 1))
    return meshes.joined(face, grid(np.concatenate([rim, z], axis=-1)))


def _flat(rows: Any, z: float) -> Mesh:
    made = grid(np.concatenate([rows, np.full((*rows.shape[:2], 1), z)], axis=-1))
    return Mesh(made.points, np.tile([0.0, 0.0, 1.0], (len(made.points), 1)), made.uv, made.triangles)


def inflated(body: Body) -> Mesh:
    """The product's body: two sheets that bulge to its front and back, texture 0..1 over its card."""
    rows, columns = (max(2, count // 2) for count in body.inner.shape)
    inner = cv2.resize(body.inner, (columns, rows), interpolation=cv2.INTER_AREA)
    bulge = np.sqrt(np.clip(1 - (1 - inner) ** 2, 0, 1)) * body.depth / 2
    x, y = np.meshgrid(body.left + np.linspace(0, body.width, columns), np.linspace(body.height, 0, rows))
    front = grid(np.stack([x, y, bulge - body.depth / 2], axis=-1))
    back = grid(np.stack([x, y, -bulge - body.depth / 2], axis=-1))
    return meshes.joined(*(kept(sheet, inner.ravel() > 0.01) for sheet in (front, back)))


def kept(mesh: Mesh, there: Any) -> Mesh:
    """The part of a *mesh* whose corners are all *there* (n,): the tracer's light stops at what is only see-through."""
    return Mesh(mesh.points, mesh.normals, mesh.uv, mesh.triangles[there[mesh.triangles].all(axis=1)])
