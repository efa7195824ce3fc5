"""A kit's logos as pixels."""

from __future__ import annotations

from maquette.design.brand.kit import BrandKit, Logo
from maquette.design.brand.svg import clean_svg, rasterise
from maquette.picture.decode import decode
from maquette.picture.image import Image


def draw_logo(kit: BrandKit, logo: Logo, width: int) -> Image:
    """The logo on nothing, *width* px wide (an SVG) or at its own size (a picture).

    Raises ``InputError`` for a drawing that is refused, ``UnreadableImage`` for a picture that cannot be read.
    """
    path = kit.path(logo.file)
    if path.suffix.lower() == ".svg":
        return rasterise(clean_svg(path.read_bytes(), logo.file).data, width)
    return decode(path)
