"""One transparent PNG a photo."""

from __future__ import annotations

from maquette import ops
from maquette.graph import Outcome, Photo, workflow
from maquette.picture.image import Box
from maquette.pixels.looks import Quality
from maquette.workflows.cut import cut_out


@workflow
def cutout(
    photo: Photo, *, box: Box | None = None, product_mask: Photo | None = None, quality: Quality = "standard"
) -> Outcome:
    """Cut the product out: one transparent PNG a photo, at the photo's own size.

    The old background's colour is taken out of the edge. A cut-out that is not sure enough waits for a person.

    Args:
        photo: the photo
        box: where the product is, as left,top,right,bottom in shares of the picture (0.1,0.2,0.9,0.8)
        product_mask: a picture of the photo's size, white (or opaque) where the product is: used instead of looking
        quality: draft is one quick look, standard looks closer, fine takes its time over the edge
    """
    picture = ops.decode(photo)
    where = cut_out(picture, product_mask, box=box, quality=quality)
    product = ops.lift(picture, where)
    file = ops.export(product, format="png", background="transparent")
    return Outcome(files={"cutout": file}, gates={"cut-out": where})
