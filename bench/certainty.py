"""Fits the weights by which a cut-out on busy ground is judged, and prints them: nothing of it is in bench/cutout.py.

python bench/certainty.py [--shared ../shared] [--keep DIR]

Two kinds of picture. Composites: products of other shops, cut out of their plain ground by the package itself, twice
each on photos that composites.tsv does not use; a cut-out is bad where it overlaps the truth below 0.8. Real photos,
most of one thing on busy ground, whose cut-outs were looked at: WRONG names those that are bad. Ridge logistic
regression, both kinds weighing the same; the risk above which a cut-out is marked is the one that one in ten of the
good exceeds, when a seventh of the products at a time is left out of the fit.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image as Pillow

from cutout import score
from maquette import ops
from maquette.picture.image import Image
from maquette.pixels.certainty import WEIGHTS

SIDE = 1024
FALSE_ALARMS = 0.1
SHOPS = {"boutique": 1, "polymershop": 3, "spreedemo": 3}
"""Shops with plain ground: every so many-th of their pictures is taken."""
SEVERAL = ("bamboo", "multigroom", "travel")
GROUNDS = ("bakery", "jetsnack", "vendure", "dreambooth", "shrine", "grocery", "boutique", "sockshop")
REAL = ("dreambooth", "vendure")
WRONG: tuple[str, ...] = (
    "backpack_00",
    "backpack_01",
    "can_04",
    "can_05",
    "clock_02",
    "pink_sunglasses_02",
    "pink_sunglasses_04",
    "pink_sunglasses_05",
    "shiny_sneaker_00",
    "jean-philippe-delberghe-1400011-unsplash",
    "nathan-fertig-249917-unsplash",
    "silvia-agrasar-227575-unsplash",
)


def read(path: Path) -> Any:
    return cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)


def products(photos: Path) -> list[Any]:
    """Products with their alpha, cropped to it."""
    found = []
    for shop, every in SHOPS.items():
        for path in sorted((photos / shop).iterdir())[::every]:
            if any(word in path.name for word in SEVERAL):
                continue
            rgb = read(path)
            alpha = ops.matte(Image(rgb), quality="draft").alpha
            _, labels, stats, _ = cv2.connectedComponentsWithStats((alpha > 100).astype(np.uint8))
            large = stats[:, cv2.CC_STAT_AREA] > 0.05 * stats[1:, cv2.CC_STAT_AREA].max()
            large[0] = False
            near = cv2.dilate(large[labels].astype(np.uint8), np.ones((9, 9))) > 0
            alpha = np.where(near, alpha, 0).astype(np.uint8)
            box = cv2.boundingRect((alpha > 10).astype(np.uint8))
            part = (slice(box[1], box[1] + box[3]), slice(box[0], box[0] + box[2]))
            found.append(Pillow.fromarray(np.dstack([rgb, alpha])[part]))
    return found


def compose(shared: Path, out: Path) -> None:
    """Write cN.jpg and cN.alpha.png, the same each time."""
    source, photos = shared / "data" / "cutouts", shared / "data" / "products" / "open"
    recipes = csv.DictReader((source / "composites.tsv").open(), delimiter="\t")
    used = {(source / one["background"]).resolve() for one in recipes}
    grounds, weights = [], []
    for name in GROUNDS:
        inside = sorted(path for path in (photos / name).iterdir() if path.suffix in (".jpg", ".png", ".jpeg"))
        free = [path for path in inside if path.resolve() not in used]
        grounds += free
        weights += [len(free) ** -0.5] * len(free)
    share = np.array(weights) / sum(weights)
    rng = np.random.default_rng(5)
    for number, product in enumerate(products(photos) * 2, 1):
        scale = SIDE * rng.uniform(0.45, 0.86) / max(product.size)
        size = (round(product.width * scale), round(product.height * scale))
        placed = product.resize(size, Pillow.Resampling.LANCZOS)
        if rng.random() < 0.5:
            placed = placed.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT)
        if rng.random() < 0.3:
            placed = placed.rotate(rng.uniform(-25, 25), Pillow.Resampling.BICUBIC, expand=True)
        across, down = rng.uniform(0.36, 0.66), rng.uniform(0.38, 0.66)
        place = (round(SIDE * across - placed.width / 2), round(SIDE * down - placed.height / 2))
        truth = Pillow.new("L", (SIDE, SIDE))
        truth.paste(placed.getchannel("A"), place)
        ground = Pillow.open(grounds[rng.choice(len(grounds), p=share)]).convert("RGB")
        width = min(ground.size)
        left, top = int((ground.width - width) * rng.random()), int((ground.height - width) * rng.random())
        ground = ground.crop((left, top, left + width, top + width)).resize((SIDE, SIDE), Pillow.Resampling.LANCZOS)
        if rng.random() < 0.5:
            ground = ground.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT)
        ground.paste(placed, place, placed)
        pixels = np.asarray(ground, np.float32)
        kind = rng.integers(0, 5)
        if kind == 0:
            pixels = 255 * (pixels / 255) ** rng.uniform(0.75, 1.3)
        elif kind == 1:
            pixels = pixels + rng.normal(0, rng.uniform(2, 7), pixels.shape)
        elif kind == 2:
            pixels = pixels * rng.uniform(0.9, 1.05, 3)
        whole = Pillow.fromarray(pixels.clip(0, 255).astype(np.uint8))
        whole.save(out / f"c{number:03d}.jpg", quality=int(rng.choice([60, 75, 85, 92])))
        truth.save(out / f"c{number:03d}.alpha.png")


def pictures(shared: Path, composites: Path) -> Iterator[tuple[Path, Path | None, str]]:
    """Photo, truth (None for a real one) and the name of what is on it."""
    truths = sorted(composites.glob("*.alpha.png"))
    for number, truth in enumerate(truths):
        yield truth.with_name(truth.name.replace(".alpha.png", ".jpg")), truth, str(number % (len(truths) // 2))
    for shop in REAL:
        for path in sorted((shared / "data" / "products" / "open" / shop).glob("*.jpg")):
            yield path, None, path.stem.rsplit("_", 1)[0]


def measured(shared: Path, composites: Path) -> tuple[Any, Any, Any, Any]:
    """Measures (n, k), whether the cut-out is bad, whether the photo is real, and which seventh it belongs to."""
    rows, bad, real, fold = [], [], [], []
    for path, truth, name in pictures(shared, composites):
        found = ops.matte(Image(read(path)))
        if found.method != "network" or "solidity" not in found.measures:
            continue
        rows.append([{"one": 1.0, **found.measures}[name] for name in WEIGHTS])
        wrong = path.stem in WRONG if truth is None else score(found.alpha, cv2.imread(str(truth), 0))[0] < 0.8
        bad.append(wrong)
        real.append(truth is None)
        fold.append(zlib.crc32(name.encode()) % 7)
        print(path.stem, "bad" if wrong else "good", found.certainty, flush=True)
    return np.array(rows), np.array(bad, float), np.array(real), np.array(fold)


def fit(rows: Any, bad: Any, real: Any) -> Any:
    """Weights of a logistic regression with unit ridge on standardised measures, by Newton's method."""
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    mean[0], deviation[0] = 0, 1
    scaled = (rows - mean) / deviation
    counts = np.where(real, 0.5 / real.mean(), 0.5 / (1 - real.mean()))
    ridge = np.diag([1e-6] + [1.0] * (rows.shape[1] - 1))
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        risk = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (counts * (risk - bad)) + ridge @ weights
        weights -= np.linalg.solve((scaled.T * (counts * risk * (1 - risk))) @ scaled + ridge, slope)
    weights = weights / deviation
    weights[0] -= weights @ mean
    return weights


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    options.add_argument("--keep", help="write the composites there, and take them from there if they are there")
    given = options.parse_args()
    shared = Path(given.shared).absolute()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(given.keep or place)
        folder.mkdir(parents=True, exist_ok=True)
        if not any(folder.glob("*.alpha.png")):
            compose(shared, folder)
        rows, bad, real, fold = measured(shared, folder)
    odds = np.zeros(len(bad))
    for left_out in range(7):
        rest = fold != left_out
        odds[~rest] = rows[~rest] @ fit(rows[rest], bad[rest], real[rest])
    risk = 1 / (1 + np.exp(-odds))
    alarm = float(np.quantile(risk[bad == 0], 1 - FALSE_ALARMS))
    print(f"left out of the fit, above a risk of {alarm:.2f}:")
    for kind, which in (("composites", ~real), ("real photos", real)):
        marked, wrong = risk[which] > alarm, bad[which] > 0
        shares = (f"{(marked & one).sum()} of {one.sum()}" for one in (wrong, ~wrong))
        print(f"  {kind}: {next(shares)} bad, {next(shares)} good")
    for name, weight in zip(WEIGHTS, fit(rows, bad, real), strict=True):
        print(f'    "{name}": {weight:.3g},')


if __name__ == "__main__":
    main()
