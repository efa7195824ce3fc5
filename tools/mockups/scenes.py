"""The mockup scenes. Lengths in metres; artwork surfaces are grids of points, rows down, columns to the right."""

from __future__ import annotations

from typing import Any

import numpy as np
from world import Camera, World, bitmap, linear, metal, mottled, noise, plain, wood

from maquette.design.scenes import meshes
from maquette.design.scenes.meshes import Mesh, grid, ground, panel, rounded_box, rounded_plate, surface

ORIGIN = (0.0, 0.0, 0.0)


def flat(width: float, height: float, at: tuple, turn: float = 0, tilt: float = 0) -> tuple[Mesh, np.ndarray]:
    mesh = panel(width, height).moved(ORIGIN, tilt=tilt).moved(at, turn=turn)
    return mesh, mesh.points.reshape(2, 2, 3)


def leaves(world: World, centre: tuple, spread: tuple, count: int, size: float, seed: int) -> None:
    """A branch outside the picture, for its shadow."""
    chance = np.random.default_rng(seed)
    some = []
    for _ in range(count):
        at = np.asarray(centre) + chance.normal(size=3) * spread
        length = size * chance.uniform(0.6, 1.3)
        t = np.linspace(0, np.pi, 9)
        outline = np.stack([length * (t / np.pi - 0.5), 0.22 * length * np.sin(t), 0 * t], -1)
        leaf = np.stack([outline, outline * [1, -1, 1]])
        some.append(grid(leaf).moved(ORIGIN, chance.uniform(0, 360), chance.uniform(-70, 70)).moved(tuple(at)))
    world.add(meshes.joined(*some), plain("#4a5a34", 0.7))


def rounded(width: float, height: float, radius: float, inset: float = 0.0) -> Mesh:
    """A flat panel with round corners that faces +z."""
    w, h, r = width / 2 - inset, height / 2 - inset, radius - inset
    corners = [(w - r, h - r, 0), (-(w - r), h - r, 90), (-(w - r), -(h - r), 180), (w - r, -(h - r), 270)]
    rim = [
        (cx + r * np.cos(np.radians(start + a)), cy + r * np.sin(np.radians(start + a)))
        for cx, cy, start in corners
        for a in np.linspace(0, 90, 13)
    ]
    points = np.asarray([(0, 0), *rim], float)
    order = np.arange(1, len(points))
    triangles = np.c_[np.zeros(len(order), int), order, np.roll(order, -1)]
    uv = points / [width, height] + 0.5
    return Mesh(np.c_[points, np.zeros(len(points))], np.tile([0.0, 0, 1], (len(points), 1)), uv, triangles)


def billboard() -> World:
    world = World(Camera((3.4, 1.65, 11.5), (-0.1, 3.35, 0), 50), "Billboard on a facade", 2.0, exposure=1.15)
    width, height, y = 6.4, 3.2, 3.7
    world.art.append(flat(width, height, (0, y, 0.16)))
    world.add(rounded_box(width + 0.16, height + 0.16, 0.14, 0.02).moved((0, y, 0.08)), plain("#26282b", 0.4))
    for x in np.arange(-9.6, 9.7, 3.2):
        for row in range(4):
            slab = rounded_box(3.185, 2.385, 0.2, 0.012).moved((x, 1.2 + 2.4 * row, -0.1))
            world.add(slab, mottled("#c9c4ba", 100 + 10 * row + round(x), 0.045, 4, 0.85, 0.004))
            for hx in (-1.1, 1.1):
                for hy in (-0.7, 0.7):
                    hole = meshes.column(0.028, 0.01, 0.002, 20).moved(ORIGIN, tilt=90)
                    world.add(hole.moved((x + hx, 1.2 + 2.4 * row + hy, -0.004)), plain("#6d6a64", 0.9))
    world.add(ground(60, 5).moved((0, 0, 2.5)), mottled("#a9a59d", 5, 0.06, 8, 0.9, 0.01, (8, 1)))
    world.add(rounded_box(60, 0.16, 0.25, 0.02).moved((0, -0.07, 5.1)), mottled("#b8b4ab", 6, 0.05, 8, 0.9))
    world.add(ground(60, 30).moved((0, -0.14, 20)), mottled("#5d5f61", 7, 0.1, 30, 0.9, 0.02, (6, 3)))
    for x in (-2.1, 0, 2.1):
        arm = [(x, y + 1.68, 0.1), (x, y + 2.0, 0.35), (x, y + 2.05, 0.75), (x, y + 1.98, 0.9)]
        world.add(meshes.tube(arm, 0.022), plain("#26282b", 0.35))
        world.add(rounded_box(0.5, 0.09, 0.16, 0.03).moved((x, y + 1.95, 0.95)), plain("#26282b", 0.35))
    world.sky("#8fb4e2", "#dfe6ec", 0.40)
    world.lamp((-17, 21, 24), (0, 3, 0), (1.6, 1.6), 2.7, "#fff0d8")
    leaves(world, (-9.2, 10.2, 11.0), (1.7, 1.2, 1.2), 420, 0.34, 3)
    return world


