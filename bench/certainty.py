"""Fits the weights by which a cut-out on busy ground is judged, and a part of it chosen; nothing is in bench/cutout.py.

python bench/certainty.py [--shared ../shared] [--composites 340] [--keep DIR] [--sample DIR]

Composites: products of other shops, cut out of their plain ground by the package itself, on photos that composites.tsv
does not use; a find is wrong where it overlaps the truth below 0.8. Real photos: found right or wrong by eye. Both fits
are ridge logistic regressions. Parts (`matte` looks for them where the whole may be wrong): is it nearer to the truth
than the whole, weighed by how much. Finds: is it wrong, both kinds of picture weighing the same.
All that is printed is left out of the fit: each picture is judged by weights that an eighth of the pictures, its own
among them, had no part in (the mean of five such divisions). The risk above which a find is marked is the one that one
in ten of the right finds in real photos exceeds: composites are made to be hard, and people work with photos.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image as Pillow

from maquette import ops, samples
from maquette.picture.image import Image
from maquette.pixels import front
from maquette.pixels.certainty import WEIGHTS, Seen, measures_of
from maquette.pixels.clues import find_clues
from maquette.pixels.ground import find_ground
from maquette.pixels.looks import look
from maquette.pixels.matte import _SEARCHED
from maquette.pixels.networks import best_network, find_weights
from maquette.pixels.pieces import overlap

SIDE = 768
FALSE_ALARMS, RIDGE, FOLDS, DIVISIONS = 0.1, 2.0, 8, 5
SETTLED = 0.4
"""A part that is so much nearer to the truth, or further from it, weighs as one picture."""
SHOPS = {"boutique": 1, "polymershop": 2, "spreedemo": 1}
"""Shops with plain ground: every so many-th of their pictures is taken."""
SEVERAL = ("bamboo", "multigroom", "travel")
GROUNDS = ("bakery", "jetsnack", "vendure", "dreambooth", "shrine", "grocery", "sockshop", "sylius")
SEEDS = (11, 12, 13, 14)
RIGHT = {
    "vendure": [
        "andres-jasso-220776",
        "benjamin-voros-310026",
        "brandi-redd-104140",
        "chuttersnap-324234",
        "kari-shea-398668",
        "mark-tegethoff-667351",
        "max-tarkhov-737999",
        "michael-guite-571169",
        "mitch-lensink-256007",
        "natalia-y-345738",
        "neonbrand-428982",
        "nik-shuliahin-619349",
        "patrick-brinksma-663044",
        "paul-weaver-1120584",
        "thomas-serer-420833",
        "tommy-bebo-600358",
        "xavier-teo-469050",
    ],
    "dreambooth": [
        "backpack_02",
        "backpack_05",
        "backpack_dog_00",
        "backpack_dog_02",
        "backpack_dog_04",
        "bear_plushie_01",
        "bear_plushie_03",
        "can_00",
        "can_02",
        "can_04",
        "candle_00",
        "candle_02",
        "candle_04",
        "clock_05",
        "grey_sloth_plushie_01",
        "grey_sloth_plushie_03",
        "pink_sunglasses_04",
        "rc_car_02",
        "rc_car_04",
        "rc_car_00",
        "shiny_sneaker_01",
        "shiny_sneaker_03",
        "shiny_sneaker_05",
    ],
    "shrine": ["gilt-desk-trio"],
}
WRONG = {
    "vendure": ["jean-philippe-delberghe-1400011", "juan-gomez-674574", "liam-briese-1128307"],
    "dreambooth": ["backpack_00", "backpack_01", "backpack_04", "vase_01"],
    "sockshop": ["bit_of_leg_2", "classic2", "cross_2", "puma_1"],
    "sylius": ["caps_cap_01", "caps_cap_03", "jeans_man_jeans_03"],
}
"""Real photos by what the network found: the product, or with it a person or another thing, or a piece of it alone."""


def products(photos: Path) -> list[Any]:
    """Products with their alpha, cropped to it, from photos whose ground knows the contour."""
    found = []
    for shop, every in SHOPS.items():
        for path in sorted((photos / shop).iterdir())[::every]:
            if any(word in path.name for word in SEVERAL):
                continue
            rgb = np.ascontiguousarray(ops.decode(path).rgb)
            matte = ops.matte(Image(rgb), quality="draft")
            if matte.method == "network" or matte.doubts:
                continue
            _, labels, stats, _ = cv2.connectedComponentsWithStats((matte.alpha > 100).astype(np.uint8))
            large = stats[:, cv2.CC_STAT_AREA] > 0.05 * stats[1:, cv2.CC_STAT_AREA].max()
            large[0] = False
            near = cv2.dilate(large[labels].astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
            alpha = np.where(near, matte.alpha, 0).astype(np.uint8)
            x, y, wide, high = cv2.boundingRect((alpha > 10).astype(np.uint8))
            found.append(Pillow.fromarray(np.dstack([rgb, alpha])[y : y + high, x : x + wide]))
    return found


def folder_of(shop: str, shared: Path, sample: Path) -> Path:
    return sample / "photos" if shop == "vendure" else shared / "data" / "products" / "open" / shop


def grounds(shared: Path, sample: Path) -> tuple[list[Path], Any]:
    """Photos to lay products on, and how often each is taken: shops with many photos do not drown the others."""
    recipes = csv.DictReader((shared / "data" / "cutouts" / "composites.tsv").open(), delimiter="\t")
    used = {Path(one["background"]).stem for one in recipes}
    found, weights = [], []
    for name in GROUNDS:
        inside = sorted(folder_of(name, shared, sample).iterdir())
        free = [path for path in inside if path.suffix in (".jpg", ".png", ".jpeg") and path.stem not in used]
        found += free
        weights += [len(free) ** -0.5] * len(free)
    return found, np.array(weights) / sum(weights)


def compose(shared: Path, sample: Path, out: Path, count: int) -> None:
    """Write cNNN.jpg and cNNN.alpha.png, the same each time."""
    photos, share = grounds(shared, sample)
    things, number = products(shared / "data" / "products" / "open"), 0
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        for place in rng.permutation(len(things))[: count // len(SEEDS)]:
            number += 1
            ground = Pillow.open(photos[rng.choice(len(photos), p=share)]).convert("RGB")
            whole, truth = composite(things[place], ground, rng)
            whole.save(out / f"c{number:03d}.jpg", quality=int(rng.choice([60, 75, 85, 92])))
            truth.save(out / f"c{number:03d}.alpha.png")


def composite(product: Any, ground: Any, rng: Any) -> tuple[Any, Any]:
    """The product on the ground, and its alpha there: scale, place, turn, crop, tone and noise by chance."""
    scale = SIDE * rng.uniform(0.45, 0.86) / max(product.size)
    size = (max(1, round(product.width * scale)), max(1, round(product.height * scale)))
    placed = product.resize(size, Pillow.Resampling.LANCZOS)
    if rng.random() < 0.5:
        placed = placed.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT)
    if rng.random() < 0.3:
        placed = placed.rotate(rng.uniform(-25, 25), Pillow.Resampling.BICUBIC, expand=True)
    across, down = rng.uniform(0.36, 0.66), rng.uniform(0.38, 0.66)
    place = (round(SIDE * across - placed.width / 2), round(SIDE * down - placed.height / 2))
    truth = Pillow.new("L", (SIDE, SIDE))
    truth.paste(placed.getchannel("A"), place)
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
    return Pillow.fromarray(pixels.clip(0, 255).astype(np.uint8)), truth


@dataclass(frozen=True)
class Piece:
    """A part of a find: what speaks for it, how it would be judged, and how far it overlaps the truth."""

    measures: list[float]
    judged: list[float]
    overlap: float


@dataclass(frozen=True)
class Find:
    """What the network found in a picture, by its measures, and how far it overlaps the truth; its parts likewise.

    Of a real photo it is known by eye whether the find is right (1) or wrong (0); a part is taken to be the contrary.
    """

    real: bool
    measures: list[float]
    overlap: float
    parts: list[Piece]


def finds(shared: Path, sample: Path, composites: Path) -> Iterator[Find]:
    for path in sorted(composites.glob("*.jpg")):
        yield from find(path, beside(cv2.imread(str(path.with_suffix(".alpha.png")), 0)))
    for right, named in ((1.0, RIGHT), (0.0, WRONG)):
        for shop, names in named.items():
            for name in names:
                path = next(folder_of(shop, shared, sample).glob(f"{name}*"))
                yield from find(path, None, right)


def beside(truth: Any) -> Callable[[Any], float]:
    """How far a mask overlaps the *truth* (alpha)."""

    def overlaps(mask: Any) -> float:
        alpha = cv2.resize(truth, mask.shape[::-1], interpolation=cv2.INTER_AREA)
        return overlap(mask > 0.5, alpha > 127)

    return overlaps


def find(path: Path, overlaps: Callable[[Any], float] | None, right: float = 0.0) -> Iterator[Find]:
    """Nothing on plain ground, where it is not judged by these measures."""
    rgb = np.ascontiguousarray(ops.decode(path).rgb)
    if find_ground(rgb) is not None:
        return
    looked = look(rgb, "standard")

    def judged(mask: Any) -> list[float]:
        clues = find_clues(rgb, mask)
        seen = Seen.of(mask, agreement=looked.agreement, box=None, stray=looked.stray)
        by_name = {"one": 1.0, **measures_of(seen, clues)}
        return [by_name.get(name, 1.0) for name in WEIGHTS]

    parts = [
        Piece(
            [getattr(part, name, 1.0) for name in front.WEIGHTS],
            judged(part.mask),
            overlaps(part.mask) if overlaps else 1 - right,
        )
        for part in front.parts_of(rgb, looked.mask, best_network())
    ]
    yield Find(overlaps is None, judged(looked.mask), overlaps(looked.mask) if overlaps else right, parts)


def fit(rows: Any, goal: Any, counts: Any) -> Any:
    """Weights of a logistic regression with ridge on standardised measures, by Newton's method; *counts* weigh rows."""
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    mean[0], deviation[0] = 0, 1
    scaled = (rows - mean) / deviation
    ridge = np.diag([1e-6] + [RIDGE] * (rows.shape[1] - 1))
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        risk = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (counts * (risk - goal)) + ridge @ weights
        weights -= np.linalg.solve((scaled.T * (counts * risk * (1 - risk))) @ scaled + ridge, slope)
    weights = weights / deviation
    weights[0] -= weights @ mean
    return weights


