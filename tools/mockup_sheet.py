"""Draws the docs' sheet of mockups: an invented poster, laid out for each surface, in every shipped scene.

python tools/mockup_sheet.py docs/pictures
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from maquette import ops
from maquette.design.mockups.mockup import find_mockup, shipped_mockups
from maquette.picture.image import Image

WIDE, TALL, ACROSS = 400, 300, 3
PAPER, RED, BLUE, SUN, INK = "#f3ead9", "#e8543a", "#2a7fa5", "#f2b51d", "#1c1a18"


def main() -> int:
    names = shipped_mockups()
    sheet = Pillow.new("RGB", (ACROSS * WIDE, -(-len(names) // ACROSS) * TALL))
    for place, name in enumerate(names):
        scene = find_mockup(name)
        white, black = ops.decode(Path(scene.white.path)), ops.decode(Path(scene.black.path)) if scene.black else None
        art = printed(scene.surfaces[0].ratio) if name in ("mug", "tote") else artwork(scene.surfaces[0].ratio)
        shown = ops.mock_up(art, white, black=black, surfaces=scene.surfaces, blend=scene.blend)
        small = Pillow.fromarray(shown.rgb).resize((WIDE, TALL), Pillow.Resampling.LANCZOS)
        sheet.paste(small, (place % ACROSS * WIDE, place // ACROSS * TALL))
    sheet.save(Path(sys.argv[1]) / "mockups.jpg", quality=88)
    return 0


def printed(ratio: float) -> Image:
    """The poster in the middle of the bare surface, as it is printed on things."""
    art = Pillow.fromarray(artwork(1.0, "#ffffff").pixels)
    page = Pillow.new("RGB", (round(1.1 * art.height * max(ratio, 1.0)), round(1.1 * art.height)), "#ffffff")
    page.paste(art, ((page.width - art.width) // 2, (page.height - art.height) // 2))
    return Image(np.asarray(page).copy())


def artwork(ratio: float, paper: str = PAPER) -> Image:
    """The poster at that width by height: shapes beside the words on broad surfaces, above them on tall ones."""
    broad = ratio > 1.1
    wide, tall = (1800, round(1800 / ratio)) if broad else (round(1800 * ratio), 1800)
    page = Pillow.new("RGB", (wide, tall), paper)
    pen = ImageDraw.Draw(page)
    shapes = (0.5 * wide, tall) if broad else (wide, 0.68 * tall)
    unit = min(shapes)
    x, y = (wide - shapes[0], 0.0) if broad else (0.0, 0.0)
    middle, centre = x + shapes[0] / 2, y + shapes[1] / 2
    disc(pen, middle - 0.14 * unit, centre - 0.18 * unit, 0.25 * unit, RED)
    disc(pen, middle + 0.16 * unit, centre + 0.08 * unit, 0.24 * unit, BLUE)
    bowl = (middle - 0.36 * unit, centre + 0.02 * unit, middle + 0.08 * unit, centre + 0.46 * unit)
    pen.pieslice(bowl, 0, 180, fill=SUN)
    margin = 0.09 * min(wide, tall)
    room = (wide - shapes[0] - margin) if broad else wide - 2 * margin
    title = face("bricolage-grotesque-800.ttf", "Form & light", room)
    small = face("bricolage-grotesque-500.ttf", "An exhibition of made things", 0.86 * room)
    top = tall - margin - 1.15 * small.size
    pen.text((margin, top), "An exhibition of made things", INK, small)
    pen.text((margin, top - 1.3 * title.size), "Form & light", INK, title)
    return Image(np.asarray(page).copy())


def disc(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def face(file: str, text: str, wide: float) -> ImageFont.FreeTypeFont:
    """The face as large as lets the text be so wide."""
    path = str(files("maquette.design.fonts") / file)
    return ImageFont.truetype(path, round(100 * wide / ImageFont.truetype(path, 100).getlength(text)))


if __name__ == "__main__":
    sys.exit(main())