def phone() -> World:
    world = World(Camera((0.02, 0.19, 0.52), (0.0, 0.077, 0.0), 27.5, 0.0032), "Phone on stone", 9 / 19.5, glow=0.80)
    w, h, tilt, turn = 0.0715, 0.147, -14, -17
    radius = 0.0105

    def placed(mesh: Mesh, lift: float = 0.0) -> Mesh:
        return mesh.moved((0, h / 2, lift)).moved(ORIGIN, tilt=tilt).moved((0.004, 0.0008, 0.012), turn=turn)

    world.add(placed(rounded_plate(w, h, 0.0078, radius, 0.0026)), metal(0.22, "#b9bcc2"))
    world.add(placed(rounded(w - 0.0016, h - 0.0016, radius - 0.001), 0.0001), plain("#050506", 0.06, 0.5))
    screen = rounded(w - 0.0052, h - 0.0052, radius - 0.003)
    points = panel(w - 0.0052, h - 0.0052)
    world.art.append((placed(screen, 0.0002), placed(points, 0.0002).points.reshape(2, 2, 3)))
    world.ink = world.paper = plain("#040405", 0.05, 0.5)
    pill = rounded(0.0195, 0.0056, 0.0028).moved((0, h / 2 - 0.0092, 0))
    world.add(placed(pill, 0.0004), plain("#020202", 0.1))
    for side, y, length in ((1, 0.022, 0.018), (-1, 0.03, 0.01), (-1, 0.016, 0.01)):
        button = rounded_box(0.0016, length, 0.0026, 0.0007).moved((side * w / 2, y, 0))
        world.add(placed(button, -0.0039), metal(0.25, "#b9bcc2"))
    stone = mottled("#d9cfc1", 21, 0.05, 5, 0.55, 0.0004)
    world.add(rounded_box(0.16, 0.062, 0.085, 0.003).moved((0.022, 0.031, -0.078), turn=-8), stone)
    world.add(
        rounded_box(0.07, 0.115, 0.07, 0.003).moved((-0.085, 0.0575, -0.105), turn=12),
        mottled("#c4a68c", 25, 0.06, 5, 0.6, 0.0004),
    )
    world.add(meshes.lathe(_ball(0.021)).moved((0.079, 0.021, 0.012)), mottled("#b76e4e", 27, 0.04, 4, 0.5))
    world.add(ground(3, 3), mottled("#e4dbcf", 22, 0.02, 6, 0.75, 0.0004))
    world.add(panel(4, 3).moved((0, 1, -0.62)), mottled("#e0d5c7", 23, 0.02, 4, 0.9))
    world.sky("#f4f1ec", "#e9e2d8", 0.27)
    world.lamp((-0.75, 0.85, 0.42), (0, 0.05, 0), (0.16, 0.16), 2.4, "#fff1dd")
    leaves(world, (-0.46, 0.55, 0.22), (0.075, 0.06, 0.05), 26, 0.085, 9)
    return world


def _ball(radius: float) -> np.ndarray:
    t = np.linspace(0.001, np.pi - 0.001, 48)
    return np.c_[radius * np.sin(t), radius * np.cos(t)]


