"""Models that run in this process by the diffusers library: Z-Image, FLUX.2 klein, Qwen-Image and their like.

Needs the extra ``diffusers``; weights come by ``maquette models get``. What a pipeline takes is read from its own
signature, so that a new one of the library needs a card and nothing else.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from maquette.models.adapter import InProcess, Provider
from maquette.models.answer import Answer, Result
from maquette.models.cards import Card
from maquette.models.failures import ModelFailure, Unsupported
from maquette.models.pipelines import alone, missing, pipeline
from maquette.models.request import Picture, Request

_OWN = re.compile(
    r"^(prompt|negative_prompt|image|mask_image|width|height|generator|num_images_per_prompt|output_type|return_dict)$"
    r"|latents|embeds|callback|kwargs|sigmas|timesteps|layers"
)
"""What a request says elsewhere, or what is no plain value."""
_SIMPLE = (int, float, str, bool)


class Diffusers(InProcess):
    """Equal requests give equal pictures on the same machine: the seed is the request's, else that of its take."""

    def make(self, request: Request, card: Card, preview: Callable[[bytes], None]) -> Answer:
        """The pictures as PNG. Raises ``Unsupported`` for a setting that the pipeline does not have."""
        with alone:
            made = _fitting(pipeline(card), request)
            takes = inspect.signature(made.__call__).parameters
            results = tuple(Result(_png(one)) for one in _run(made, _arguments(request, card, takes), card))
        return Answer(results, usage={"pictures": len(results)}, cost=0, model_version=str(card.extra["repo"]))

    def missing(self, card: Card) -> ModelFailure | None:
        """The weights, or the library."""
        return missing(card)


def _fitting(loaded: Any, request: Request) -> Any:
    """The pipeline itself where it takes pictures, else its sister for them, which shares its weights."""
    takes = inspect.signature(loaded.__call__).parameters
    if not request.pictures or ("image" in takes and not request.mask):
        return loaded
    from diffusers import AutoPipelineForImage2Image, AutoPipelineForInpainting

    sister = AutoPipelineForInpainting if request.mask else AutoPipelineForImage2Image
    return sister.from_pipe(loaded)


def _arguments(request: Request, card: Card, takes: Any) -> dict[str, Any]:
    import torch

    settings = {**card.defaults, **request.options}
    known = [name for name in takes if not _OWN.search(name)]
    if strange := [name for name, value in settings.items() if name not in known or not isinstance(value, _SIMPLE)]:
        raise Unsupported(f"{card.name} has no setting {strange[0]!r}", mend=f"it has {', '.join(known)}")
    first = (request.seed or 0) + request.take - 1
    seeds = [torch.Generator("cpu").manual_seed(first + number) for number in range(request.count)]
    found: dict[str, Any] = {"prompt": request.prompt, "num_images_per_prompt": request.count, "generator": seeds}
    if request.size.width:
        found |= {"width": request.size.width, "height": request.size.height}
    if request.negative_prompt:
        found["negative_prompt"] = request.negative_prompt
    if request.pictures:
        pictures = [_opened(one) for one in request.pictures]
        found["image"] = pictures if len(pictures) > 1 else pictures[0]
    if request.mask:
        found["mask_image"] = _opened(request.mask).convert("L")
    return found | settings


def _run(made: Any, arguments: dict[str, Any], card: Card) -> list[Any]:
    import torch

    try:
        return list(made(**arguments).images)
    except torch.cuda.OutOfMemoryError as error:
        raise ModelFailure(
            f"{card.name} does not fit into this machine's graphics memory: {error}",
            mend="ask for a smaller size or one picture at a time, or take a smaller model",
            code="out-of-memory",
        ) from None


def _opened(picture: Picture) -> Any:
    from PIL import Image as Pillow

    return Pillow.open(BytesIO(picture.data)).convert("RGB")


def _png(image: Any) -> bytes:
    import numpy as np

    from maquette.picture.encode import png

    return png(np.ascontiguousarray(image))


ADAPTER = Diffusers()
PROVIDERS = (Provider(name="local", title="this machine", base="", concurrency=1),)
