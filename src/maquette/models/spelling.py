"""A request in the words of an endpoint that names its settings in its own way.

A card's ``extra.fields`` gives our word for each thing the name that the endpoint has for it; what it does not name is
not sent, and ``inputs.images`` is a name inside another. Our words: ``prompt``, ``pictures`` (all, the edited one
first), ``image``, ``references``, ``mask``, ``size`` (an object of width and height), ``width``, ``height``,
``aspect``, ``tier``, ``count``, ``seed``, ``file_type``, ``quality``, ``negative_prompt``, and ``custom``, which says
so where the size is in pixels. ``extra.tiers`` and ``extra.file_types`` translate values; ``extra.with_image`` is sent
where a picture is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maquette.models.cards import Card
from maquette.models.request import Request


def spell(request: Request, card: Card, pictures: Sequence[str], mask: str = "") -> dict[str, Any]:
    """The settings as sent: the card's defaults, then the request, then its own options.

    *pictures* are those of the request, in their order, and *mask* its mask, as text that the endpoint takes.
    """
    fields = {"prompt": "prompt", **card.extra.get("fields", {})}
    said = _said(request, card, list(pictures), mask)
    named: dict[str, Any] = {}
    for word, value in said.items():
        if fields.get(word) and value not in (None, "", []):
            outer, dot, inner = str(fields[word]).partition(".")
            if dot:
                named.setdefault(outer, {})[inner] = value
            else:
                named[outer] = value
    more = card.extra.get("with_image", {}) if request.image else {}
    return {**card.defaults, **more, **named, **request.options}


def _said(request: Request, card: Card, pictures: list[str], mask: str) -> dict[str, Any]:
    size = request.size
    own = 1 if request.image else 0
    return {
        "prompt": request.prompt,
        "pictures": pictures,
        "image": pictures[0] if own else None,
        "references": pictures[own:],
        "mask": mask,
        "size": {"width": size.width, "height": size.height} if size.width else None,
        "width": size.width or None,
        "height": size.height or None,
        "aspect": size.aspect,
        "tier": card.extra.get("tiers", {}).get(size.tier, size.tier),
        "custom": "custom" if size.width else "",
        "count": request.count,
        "seed": None if request.seed is None else request.seed + request.take - 1,
        "file_type": card.extra.get("file_types", {}).get(request.file_type, request.file_type),
        "quality": "" if request.quality == "auto" else request.quality,
        "negative_prompt": request.negative_prompt,
    }