def laptop() -> World:
    world = World(
        Camera((-0.23, 0.335, 0.80), (-0.005, 0.105, -0.04), 32, 0.004),
        "Laptop on a desk",
        16 / 10,
        exposure=1.12,
        glow=0.78,
    )
    w, d, tilt = 0.312, 0.215, -17
    body = metal(0.33, "#c3c5c9")
    world.add(rounded_plate(w, d, 0.0105, 0.0095, 0.0030).moved((0, 0.01175, 0), tilt=-90), body)
    world.add(ground(w * 0.86, 0.100).moved((0, 0.01185, -0.040)), plain("#1d1e20", 0.6))
    keys = []
    for row in range(5):
        for column in range(14):
            x, z = (column - 6.5) * w * 0.86 / 14, -0.083 + row * 0.0198
            if row == 4 and 3 < column < 9:
                continue
            keys.append(rounded_box(0.0158, 0.0014, 0.0166, 0.0006, 2).moved((x, 0.0124, z)))
    keys.append(rounded_box(0.092, 0.0014, 0.0166, 0.0006, 2).moved((-0.004, 0.0124, -0.083 + 4 * 0.0198)))
    world.add(meshes.joined(*keys), plain("#2a2b2e", 0.55))
    world.add(ground(0.115, 0.066).moved((0, 0.01190, 0.062)), metal(0.42, "#b2b4b8"))

    def lid(mesh: Mesh, lift: float = 0.0) -> Mesh:
        return mesh.moved((0, 0.1015, lift)).moved(ORIGIN, tilt=tilt).moved((0, 0.0105, -d / 2 + 0.004))

    height = 0.205
    world.add(lid(rounded_plate(w, height, 0.0056, 0.0085, 0.0022)), body)
    world.add(lid(rounded(w - 0.004, height - 0.004, 0.008), 0.00005), plain("#08080a", 0.07, 0.5))
    sw, sh = w - 0.020, (w - 0.020) * 10 / 16
    world.art.append((lid(rounded(sw, sh, 0.004), 0.0003), lid(panel(sw, sh), 0.0003).points.reshape(2, 2, 3)))
    world.ink = world.paper = plain("#040405", 0.06, 0.5)
    world.add(ground(3.2, 1.0).moved((0, 0, 0.12)), wood("#b98a5c", 31, 0.42, (1.5, 1.2)))
    world.add(panel(6, 3).moved((0, 1.0, -1.25)), mottled("#d7d6d0", 32, 0.03, 4, 0.9, 0.002))
    mug = np.asarray(
        [
            [0.0, 0.004],
            [0.034, 0.004],
            [0.037, 0.01],
            [0.038, 0.084],
            [0.0395, 0.086],
            [0.041, 0.084],
            [0.0405, 0.006],
            [0.037, 0.0],
        ]
    )[::-1]
    world.add(meshes.lathe(mug[::-1]).moved((0.30, 0, -0.20)), plain("#e9e4da", 0.3, 0.5))
    world.add(
        rounded_box(0.15, 0.014, 0.21, 0.002).moved((0.285, 0.007, 0.10), turn=-14),
        mottled("#33506b", 34, 0.05, 8, 0.8),
    )
    pencil = meshes.tube([(0.235 + 0.03 * t, 0.0180, 0.04 + 0.15 * t) for t in np.linspace(0, 1, 4)], 0.0036)
    world.add(pencil, plain("#d7a23c", 0.4))
    pot = np.asarray([[0, 0.13], [0.062, 0.13], [0.066, 0.14], [0.070, 0.13], [0.055, 0.0], [0, 0.0]])
    world.add(meshes.lathe(pot).moved((-0.33, 0, -0.74)), mottled("#c98f6d", 35, 0.05, 5, 0.8))
    chance = np.random.default_rng(4)
    for _ in range(34):
        lean, spin, length = chance.uniform(18, 62), chance.uniform(0, 360), chance.uniform(0.12, 0.26)
        world.add(_blade(length, 0.025, lean).moved((-0.33, 0.12, -0.74), turn=spin), plain("#4d6b3f", 0.45))
    world.sky("#eef1f5", "#e2e0da", 0.23)
    world.lamp((-1.9, 1.35, 0.6), (0, 0.1, 0), (0.9, 1.1), 2.2, "#fff4e4")
    return world


def _blade(length: float, width: float, lean: float) -> Mesh:
    def at(u: Any, v: Any) -> tuple[Any, Any, Any]:
        angle = np.radians(lean) * v
        half = width * (np.sin(np.pi * (0.06 + 0.94 * v)) ** 0.8) * (u - 0.5)
        return half, length * np.cos(angle) * v, length * np.sin(angle) * v + 0.35 * np.abs(half)

    return grid(surface(at, 16, 5))


