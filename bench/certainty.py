"""Fits the weights by which a cut-out on busy ground is judged, and prints them: nothing of it is in bench/cutout.py.

python bench/certainty.py [--shared ../shared] [--keep DIR]

Composites: products of other shops, cut out of their plain ground by the package itself, on photos that composites.tsv
does not use; a find is wrong where it overlaps the truth below 0.8. Real photos: found right or wrong by eye. Each find
of the network and each part of it that may be taken instead is judged. Ridge logistic regression, both kinds of picture
weighing the same; the risk above which a find is marked is the one that one in ten of the right ones exceeds, when a
seventh of the pictures at a time is left out of the fit.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image as Pillow

from maquette import ops
from maquette.picture.image import Image
from maquette.pixels.certainty import WEIGHTS, Seen, measures_of
from maquette.pixels.clues import find_clues
from maquette.pixels.front import parts_in_front
from maquette.pixels.ground import find_ground
from maquette.pixels.looks import look
from maquette.pixels.pieces import overlap

SIDE = 1024
FALSE_ALARMS = 0.1
SHOPS = {"boutique": 1, "polymershop": 3, "spreedemo": 3}
"""Shops with plain ground: every so many-th of their pictures is taken."""
SEVERAL = ("bamboo", "multigroom", "travel")
GROUNDS = ("bakery", "jetsnack", "vendure", "dreambooth", "shrine", "grocery", "boutique", "sockshop")
COMPOSITES = 41
RIGHT = (
    "bakery/breads4",
    *(f"dreambooth/{name}" for name in ("backpack_dog_00", "bear_plushie_00", "bear_plushie_04", "can_04", "clock_04")),
    *(f"dreambooth/{name}" for name in ("grey_sloth_plushie_01", "pink_sunglasses_03", "rc_car_02", "rc_car_04")),
    "dreambooth/shiny_sneaker_03",
    *(f"vendure/{name}-unsplash" for name in ("chuttersnap-324234", "natalia-y-345738", "neonbrand-428982")),
    "vendure/thomas-serer-420833-unsplash",
)
WRONG = (
    *("dreambooth/backpack_00", "dreambooth/shiny_sneaker_00", "shrine/ginger-scarf", "shrine/seabreeze-sweater"),
    *(f"sockshop/{name}" for name in ("classic", "holy_1", "holy_3", "puma_2")),
    *("sylius/jeans_man_jeans_03", "vendure/jean-philippe-delberghe-1400011-unsplash"),
)
"""Real photos by what the network found: the product, or with it a person, a rock, a second chair, a leg."""


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
    for number, product in enumerate(products(photos)[:COMPOSITES], 1):
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


@dataclass(frozen=True)
class Find:
    """What the network found in a picture, or (*part* > 0) a part of it, by its measures and its overlap with truth."""

    picture: int
    real: bool
    part: int
    measures: list[float]
    overlap: float

    @property
    def wrong(self) -> bool:
        return self.overlap < 0.8


def finds(shared: Path, composites: Path) -> Iterator[Find]:
    photos = shared / "data" / "products" / "open"
    named = [next(photos.glob(f"{name}.*")) for name in (*RIGHT, *WRONG)]
    for number, path in enumerate([*sorted(composites.glob("*.jpg")), *named]):
        rgb, real = read(path), number >= COMPOSITES
        if find_ground(rgb) is not None:
            continue
        mask, agreement = look(rgb, "standard")
        size = mask.shape[::-1]
        if not real:
            truth = cv2.resize(cv2.imread(str(path.with_suffix(".alpha.png")), 0), size, interpolation=cv2.INTER_AREA)
        else:
            truth = 255 * (mask > 0.5) if f"{path.parent.name}/{path.stem}" in RIGHT else np.zeros_like(mask)
        for part, seen in enumerate([mask, *parts_in_front(rgb, mask, "u2net")]):
            clues = find_clues(rgb, np.rint(seen * 255).astype(np.uint8))
            if clues is None:
                continue
            taken = Seen.of(seen, agreement=agreement, box=None, parted=float(part > 0))
            measures = {"one": 1.0, **measures_of(taken, clues)}
            yield Find(
                number, real, part, [measures[name] for name in WEIGHTS], overlap(seen > 0.5, np.asarray(truth) > 127)
            )


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
        found = list(finds(shared, folder))
    rows, bad = np.array([one.measures for one in found]), np.array([one.wrong for one in found], float)
    real, pictures = np.array([one.real for one in found]), np.array([one.picture for one in found])
    risk = np.zeros(len(bad))
    for left_out in range(7):
        rest = pictures % 7 != left_out
        risk[~rest] = 1 / (1 + np.exp(-rows[~rest] @ fit(rows[rest], bad[rest], real[rest])))
    chosen = []
    for picture in sorted(set(pictures)):
        whole, *parts = np.flatnonzero(pictures == picture)
        chosen.append(next((part for part in parts if risk[part] < risk[whole]), whole))
    final = np.array(chosen)
    alarm = float(np.quantile(risk[final][bad[final] == 0], 1 - FALSE_ALARMS))
    print(f"left out of the fit, above a risk of {alarm:.2f}:")
    for kind, which in (("composites", final[~real[final]]), ("real photos", final[real[final]])):
        marked, wrong = risk[which] > alarm, bad[which] > 0
        shares = (f"{(marked & one).sum()} of {one.sum()}" for one in (wrong, ~wrong))
        print(f"  {kind}: {next(shares)} wrong, {next(shares)} right")
    for name, weight in zip(WEIGHTS, fit(rows, bad, real), strict=True):
        print(f'    "{name}": {weight:.3g},')


if __name__ == "__main__":
    main()
