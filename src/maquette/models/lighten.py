"""Makes the pictures of a request lighter, where they are more than the model takes, before anything is sent."""

from __future__ import annotations

import math
from dataclasses import replace

from maquette.models.cards import Card
from maquette.models.failures import Unsupported
from maquette.models.request import MediaType, Picture, Request

_WORDS = 200_000
"""Bytes of a request that are no pictures, at most about."""
_SMALLEST = 256
"""A picture is refused rather than sent with a longest side below this, in px."""


def lighten(request: Request, card: Card) -> Request:
    """The request with each picture of a type and weight that the model takes, and all together within its limit.

    The heaviest give way first: by quality, then by size. The earlier answers of a conversation are left as they
    came, and a masked picture keeps its size, as its mask must fit it. Raises ``Unsupported`` when that is not enough.
    """
    limits = card.limits
    fixed = sum(len(turn.answer.data) for turn in request.history if turn.answer)
    room = (limits.request_bytes - _WORDS) * 3 // 4 - fixed if limits.request_bytes else 0
    if limits.request_bytes and room <= 0:
        raise Unsupported(
            f"the conversation so far has {fixed / 1e6:.1f} MB of pictures, more than {card.name} takes at once",
            mend="begin a new one from its last picture",
        )
    sizes = [len(one.data) for one in _all(request)]
    level = min(_level(sizes, room) if room else math.inf, limits.picture_bytes or math.inf)

    def lighter(picture: Picture, *, masked: bool = False) -> Picture:
        if len(picture.data) <= level and picture.media_type in limits.media_types:
            return picture
        return _lighter(picture, level, card, masked=masked)

    return replace(
        request,
        image=lighter(request.image, masked=request.mask is not None) if request.image else None,
        references=tuple(map(lighter, request.references)),
        history=tuple(replace(turn, pictures=tuple(map(lighter, turn.pictures))) for turn in request.history),
    )


def _all(request: Request) -> list[Picture]:
    return [*request.pictures, *(picture for turn in request.history for picture in turn.pictures)]


def _level(sizes: list[int], room: int) -> float:
    """The weight above which pictures are cut, so that all fit into *room* bytes."""
    for number, size in enumerate(sorted(sizes)):
        fair = room / (len(sizes) - number)
        if size > fair:
            return fair
        room -= size
    return math.inf


def _lighter(picture: Picture, limit: float, card: Card, *, masked: bool) -> Picture:
    from maquette.picture.decode import read
    from maquette.picture.encode import fitted, png, shrink

    pixels = read(picture.data, "a picture of the request").pixels
    types = card.limits.media_types
    kind: MediaType = "image/webp" if pixels.shape[-1] == 4 and "image/webp" in types else "image/jpeg"
    if "image/png" in types and (pixels.shape[-1] == 4 or picture.media_type not in types):
        data = png(pixels, small=True)
        if len(data) <= limit:
            return Picture(data, "image/png", picture.width, picture.height)
    if kind == "image/jpeg" and pixels.shape[-1] == 4:
        raise _too_heavy(picture, limit, card)
    room = int(limit) if math.isfinite(limit) else 1 << 40
    while True:
        made = fitted(pixels, "webp" if kind == "image/webp" else "jpeg", room, best=95, worst=80)
        height, width = pixels.shape[:2]
        if made.met:
            return Picture(made.data, kind, width, height)
        longest = math.floor(max(height, width) * min(0.9, math.sqrt(room / len(made.data))))
        if masked or longest < _SMALLEST:
            raise _too_heavy(picture, limit, card)
        pixels = shrink(pixels, longest)


def _too_heavy(picture: Picture, limit: float, card: Card) -> Unsupported:
    return Unsupported(
        f"a picture of {len(picture.data) / 1e6:.1f} MB cannot be brought to the {limit / 1e6:.1f} MB that "
        f"{card.name} leaves for it",
        mend="send a smaller picture, or fewer of them",
    )
