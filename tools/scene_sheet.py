"""Draws the docs' sheet of scenes: products of the sample shop in every shipped set.

    npm pack @vendure/create@2.3.4 && tar xzf vendure-create-2.3.4.tgz
    python tools/scene_sheet.py package/assets/images docs/pictures

The photos are under the Unsplash licence (docs/pictures/CREDITS.md); they are cut out and put into the sets by the
product's own code, in the painted grade.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image as Pillow

from maquette import ops
from maquette.design.scenes.scene_set import find_set, shipped_sets
from maquette.design.scenes.shoot import shoot
from maquette.picture.image import Image

SIDE, DRAWN, ACROSS = 300, 600, 4
BALL, BONSAI, CAMERA = (
    "ben-hershey-574483",
    "mark-tegethoff-667351",
    "jonathan-talbert-697262",
)
MOUSE, POLAROID, SHOE, TULIPS = (
    "oscar-ivan-esquivel-arteaga-687447",
    "eniko-kis-663725",
    "thomas-serer-420833",
    "natalia-y-345738",
)
PRODUCTS = {
    "arch": TULIPS,
    "blocks": POLAROID,
    "gloss": SHOE,
    "halo": BALL,
    "leaves": BONSAI,
    "plinth": MOUSE,
    "shelf": TULIPS,
    "stairs": SHOE,
    "sweep": BALL,
    "table": CAMERA,
    "water": BONSAI,
    "window": POLAROID,
}
"""The product in each set."""


def main() -> int:
    photos, out = Path(sys.argv[1]), Path(sys.argv[2])
    products = {name: cut_out(photos / f"{name}-unsplash.jpg") for name in sorted(set(PRODUCTS.values()))}
    names = shipped_sets()
    sheet = Pillow.new("RGB", (ACROSS * SIDE, -(-len(names) // ACROSS) * SIDE))
    for place, name in enumerate(names):
        shown = shoot(products[PRODUCTS[name]], scene=find_set(name), width=DRAWN, height=DRAWN)
        small = Pillow.fromarray(shown.rgb).resize((SIDE, SIDE), Pillow.Resampling.LANCZOS)
        sheet.paste(small, (place % ACROSS * SIDE, place // ACROSS * SIDE))
        print(name, flush=True)
    sheet.save(out / "scenes.jpg", quality=88)
    return 0


def cut_out(photo: Path) -> Image:
    seen = ops.decode(photo)
    return ops.lift(seen, ops.matte(seen))


if __name__ == "__main__":
    sys.exit(main())
