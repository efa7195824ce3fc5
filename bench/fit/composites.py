"""Pictures whose truth is known, for fitting: products on other people's photos, and photos looked at by eye.

Products are those of shops with plain ground, cut out by the package itself, and those of photos whose find is right;
nothing is in bench/cutout.py, neither products nor photos.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from PIL import Image as Pillow

from maquette import ops
from maquette.picture.image import Box, Image
from maquette.pixels.looks import look

SIDE = 768
SHOPS = ("boutique", "polymershop", "spreedemo")
"""Shops with plain ground."""
SEVERAL = ("bamboo", "multigroom", "travel")
MEASURED_ON = ("backpack_0", "grey_sloth", "bear_plushie")
"""Things that bench/cutout.py has other photos of."""
GROUNDS = ("bakery", "jetsnack", "vendure", "dreambooth", "shrine", "grocery", "sockshop", "sylius", "clothing")
VERSIONS, CUT_OFF = 2, 0.12
QUALITIES = (60, 75, 85, 92)
SEED = 50001
Thing = tuple[str, Any]
"""A product by its name: RGBA, cropped to its alpha."""
Grounds = tuple[list[Path], Any]
"""Photos to lay products on, and how often each is taken."""


@dataclass(frozen=True)
class Photo:
    """A real photo by what the network finds there: *right* if it is the product.

    Where it is wrong, *outline* may say where the product is, in shares of the photo's sides: the corners round it, or
    two corners of a box, in which it is cut out well. *path* is where it lies.
    """

    shop: str
    name: str
    right: bool
    outline: tuple[tuple[float, float], ...]
    path: Path

    @property
    def product(self) -> str:
        return one_thing(self.name)

    @property
    def fitted_on(self) -> bool:
        return bool(self.right or self.outline) and not self.name.startswith(MEASURED_ON)

    def truth(self) -> Any | None:
        """Where the product is, (h, w) uint8 of the photo's size; None where nobody has said."""
        rgb = pixels(self.path)
        high, wide = rgb.shape[:2]
        if self.right:
            mask = look(rgb, "standard").mask
            return cv2.resize((255 * mask).clip(0, 255).astype(np.uint8), (wide, high), interpolation=cv2.INTER_LINEAR)
        if len(self.outline) == 2:
            (left, top), (right, bottom) = self.outline
            return ops.matte(Image(rgb), box=Box(left, top, right, bottom)).alpha
        if self.outline:
            corners = np.round(np.array(self.outline) * (wide, high)).astype(np.int32)
            return cv2.fillPoly(np.zeros((high, wide), np.uint8), [corners], 255)
        return None


def looked_at(shared: Path, sample: Path) -> list[Photo]:
    """The photos of photos.csv."""
    found = []
    with (Path(__file__).parent / "photos.csv").open() as table:
        for row in csv.DictReader(table):
            corners = (corner.split(",") for corner in row["outline"].split())
            outline = tuple((float(across), float(down)) for across, down in corners)
            path = next(folder_of(row["shop"], shared, sample).glob(f"{row['photo']}.*"))
            found.append(Photo(row["shop"], row["photo"], row["right"] == "yes", outline, path))
    return found


def products(shared: Path) -> Iterator[Thing]:
    """Products of shops with plain ground that the ground alone tells."""
    for shop in SHOPS:
        for path in sorted(folder_of(shop, shared, shared).iterdir()):
            if any(word in path.name for word in SEVERAL):
                continue
            rgb = pixels(path)
            matte = ops.matte(Image(rgb), quality="draft")
            if matte.method != "network" and not matte.doubts:
                yield one_thing(path.stem), cropped(rgb, matte.alpha)


def products_of(photos: list[Photo]) -> Iterator[Thing]:
    """Products of photos that the network finds right."""
    for photo in photos:
        if photo.right and photo.fitted_on:
            rgb = pixels(photo.path)
            yield photo.product, cropped(rgb, ops.matte(Image(rgb)).alpha)


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


def grounds(shared: Path, sample: Path) -> Grounds:
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


def compose(things: list[Thing], grounds: Grounds, out: Path, count: int) -> None:
    """Write cNNNN.PRODUCT.PHOTO.jpg and the alpha of the product as .png, the same each time; and tNNNN likewise.

    Of these, a sixth, another product lies behind: what is in front decides, not what is a product.
    """
    photos, share = grounds
    for number in range(count):
        rng = np.random.default_rng(SEED + number)
        name, thing = things[number % len(things)]
        path = photos[rng.choice(len(photos), p=share)]
        whole, truth = composite(thing, Pillow.open(path).convert("RGB"), rng)
        written(out / f"c{number:04d}.{name}.{one_thing(path.stem)}", whole, truth, rng)
    for number in range(count // 6):
        rng = np.random.default_rng(SEED * 2 + number)
        first, second = rng.choice(len(things), 2, replace=False)
        path = photos[rng.choice(len(photos), p=share)]
        whole, truth = one_before_another(things[first][1], things[second][1], Pillow.open(path).convert("RGB"), rng)
        written(out / f"t{number:04d}.{things[first][0]}.{one_thing(path.stem)}", whole, truth, rng)


def vary(photos: list[Photo], out: Path) -> None:
    """Write vNNNN.PHOTO.PHOTO.jpg and .png: photos as they are, cropped a little, mirrored and toned by chance.

    Whatever lies behind a product in one picture is the product of another: being a thing of some kind decides nothing.
    """
    for number, photo in enumerate([one for one in photos if one.fitted_on] * VERSIONS):
        rng = np.random.default_rng(SEED * 3 + number)
        truth = photo.truth()
        x, y, across, down = cv2.boundingRect((truth > 127).astype(np.uint8))
        high, wide = truth.shape
        left, top, right, bottom = (
            min(rng.uniform(0, CUT_OFF), max(0.0, room - 0.01))
            for room in (x / wide, y / high, 1 - (x + across) / wide, 1 - (y + down) / high)
        )
        inside = (round(wide * left), round(high * top), round(wide * (1 - right)), round(high * (1 - bottom)))
        whole, alpha = (Pillow.fromarray(one).crop(inside) for one in (pixels(photo.path), truth))
        whole.thumbnail((SIDE, SIDE))
        alpha = alpha.resize(whole.size)
        if rng.random() < 0.5:
            whole, alpha = (one.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT) for one in (whole, alpha))
        written(out / f"v{number:04d}.{photo.product}.{photo.product}", toned(whole, rng), alpha, rng)


