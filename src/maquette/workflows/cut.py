"""What the workflows that cut a product out share: a mask made by hand comes before what a network finds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from maquette import ops
from maquette.graph import Step
from maquette.picture.image import Box
from maquette.pixels.looks import Quality


def cut_out(picture: Any, mask: Any, *, box: Box | None = None, quality: Quality = "standard") -> Any:
    """Where the product is in *picture*: where *mask*, a photo, says so; without one, what is found."""
    if mask is None:
        return ops.matte(picture, box=box, quality=quality)
    found: Any = ops.mended_matte(picture, ops.decode(mask))
    return replace(found, note="mended by hand") if isinstance(found, Step) else found