def choosing(found: list[Find]) -> Any:
    """The weights of front.py, from composites alone: of real photos nobody has looked at the parts."""
    pairs = [(part.measures, part.overlap - one.overlap) for one in found if not one.real for part in one.parts]
    gains = np.array([gain for _, gain in pairs])
    return fit(np.array([row for row, _ in pairs]), (gains > 0).astype(float), np.minimum(1, np.abs(gains) / SETTLED))


def judging(found: list[Find]) -> Any:
    """The weights of certainty.py, both kinds of picture weighing the same."""
    real = np.array([one.real for one in found])
    counts = np.where(real, 0.5 / real.mean(), 0.5 / (1 - real.mean()))
    wrong = np.array([one.overlap < 0.8 for one in found], float)
    return fit(np.array([one.measures for one in found]), wrong, counts)


def left_out(found: list[Find]) -> tuple[list[Any], list[Any]]:
    """By weights that the picture had no part in: the odds of its parts, and the risks of the find and of these."""
    odds: list[Any] = [0.0] * len(found)
    risks: list[Any] = [0.0] * len(found)
    for division in range(DIVISIONS):
        fold = np.random.default_rng(division).permutation(len(found)) % FOLDS
        for one in range(FOLDS):
            rest = [find for find, mine in zip(found, fold, strict=True) if mine != one]
            choice, verdict = choosing(rest), judging(rest)
            for place in np.flatnonzero(fold == one):
                parts = found[place].parts
                mine = np.array([found[place].measures, *(part.judged for part in parts)])
                odds[place] = odds[place] + np.array([part.measures @ choice for part in parts]) / DIVISIONS
                risks[place] = risks[place] + mine @ verdict / DIVISIONS
    return odds, [1 / (1 + np.exp(-one)) for one in risks]