def written(path: Path, whole: Any, truth: Any, rng: Any) -> None:
    whole.save(f"{path}.jpg", quality=int(rng.choice(QUALITIES)))
    truth.save(f"{path}.png")


def one_before_another(product: Any, other: Any, ground: Any, rng: Any) -> tuple[Any, Any]:
    """The product before another one on the ground, and its alpha there."""
    behind, _ = composite(other, ground, rng, (0.4, 0.8), (0.2, 0.8))
    return composite(product, behind, rng, (0.4, 0.75))


def composite(
    product: Any,
    ground: Any,
    rng: Any,
    sizes: tuple[float, float] = (0.45, 0.86),
    across: tuple[float, float] = (0.36, 0.66),
) -> tuple[Any, Any]:
    """The product on the ground, and its alpha there: scale, place, turn, crop, tone and noise by chance."""
    scale = SIDE * rng.uniform(*sizes) / max(product.size)
    size = (max(1, round(product.width * scale)), max(1, round(product.height * scale)))
    placed = product.resize(size, Pillow.Resampling.LANCZOS)
    if rng.random() < 0.5:
        placed = placed.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT)
    if rng.random() < 0.3:
        placed = placed.rotate(rng.uniform(-25, 25), Pillow.Resampling.BICUBIC, expand=True)
    middle, down = rng.uniform(*across), rng.uniform(0.38, 0.66)
    place = (round(SIDE * middle - placed.width / 2), round(SIDE * down - placed.height / 2))
    truth = Pillow.new("L", (SIDE, SIDE))
    truth.paste(placed.getchannel("A"), place)
    width = min(ground.size)
    left, top = int((ground.width - width) * rng.random()), int((ground.height - width) * rng.random())
    ground = ground.crop((left, top, left + width, top + width)).resize((SIDE, SIDE), Pillow.Resampling.LANCZOS)
    if rng.random() < 0.5:
        ground = ground.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT)
    ground.paste(placed, place, placed)
    return toned(ground, rng), truth


def toned(whole: Any, rng: Any) -> Any:
    values = np.asarray(whole, np.float32)
    kind = rng.integers(0, 5)
    if kind == 0:
        values = 255 * (values / 255) ** rng.uniform(0.75, 1.3)
    elif kind == 1:
        values = values + rng.normal(0, rng.uniform(2, 7), values.shape)
    elif kind == 2:
        values = values * rng.uniform(0.9, 1.05, 3)
    return Pillow.fromarray(values.clip(0, 255).astype(np.uint8))


Kind = Literal["composite", "two", "version", "photo", "drawn", "pair", "unseen"]


@dataclass(frozen=True)
class Picture:
    """A picture by what is to be left out of a fit together: its *product*, and the *photo* behind it.

    *of* is the photo that it is, where it is one as it was taken; otherwise its truth lies beside it.
    """

    path: Path
    product: str
    photo: str
    kind: Kind
    of: Photo | None = None

    @property
    def real(self) -> bool:
        return self.kind in ("version", "photo")

    @property
    def fitted_on(self) -> bool:
        return self.kind != "unseen" and (self.of is None or self.of.fitted_on)

    def truth(self) -> Any | None:
        """Where the product is, (h, w) uint8; None where nobody has said."""
        return self.of.truth() if self.of else cv2.imread(str(self.path.with_suffix(".png")), cv2.IMREAD_GRAYSCALE)


KINDS: dict[str, Kind] = {"c": "composite", "t": "two", "v": "version", "d": "drawn", "p": "pair", "u": "unseen"}


def pictures(photos: list[Photo], made: Path) -> Iterator[Picture]:
    """All composites and versions, and the real photos that are known."""
    for path in sorted(made.glob("*.jpg")):
        number, product, ground = path.stem.split(".")
        yield Picture(path, product, ground, KINDS[number[0]])
    for photo in photos:
        yield Picture(photo.path, photo.product, photo.product, "photo", photo)


def pixels(path: Path) -> Any:
    return np.ascontiguousarray(ops.decode(path).rgb)


def one_thing(name: str) -> str:
    """Several photos of one thing are numbered."""
    return name.rstrip("0123456789_").replace(".", "-")
