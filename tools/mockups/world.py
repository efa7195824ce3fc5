"""What the mockup scenes are made of: materials, lights, a camera, and the renderer."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import mitsuba as mi
import numpy as np
import pyoidn

from maquette.design.scenes.meshes import Mesh
from maquette.picture.colour import Colour, to_linear

mi.set_variant(os.environ.get("MITSUBA_VARIANT", "scalar_rgb"))
T = mi.ScalarTransform4f
SIZE = (1440, 1080)
PASS = 2  # samples a pixel at once, to bound memory


def linear(colour: str) -> list[float]:
    return [float(v) for v in to_linear(Colour.parse(colour).rgb)]


def noise(seed: int, cells: tuple[int, int], size: tuple[int, int] = (1024, 1024), octaves: int = 5) -> np.ndarray:
    """Fractal noise (rows, columns) of mean 0 and deviation 1."""
    chance, total = np.random.default_rng(seed), np.zeros(size, np.float32)
    for octave in range(octaves):
        grid = chance.normal(size=(cells[0] << octave, cells[1] << octave)).astype(np.float32)
        total += cv2.resize(grid, size[::-1], interpolation=cv2.INTER_CUBIC) * 0.55**octave
    return (total - total.mean()) / total.std()


def bitmap(values: np.ndarray, scale: tuple[float, float] = (1, 1)) -> dict[str, Any]:
    values = np.ascontiguousarray(values.astype(np.float32))
    return {
        "type": "bitmap",
        "bitmap": mi.Bitmap(values if values.ndim == 3 else values[..., None]),
        "raw": True,
        "wrap_mode": "mirror",
        "to_uv": T().scale([*scale, 1]),
    }


def plain(colour: str, roughness: float = 0.5, specular: float = 0.4, **more: Any) -> dict[str, Any]:
    base = {"type": "rgb", "value": linear(colour)}
    return {"type": "principled", "base_color": base, "roughness": roughness, "specular": specular, **more}


def mottled(colour: str, seed: int, amount: float = 0.05, cells: int = 5, roughness: float = 0.7, bump: float = 0.0,
            scale: tuple[float, float] = (1, 1)) -> dict[str, Any]:  # fmt: skip
    """A surface with the unevenness of plaster, stone or paper."""
    spots = 1 + amount * noise(seed, (cells, cells))[..., None] + 0.5 * amount * noise(seed + 1, (60, 60))[..., None]
    base = bitmap(np.clip(np.asarray(linear(colour), np.float32) * spots, 0.0, 0.95), scale)
    made = {"type": "principled", "base_color": base, "roughness": roughness, "specular": 0.3}
    if bump:
        relief = bitmap(noise(seed + 2, (12, 12), octaves=4), scale)
        made = {"type": "bumpmap", "arbitrary": relief, "scale": bump, "bsdf": made}
    return made


def wood(colour: str, seed: int, roughness: float = 0.45, scale: tuple[float, float] = (1, 1)) -> dict[str, Any]:
    """Boards with grain along u."""
    y = np.mgrid[0:1024, 0:1024][0] / 1024
    warp = noise(seed, (6, 2)) * 0.035
    rings = np.sin(2 * np.pi * (9 * (y + warp) + 1.5 * noise(seed + 1, (3, 1)) * 0.2))
    fibre = noise(seed + 2, (180, 3), octaves=3)
    tone = 1 + 0.10 * rings + 0.07 * fibre + 0.05 * noise(seed + 3, (4, 2))
    base = np.clip(np.asarray(linear(colour), np.float32) * tone[..., None] ** np.asarray([0.8, 1.0, 1.25]), 0, 0.95)
    rough = np.clip(roughness + 0.06 * fibre, 0.1, 1)
    made = {"type": "principled", "base_color": bitmap(base, scale), "roughness": bitmap(rough, scale), "specular": 0.4}
    return {"type": "bumpmap", "arbitrary": bitmap(fibre, scale), "scale": 0.0004, "bsdf": made}


def metal(roughness: float = 0.25, colour: str = "#d8d8d8") -> dict[str, Any]:
    return {**plain(colour, roughness, 0.5), "metallic": 1.0}


@dataclass
class Camera:
    origin: tuple[float, float, float]
    target: tuple[float, float, float]
    across: float  # field of view, degrees
    aperture: float = 0.0

    def project(self, points: np.ndarray) -> np.ndarray:
        """Points (..., 3) to shares of the picture (..., 2), from the top left corner."""
        origin, target = np.asarray(self.origin), np.asarray(self.target)
        ahead = (target - origin) / np.linalg.norm(target - origin)
        right = np.cross(ahead, [0, 1, 0])
        right /= np.linalg.norm(right)
        up = np.cross(right, ahead)
        seen = points - origin
        depth = seen @ ahead * np.tan(np.radians(self.across) / 2)
        x, y = seen @ right / depth, seen @ up / depth * SIZE[0] / SIZE[1]
        return np.stack([0.5 + 0.5 * x, 0.5 - 0.5 * y], axis=-1)

    def sensor(self, width: int, height: int) -> dict[str, Any]:
        distance = float(np.linalg.norm(np.subtract(self.target, self.origin)))
        lens = {"type": "thinlens", "aperture_radius": self.aperture, "focus_distance": distance}
        return {
            **(lens if self.aperture else {"type": "perspective"}),
            "fov": self.across,
            "fov_axis": "x",
            "to_world": T().look_at(self.origin, self.target, [0, 1, 0]),
            "film": {"type": "hdrfilm", "width": width, "height": height, "rfilter": {"type": "box"}},
            "sampler": {"type": "independent", "sample_count": PASS},
        }


@dataclass
class World:
    """A scene. *art* are its surfaces: mesh, and the grid of points that the artwork is laid over."""

    camera: Camera
    title: str
    ratio: float
    exposure: float = 1.0
    things: dict[str, Any] = field(default_factory=dict)
    art: list[tuple[Mesh, np.ndarray]] = field(default_factory=list)
    paper: dict[str, Any] = field(default_factory=lambda: plain("#f0f0f0", 0.6, 0.2))
    ink: dict[str, Any] = field(default_factory=lambda: plain("#000000", 0.6, 0.2))
    edges: tuple[int, ...] = ()  # surfaces that only continue the artwork's edge
    glow: float = 0.0  # radiance of a screen's white
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp()))

    def add(self, shape: Mesh | dict[str, Any], material: dict[str, Any] | None = None) -> None:
        name = f"thing{len(self.things)}"
        if isinstance(shape, Mesh):
            path = self.folder / f"{name}.ply"
            path.write_bytes(shape.ply())
            shape = {"type": "ply", "filename": str(path)}
        if material is not None:
            shape = {**shape, "bsdf": {"type": "twosided", "bsdf": material} if _one_sided(material) else material}
        self.things[name] = shape

    def lamp(self, at: tuple, to: tuple, size: tuple[float, float], light: float, colour: str = "#ffffff") -> None:
        """An area light that gives a surface at *to* that faces it the irradiance *light*."""
        place = T().look_at(at, to, [0.01, 1, 0.02]) @ T().scale([size[0] / 2, size[1] / 2, 1])
        radiance = light * float(np.sum(np.subtract(to, at) ** 2)) / (size[0] * size[1])
        glow = {"type": "area", "radiance": {"type": "rgb", "value": [radiance * v for v in linear(colour)]}}
        self.add({"type": "rectangle", "to_world": place, "emitter": glow})

    def sky(self, top: str, bottom: str, power: float, extra: Any = None) -> None:
        """Light from all round, *bottom* colour at the horizon and below."""
        rise = np.clip(1 - np.arange(128) / 64, 0, 1)[:, None, None] ** 0.6
        values = np.asarray(linear(bottom)) * (1 - rise) + np.asarray(linear(top)) * rise
        values = np.broadcast_to(values, (128, 256, 3)).astype(np.float32) * power
        if extra is not None:
            values = extra(values.copy())
        self.things["sky"] = {"type": "envmap", "bitmap": mi.Bitmap(np.ascontiguousarray(values))}

    def render(self, white: bool, width: int, height: int, samples: int) -> np.ndarray:
        """Linear light (height, width, 3), denoised."""
        world = {"type": "scene", **self.things}
        for number, (mesh, _) in enumerate(self.art):
            path = self.folder / f"art{number}.ply"
            path.write_bytes(mesh.ply())
            shape = {
                "type": "ply",
                "filename": str(path),
                "bsdf": {"type": "twosided", "bsdf": self.paper if white else self.ink},
            }
            if self.glow and white:
                shape["emitter"] = {"type": "area", "radiance": {"type": "rgb", "value": [self.glow] * 3}}
            world[f"art{number}"] = shape
        world["sensor"] = self.camera.sensor(width, height)
        path_tracer = {"type": "path", "max_depth": 6}
        world["integrator"] = {"type": "aov", "aovs": "a:albedo,n:sh_normal", "inner": path_tracer}
        scene, passes = mi.load_dict(world), max(1, samples // PASS)
        values = sum(np.array(mi.render(scene, spp=PASS, seed=one), np.float32) for one in range(passes)) / passes
        colour, albedo, normal = values[..., :3], values[..., -6:-3], values[..., -3:]
        colour = np.ascontiguousarray(np.minimum(np.nan_to_num(colour), 40))
        aux = {"albedo": np.ascontiguousarray(np.clip(albedo, 0, 1)), "normal": np.ascontiguousarray(normal)}
        return pyoidn.denoise(colour, hdr=True, **aux) * self.exposure


def _one_sided(material: dict[str, Any]) -> bool:
    return material["type"] not in ("thindielectric", "dielectric", "mask", "twosided")