def taken(find: Find, odds: Any, risks: Any) -> tuple[float, float, bool]:
    """The risk of what `matte` would go on with, how far that overlaps the truth, and whether it is a part."""
    if risks[0] > _SEARCHED and len(odds) and odds.max() > 0:
        best = int(odds.argmax())
        return float(risks[1 + best]), find.parts[best].overlap, True
    return float(risks[0]), find.overlap, False


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    options.add_argument("--composites", type=int, default=340)
    options.add_argument("--keep", help="write the composites there, and take them from there if they are there")
    options.add_argument("--sample", help="the sample shop, where `python -m maquette.samples DIR` has made it already")
    given = options.parse_args()
    shared = Path(given.shared).absolute()
    if not shared.is_dir() or find_weights("u2net") is None:
        print(f"skipped: needs {shared} and the large weights (maquette models get u2net)")
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(given.keep or place)
        folder.mkdir(parents=True, exist_ok=True)
        sample = Path(given.sample or Path(place) / "shop")
        if not sample.is_dir() and samples.main([str(sample)]):
            return
        if not any(folder.glob("*.alpha.png")):
            compose(shared, sample, folder, given.composites)
        found = list(finds(shared, sample, folder))
    final = [taken(one, *both) for one, *both in zip(found, *left_out(found), strict=True)]
    risk, overlaps, parted = (np.array(column) for column in zip(*final, strict=True))
    real = np.array([one.real for one in found])
    whole = np.array([one.overlap for one in found])
    alarm = float(np.quantile(risk[real & (overlaps >= 0.8)], 1 - FALSE_ALARMS))
    print(f"left out of the fit: {(~real).sum()} composites, overlap of the whole {whole[~real].mean():.3f}, ", end="")
    print(f"of what is taken {overlaps[~real].mean():.3f}; {(parted & ~real).sum()} parts taken")
    print(f"of real photos, parts taken where the whole was right: {(parted & real & (whole == 1)).sum()}")
    print(f"marked above a risk of {alarm:.2f}:")
    for kind, which in (("composites", ~real), ("parts of these", ~real & parted), ("real photos", real)):
        tell(kind, risk[which] > alarm, overlaps[which] < 0.8)
    for title, names, weights in (("front", front.WEIGHTS, choosing(found)), ("certainty", WEIGHTS, judging(found))):
        print(f"{title}.WEIGHTS = {{")
        for name, weight in zip(names, weights, strict=True):
            print(f'    "{name}": {weight:.3g},')
        print("}")


def tell(kind: str, marked: Any, wrong: Any) -> None:
    shares = [f"{(marked & one).sum()} of {one.sum()}" for one in (wrong, ~wrong)]
    print(f"  {kind}: {shares[0]} wrong, {shares[1]} right")


if __name__ == "__main__":
    main()
