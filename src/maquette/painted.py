"""Product pictures painted by code, with the exact truth of where the product is: for the demo and for tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

KINDS = ("mug", "bottle", "box", "lamp", "can", "jar", "vase", "bowl", "book", "ball", "pot", "clock")
_COLOURS = ((178, 62, 48), (38, 84, 124), (212, 160, 58), (58, 110, 82), (112, 72, 120), (52, 54, 60))
_GROUNDS = ("studio", "white", "wall", "wood", "sheet", "tiles")
_SHARP = 2


def paint(folder: Path, count: int = 12, seed: int = 0) -> list[Path]:
    """Write *count* JPEGs, mug.jpg, bottle.jpg ..., into *folder* and give their paths."""
    from maquette.picture.encode import jpeg

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        turn = f"-{number // len(KINDS) + 1}" if number >= len(KINDS) else ""
        path = folder / f"{KINDS[number % len(KINDS)]}{turn}.jpg"
        path.write_bytes(jpeg(painted(number, seed)[0], 92))
        paths.append(path)
    return paths


def painted(number: int, seed: int = 0, *, width: int = 1200, height: int = 900) -> tuple[Any, Any]:
    """Picture *number*: (height, width, 3) uint8 sRGB, and the product's exact alpha (height, width) uint8."""
    chance = np.random.default_rng((seed, number))
    size = (height * _SHARP, width * _SHARP)
    kind = KINDS[number % len(KINDS)]
    body = _shape(kind, size)
    colour = np.asarray(_COLOURS[number % len(_COLOURS)], np.float32)
    product = _shaded(body, size, colour, kind)
    ground = _ground(_GROUNDS[number % len(_GROUNDS)], size, chance)
    alpha = body.astype(np.float32)[..., None] / 255
    shadow = cv2.GaussianBlur(np.roll(body, (size[0] // 60, size[1] // 40), (0, 1)), (0, 0), size[0] / 50)
    shadow = shadow.astype(np.float32)[..., None] / 255
    whole = (1 - alpha) * ground * (1 - 0.35 * shadow) + alpha * product
    cast = np.asarray([1.0, 1.0, 1.0]) + np.asarray([0.05, 0.0, -0.06]) * float(chance.uniform(-1, 1))
    whole = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA) * float(chance.uniform(0.82, 1.02)) * cast
    whole = whole + chance.normal(0, 1.6, whole.shape)
    truth = cv2.resize(body, (width, height), interpolation=cv2.INTER_AREA)
    return np.clip(whole, 0, 255).astype(np.uint8), truth


def _shape(kind: str, size: tuple[int, int]) -> Any:  # noqa: C901 - a list of drawings
    """The silhouette, 255 inside."""
    mask = np.zeros(size, np.uint8)
    height, width = size
    x, y, unit = width // 2, int(height * 0.52), height // 100

    def box(left: float, top: float, right: float, bottom: float, round_by: float = 0) -> None:
        a, b = (int(x + left * unit), int(y + top * unit)), (int(x + right * unit), int(y + bottom * unit))
        radius = int(round_by * unit)
        cv2.rectangle(mask, (a[0] + radius, a[1]), (b[0] - radius, b[1]), 255, -1)
        cv2.rectangle(mask, (a[0], a[1] + radius), (b[0], b[1] - radius), 255, -1)
        for cx in (a[0] + radius, b[0] - radius):
            for cy in (a[1] + radius, b[1] - radius):
                cv2.circle(mask, (cx, cy), radius, 255, -1, cv2.LINE_AA)

    def oval(cx: float, cy: float, rx: float, ry: float, value: int = 255, thick: int = -1) -> None:
        centre, axes = (int(x + cx * unit), int(y + cy * unit)), (int(rx * unit), int(ry * unit))
        cv2.ellipse(mask, centre, axes, 0, 0, 360, value, thick, cv2.LINE_AA)

    def fan(points: list[tuple[float, float]]) -> None:
        cv2.fillPoly(mask, [np.asarray([(x + a * unit, y + b * unit) for a, b in points], np.int32)], 255, cv2.LINE_AA)

    if kind == "mug":
        oval(24, 0, 13, 15, 255, 5 * unit)
        box(-20, -22, 22, 24, 4)
    elif kind == "bottle":
        box(-11, -18, 11, 34, 4)
        fan([(-11, -16), (11, -16), (4, -28), (-4, -28)])
        box(-4.5, -38, 4.5, -26, 1)
    elif kind == "box":
        fan([(-30, -14), (6, -24), (30, -12), (30, 22), (-4, 34), (-30, 22)])
    elif kind == "lamp":
        fan([(-12, -34), (12, -34), (24, -4), (-24, -4)])
        box(-2, -4, 2, 28)
        oval(0, 30, 16, 4)
    elif kind in ("can", "jar"):
        box(-15, -26, 15, 28, 3)
        oval(0, -26, 15, 4)
        oval(0, 28, 15, 4)
    elif kind == "vase":
        oval(0, 10, 20, 22)
        box(-8, -34, 8, -6, 2)
        oval(0, -34, 12, 3)
    elif kind == "bowl":
        cv2.ellipse(mask, (x, y - 6 * unit), (34 * unit, 30 * unit), 0, 0, 180, 255, -1, cv2.LINE_AA)
        oval(0, -6, 34, 6)
    elif kind == "book":
        fan([(-24, -30), (20, -34), (26, 26), (-18, 32)])
    elif kind == "pot":
        fan([(-22, -8), (22, -8), (15, 30), (-15, 30)])
        for turn in np.linspace(-0.9, 0.9, 7):
            tip = (int(x + 30 * unit * np.sin(turn)), int(y - (12 + 26 * np.cos(turn)) * unit))
            cv2.line(mask, (x, y - 6 * unit), tip, 255, 4 * unit, cv2.LINE_AA)
    else:
        oval(0, 0, 28, 28)
    return mask


def _shaded(body: Any, size: tuple[int, int], colour: Any, kind: str) -> Any:
    """The product's surface: round in the light from the left, a band of another colour, a highlight."""
    columns = np.flatnonzero(body.max(axis=0))
    across = np.clip((np.arange(size[1]) - columns[0]) / max(1, columns[-1] - columns[0]), 0, 1)
    light = 0.55 + 0.6 * np.sin(np.pi * np.clip(across * 0.85 + 0.12, 0, 1)) ** 1.3
    surface = np.broadcast_to(light[None, :, None] * colour, (*size, 3)).astype(np.float32).copy()
    band = slice(int(size[0] * 0.50), int(size[0] * 0.62))
    if kind not in ("lamp", "ball", "bowl"):
        surface[band] = light[None, :, None] * np.asarray((236, 230, 218), np.float32)
    shine = np.exp(-(((across - 0.28) / 0.05) ** 2))[None, :, None] * 70
    return np.clip(surface + shine, 0, 255)


def _ground(kind: str, size: tuple[int, int], chance: Any) -> Any:
    height, width = size
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    fall = (1.04 - 0.18 * np.hypot(x - 0.35, y - 0.25))[..., None]
    if kind == "white":
        return 250 * np.ones((height, width, 3), np.float32)
    if kind == "studio":
        return fall * np.asarray((206, 204, 200), np.float32)
    if kind == "wall":
        return fall * np.asarray((188, 178, 158), np.float32) * (1 - 0.25 * (y > 0.74))[..., None]
    coarse = cv2.resize(chance.random((12, 10), np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    if kind == "wood":
        grain = np.sin(60 * y + 5 * coarse + 3 * np.sin(4 * x))
        return fall * np.asarray((150, 112, 76), np.float32) * (1 + 0.10 * grain * coarse)[..., None]
    if kind == "sheet":
        folds = np.sin(9 * (x + y) + 7 * coarse)
        return fall * np.asarray((196, 202, 212), np.float32) * (1 + 0.07 * folds)[..., None]
    joint = ((x * 6 % 1 < 0.03) | (y * 4.5 % 1 < 0.03))[..., None]
    return fall * np.where(
        joint, np.float32(120), np.asarray((168, 176, 178), np.float32) * (0.94 + 0.1 * coarse)[..., None]
    )
