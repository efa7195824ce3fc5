"""The other grade: the same set path-traced by Mitsuba in a process of its own, and denoised. An extra."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.design.scenes.finish import Finish, clouds, texture
from maquette.design.scenes.meshes import Mesh, grid
from maquette.design.scenes.solids import inflated, kept, solid
from maquette.errors import InputError, MaquetteError
from maquette.lazy import lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from maquette.design.scenes.arrange import Staged
    from maquette.design.scenes.light import Key
    from maquette.design.scenes.silhouette import Body
else:
    np = lazy("numpy")

LISTENERS: list[Callable[[float], None]] = []
"""Called with the share of the picture at hand that is traced, 0..1, from the thread that waits for it."""

_ALONE = threading.Lock()
_TILE = 1024
_TILES = 2.0
_CLOSE = 0.85
_CELLS = 385


def require_tracer() -> None:
    """Raises ``InputError`` (code ``needs-extra``) that says how to install the path tracer, where it is not there."""
    missing = [name for name in ("mitsuba", "pyoidn") if find_spec(name) is None]
    if missing:
        raise InputError(
            f"the traced grades need {' and '.join(missing)}, which this installation lacks",
            mend="install the extra: pip install 'maquette-studio[scenes]' (about 370 MB), or use --grade painted",
            code="needs-extra",
        )


def tracer_versions(**_: Any) -> dict[str, str]:
    """What a traced picture also depends on."""
    found = {}
    for name in ("mitsuba", "pyoidn"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def traced(staged: Staged, body: Body | None, card: Any, exposure: float, samples: int) -> Any:
    """Linear light (height, width, 3) of a staged set, with the product's *card* (h, w, 4) in it as a body.

    One picture is traced at a time, with all cores. Raises ``InputError`` without the extra, and ``MaquetteError``
    (code ``tracer``) when the tracer fails.
    """
    require_tracer()
    with tempfile.TemporaryDirectory(prefix="maquette-trace-") as place, _ALONE:
        folder = Path(place)
        _write(folder, staged, body, card, exposure, samples)
        _run(folder)
        return np.load(folder / "light.npy")


def _run(folder: Path) -> None:
    command = [sys.executable, "-m", "maquette.design.scenes.tracer", str(folder)]
    with (
        (folder / "errors").open("w+") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as child,
    ):
        try:
            assert child.stdout is not None
            for line in child.stdout:
                for tell in LISTENERS:
                    tell(float(line))
            code = child.wait()
        finally:
            child.kill()
        for tell in LISTENERS:
            tell(1.0)
        if code or not (folder / "light.npy").is_file():
            errors.seek(0)
            last = (errors.read().strip().splitlines() or [f"it ended with code {code}"])[-1]
            raise MaquetteError(
                f"the path tracer failed: {last}", mend="try --grade painted; is there memory enough?", code="tracer"
            )


def _write(folder: Path, staged: Staged, body: Body | None, card: Any, exposure: float, samples: int) -> None:
    things: list[dict[str, Any]] = []

    def keep(mesh: Mesh, **facts: Any) -> None:
        name = f"{len(things)}.ply"
        (folder / name).write_bytes(mesh.ply())
        for key, value in list(facts.items()):
            if isinstance(value, np.ndarray):
                facts[key] = f"{len(things)}-{key}.npy"
                np.save(folder / facts[key], np.ascontiguousarray(value, dtype=np.float32))
        things.append({"mesh": name, **facts})

    for thing in staged.things:
        parts = solid(thing.shape, staged.unit * _TILES)
        for mesh, (albedo, finish) in zip(parts, thing.looks, strict=True):
            keep(mesh, **_material(albedo, finish, staged.unit))
    if body is not None:
        colour = card[..., :3] / np.maximum(card[..., 3:], 1e-3)
        skin = {
            "texture": colour[::-1],
            "opacity": card[::-1, :, 3:],
            "wrap": "clamp",
            "roughness": 0.5,
            "specular": 0.3,
        }
        keep(inflated(body), **skin)
    key = staged.key
    if key.gobo is not None:
        key = _near_lamp(key)
        black = np.full((2, 2, 3), 0.02, np.float32)
        keep(_flag(key), texture=black, wrap="clamp", roughness=1.0, specular=0.0)
    np.save(folder / "sky.npy", _sky(staged, exposure))
    away = float(np.linalg.norm(key.at))
    radiance = [exposure * key.strength * (away / key.radius) ** 2 * one for one in key.colour]
    told = {
        "things": things,
        "width": staged.width,
        "height": staged.height,
        "samples": samples,
        "eye": [0.0, staged.eye, staged.away],
        "fov": float(np.degrees(2 * np.arctan(staged.width / 2 / staged.away))),
        "shift": 0.5 - (staged.base - staged.eye) / staged.height,
        "unit": staged.unit,
        "lamp": {"at": list(key.at), "radius": key.radius, "radiance": radiance},
    }
    (folder / "scene.json").write_text(json.dumps(told))


def _material(albedo: Any, finish: Finish, unit: float) -> dict[str, Any]:
    v, u = np.mgrid[0:_TILE, 0:_TILE].astype(np.float32) * np.float32(_TILES * unit / _TILE)
    share, _ = texture(finish, u.ravel(), v.ravel(), unit, (0.0, 0.0))
    picture = np.clip(albedo * share.reshape(_TILE, _TILE, 1), 0, 0.95)[::-1]
    rough = 0.9 if not finish.mirror else 0.04 + 0.35 * finish.haze
    facts = {"texture": picture, "wrap": "repeat", "roughness": rough, "specular": 0.5 if finish.mirror else 0.15}
    if finish.ripple:
        facts |= {"relief": np.asarray(clouds(9)[:512, :512])[..., None], "height": 0.012 * finish.ripple}
    return facts


def _sky(staged: Staged, exposure: float) -> Any:
    rise = np.cos((np.arange(64) + 0.5) / 64 * np.pi)[:, None, None]
    values = exposure * staged.fill * (0.62 + 0.38 * rise)
    return np.broadcast_to(values, (64, 128, 3)).astype(np.float32)


def _near_lamp(key: Key) -> Key:
    """A *key* whose gobo hangs close before the lamp, out of the camera's sight, with the same pattern and softness."""
    spread = key.spread * (1 - _CLOSE) / (1 - key.between)
    radius = key.radius * key.between / (1 - key.between) * (1 - _CLOSE) / _CLOSE
    return replace(key, between=_CLOSE, spread=spread, radius=radius)


def _flag(key: Key) -> Mesh:
    """The plate that the light shines through, three times as large as its opening's picture."""
    at, aim = np.asarray(key.at), np.asarray(key.aim)
    centre = aim + (at - aim) * key.between
    toward = at / np.linalg.norm(at)
    right = np.cross([0, 1, 0], toward)
    right /= np.linalg.norm(right)
    frame = np.stack([right, np.cross(toward, right), toward], axis=1)
    steps = np.linspace(-1.5, 1.5, _CELLS)
    x, y = np.meshgrid(steps * key.spread, -steps * key.spread)
    sheet = grid(np.stack([x, y, 0 * x], axis=-1) @ frame.T + centre)
    rows, columns = key.gobo.shape
    row, column = ((0.5 + steps) * count for count in (rows, columns))
    row, column = (np.clip(one, 0, count - 1).astype(int) for one, count in ((row, rows), (column, columns)))
    return kept(sheet, key.gobo[np.ix_(row, column)].ravel() < 0.5)
