"""Scenes: seconds a picture for each set and grade, and whether every opaque product pixel is the product's own byte.

    python bench/scenes.py [--size 1600] [--products 3] [--traced 1]

Products are painted. *--traced* is how many sets are also path-traced, where the extra is installed.
"""

from __future__ import annotations

import argparse
import time
from importlib.util import find_spec
from typing import Any

import cv2
import numpy as np

from maquette.design.scenes.arrange import framed
from maquette.design.scenes.scene_set import SceneSet, find_set, shipped_sets
from maquette.design.scenes.shoot import shoot, trace
from maquette.design.scenes.silhouette import resized, trimmed
from maquette.painted import painted
from maquette.picture.image import Image


def exact(shot: Image, product: Image, scene: SceneSet) -> tuple[int, int]:
    """How many pixels inside the product are its own bytes, of how many."""
    cut = trimmed(product)
    assert cut is not None
    frame = framed(scene, (cut.pixels.shape[1], cut.pixels.shape[0]), cut, shot.width, shot.height, None)
    card = resized(cut.pixels, frame.wide, frame.tall)
    inside = cv2.erode((card[..., 3] == 255).astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    place = shot.pixels[frame.top : frame.top + frame.tall, frame.left : frame.left + frame.wide]
    same = (place == card[..., :3]).all(axis=2)
    return int((same & inside).sum()), int(inside.sum())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", help="not used; all benches take it")
    options.add_argument("--size", type=int, default=1600)
    options.add_argument("--products", type=int, default=3)
    options.add_argument("--traced", type=int, default=1)
    given = options.parse_args()
    products = []
    for number in range(given.products):
        rgb, truth = painted(number, width=1600, height=1200)
        products.append(Image(np.dstack([rgb, truth])))
    size: dict[str, Any] = {"width": given.size, "height": given.size}
    own, all_, names = 0, 0, shipped_sets()
    for name in names:
        scene, begun, used = find_set(name), time.perf_counter(), time.process_time()
        for product in products:
            found = exact(shoot(product, scene=scene, **size), product, scene)
            own, all_ = own + found[0], all_ + found[1]
        wall, cpu = time.perf_counter() - begun, time.process_time() - used
        print(f"painted  {name:10s} {wall / len(products):6.2f} s a picture, {cpu / len(products):6.2f} s of a core")
    print(f"exact: {own} of {all_} pixels inside the products, over {len(names)} sets x {len(products)} products")
    if not given.traced or find_spec("mitsuba") is None:
        print("traced grades not measured: the extra `scenes` is not installed, or --traced is 0")
        return
    for name in names[: given.traced]:
        for preview in (True, False):
            begun = time.perf_counter()
            scene = find_set(name)
            shot = trace(products[0], scene=scene, preview=preview, **size)
            same, whole = exact(shot, products[0], scene)
            grade = "preview" if preview else "traced"
            print(f"{grade:8s} {name:10s} {time.perf_counter() - begun:6.1f} s a picture; exact: {same} of {whole}")


if __name__ == "__main__":
    main()