def mug() -> World:
    world = World(
        Camera((0.0, 0.155, 0.60), (0.012, 0.044, 0), 23, 0.0035), "Mug on a kitchen table", 1.75, exposure=1.1
    )
    outer, height = 0.0415, 0.096
    t = np.linspace(0, np.pi, 9)
    lip = np.c_[outer - 0.0019 + 0.0019 * np.cos(t), height + 0.0019 * np.sin(t)][::-1]
    foot = np.c_[outer - 0.005 + 0.005 * np.sin(t[:5]), 0.005 - 0.005 * np.cos(t[:5])][::-1]
    inside = [[0, 0.006], [0.028, 0.006], [0.036, 0.010], [outer - 0.0038, 0.02]]
    glaze = plain("#f3f1ec", 0.18, 0.5, clearcoat=0.6, clearcoat_gloss=0.95)
    steps = np.linspace(height - 0.004, 0.008, 12)
    world.add(meshes.lathe(np.vstack([inside, lip, np.c_[np.full(12, outer), steps], foot, [[0, 0]]]), 192), glaze)
    a = np.radians(np.linspace(-78, 78, 40))
    path = np.stack([outer - 0.0105 + 0.036 * np.cos(a), 0.048 + 0.033 * np.sin(a), 0 * a], -1)
    world.add(meshes.tube(path, 0.0062, 32, 0.72).moved(ORIGIN, turn=-8), glaze)
    half, low, high = np.radians(74), 0.012, 0.090

    def wrap(u: Any, v: Any) -> tuple[Any, Any, Any]:
        angle, radius = np.radians(-14) + half * (2 * u - 1), outer + 0.00012
        return radius * np.sin(angle), high + (low - high) * v, radius * np.cos(angle)

    points = surface(wrap, 13, 65)
    world.art.append((grid(points), points))
    world.paper = glaze
    world.ink = plain("#000000", 0.18, 0.5, clearcoat=0.6, clearcoat_gloss=0.95)
    world.add(ground(2.4, 0.62).moved((0, 0, 0.06)), wood("#c79a6b", 41, 0.38, (1.6, 0.8)))
    world.add(rounded_box(2.4, 0.03, 0.01, 0.004).moved((0, -0.0152, -0.25)), wood("#c79a6b", 41, 0.4))
    world.add(panel(5, 3).moved((0, 0.9, -1.1)), mottled("#cfd3cc", 42, 0.04, 4, 0.9, 0.002))
    world.add(
        rounded_box(0.115, 0.012, 0.17, 0.002).moved((-0.15, 0.006, -0.02), turn=24),
        mottled("#e7e1d6", 43, 0.03, 8, 0.8),
    )
    bowl = np.asarray(
        [[0, 0.012], [0.05, 0.014], [0.078, 0.05], [0.080, 0.056], [0.082, 0.05], [0.052, 0.004], [0, 0.0]]
    )
    world.add(meshes.lathe(bowl).moved((0.205, 0, -0.17)), plain("#5e7f86", 0.25, 0.5))
    for x, z, r in ((0.19, -0.16, 0.034), (0.235, -0.185, 0.033), (0.205, -0.22, 0.034)):
        world.add(meshes.lathe(_ball(r)).moved((x, 0.045, z)), mottled("#d98b35", int(x * 1000), 0.04, 6, 0.4, 0.001))
    spoon = meshes.tube(
        [(-0.185 + 0.075 * s, 0.0148 + 0.002 * s, 0.03 - 0.06 * s) for s in np.linspace(0, 1, 6)], 0.003, 16, 0.5
    )
    world.add(spoon, metal(0.18))
    panes(world, (-0.95, 0.75, 0.75), (0, 0.05, 0), 0.42, 0.62)
    world.sky("#f2f4f7", "#e5e2dc", 0.27)
    return world


def panes(world: World, at: tuple, to: tuple, size: float, power: float, colour: str = "#fff2df") -> None:
    """A window of four panes as the light."""
    ahead = np.subtract(to, at) / np.linalg.norm(np.subtract(to, at))
    right = np.cross(ahead, [0, 1, 0])
    right /= np.linalg.norm(right)
    up = np.cross(right, ahead)
    for a in (-1, 1):
        for b in (-1, 1):
            place = np.asarray(at) + 0.29 * size * (a * right + b * up)
            world.lamp(tuple(place), tuple(place + ahead), (size / 2, size / 2), power, colour)


