"""Triangle meshes of simple things, and PLY files of them. Units are the scene's own; y is up; corners run outward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
else:
    np = lazy("numpy")


@dataclass(frozen=True, eq=False)
class Mesh:
    """*points* and *normals* (n, 3) and *uv* (n, 2) float32, *triangles* (m, 3) int32."""

    points: Any
    normals: Any
    uv: Any
    triangles: Any

    def moved(self, by: tuple[float, float, float], turn: float = 0.0, tilt: float = 0.0) -> Mesh:
        """Tilted about x, turned about y (degrees), then moved."""
        matrix = _turned(turn) @ _tilted(tilt)
        return Mesh(self.points @ matrix.T + np.asarray(by), self.normals @ matrix.T, self.uv, self.triangles)

    def ply(self) -> bytes:
        """As a binary PLY file with normals and texture coordinates."""
        names = ("x", "y", "z", "nx", "ny", "nz", "u", "v")
        head = "".join(f"property float {name}\n" for name in names)
        text = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(self.points)}\n{head}"
        text += f"element face {len(self.triangles)}\nproperty list uchar int vertex_indices\nend_header\n"
        corners = np.hstack([self.points, self.normals, self.uv]).astype("<f4")
        faces = np.empty(len(self.triangles), [("n", "u1"), ("v", "<i4", 3)])
        faces["n"], faces["v"] = 3, self.triangles
        return bytes(text.encode() + corners.tobytes() + faces.tobytes())


def _turned(degrees: float) -> Any:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.asarray([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def _tilted(degrees: float) -> Any:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.asarray([[1, 0, 0], [0, c, -s], [0, s, c]])


def joined(*meshes: Mesh) -> Mesh:
    """Several meshes as one."""
    starts = np.cumsum([0, *(len(one.points) for one in meshes[:-1])])
    return Mesh(
        np.vstack([one.points for one in meshes]),
        np.vstack([one.normals for one in meshes]),
        np.vstack([one.uv for one in meshes]),
        np.vstack([one.triangles + start for one, start in zip(meshes, starts, strict=True)]),
    )


def grid(points: Any) -> Mesh:
    """A smooth surface through *points* (rows, columns, 3), seen from where rows run down and columns to the right."""
    rows, columns = points.shape[:2]
    across, down = np.gradient(points, axis=1), np.gradient(points, axis=0)
    normals = np.cross(down, across).reshape(-1, 3)
    normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    v, u = np.meshgrid(np.linspace(1, 0, rows), np.linspace(0, 1, columns), indexing="ij")
    first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    triangles = np.vstack(
        [np.c_[first, first + columns, first + 1], np.c_[first + 1, first + columns, first + columns + 1]]
    )
    return Mesh(points.reshape(-1, 3), normals, np.c_[u.ravel(), v.ravel()], triangles)


def panel(width: float, height: float) -> Mesh:
    """An upright rectangle about the origin that faces +z."""
    x, y = np.asarray([-0.5, 0.5]) * width, np.asarray([0.5, -0.5]) * height
    return grid(np.stack([*np.meshgrid(x, y), np.zeros((2, 2))], axis=-1))


def ground(width: float, depth: float) -> Mesh:
    """A level rectangle about the origin that faces up."""
    return panel(width, depth).moved((0, 0, 0), tilt=-90)


def rounded_box(width: float, height: float, depth: float, radius: float, steps: int = 5) -> Mesh:
    """A box about the origin with edges and corners rounded by *radius*."""
    half = np.asarray([width, height, depth]) / 2
    radius = min(radius, float(half.min()) * 0.999)
    faces = []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            a, b = [other for other in range(3) if other != axis]
            if (sign > 0) != (axis == 1):  # so that the face looks outward
                a, b = b, a
            rows, columns = np.meshgrid(_ticks(half[b], radius, steps), _ticks(half[a], radius, steps), indexing="ij")
            points = np.empty((*rows.shape, 3))
            points[..., axis], points[..., a], points[..., b] = sign * half[axis], columns, rows
            core = np.clip(points, -(half - radius), half - radius)
            out = points - core
            out /= np.linalg.norm(out, axis=-1, keepdims=True)
            face = grid(core + radius * out)
            uv = 0.5 + face.points[:, [a, b]] / (2 * half[[a, b]])
            faces.append(Mesh(face.points, out.reshape(-1, 3), uv, face.triangles))
    return joined(*faces)


def rounded_plate(width: float, height: float, depth: float, corner: float, edge: float, steps: int = 10) -> Mesh:
    """A plate whose front lies at z = 0: four corners of radius *corner*, rims rounded by *edge*."""
    turn = np.linspace(0, np.pi / 2, steps)
    rows = [(corner, 0.0), *((edge * (1 - np.sin(t)), -edge * (1 - np.cos(t))) for t in turn)]
    rows += [(inset, -depth - z) for inset, z in reversed(rows)]
    points = np.stack([_outline(width, height, corner, inset, steps) for inset, _ in rows])
    points = np.concatenate([0 * points[:1], points, 0 * points[:1]])
    z = np.asarray([rows[0][1], *(one for _, one in rows), rows[-1][1]])
    made = grid(np.concatenate([points, np.broadcast_to(z[:, None, None], (*points.shape[:2], 1))], axis=-1))
    # The flat faces run together in a point, so their normals are told.
    normals = made.normals.reshape(*points.shape[:2], 3).copy()
    normals[:2], normals[-2:] = (0, 0, 1), (0, 0, -1)
    return Mesh(made.points, normals.reshape(-1, 3), made.uv, made.triangles)


def _outline(width: float, height: float, corner: float, inset: float, steps: int) -> Any:
    """A rectangle with round corners, *inset* from its full size, as points (n, 2) once round."""
    x, y, radius = width / 2 - corner, height / 2 - corner, max(corner - inset, 1e-6)
    turn = np.linspace(0, np.pi / 2, steps)
    corners = [(x, y, 0.0), (-x, y, 0.5), (-x, -y, 1.0), (x, -y, 1.5)]
    line = [
        np.stack([cx + radius * np.cos(turn + start * np.pi), cy + radius * np.sin(turn + start * np.pi)], axis=-1)
        for cx, cy, start in corners
    ]
    line.append(line[0][:1])
    return np.concatenate(line)


def _ticks(half: float, radius: float, steps: int) -> Any:
    turn = np.tan(np.linspace(0, np.pi / 4, steps + 1))
    low = -half + radius * (1 - turn[::-1])
    return np.concatenate([low, -low[::-1]])


def lathe(profile: Any, steps: int = 128) -> Mesh:
    """*profile* (n, 2), radius and height, outside seen when heights fall, turned about the y axis."""
    angle = np.linspace(0, 2 * np.pi, steps + 1)
    radius, height = np.asarray(profile, float).T
    x, z = radius[:, None] * np.sin(angle), radius[:, None] * np.cos(angle)
    made = grid(np.stack([x, np.broadcast_to(height[:, None], x.shape), z], axis=-1))
    # On the axis a ring shrinks to a point, so normals come from the profile.
    out, up = -np.gradient(height), np.gradient(radius)
    length = np.hypot(out, up)
    out, up = out[:, None] / length[:, None], np.broadcast_to((up / length)[:, None], x.shape)
    normals = np.stack([out * np.sin(angle), up, out * np.cos(angle)], axis=-1).reshape(-1, 3)
    return Mesh(made.points, normals, made.uv, made.triangles)


def column(radius: float, height: float, bevel: float = 0.02, steps: int = 128) -> Mesh:
    """An upright cylinder that stands on the origin, its upper rim rounded by *bevel*."""
    turn = np.linspace(0, np.pi / 2, 7)
    rim = np.c_[radius - bevel + bevel * np.sin(turn), height - bevel + bevel * np.cos(turn)]
    flat = [[r, height] for r in np.linspace(0, radius - bevel, 4)[:-1]]
    side = [[radius, h] for h in np.linspace(height - bevel, 0, 4)[1:]]
    return lathe(np.vstack([flat, rim, side]), steps)


def tube(path: Any, radius: float, steps: int = 24, flat: float = 1.0) -> Mesh:
    """A tube round *path* (n, 3); *flat* squeezes it along its second axis."""
    path = np.asarray(path, float)
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.cross(along, [0.0, 0.0, 1.0])
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    up = np.cross(side, along)
    angle = np.linspace(0, 2 * np.pi, steps + 1)[None, :, None]
    return grid(path[:, None] + radius * (np.cos(angle) * side[:, None] + flat * np.sin(angle) * up[:, None]))


def surface(function: Callable[[Any, Any], tuple[Any, Any, Any]], rows: int, columns: int) -> Any:
    """Points (rows, columns, 3) of ``function(u, v)`` with u rising to the right and v down, both 0..1."""
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    return np.stack(np.broadcast_arrays(*function(u, v)), axis=-1)
