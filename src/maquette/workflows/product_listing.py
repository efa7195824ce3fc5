"""Product photos become one catalog."""

from __future__ import annotations

from maquette import ops
from maquette.design.channels import Channel
from maquette.design.formats import Format
from maquette.graph import Outcome, Photo, named, workflow
from maquette.picture.colour import Colour
from maquette.picture.image import Box
from maquette.pixels.look import Look
from maquette.pixels.looks import Quality
from maquette.workflows.cut import cut_out


@workflow
def product_listing(
    photo: Photo,
    *,
    look: Look = named("studio-white"),
    formats: tuple[Format, ...] = named("catalog"),
    channel: tuple[Channel, ...] = (),
    background: Colour | None = None,
    backdrop: Photo | None = None,
    fill: float | None = None,
    shadow: float | None = None,
    light: float = 1.0,
    box: Box | None = None,
    product_mask: Photo | None = None,
    quality: Quality = "standard",
) -> Outcome:
    """Make product photos one catalog: cut out, lit alike, staged alike, in every format asked for.

    Each product is cut out, its edge freed of the old background's colour, its light matched to the look, and staged
    with the look's scale, margins, background and shadow. What is not sure enough waits for a person.

    Args:
        photo: the product photo
        look: the catalog's look, by name or file
        formats: output formats or groups, with commas between; a size such as 1600x2000 is one too
        channel: marketplaces whose files are made as well, by their rules: google, amazon, zalando ...
        background: another background colour than the look's, such as #f4f1ec
        backdrop: a picture as background
        fill: how much of the frame the product takes, such as 0.8
        shadow: strength of the contact shadow, 0 to 1
        light: how far the light is matched, 0 (not at all) to 1
        box: where the product is, as left,top,right,bottom in shares of the picture (0.1,0.2,0.9,0.8)
        product_mask: a picture of the photo's size, white (or opaque) where the product is: used instead of looking
        quality: draft is one quick look, standard looks closer, fine takes its time over the edge
    """
    picture = ops.decode(photo)
    where = cut_out(picture, product_mask, box=box, quality=quality)
    product = ops.lift(picture, where)
    lit = ops.match_light(
        product, picture, exposure=look.exposure, contrast=look.contrast, tones=look.tones, strength=light
    )
    ground = ops.decode(backdrop) if backdrop is not None else None
    wanted = list(dict.fromkeys([*formats, *(output for one in channel for output in one.outputs)]))
    files = {}
    for format in wanted:  # noqa: A001 - the product's own word
        plain = background.hex if background else ""
        shot = ops.stage(
            lit,
            width=format.width,
            height=format.height,
            background=format.background or plain or look.background,
            background_bottom=None if format.background or plain else look.background_bottom,
            backdrop=None if format.background else ground,
            fill=fill or format.share or look.fill,
            baseline=look.baseline,
            shadow=look.shadow if shadow is None else shadow,
            shadow_softness=look.shadow_softness,
            shadow_side=look.shadow_side,
        )
        files[format.name] = ops.export(shot, format=format.file_type, max_kb=format.max_kb)
    return Outcome(files=files, gates={"cut-out": where})