def box() -> World:
    world = World(Camera((0.15, 0.215, 0.66), (0.0, 0.100, 0.0), 33, 0.0025), "Carton on a plinth", 0.7)
    w, h, d, turn = 0.126, 0.18, 0.062, -27
    world.add(rounded_box(w, h, d, 0.0009, 3).moved((0, h / 2 + 0.03, 0), turn=turn), plain("#f2f1ee", 0.55, 0.3))
    front = panel(w - 0.0012, h - 0.0012).moved((0, h / 2 + 0.03, d / 2 + 0.00015)).moved(ORIGIN, turn=turn)
    side = panel(d - 0.0012, h - 0.0012).moved((0, 0, w / 2 + 0.00015), turn=0).moved(ORIGIN, turn=90)
    side = side.moved((0, h / 2 + 0.03, 0)).moved(ORIGIN, turn=turn)
    world.art += [(one, one.points.reshape(2, 2, 3)) for one in (front, side)]
    world.edges = (1,)
    world.paper, world.ink = plain("#f2f1ee", 0.5, 0.35), plain("#000000", 0.5, 0.35)
    stone = mottled("#d8cdbf", 51, 0.05, 5, 0.6, 0.0006)
    world.add(meshes.column(0.150, 0.03, 0.002, 192), stone)
    world.add(
        meshes.column(0.052, 0.11, 0.002, 160).moved((-0.135, 0, -0.15)), mottled("#c79f86", 52, 0.05, 5, 0.6, 0.0005)
    )
    world.add(
        rounded_box(0.09, 0.055, 0.09, 0.002).moved((0.17, 0.0275, -0.12), turn=18),
        mottled("#b9a792", 54, 0.05, 5, 0.6),
    )
    world.add(_sweep(3.0, 0.55, 0.35, 1.6), mottled("#d9cfc4", 53, 0.015, 5, 0.85))
    world.sky("#f3f0ec", "#e9e4dd", 0.27)
    world.lamp((-0.55, 0.85, 0.75), (0, 0.1, 0), (0.22, 0.22), 2.4, "#fff3e2")
    world.lamp((0.9, 0.5, 0.25), (0, 0.1, 0), (0.5, 0.5), 0.3, "#e8f0ff")
    return world


def _sweep(width: float, back: float, radius: float, height: float) -> Mesh:
    """Floor that curves up into a wall."""
    t = np.linspace(0, np.pi / 2, 24)
    line = np.vstack(
        [
            [[height, -back - radius]],
            np.c_[radius - radius * np.sin(t), -back - radius * np.cos(t)],
            [[0, 1.6]],
        ]
    )
    line[1:-1] = line[1:-1][::1]
    bend = np.c_[radius * (1 - np.sin(t)), -back - radius * np.cos(t)]
    line = np.vstack([[[height, -back - radius]], bend, [[0.0, 1.6]]])
    x = np.linspace(-width / 2, width / 2, 2)
    rows = np.repeat(line[:, None], 2, axis=1)
    return grid(np.stack([np.broadcast_to(x, rows.shape[:2]), rows[..., 0], rows[..., 1]], -1))


def posters() -> World:
    world = World(Camera((0.95, 1.45, 3.7), (0.02, 1.22, 0), 44), "Posters in a gallery", 2 / 3, exposure=1.08)
    w, h = 0.62, 0.93
    for number, x in enumerate((-0.92, 0.0, 0.92)):
        y = 1.52
        for dx, dy, sx, sy in (
            (0, h / 2 + 0.011, w + 0.044, 0.022),
            (0, -h / 2 - 0.011, w + 0.044, 0.022),
            (-w / 2 - 0.011, 0, 0.022, h),
            (w / 2 + 0.011, 0, 0.022, h),
        ):
            world.add(
                rounded_box(sx, sy, 0.03, 0.002).moved((x + dx, y + dy, 0.016)), wood("#3a3029", 60 + number, 0.4)
            )
        world.art.append(flat(w, h, (x, y, 0.012)))
    world.paper, world.ink = plain("#efeeea", 0.6, 0.25), plain("#000000", 0.6, 0.25)
    world.add(panel(12, 5).moved((0, 2.0, 0)), mottled("#e2dfd8", 61, 0.018, 5, 0.9, 0.004, (2, 1)))
    world.add(rounded_box(12, 0.09, 0.016, 0.003).moved((0, 0.045, 0.008)), plain("#dcd8d0", 0.5))
    world.add(ground(12, 8).moved((0, 0, 4)).moved(ORIGIN, turn=0), wood("#a67f58", 62, 0.3, (3, 3.2)))
    seat = wood("#8e6a48", 64, 0.4)
    world.add(rounded_box(1.35, 0.05, 0.36, 0.01).moved((0.15, 0.45, 0.62)), seat)
    for x in (-0.42, 0.72):
        world.add(rounded_box(0.05, 0.43, 0.32, 0.008).moved((x, 0.215, 0.62)), plain("#2c2a28", 0.5))
    world.sky("#eceef0", "#e2ded8", 0.23)
    for x in (-1.9, -0.6, 0.7):
        world.lamp((x - 0.2, 3.6, 1.9), (x + 0.35, 1.45, 0), (0.14, 0.14), 0.9, "#ffeed6")
    world.lamp((-5.5, 2.4, 3.2), (0, 1.2, 0), (1.6, 2.2), 0.7, "#eaf1ff")
    return world


