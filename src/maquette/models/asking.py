"""The operations that ask a model: ``generate`` a picture, ``edit`` one, ``write`` a text. Paid: what does them keeps
the books.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from maquette.graph import Step, op
from maquette.models.pictures import Source, mask_of, picture_of
from maquette.models.request import ANY_SIZE, Kind, Picture, Request, Size
from maquette.models.routing import ModelChoice
from maquette.models.words import Words
from maquette.picture.image import Take


@op(version=1, cost="paid", result=Take)
def generate(
    *,
    model: str,
    prompt: str,
    references: tuple[Source, ...] = (),
    size: Size = ANY_SIZE,
    quality: str = "",
    count: int = 1,
    transparent: bool = False,
    file_type: str = "png",
    negative_prompt: str = "",
    seed: int | None = None,
    take: int = 1,
    options: Mapping[str, Any] | None = None,
) -> Request:
    """A picture made from words and *references* by the model of that name.

    *count* pictures are asked for in one call; a model may give fewer. Takes of one request differ by *take*.
    """
    return Request(
        kind="generate",
        model=model,
        prompt=prompt,
        references=tuple(picture_of(one) for one in references),
        size=Size(*size),
        quality=quality,
        count=count,
        transparent=transparent,
        file_type=file_type,
        negative_prompt=negative_prompt,
        seed=seed,
        take=take,
        options=options or {},
    )


@op(version=1, cost="paid", result=Take)
def edit(
    image: Source,
    *,
    model: str,
    prompt: str = "",
    kind: Kind = "edit",
    mask: Source | None = None,
    markup: Source | None = None,
    references: tuple[Source, ...] = (),
    size: Size = ANY_SIZE,
    quality: str = "",
    count: int = 1,
    transparent: bool = False,
    file_type: str = "png",
    negative_prompt: str = "",
    seed: int | None = None,
    take: int = 1,
    options: Mapping[str, Any] | None = None,
) -> Request:
    """The *image* changed as the *prompt* says, guided by *references*; the model is shown the *mask* if it takes one.

    *kind* is ``edit``, or what a model of one purpose does: ``erase``, ``upscale``, ``remove-background``,
    ``vectorize``. The mask is white, or opaque, where the picture may change. What the model gives back is not yet held
    to it: that is ``keep_outside``'s work.
    """
    asked = generate.function(
        model=model,
        prompt=prompt,
        references=references,
        size=size,
        quality=quality,
        count=count,
        transparent=transparent,
        file_type=file_type,
        negative_prompt=negative_prompt,
        seed=seed,
        take=take,
        options=options,
    )
    picture = picture_of(image)
    return replace(
        asked,
        kind=kind,
        image=picture,
        mask=mask_of(mask, picture) if mask is not None else None,
        markup=picture_of(markup) if markup is not None else None,
    )


@op(version=1, cost="paid", result=Words)
def write(*, model: str, prompt: str, take: int = 1) -> Request:
    """A text that a model writes when it is told *prompt*, the whole of what is sent."""
    return Request(kind="write", model=model, prompt=prompt, take=take)


def routed(step: Step, choice: ModelChoice) -> Step:
    """The paid *step* with the model that *choice* comes to, and the reason as its note. Raises ``Unsupported``."""
    chosen = choice.for_request(sketch(step))
    reason = "; next best: ".join(filter(None, (chosen.reason, chosen.next_best)))
    return replace(step, params={**step.params, "model": chosen.card.name}, note=reason)


_STAND_IN = Picture(b"", "image/png", 0, 0)


def sketch(step: Step) -> Request:
    """The request of a paid *step* before its pictures are there: good for what it needs and what it will cost."""
    params = dict(step.params)
    several = sum(name.startswith("references[") for name in step.inputs)
    params["references"] = (_STAND_IN,) * several
    params["size"] = Size(*params.get("size", ANY_SIZE))
    params["options"] = params.get("options") or {}
    for name in ("image", "mask", "markup"):
        params[name] = _STAND_IN if name in step.inputs else None
    params.setdefault("kind", "write" if step.op.name == write.name else "generate")
    return Request(**params)
