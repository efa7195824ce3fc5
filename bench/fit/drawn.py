"""Drawn objects on the photos of website templates: pictures of other things in other places than shops have.

Alone and one before another, where it is what lies in front that decides; or before a product of a shop, or behind it.

Of both every other one, by its name, is for measuring alone. Packages are fetched by npm; nothing of them ships.
"""

from __future__ import annotations

import io
import re
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow

from composites import SEED, Grounds, Thing, composite, cropped, one_before_another, one_thing, written
from maquette.packages import fetch_package

OBJECTS = "npm:@lobehub/fluent-emoji-3d@1.1.0"
"""Microsoft's Fluent Emoji, MIT."""
TEMPLATES = (
    "startbootstrap-agency@7.0.12",
    "startbootstrap-grayscale@7.0.6",
    "startbootstrap-creative@7.0.7",
    "startbootstrap-freelancer@7.0.7",
    "startbootstrap-clean-blog@6.0.9",
    "startbootstrap-landing-page@6.0.6",
    "startbootstrap-new-age@6.0.7",
    "startbootstrap-stylish-portfolio@6.0.6",
    "startbootstrap-business-casual@7.0.9",
    "startbootstrap-one-page-wonder@6.0.6",
    "startbootstrap-coming-soon@6.0.7",
    "material-kit@2.0.4",
    "material-kit-react@1.10.0",
    "soft-ui-design-system@1.0.4",
    "soft-ui-dashboard@1.0.1",
    "now-ui-kit@1.3.0",
    "paper-kit-2@2.1.0",
    "blk-design-system@1.0.2",
    "material-dashboard@3.1.0",
)
"""All MIT."""
SIGNS = (
    *((0x1F345, 0x1F37F), (0x1F380, 0x1F393), (0x1F3A0, 0x1F3C0), (0x1F451, 0x1F463), (0x1F4B0, 0x1F4FD)),
    *((0x1F526, 0x1F52E), (0x1F56F, 0x1F579), (0x1F58A, 0x1F5A8), (0x1F680, 0x1F6A4), (0x1F6F4, 0x1F6FC)),
    *((0x1F94A, 0x1F96F), (0x1F9C0, 0x1F9CB), (0x1F9E2, 0x1F9FF), (0x1FA70, 0x1FAAF)),
)
"""The signs that stand for things."""
SMALLEST_FILE, SMALLEST_SIDE = 30_000, 400
FITTED_ON, MEASURED, OF_SHOPS = (700, 1000), (400, 240), 4
"""Things alone, and before another; of those alone that are fitted on one in so many lies on a photo of a shop."""


@dataclass(frozen=True)
class Half:
    """Half of the *objects* and *photos*, by name; *products* and photos of shops, *grounds*, go with one of them.

    *letters* begin the names of what is drawn of it, of things alone and of those before another.
    """

    letters: str
    objects: list[Thing]
    photos: list[Thing]
    products: list[Thing]
    grounds: Grounds

    def thing(self, rng: Any) -> Thing:
        those = self.products if self.products and rng.random() < 0.5 else self.objects
        return those[rng.integers(len(those))]

    def photo(self, rng: Any, *, of_shop: bool) -> Thing:
        shops, share = self.grounds
        if not (of_shop and shops):
            return self.photos[rng.integers(len(self.photos))]
        path = shops[rng.choice(len(shops), p=share)]
        return one_thing(path.stem), Pillow.open(path).convert("RGB")


def draw(out: Path, products: list[Thing], grounds: Grounds) -> None:
    """Write dNNNN.OBJECT.PHOTO.jpg and .png to be fitted on, and uNNNN likewise, of which no fit has a part.

    Of those that are fitted on the ones before another thing are pNNNN.
    """
    (objects, unseen), (photos, behind) = in_halves(drawn_objects()), in_halves(photos_of_templates())
    fitted_on, measured = Half("dp", objects, photos, products, grounds), Half("uu", unseen, behind, [], ([], None))
    for seed, half, (alone, before) in ((4, fitted_on, FITTED_ON), (5, measured, MEASURED)):
        for place in range(alone + before):
            rng = np.random.default_rng(SEED * seed + place)
            if place < alone:
                name, thing = half.objects[place % len(half.objects)]
                title, photo = half.photo(rng, of_shop=place % OF_SHOPS == 0)
                whole, truth = composite(thing, photo, rng)
            else:
                (name, thing), (_, other) = half.thing(rng), half.thing(rng)
                title, photo = half.photo(rng, of_shop=rng.random() < 0.5)
                whole, truth = one_before_another(thing, other, photo, rng)
            written(out / f"{half.letters[place >= alone]}{place:04d}.{name}.{title}", whole, truth, rng)


def in_halves(those: Iterable[Thing]) -> tuple[list[Thing], list[Thing]]:
    """What is to be fitted on, and what is for measuring alone."""
    halves: tuple[list[Thing], list[Thing]] = ([], [])
    for name, one in those:
        halves[zlib.crc32(name.encode()) % 2].append((name, one))
    return halves


def drawn_objects() -> Iterator[Thing]:
    """The things, cropped to their alpha, by the number of their sign."""
    for name, content in members(OBJECTS, ".webp"):
        sign = re.fullmatch(r"([0-9a-f]{5})(-fe0f)?", Path(name).stem)
        if sign and any(first <= int(sign[1], 16) <= last for first, last in SIGNS):
            drawn = np.asarray(Pillow.open(io.BytesIO(content)).convert("RGBA"))
            yield sign[1], cropped(drawn[..., :3], drawn[..., 3])


def photos_of_templates() -> Iterator[Thing]:
    """Each once: templates have the same photo at several sizes."""
    known: set[bytes] = set()
    for package in TEMPLATES:
        for name, content in members(f"npm:{package}", ".jpg", ".jpeg"):
            if len(content) < SMALLEST_FILE:
                continue
            photo = Pillow.open(io.BytesIO(content)).convert("RGB")
            small = np.asarray(photo.resize((8, 8)).convert("L"))
            sketch = np.packbits(small > small.mean()).tobytes()
            if min(photo.size) >= SMALLEST_SIDE and sketch not in known:
                known.add(sketch)
                yield one_thing(Path(name).stem), photo


def members(package: str, *endings: str) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as place, tarfile.open(fetch_package(package, Path(place))) as archive:
        for one in sorted(archive.getmembers(), key=lambda member: member.name):
            inside = archive.extractfile(one) if one.isfile() and one.name.endswith(endings) else None
            if inside is not None:
                yield one.name, inside.read()
