"""Brings a request into what a model takes, or says before anything is sent what the model lacks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from maquette.models.cards import Card, Sizes
from maquette.models.failures import Unsupported
from maquette.models.lighten import lighten
from maquette.models.request import ANY_SIZE, Request, Size

TIERS = {"512": 512, "0.75K": 768, "1K": 1024, "1.5K": 1536, "2K": 2048, "3K": 3072, "4K": 4096}
"""The side of a square of each tier, in px."""

_SAME = 0.02
_OTHER_SHAPE = 1.5
_FEWER_PIXELS = 4


def needs(request: Request) -> list[str]:
    """The capabilities that *request* takes."""
    wanted: list[str] = [request.kind]
    wanted += ["mask"] if request.mask else []
    wanted += ["markup"] if request.markup else []
    wanted += ["references"] if request.references else []
    wanted += ["transparency"] if request.transparent else []
    wanted += ["negative-prompt"] if request.negative_prompt else []
    wanted += ["turns"] if request.history else []
    wanted += ["seed"] if request.seed is not None else []
    return wanted


def lacks(request: Request, card: Card) -> list[str]:
    """What stands between *request* and the model, in words; empty when it can be sent."""
    return list(_lacks(request, card))


def fit(request: Request, card: Card) -> Request:
    """The request as the model takes it: size snapped to one that it makes, quality and file type settled.

    What is a matter of degree is brought into range, pictures that are too heavy among it; what the model cannot do
    raises ``Unsupported``, before anything is sent.
    """
    missing = lacks(request, card)
    if missing:
        raise Unsupported(
            f"{card.name} cannot do this: {'; '.join(missing)}",
            mend="take a model that can: maquette models --can " + ",".join(needs(request)),
        )
    limits = card.limits
    file_type = request.file_type
    if request.transparent and file_type not in limits.transparent_file_types:
        file_type = limits.transparent_file_types[0]
    elif limits.file_types and file_type not in limits.file_types:
        file_type = limits.file_types[0]
    fitting = replace(
        request,
        model=card.name,
        size=snap(_asked(request, card.sizes), card.sizes),
        quality=request.quality or limits.default_quality,
        file_type=file_type,
        previews=min(request.previews, limits.previews),
        mask=request.mask if card.can("mask") else None,
    )
    return lighten(fitting, card)


def _asked(request: Request, sizes: Sizes) -> Size:
    """The size asked for; where none is, and the model would take its own, that of the picture which is changed."""
    own = sizes.default and sizes.kind in ("free", "presets")
    if request.size == ANY_SIZE and request.image and own:
        return Size(request.image.width, request.image.height)
    return request.size


def snap(size: Size, sizes: Sizes) -> Size:
    """The nearest size that the model makes: nearest in shape first, then in pixels."""
    if sizes.kind == "presets":
        return _nearest_preset(size, sizes)
    if sizes.kind == "free":
        return _free(size, sizes)
    if sizes.kind == "aspect":
        return _aspect(size, sizes)
    return Size()


def resized(request: Request, card: Card) -> str:
    """What becomes of the pixels asked for, in words; empty where the model makes just those, or none were."""
    asked, made = request.size, snap(request.size, card.sizes)
    if not asked.width or made in (asked, ANY_SIZE):
        return ""
    # A shape and a tier stand for about so many pixels.
    alike = not made.width and _far(asked.ratio, made.ratio) < _SAME and _far(_area(asked), _area(made)) < 2 * _SAME
    return "" if alike else f"{card.name} makes {made}, not {asked}"


def _lacks(request: Request, card: Card) -> Iterator[str]:
    if card.ended():
        yield f"it ended on {card.sunset}"
    for capability in needs(request):
        # A mask is kept to by us, whatever the model does with it: any model that edits will do.
        if not card.can(capability) and not (capability == "mask" and card.can("edit")):
            yield f"it has no {capability}"
    if request.kind not in ("generate", "write") and not request.pictures:
        yield f"there is no picture to {request.kind}"
    if sense := senseless(request):
        yield sense
    yield from _too_much(request, card)
    mask, image = request.mask, request.image
    if card.limits.needs_mask and not mask:
        yield "it works only inside a mask, and there is none"
    if mask and image and (mask.width, mask.height) != (image.width, image.height):
        yield f"the mask has {mask.width}x{mask.height} px, the picture {image.width}x{image.height}"
    yield from _too_far(request.size, card.sizes)


def _too_far(asked: Size, sizes: Sizes) -> Iterator[str]:
    """Where the nearest size is another picture: of another shape, or with less than a quarter of the pixels."""
    long = max(asked.ratio, 1 / asked.ratio) if asked.ratio else 1.0
    if sizes.ratio and long > sizes.ratio * 1.02:
        yield f"the size {asked} is {long:.1f} to 1, it makes {sizes.ratio:g} to 1 at most"
        return
    made = snap(asked, sizes)
    if asked.ratio and made.ratio and _far(asked.ratio, made.ratio) > math.log(_OTHER_SHAPE):
        yield f"the size {asked} is {long:.1f} to 1, the nearest that it makes is {made}"
    elif asked.width and (made.width or made.tier) and _area(made) < _area(asked) / _FEWER_PIXELS:
        yield f"{asked} is more than it makes: ask for {made}, then upscale"


def senseless(request: Request) -> str:
    """What no model could do, in words; empty when the request makes sense."""
    if request.transparent and request.file_type in ("jpeg", "jpg"):
        return "a JPEG holds no transparency"
    return ""


def _too_much(request: Request, card: Card) -> Iterator[str]:
    limits = card.limits
    if limits.prompt_characters and len(request.prompt) > limits.prompt_characters:
        yield f"the prompt has {len(request.prompt)} characters, it takes {limits.prompt_characters}"
    pictures = len(request.pictures)
    if limits.references and pictures > limits.references:
        yield f"{pictures} pictures go along, it takes {limits.references}"
    if request.count > max(limits.pictures, limits.group):
        yield f"{request.count} pictures are asked for at once, it makes {max(limits.pictures, limits.group)}"
    if request.quality not in ("", "auto") and limits.qualities and request.quality not in limits.qualities:
        yield f"it has no quality {request.quality!r}, but {', '.join(limits.qualities)}"


def _nearest_preset(size: Size, sizes: Sizes) -> Size:
    choices = [_pixels(text) for text in sizes.presets]
    if not size.ratio:
        return _pixels(sizes.default) if sizes.default else Size()
    return min(choices, key=lambda one: (_far(one.ratio, size.ratio), abs(_area(one) - _area(size))))


def _free(size: Size, sizes: Sizes) -> Size:
    if not size.ratio:
        side = TIERS.get(size.tier)
        return _free(Size(side, side), sizes) if side else (_pixels(sizes.default) if sizes.default else Size())
    width, height = _wanted(size)
    step = sizes.multiple
    scale = 1.0
    if sizes.longest:
        scale = min(scale, sizes.longest / max(width, height))
    if sizes.max_pixels:
        scale = min(scale, math.sqrt(sizes.max_pixels / (width * height)))
    if sizes.min_pixels and width * height * scale * scale < sizes.min_pixels:
        scale = math.sqrt(sizes.min_pixels / (width * height))
    across, down = _whole(width * scale, step), _whole(height * scale, step)
    while sizes.max_pixels and across * down > sizes.max_pixels:
        across, down = (across - step, down) if across >= down else (across, down - step)
    while sizes.min_pixels and across * down < sizes.min_pixels:
        across, down = (across + step, down) if across <= down else (across, down + step)
    return Size(across, down)


def _aspect(size: Size, sizes: Sizes) -> Size:
    tier = size.tier if size.tier in sizes.tiers else ""
    if not tier and sizes.tiers and (size.width or size.tier):
        side = TIERS.get(size.tier) or math.sqrt(size.width * size.height)
        tier = next((one for one in sizes.tiers if TIERS[one] >= side * 0.97), sizes.tiers[-1])
    if not tier and sizes.tiers:
        tier = sizes.default or sizes.tiers[0]
    ratio = size.ratio
    if not ratio or not sizes.aspects:
        return Size(tier=tier)
    aspect = min(sizes.aspects, key=lambda one: _far(Size(aspect=one).ratio, ratio))
    return Size(aspect=aspect, tier=tier)


def _wanted(size: Size) -> tuple[float, float]:
    if size.width:
        return float(size.width), float(size.height)
    side = TIERS.get(size.tier, 1024)
    root = math.sqrt(size.ratio)
    return side * root, side / root


def _pixels(text: str) -> Size:
    width, _, height = text.partition("x")
    return Size(int(width), int(height))


def _area(size: Size) -> float:
    width, height = _wanted(size)
    return width * height


def _far(one: float, other: float) -> float:
    return abs(math.log(one / other))


def _whole(length: float, step: int) -> int:
    return max(step, round(length / step) * step)