def tote() -> World:
    world = World(Camera((0.0, 0.26, 1.42), (0.0, 0.265, 0), 36, 0.003), "Tote bag on a peg", 0.86, exposure=1.12)
    w, h = 0.37, 0.40
    chance = np.random.default_rng(8)
    waves = [(chance.uniform(3, 9), chance.uniform(0, 6.3), chance.uniform(0.4, 1.0)) for _ in range(7)]

    def cloth(u: Any, v: Any, lift: float = 0.0) -> tuple[Any, Any, Any]:
        s = 2 * u - 1
        pull = np.exp(-(((np.abs(s) - 0.46) / 0.16) ** 2)) * (1 - v) ** 1.6
        folds = sum(a * np.sin(k * s + p + 1.6 * v * s) for k, p, a in waves) / 7
        diagonal = np.sin(9 * (np.abs(s) - 0.46) * (0.35 + v)) * np.exp(-2.4 * v) * 0.55
        belly = 0.030 * np.sin(np.pi * np.clip(0.15 + 0.85 * v, 0, 1)) * (1 - s**4)
        z = 0.016 + belly + 0.0105 * (folds * (0.35 + 0.65 * np.sin(np.pi * v)) + diagonal) + 0.007 * pull
        z = z * (1 - np.abs(s) ** 7) * np.clip((1.0 - v) * 9, 0, 1) ** 0.5 + 0.003 + lift
        x = s * w / 2 * (1 - 0.035 * np.sin(np.pi * v) + 0.02 * v)
        y = h - h * v - 0.007 * np.cos(np.pi * s * 2.2) * (1 - v) ** 2 + 0.004 * np.sin(5 * s + 1) * v
        return x, y, z

    weave = np.sin(np.arange(2048) * np.pi / 2)[None] * np.sign(np.sin(np.arange(2048) * np.pi / 4))[:, None]
    weave = weave[:1024, :1024] * 0.5 + 0.35 * noise(81, (200, 200), octaves=2)
    tone = (
        1 + 0.035 * noise(82, (240, 3), octaves=2) + 0.035 * noise(83, (3, 240), octaves=2) + 0.02 * noise(84, (5, 5))
    )

    def canvas(colour: str, part: tuple[float, float] = (1, 1)) -> dict[str, Any]:
        base = np.clip(np.asarray(linear(colour), np.float32) * tone[..., None], 0, 0.95)
        cloth_ = {
            "type": "principled",
            "base_color": bitmap(base, part),
            "roughness": 0.95,
            "specular": 0.1,
            "sheen": 0.3,
        }
        return {
            "type": "bumpmap",
            "arbitrary": bitmap(weave, (part[0] * 1.1, part[1] * 1.1)),
            "scale": 0.0012,
            "bsdf": cloth_,
        }

    front = surface(cloth, 240, 220)
    world.add(grid(front), canvas("#efe5d0"))
    back = front * [1, 1, -0.35] - [0, 0, 0.002]
    world.add(grid(back[:, ::-1]), canvas("#e0d5be"))

    def printed(u: Any, v: Any) -> tuple[Any, Any, Any]:
        return cloth(0.14 + 0.72 * u, 0.17 + 0.72 * 0.86 * (w / h) / 0.86 * v * 1.06, 0.0004)

    points = surface(printed, 121, 121)
    world.art.append((grid(points), points[::10, ::10]))
    world.paper, world.ink = canvas("#efe5d0", (0.72, 0.72)), canvas("#0a0a0a", (0.72, 0.72))
    world.ink = plain("#060606", 0.95, 0.1)
    for side in (-1, 1):
        for z, colour in ((0.018, "#efe5d0"), (-0.008, "#dccfb6")):
            t = np.linspace(0, 1, 40)
            x = side * (0.46 * w / 2 * (1 - t) ** 0.8 + 0.006 * t)
            y = h - 0.035 + (0.235 + 0.035) * t
            edge = np.stack([x, y, z * (1 - t) + 0.022 * t], -1)
            along = np.gradient(edge, axis=0)
            across = np.stack([along[:, 1], -along[:, 0], 0 * t], -1)
            across /= np.linalg.norm(across, axis=1, keepdims=True)
            ribbon = edge[::-1, None] + 0.0125 * across[::-1, None] * np.asarray([-1.0, -0.5, 0.5, 1.0])[None, :, None]
            ribbon[..., 2] += 0.002 * np.asarray([0, 1, 1, 0])
            world.add(grid(ribbon), canvas(colour, (0.1, 0.8)))
    peg = meshes.column(0.011, 0.075, 0.003, 64).moved(ORIGIN, tilt=90).moved((0, h + 0.231, -0.035))
    world.add(peg, wood("#b58a5e", 86, 0.4))
    world.add(
        rounded_box(1.3, 0.075, 0.018, 0.004).moved((0.08, h + 0.228, -0.035)), wood("#b58a5e", 87, 0.42, (1, 0.12))
    )
    for x in (-0.42, 0.42):
        world.add(
            meshes.column(0.011, 0.075, 0.003, 64).moved(ORIGIN, tilt=90).moved((x, h + 0.231, -0.035)),
            wood("#b58a5e", 86, 0.4),
        )
    world.add(panel(4, 3).moved((0, 0.4, -0.045)), mottled("#d9d4ca", 88, 0.02, 5, 0.9, 0.0016, (2, 2)))
    world.sky("#f0f1f2", "#e6e2dc", 0.26)
    world.lamp((-1.25, 1.0, 0.95), (0, 0.22, 0), (0.30, 0.30), 2.4, "#fff1de")
    return world


