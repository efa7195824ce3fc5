"""Path-traces the shipped mockup scenes: one picture with white artwork, one with black, and where the artwork lies.

python tools/mockups/paint.py [NAMES] [--to DIR] [--samples 24] [--scale 1]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from world import SIZE, World

from maquette.picture.colour import to_srgb
from maquette.picture.encode import encode
from scenes import SCENES

HERE = Path(__file__).parents[2] / "src/maquette/design/mockups/shipped"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", default=list(SCENES))
    options.add_argument("--to", type=Path, default=HERE)
    options.add_argument("--samples", type=int, default=24)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--text", action="store_true", help="only the text files")
    given = options.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    for name in given.names or SCENES:
        begun = time.perf_counter()
        world = SCENES[name]()
        width, height = (round(side * given.scale) for side in SIZE)
        for white in () if given.text else (True, False):
            picture = np.rint(to_srgb(world.render(white, width, height, given.samples))).astype(np.uint8)
            (given.to / f"{name}-{'white' if white else 'black'}.jpg").write_bytes(encode(picture, "jpeg", 90))
        (given.to / f"{name}.toml").write_text(described(name, world))
        print(f"{name}: {time.perf_counter() - begun:.0f} s", flush=True)


def described(name: str, world: World) -> str:
    """The scene's text file."""
    lines = [f'title = "{world.title}"', f'picture = "{name}-white.jpg"', f'black = "{name}-black.jpg"']
    for number, (_, points) in enumerate(world.art):
        across = np.linalg.norm(np.diff(points, axis=1), axis=2).sum(axis=1).mean()
        down = np.linalg.norm(np.diff(points, axis=0), axis=2).sum(axis=0).mean()
        rows = [", ".join(f"[{x:.5f}, {y:.5f}]" for x, y in row) for row in world.camera.project(points)]
        body = "".join(f"  [{row}],\n" for row in rows)
        shows = 'shows = "edge"\n' if number in world.edges else ""
        lines.append(f"\n[[surface]]\nratio = {across / down:.4g}\n{shows}patch = [\n{body}]")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
