"""How much is to be painted around a picture, so that it fills another size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from maquette.models.request import Picture, Size

SIDES = ("top", "right", "bottom", "left")


class Margins(NamedTuple):
    """Pixels to add on each side, of the picture as it is sent."""

    top: int = 0
    right: int = 0
    bottom: int = 0
    left: int = 0


def margins(picture: Picture, size: Size, named: Mapping[str, Any]) -> Margins:
    """The sides that *named* gives, else what brings *picture*, in the middle, to *size*.

    A size that the picture is not larger than is met to the pixel; of any other only the shape is taken, because
    extending never makes a picture smaller.
    """
    if any(side in named for side in SIDES):
        return Margins(*(int(named.get(side, 0)) for side in SIDES))
    across, down = _room(picture, size)
    return Margins(down // 2, across - across // 2, down - down // 2, across // 2)


def _room(picture: Picture, size: Size) -> tuple[int, int]:
    if size.width >= picture.width and size.height >= picture.height:
        return size.width - picture.width, size.height - picture.height
    if not size.ratio:
        return 0, 0
    wide = round(picture.height * size.ratio)
    return max(0, wide - picture.width), max(0, round(picture.width / size.ratio) - picture.height)