def window() -> World:
    world = World(Camera((1.05, 1.6, 5.6), (0.0, 1.62, 0), 42), "Shop window at dusk", 0.72, exposure=1.15)
    paint = plain("#2f4d43", 0.30, 0.5)
    frame = [(-1.62, 0.0, 0.14, 3.0), (1.62, 0.0, 0.14, 3.0)]
    for x, _, wide, tall in frame:
        world.add(rounded_box(wide, tall, 0.16, 0.012).moved((x, tall / 2, 0)), paint)
    world.add(rounded_box(3.4, 0.5, 0.12, 0.01).moved((0, 0.25, 0)), paint)
    for x in (-1.06, 0, 1.06):
        world.add(rounded_box(0.9, 0.28, 0.03, 0.012).moved((x, 0.26, 0.06)), paint)
    world.add(rounded_box(3.4, 0.07, 0.24, 0.012).moved((0, 0.53, 0.03)), paint)
    world.add(rounded_box(3.4, 0.14, 0.16, 0.012).moved((0, 2.86, 0)), paint)
    world.add(rounded_box(3.7, 0.42, 0.2, 0.012).moved((0, 3.14, 0.02)), paint)
    world.add(rounded_box(3.8, 0.08, 0.36, 0.02).moved((0, 3.39, 0.06)), paint)
    for side in (-1, 1):
        world.add(rounded_box(1.2, 3.6, 0.1, 0.012).moved((side * 2.28, 1.8, -0.05)), paint)
        for y, tall in ((0.42, 0.6), (1.72, 1.7), (2.95, 0.5)):
            world.add(rounded_box(0.34, tall, 0.03, 0.012).moved((side * 1.98, y, 0.01)), paint)
    world.add(panel(6, 3).moved((0, 4.9, -0.02)), paint)
    w, h = 1.30, 1.30 / 0.72
    world.art.append(flat(w, h, (-0.42, 1.62, -0.62)))
    world.add(rounded_box(w + 0.05, h + 0.05, 0.04, 0.004).moved((-0.42, 1.62, -0.645)), plain("#1a1a1a", 0.5))
    room = mottled("#cfc3b2", 71, 0.03, 4, 0.9)
    world.add(panel(4.6, 3.4).moved((0, 1.7, -1.5)), room)
    world.add(panel(1.6, 3.4).moved((-1.75, 1.7, -0.75), turn=90), room)
    world.add(panel(1.6, 3.4).moved((1.75, 1.7, -0.75), turn=-90), room)
    world.add(ground(3.6, 1.6).moved((0, 0.55, -0.75)), wood("#9a7450", 72, 0.35, (1.2, 1)))
    world.add(panel(3.6, 1.6).moved(ORIGIN, tilt=90).moved((0, 2.95, -0.75)), plain("#e7e0d4", 0.9))
    world.add(meshes.column(0.24, 0.42, 0.006, 128).moved((0.88, 0.55, -0.62)), plain("#d9cfc0", 0.6))
    vase = np.asarray(
        [
            [0.0, 0.42],
            [0.04, 0.42],
            [0.05, 0.44],
            [0.06, 0.43],
            [0.055, 0.36],
            [0.12, 0.2],
            [0.11, 0.06],
            [0.07, 0.0],
            [0, 0],
        ]
    )
    world.add(meshes.lathe(vase).moved((0.88, 0.97, -0.62)), plain("#b5573a", 0.25, 0.5))
    world.add(rounded_box(0.34, 0.26, 0.34, 0.004).moved((1.28, 0.68, -0.36), turn=20), plain("#7f8f7a", 0.6))
    for x in (-1.0, -0.05, 0.95):
        world.lamp((x, 2.9, -0.28), (x * 0.9, 1.2, -0.75), (0.13, 0.13), 1.1, "#ffdcae")
    glass = {"type": "thindielectric", "int_ior": 1.45}
    world.add(panel(3.1, 2.3).moved((0, 1.68, 0.0)), glass)
    world.add(ground(40, 3).moved((0, 0, 1.5)), mottled("#8e8a84", 73, 0.07, 10, 0.7, 0.01, (6, 1)))
    world.add(ground(40, 30).moved((0, -0.12, 18)), mottled("#4d4e50", 74, 0.1, 24, 0.7, 0.02, (4, 3)))

    def street(sky: np.ndarray) -> np.ndarray:
        chance = np.random.default_rng(5)
        sky[40:] = np.asarray(linear("#6a6d78")) * 0.6
        for x in range(0, 256, 12):
            top = int(chance.uniform(34, 50))
            sky[top:66, x : x + 11] = np.asarray(linear("#5a5752")) * chance.uniform(0.25, 0.6)
            for wx in range(x + 2, x + 10, 4):
                for wy in range(top + 3, 62, 6):
                    if chance.random() < 0.25:
                        sky[wy : wy + 3, wx : wx + 2] = np.asarray(linear("#ffcf8a")) * 1.1
        return sky

    world.sky("#8fa3cc", "#d0b6bd", 0.95, street)
    return world


