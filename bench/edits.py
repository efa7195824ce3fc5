"""Edits stay where they are put: real photos, real masks, a server that shifts and recolours everything it is given.

Prints how many pixels outside the mask differ from the source (0 is the promise) and how near the found shift is.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from maquette import ops
from maquette.picture.image import Image


def answer(rgb: np.ndarray, chance: np.random.Generator) -> tuple[np.ndarray, tuple[float, float]]:
    """The photo as a careless model gives it back: moved, a little scaled, recoloured, at another size, as a JPEG."""
    height, width = rgb.shape[:2]
    shift = tuple(chance.uniform(-0.02, 0.02, 2) * (width, height))
    scale = chance.uniform(0.99, 1.01)
    warp = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    moved = cv2.warpAffine(rgb, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    toned = np.clip(moved * chance.uniform(0.85, 1.15, 3) + chance.uniform(-12, 12, 3), 0, 255).astype(np.uint8)
    size = (1024, round(1024 * height / width / 16) * 16)
    small = cv2.resize(toned, size, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1].copy(), (float(shift[0]), float(shift[1]))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    options.add_argument("--photos", type=int, default=20)
    given = options.parse_args()
    root = Path(given.shared).absolute() / "data" / "products" / "open"
    if not root.is_dir():
        print(f"skipped: {root} is not there")
        return
    found = sorted(path for path in root.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    chance = np.random.default_rng(3)
    changed, off, doubts, total = 0, [], 0, 0
    for path in found[:: max(1, len(found) // given.photos)][: given.photos]:
        source = ops.decode(path)
        height, width = source.rgb.shape[:2]
        mask = np.zeros((height, width, 3), np.uint8)
        centre = tuple(int(one) for one in chance.uniform(0.35, 0.65, 2) * (width, height))
        axes = tuple(int(one) for one in chance.uniform(0.08, 0.22, 2) * (width, height))
        cv2.ellipse(mask, centre, axes, float(chance.uniform(0, 180)), 0, 360, (255, 255, 255), -1, cv2.LINE_AA)
        wild, shift = answer(source.rgb, chance)
        held = ops.keep_outside(source, Image(wild), Image(mask))
        outside = mask[..., 0] == 0
        wrong = int((held.rgb[outside] != source.rgb[outside]).any(axis=1).sum())
        changed, total = changed + wrong, total + int(outside.sum())
        doubts += bool(held.doubts)
        off.append(float(np.hypot(held.shift[0] - shift[0], held.shift[1] - shift[1])))
        moved = f"shift {shift[0]:6.1f} {shift[1]:6.1f}  found within {off[-1]:5.2f} px"
        print(f"{path.name[:44]:44} {moved}  {wrong} changed")
    print(f"pixels changed outside of {len(off)} masks: {changed} of {total}")
    print(f"shift found within {np.median(off):.2f} px (median), {max(off):.2f} px (worst); doubts {doubts}")


if __name__ == "__main__":
    main()
