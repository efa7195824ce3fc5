"""The path tracer's own process: ``python -m maquette.design.scenes.tracer FOLDER``.

Reads ``scene.json`` and its meshes and bitmaps in FOLDER, tells its progress (0..1) line by line, and writes
``light.npy``, linear light (height, width, 3) float32. Nothing of a workspace is known here.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any


def main(folder: Path) -> None:
    """Render what lies in *folder*."""
    import mitsuba as mi
    import numpy as np
    import pyoidn

    mi.set_variant("scalar_rgb")
    mi.set_log_level(mi.LogLevel.Error)
    told = json.loads((folder / "scene.json").read_text())
    scene = mi.load_dict(_world(mi, folder, told))
    passes = told["samples"]
    total: Any = np.zeros((told["height"], told["width"], 9), np.float32)
    for number in range(passes):
        total += np.asarray(mi.render(scene, spp=1, seed=number), np.float32)[..., :9]
        sys.stdout.write(f"{(number + 1) / (passes + 1):.3f}\n")
        sys.stdout.flush()
    total /= passes
    light, albedo, normal = (np.ascontiguousarray(total[..., at : at + 3]) for at in (0, 3, 6))
    light = np.minimum(np.nan_to_num(light), 50)
    light = pyoidn.denoise(light, albedo=np.clip(albedo, 0, 1), normal=normal, hdr=True)
    part = folder / "light.part.npy"
    np.save(part, light)
    os.replace(part, folder / "light.npy")


def _world(mi: Any, folder: Path, told: dict[str, Any]) -> dict[str, Any]:
    import numpy as np

    transform = mi.ScalarTransform4f

    def bitmap(name: str, **more: Any) -> dict[str, Any]:
        values = np.load(folder / name)
        return {"type": "bitmap", "bitmap": mi.Bitmap(values), "raw": True, **more}

    def material(facts: dict[str, Any]) -> dict[str, Any]:
        made = {
            "type": "principled",
            "base_color": bitmap(facts["texture"], wrap_mode=facts["wrap"]),
            "roughness": facts["roughness"],
            "specular": facts["specular"],
        }
        if "relief" in facts:
            made = {"type": "bumpmap", "arbitrary": bitmap(facts["relief"]), "scale": facts["height"], "bsdf": made}
        return {"type": "twosided", "bsdf": made}

    world: dict[str, Any] = {"type": "scene"}
    for number, thing in enumerate(told["things"]):
        world[f"thing{number}"] = {"type": "ply", "filename": str(folder / thing["mesh"]), "bsdf": material(thing)}
    eye = told["eye"]
    world["sensor"] = {
        "type": "perspective",
        "fov": told["fov"],
        "fov_axis": "x",
        "principal_point_offset_y": told["shift"],
        "near_clip": told["unit"] * 0.01,
        "far_clip": told["unit"] * 100,
        "to_world": transform().look_at(eye, [eye[0], eye[1], 0], [0, 1, 0]),
        "film": {"type": "hdrfilm", "width": told["width"], "height": told["height"], "rfilter": {"type": "box"}},
        "sampler": {"type": "independent", "sample_count": 1},
    }
    lamp = told["lamp"]
    world["lamp"] = {
        "type": "disk",
        "to_world": transform().look_at(lamp["at"], [0, 0, 0], [0.01, 1, 0.02]) @ transform().scale(lamp["radius"]),
        "emitter": {"type": "area", "radiance": {"type": "rgb", "value": lamp["radiance"]}},
    }
    world["sky"] = {"type": "envmap", "bitmap": mi.Bitmap(np.load(folder / "sky.npy"))}
    inner = {"type": "path", "max_depth": 6}
    world["integrator"] = {"type": "aov", "aovs": "a:albedo,n:sh_normal", "inner": inner}
    return world


if __name__ == "__main__":
    main(Path(sys.argv[1]))