def cards() -> World:
    world = World(Camera((0.02, 0.36, 0.20), (0.010, 0.0, 0.000), 29, 0.0018), "Cards on stone", 85 / 55, exposure=1.95)
    w, h, thick = 0.085, 0.055, 0.0006
    base = np.asarray([-0.028, 0, 0.018])
    chance = np.random.default_rng(6)
    for number in range(14):
        shift = chance.normal(size=2) * 0.0005
        card = rounded_box(w, thick, h, 0.00028, 2).moved(
            (base[0] + shift[0], 0.012 + thick * (number + 0.5), base[2] + shift[1]), turn=12 + chance.normal() * 0.5
        )
        world.add(card, plain("#f1efea", 0.8, 0.2))
    top = 0.012 + 14 * thick + 0.00004
    mesh = panel(w, h).moved(ORIGIN, tilt=-90).moved((float(base[0]), top, float(base[2])), turn=12)
    world.art.append((mesh, mesh.points.reshape(2, 2, 3)))
    world.add(rounded_box(w, thick, h, 0.00028, 2).moved((0.052, 0.0148, -0.034), turn=-9), plain("#f1efea", 0.8, 0.2))
    mesh = panel(w, h).moved(ORIGIN, tilt=-90).moved((0.052, 0.0148 + thick / 2 + 0.00004, -0.034), turn=-9)
    world.art.append((mesh, mesh.points.reshape(2, 2, 3)))
    world.paper, world.ink = plain("#f1efea", 0.75, 0.25), plain("#000000", 0.75, 0.25)
    world.add(
        rounded_box(0.21, 0.012, 0.15, 0.0016).moved((-0.012, 0.006, 0.006), turn=5),
        mottled("#cdbfae", 91, 0.07, 5, 0.5, 0.0005),
    )
    world.add(
        rounded_box(0.1, 0.0145, 0.1, 0.0016).moved((0.062, 0.00725, -0.06), turn=-22),
        mottled("#8d8f86", 93, 0.06, 5, 0.55, 0.0004),
    )
    world.add(ground(2, 2), mottled("#e3dcd2", 92, 0.02, 6, 0.85, 0.0005))
    world.sky("#f4f3f1", "#ece7e0", 0.23)
    world.lamp((-0.62, 0.62, -0.30), (0, 0, 0), (0.12, 0.12), 2.5, "#fff0dc")
    leaves(world, (-0.36, 0.36, -0.17), (0.06, 0.05, 0.05), 26, 0.07, 12)
    return world


SCENES = {
    "billboard": billboard,
    "phone": phone,
    "laptop": laptop,
    "mug": mug,
    "box": box,
    "poster-wall": posters,
    "tote": tote,
    "shop-window": window,
    "cards": cards,
}
