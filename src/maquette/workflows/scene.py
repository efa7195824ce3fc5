"""Products in sets in brand colours."""

from __future__ import annotations

from typing import Any

from maquette import ops
from maquette.design.brand.kit import BrandKit
from maquette.design.formats import Format
from maquette.design.scenes.palette import brand_colours
from maquette.design.scenes.scene_set import SceneSet
from maquette.design.scenes.shoot import Grade, Layered
from maquette.design.scenes.trace import require_tracer
from maquette.graph import Outcome, Photo, named, workflow
from maquette.picture.colour import Colour
from maquette.picture.image import Box
from maquette.pixels.look import Look
from maquette.pixels.looks import Quality
from maquette.workflows.cut import cut_out


@workflow
def scene(
    photo: Photo,
    *,
    set: tuple[SceneSet, ...] = named("plinth"),  # noqa: A002 - the product's own word
    look: Look = named("studio-white"),
    formats: tuple[Format, ...] = named("1600x1600"),
    colour: tuple[Colour, ...] = (),
    brand: BrandKit | None = None,
    grade: Grade = "painted",
    fill: float | None = None,
    side: float | None = None,
    shadow: float | None = None,
    light: float = 1.0,
    box: Box | None = None,
    product_mask: Photo | None = None,
    quality: Quality = "standard",
    also: tuple[Layered, ...] = (),
) -> Outcome:
    """Put product photos into sets in brand colours, with no model: plinth, arch, shelf, window light and more.

    Each product is cut out and its light matched as in product-listing, with the same kept steps; then a set is built
    round it that follows its shape and the format. The product's own pixels stay as they are.

    Args:
        photo: the product photo
        set: the sets, by name or file, with commas between; `maquette scenes` lists them
        look: the catalog's look: its light, and the strength, softness and side of its shadow
        formats: output formats or groups, with commas between; a size such as 1080x1920 is one too
        colour: one to four colours for background, surface, accent and secondary, such as #e4572e,#f4e3b2
        brand: a brand kit, by name or folder, whose colours fill the set where no colour is given
        grade: painted at once, traced as light goes in a room (an extra, half a minute), or a preview of that
        fill: how much of the frame the product takes, such as 0.5
        side: where the shadow falls, -1 (left) to 1 (right); by default the look's, else the set's
        shadow: strength of the shadow, 0 to 1
        light: how far the light is matched, 0 (not at all) to 1
        box: where the product is, as left,top,right,bottom in shares of the picture (0.1,0.2,0.9,0.8)
        product_mask: a picture of the photo's size, white (or opaque) where the product is: used instead of looking
        quality: draft is one quick look, standard looks closer, fine takes its time over the edge
        also: the set and the product as layers too, to finish by hand: ora, psd
    """
    if grade != "painted":
        require_tracer()
    picture = ops.decode(photo)
    where = cut_out(picture, product_mask, box=box, quality=quality)
    product = ops.lift(picture, where)
    lit = ops.match_light(product, picture, exposure=look.exposure, contrast=look.contrast, strength=light)
    colours = colour or (brand_colours(brand) if brand else ())
    files = {}
    for one in set:
        for format in formats:  # noqa: A001 - the product's own word
            asked: dict[str, Any] = {
                "scene": one,
                "width": format.width,
                "height": format.height,
                "colours": colours,
                "fill": fill or format.share,
                "side": side if side is not None else look.shadow_side or None,
                "softness": look.shadow_softness,
                "shadow": look.shadow if shadow is None else shadow,
            }
            shot = (
                ops.shoot(lit, **asked) if grade == "painted" else ops.trace(lit, **asked, preview=grade == "preview")
            )
            label = f"{one.name}-{format.name}"
            files[label] = ops.export(shot, format=format.file_type, max_kb=format.max_kb)
            for kind in also:
                files[f"{label}.{kind}"] = ops.shoot_layers(lit, kind=kind, **asked, grade=grade)
    return Outcome(files=files, gates={"cut-out": where})
