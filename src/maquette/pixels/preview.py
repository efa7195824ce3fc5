"""A product in a look, small and at once: what a slider shows before a set is made."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

from maquette.picture.decode import decode
from maquette.picture.encode import shrink, webp
from maquette.picture.image import Image, Matte, Packed
from maquette.pixels.lift import lift
from maquette.pixels.light import match_light
from maquette.pixels.look import Look
from maquette.pixels.matte import matte
from maquette.pixels.stage import stage

_SIDE = 1000
_REMEMBERED = 24
_lifted: OrderedDict[str, tuple[Image, Image]] = OrderedDict()


def preview(photo: Path, key: str, kept: Packed | None, look: Look, side: int) -> bytes:
    """The product of *photo* staged in *look*, as a WebP of *side* x *side* px.

    Worked at about a thousand pixels, so an edge is softer than in the file that a run makes. *kept* is its cut-out
    where there is one; a quick one is made where there is none. *key* names both: the product is remembered by it.
    """
    if key not in _lifted:
        picture = Image(shrink(decode(photo).pixels, _SIDE))
        found = matte(picture, quality="draft") if kept is None else _smaller(Matte.unpack(kept))
        _lifted[key] = picture, lift(picture, found)
        if len(_lifted) > _REMEMBERED:
            _lifted.popitem(last=False)
    _lifted.move_to_end(key)
    picture, product = _lifted[key]
    lit = match_light(product, picture, exposure=look.exposure, contrast=look.contrast, tones=look.tones, strength=1.0)
    shot = stage(
        lit,
        width=side,
        height=side,
        background=look.background,
        background_bottom=look.background_bottom,
        fill=look.fill,
        baseline=look.baseline,
        shadow=look.shadow,
        shadow_softness=look.shadow_softness,
        shadow_side=look.shadow_side,
    )
    return webp(shot.pixels, 82)


def _smaller(found: Matte) -> Matte:
    return replace(found, alpha=shrink(found.alpha, _SIDE))
