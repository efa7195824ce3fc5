"""Fits the weights by which a cut-out on busy ground is judged, on composites of its own, and prints them.

python bench/certainty.py [--shared ../shared] [--keep DIR]

98 composites: every cut-out with exact truth twice, on photos that composites.tsv (what bench/cutout.py measures on)
does not use, at other sizes, places and light. Bad is an overlap with the truth below 0.8. Ridge logistic regression;
the risk above which a cut-out is marked is the one that one in ten of the good exceeds, when a seventh of the products
at a time is left out of the fit.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image as Pillow

from cutout import score
from maquette import ops
from maquette.picture.image import Image
from maquette.pixels.certainty import WEIGHTS
from maquette.pixels.clues import find_clues

SIDE = 1024
FALSE_ALARMS = 0.1
SETS = ("bakery", "jetsnack", "vendure", "dreambooth", "shrine", "grocery", "boutique")


def compose(shared: Path, out: Path) -> None:
    """Write N.jpg and N.alpha.png, the same each time."""
    sys.path.insert(0, str(shared / "tools"))
    from composite import solid_alpha

    source, photos = shared / "data" / "cutouts", shared / "data" / "products" / "open"
    recipes = list(csv.DictReader((source / "composites.tsv").open(), delimiter="\t"))
    used = {(source / one["background"]).resolve() for one in recipes}
    grounds = [
        path
        for name in SETS
        for path in sorted((photos / name).iterdir())
        if path.resolve() not in used and path.suffix in (".jpg", ".png", ".jpeg")
    ]
    rng = np.random.default_rng(12)
    for number, one in enumerate(recipes * 2, 1):
        product = Pillow.open(source / one["foreground_rgba"]).convert("RGBA")
        alpha = solid_alpha(np.asarray(product.getchannel("A")))
        ys, xs = np.where(alpha > 10)
        box = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
        colour, mask = product.convert("RGB").crop(box), Pillow.fromarray(alpha).crop(box)
        scale = SIDE * rng.uniform(0.45, 0.86) / max(colour.size)
        size = (max(1, round(colour.width * scale)), max(1, round(colour.height * scale)))
        colour, mask = (part.resize(size, Pillow.Resampling.LANCZOS) for part in (colour, mask))
        flip = Pillow.Transpose.FLIP_LEFT_RIGHT
        if rng.random() < 0.5:
            colour, mask = colour.transpose(flip), mask.transpose(flip)
        across, down = rng.uniform(0.36, 0.66), rng.uniform(0.38, 0.66)
        place = (round(SIDE * across - size[0] / 2), round(SIDE * down - size[1] / 2))
        truth = Pillow.new("L", (SIDE, SIDE))
        truth.paste(mask, place)
        ground = Pillow.open(grounds[rng.integers(len(grounds))]).convert("RGB")
        width = min(ground.size)
        left, top = int((ground.width - width) * rng.random()), int((ground.height - width) * rng.random())
        ground = ground.crop((left, top, left + width, top + width)).resize((SIDE, SIDE), Pillow.Resampling.LANCZOS)
        if rng.random() < 0.5:
            ground = ground.transpose(flip)
        ground.paste(colour, place, mask)
        pixels = np.asarray(ground, np.float32)
        kind = rng.integers(0, 5)
        if kind == 0:
            pixels = 255 * (pixels / 255) ** rng.uniform(0.75, 1.3)
        elif kind == 1:
            pixels = pixels + rng.normal(0, rng.uniform(2, 7), pixels.shape)
        elif kind == 2:
            pixels = pixels * rng.uniform(0.9, 1.05, 3)
        elif kind == 3:
            pixels = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.4, 1.1))
        whole = Pillow.fromarray(pixels.clip(0, 255).astype(np.uint8))
        whole.save(out / f"v{number:03d}.jpg", quality=int(rng.choice([60, 75, 85, 92])))
        truth.save(out / f"v{number:03d}.alpha.png")


def measured(folder: Path) -> tuple[Any, Any, Any]:
    """Measures (n, k), whether the cut-out is bad (n), and which seventh of the products each belongs to (n)."""
    rows, bad, fold = [], [], []
    for number, path in enumerate(sorted(folder.glob("*.alpha.png"))):
        rgb = cv2.cvtColor(cv2.imread(str(path).replace(".alpha.png", ".jpg")), cv2.COLOR_BGR2RGB)
        found = ops.matte(Image(rgb))
        clues = find_clues(rgb, found.alpha)
        if clues is None or found.method == "ground":
            continue
        measures = {"one": 1.0, **found.measures, **vars(clues)}
        rows.append([measures[name] for name in WEIGHTS])
        bad.append(score(found.alpha, cv2.imread(str(path), 0))[0] < 0.8)
        fold.append(number % 49 % 7)
    return np.array(rows), np.array(bad, float), np.array(fold)


def fit(rows: Any, bad: Any) -> Any:
    """Weights of a logistic regression with unit ridge on standardised measures, by Newton's method."""
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    mean[0], deviation[0] = 0, 1
    scaled = (rows - mean) / deviation
    ridge = np.diag([1e-6] + [1.0] * (rows.shape[1] - 1))
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        risk = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (risk - bad) + ridge @ weights
        weights -= np.linalg.solve((scaled.T * (risk * (1 - risk))) @ scaled + ridge, slope)
    weights = weights / deviation
    weights[0] -= weights @ mean
    return weights


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    options.add_argument("--keep", help="write the composites there, and take them from there if they are there")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(given.keep or place)
        folder.mkdir(parents=True, exist_ok=True)
        if not any(folder.glob("*.alpha.png")):
            compose(Path(given.shared).absolute(), folder)
        rows, bad, fold = measured(folder)
    odds = np.zeros(len(bad))
    for left_out in range(7):
        odds[fold == left_out] = rows[fold == left_out] @ fit(rows[fold != left_out], bad[fold != left_out])
    risk = 1 / (1 + np.exp(-odds))
    alarm = float(np.quantile(risk[bad == 0], 1 - FALSE_ALARMS))
    print(
        f"{int(bad.sum())} bad of {len(bad)}; left out of the fit, above a risk of {alarm:.2f}: "
        f"{(risk[bad > 0] > alarm).mean():.0%} of the bad, {(risk[bad == 0] > alarm).mean():.0%} of the good"
    )
    for name, weight in zip(WEIGHTS, fit(rows, bad), strict=True):
        print(f'    "{name}": {weight:.3g},')


if __name__ == "__main__":
    main()
