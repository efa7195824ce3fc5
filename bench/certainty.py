"""Fits the weights by which a cut-out on busy ground is judged, and a part of it chosen; nothing is in bench/cutout.py.

python bench/certainty.py [--shared ../shared] [--composites 600] [--keep DIR] [--sample DIR] [--write]

Composites: products of other shops, cut out of their plain ground by the package itself, and products of real photos
whose find is right, on photos that composites.tsv does not use; a find is wrong where it overlaps the truth below 0.8.
Real photos: found right or wrong by eye. Both fits are ridge logistic regressions. Parts (`matte` looks for them where
the whole may be wrong): is it nearer to the truth than the whole, weighed by how much. Finds: is what is gone on with
wrong, both kinds of picture weighing the same. All that is printed is left out of the fit: each picture is judged by
weights that an eighth of the products, its own among them, had no part in (the mean of two such divisions). The risk
above which a find is marked is the one that one in ten of the right finds in real photos exceeds: composites are made
to be hard, and people work with photos.

With --write the weights of what places show (weights/front.npy) are written; the others are printed, to be put into
pixels/front.py and pixels/certainty.py.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image as Pillow

from maquette import ops, samples
from maquette.picture.image import Image
from maquette.pixels import front
from maquette.pixels.certainty import _HARDLY, WEIGHTS, Seen, measures_of, risk_of
from maquette.pixels.clues import find_clues
from maquette.pixels.ground import find_ground
from maquette.pixels.looks import Looked, look
from maquette.pixels.matte import _SEARCHED
from maquette.pixels.networks import can_tell_places, find_weights
from maquette.pixels.pieces import overlap

SIDE = 768
FALSE_ALARMS, RIDGE, DEEP, FOLDS, DIVISIONS = 0.1, 2.0, 1000.0, 8, 2
"""DEEP is the ridge on what places show: many numbers that say little each."""
SETTLED = 0.4
"""A part that is so much nearer to the truth, or further from it, weighs as one picture."""
SHOPS = ("boutique", "polymershop", "spreedemo")
"""Shops with plain ground."""
SEVERAL = ("bamboo", "multigroom", "travel")
MEASURED_ON = ("backpack_0", "grey_sloth", "bear_plushie")
"""Things of real photos that bench/cutout.py has other photos of."""
GROUNDS = ("bakery", "jetsnack", "vendure", "dreambooth", "shrine", "grocery", "sockshop", "sylius")
SEED = 101
CHOOSING = tuple(front.WEIGHTS)
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


def products(shared: Path, sample: Path) -> list[tuple[str, Any]]:
    """Products with their alpha, cropped to it: of photos whose ground knows the contour, and real ones found right."""
    photos, found = shared / "data" / "products" / "open", []
    for shop in SHOPS:
        for path in sorted((photos / shop).iterdir()):
            if any(word in path.name for word in SEVERAL):
                continue
            rgb = np.ascontiguousarray(ops.decode(path).rgb)
            matte = ops.matte(Image(rgb), quality="draft")
            if matte.method != "network" and not matte.doubts:
                found.append((f"{shop}-{path.stem}".replace(".", "-"), cropped(rgb, matte.alpha)))
    for shop, names in RIGHT.items():
        for name in names:
            if not name.startswith(MEASURED_ON):
                rgb = np.ascontiguousarray(ops.decode(photo(shop, name, shared, sample)).rgb)
                # Several photos of one thing are one product.
                found.append((f"{shop}-{name.rstrip('0123456789_')}", cropped(rgb, ops.matte(Image(rgb)).alpha)))
    return found


def cropped(rgb: Any, alpha: Any) -> Any:
    _, labels, stats, _ = cv2.connectedComponentsWithStats((alpha > 100).astype(np.uint8))
    large = stats[:, cv2.CC_STAT_AREA] > 0.05 * stats[1:, cv2.CC_STAT_AREA].max()
    large[0] = False
    near = cv2.dilate(large[labels].astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    alpha = np.where(near, alpha, 0).astype(np.uint8)
    x, y, wide, high = cv2.boundingRect((alpha > 10).astype(np.uint8))
    return Pillow.fromarray(np.dstack([rgb, alpha])[y : y + high, x : x + wide])


def folder_of(shop: str, shared: Path, sample: Path) -> Path:
    return sample / "photos" if shop == "vendure" else shared / "data" / "products" / "open" / shop


def photo(shop: str, name: str, shared: Path, sample: Path) -> Path:
    return next(folder_of(shop, shared, sample).glob(f"{name}*"))


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
    """Write NNNN.PRODUCT.jpg and NNNN.PRODUCT.png, its alpha, the same each time."""
    photos, share = grounds(shared, sample)
    things, number = products(shared, sample), 0
    while number < count:
        rng = np.random.default_rng(SEED + number)
        for place in rng.permutation(len(things))[: count - number]:
            number += 1
            name, thing = things[place]
            ground = Pillow.open(photos[rng.choice(len(photos), p=share)]).convert("RGB")
            whole, truth = composite(thing, ground, rng)
            whole.save(out / f"{number:04d}.{name}.jpg", quality=int(rng.choice([60, 75, 85, 92])))
            truth.save(out / f"{number:04d}.{name}.png")


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
    """A part of a find: what speaks for it, what it shows less the rest, its mask, and its overlap with the truth."""

    measures: list[float]
    differs: Any
    mask: Any
    overlap: float


@dataclass(frozen=True)
class Find:
    """What the network found in a picture of *product*, by its measures, and how far it overlaps the truth; its parts.

    Of a *real* photo it is known by eye whether the find is right (1) or wrong (0); a part is taken to be the contrary.
    """

    path: Path
    product: str
    real: bool
    measures: list[float]
    overlap: float
    parts: list[Piece]


def pictures(shared: Path, sample: Path, composites: Path) -> Iterator[tuple[Path, str, float | None]]:
    """Each picture with its product, and for a real one whether what the network finds there is right."""
    for path in sorted(composites.glob("*.jpg")):
        yield path, path.stem.split(".")[1], None
    for right, named in ((1.0, RIGHT), (0.0, WRONG)):
        for shop, names in named.items():
            for name in names:
                yield photo(shop, name, shared, sample), f"{shop}-{name.rstrip('0123456789_')}", right


def beside(path: Path, right: float | None, *, part: bool) -> Callable[[Any], float]:
    """How far a mask overlaps the truth of the picture at *path*."""
    if right is not None:
        return lambda _: 1 - right if part else right
    truth = cv2.imread(str(path.with_suffix(".png")), 0)
    return lambda mask: overlap(mask > 0.5, cv2.resize(truth, mask.shape[::-1], interpolation=cv2.INTER_AREA) > 127)


def find(picture: tuple[Path, str, float | None]) -> Find | None:
    """None on plain ground, where it is not judged by these measures."""
    path, product, right = picture
    rgb = np.ascontiguousarray(ops.decode(path).rgb)
    if find_ground(rgb) is not None:
        return None
    looked = look(rgb, "standard")
    near = beside(path, right, part=True)
    parts = [
        Piece(
            [part.measures.get(name, 1.0) for name in CHOOSING],
            part.differs,
            part.mask,
            near(part.mask.astype(np.float32)),
        )
        for part in front.parts_of(rgb, looked.mask)
    ]
    found = beside(path, right, part=False)(looked.mask)
    return Find(path, product, right is not None, judged(rgb, looked, looked.mask), found, parts)


def judged(rgb: Any, looked: Looked, mask: Any) -> list[float]:
    seen = Seen.of(mask, agreement=looked.agreement, box=None, stray=looked.stray)
    by_name = {"one": 1.0, **measures_of(seen, find_clues(rgb, mask))}
    return [by_name.get(name, 1.0) for name in WEIGHTS]


def taken(choice: tuple[Find, Any]) -> tuple[list[float], float, float]:
    """What `matte` goes on with: its measures, its overlap with the truth, and the log odds of a part, 0 of a whole."""
    find, odds = choice
    risk = risk_of(dict(zip(WEIGHTS, find.measures, strict=True)))
    if risk <= _SEARCHED or odds.max(initial=-1) < front.LIKELIER:
        return find.measures, find.overlap, 0.0
    best = int(odds.argmax())
    rgb = np.ascontiguousarray(ops.decode(find.path).rgb)
    looked = look(rgb, "standard")
    mask = front.seen_closely(rgb, find.parts[best].mask, looked.mask.shape)
    near = beside(find.path, find.overlap if find.real else None, part=True)
    return judged(rgb, looked, mask), near(mask), float(odds[best])


def fit(rows: Any, goal: Any, counts: Any, ridges: Any) -> Any:
    """Weights of a logistic regression with ridge on standardised measures, by Newton's method; *counts* weigh rows."""
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    mean[0], deviation[0] = 0, 1
    scaled = (rows - mean) / deviation
    ridge = np.diag([1e-6, *ridges[1:]])
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        risk = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (counts * (risk - goal)) + ridge @ weights
        step = np.linalg.solve((scaled.T * (counts * risk * (1 - risk))) @ scaled + ridge, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    weights = weights / deviation
    weights[0] -= weights @ mean
    return weights


def choosing(found: list[Find]) -> Any:
    """The weights of front.py, from composites alone: of real photos nobody has looked at the parts."""
    pairs = [(row(part), part.overlap - one.overlap) for one in found if not one.real for part in one.parts]
    gains = np.array([gain for _, gain in pairs])
    rows = np.array([row for row, _ in pairs])
    ridges = [RIDGE] * len(CHOOSING) + [DEEP] * (rows.shape[1] - len(CHOOSING))
    return fit(rows, (gains > 0).astype(float), np.minimum(1, np.abs(gains) / SETTLED), ridges)


def row(part: Piece) -> Any:
    return np.array([*part.measures, *part.differs])


def judging(measures: Any, overlaps: Any, real: Any) -> Any:
    """The weights of certainty.py, both kinds of picture weighing the same."""
    counts = np.where(real, 0.5 / real.mean(), 0.5 / (1 - real.mean()))
    return fit(measures, (overlaps < 0.8).astype(float), counts, [RIDGE] * measures.shape[1])


def divisions(found: list[Find]) -> Iterator[tuple[Any, Any]]:
    """Places to fit on and places left out: all pictures of a product together."""
    names = sorted({one.product for one in found})
    for division in range(DIVISIONS):
        fold = dict(zip(names, np.random.default_rng(division).permutation(len(names)) % FOLDS, strict=True))
        mine = np.array([fold[one.product] for one in found])
        for one in range(FOLDS):
            yield np.flatnonzero(mine != one), np.flatnonzero(mine == one)


def odds_left_out(found: list[Find]) -> list[Any]:
    """For each find the log odds of its parts, by weights that it had no part in."""
    odds: list[Any] = [np.zeros(len(one.parts)) for one in found]
    for others, left in divisions(found):
        weights = choosing([found[place] for place in others])
        for place in left:
            told = [row(part) @ weights for part in found[place].parts]
            odds[place] = odds[place] + np.array(told) / DIVISIONS
    return odds


def risks_left_out(found: list[Find], measures: Any, overlaps: Any, real: Any) -> Any:
    """For each find the risk of what is gone on with, by weights that it had no part in."""
    odds = np.zeros(len(found))
    for others, left in divisions(found):
        odds[left] += measures[left] @ judging(measures[others], overlaps[others], real[others]) / DIVISIONS
    return 1 / (1 + np.exp(-odds))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    options.add_argument("--composites", type=int, default=600)
    options.add_argument("--keep", help="write the composites there, and take them from there if they are there")
    options.add_argument("--sample", help="the sample shop, where `python -m maquette.samples DIR` has made it already")
    options.add_argument("--write", action="store_true", help="write weights/front.npy")
    given = options.parse_args()
    shared = Path(given.shared).absolute()
    if not shared.is_dir() or find_weights("u2net") is None or not can_tell_places():
        print(f"skipped: needs {shared} and the large weights (maquette models get u2net, get vit_s_focus)")
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(given.keep or place)
        folder.mkdir(parents=True, exist_ok=True)
        sample = Path(given.sample or Path(place) / "shop")
        if not sample.is_dir() and samples.main([str(sample)]):
            return
        if not any(folder.glob("*.jpg")):
            compose(shared, sample, folder, given.composites)
        # A fork would inherit the threads of a network that is loaded already.
        with get_context("spawn").Pool() as pool:
            seen = pool.imap(find, list(pictures(shared, sample, folder)), chunksize=4)
            found = [one for one in seen if one is not None]
            final = pool.map(taken, zip(found, odds_left_out(found), strict=True), chunksize=8)
    measures, overlaps, odds = (np.array(column) for column in zip(*final, strict=True))
    real = np.array([one.real for one in found])
    tell(found, measures, overlaps, odds, real)
    weights = choosing(found)
    if given.write:
        np.save(Path(front.__file__).parent / "weights" / "front.npy", weights[len(CHOOSING) :].astype(np.float32))
    for title, names, fitted in (
        ("front", CHOOSING, weights),
        ("certainty", WEIGHTS, judging(measures, overlaps, real)),
    ):
        print(f"{title}.WEIGHTS = {{")
        for name, weight in zip(names, fitted, strict=False):
            print(f'    "{name}": {weight:.3g},')
        print("}")


def tell(found: list[Find], measures: Any, overlaps: Any, odds: Any, real: Any) -> None:
    """Print how far finds overlap the truth before and after, and how many are marked."""
    parted = odds > 0
    whole = np.array([one.overlap for one in found])
    best = np.array([max([one.overlap, *(part.overlap for part in one.parts)]) for one in found])
    risk = risks_left_out(found, measures, overlaps, real)
    alarm = float(np.quantile(risk[real & (overlaps >= 0.8)], 1 - FALSE_ALARMS))
    print(f"left out of the fit: {(~real).sum()} composites, overlap of the whole {whole[~real].mean():.3f}, ", end="")
    print(f"of what is taken {overlaps[~real].mean():.3f} (of the best part {best[~real].mean():.3f}); ", end="")
    print(f"below .8: {(whole[~real] < 0.8).sum()} before, {(overlaps[~real] < 0.8).sum()} after")
    print(f"parts taken: {(parted & ~real).sum()}; of real photos, where the whole was right: ", end="")
    print(f"{(parted & real & (whole == 1)).sum()} of {(real & (whole == 1)).sum()}")
    hardly = ~real & parted & (odds < _HARDLY)
    print(
        f"parts that are hardly likelier than the whole: {(overlaps[hardly] < 0.8).mean():.2f} of {hardly.sum()} wrong"
    )
    print(f"marked above a risk of {alarm:.2f}:")
    for kind, which in (("composites", ~real), ("parts of these", ~real & parted), ("real photos", real)):
        marked, wrong = risk[which] > alarm, overlaps[which] < 0.8
        shares = [f"{(marked & one).sum()} of {one.sum()}" for one in (wrong, ~wrong)]
        print(f"  {kind}: {shares[0]} wrong, {shares[1]} right")


if __name__ == "__main__":
    main()
