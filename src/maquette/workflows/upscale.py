"""A picture with more pixels."""

from __future__ import annotations

from typing import Literal

from maquette import ops
from maquette.graph import Outcome, Photo, workflow
from maquette.models.routing import ModelChoice
from maquette.workflows.takes import ask, kind_of

Factor = Literal[2, 4]


@workflow
def upscale(
    image: Photo,
    *,
    factor: Factor = 2,
    model: ModelChoice | None = None,
    prompt: str = "",
) -> Outcome:
    """Enlarge a picture: by itself with careful resampling, which invents nothing, or with a model, which may.

    Type and logos are better set again than enlarged.

    Args:
        image: the picture
        factor: 2 or 4 times as wide and high; a model of one's choice has its own
        model: a model that enlarges (maquette models --can upscale); none keeps to resampling on this machine
        prompt: what the picture shows, for models that ask
    """
    if model is None:
        file = ops.export(ops.enlarge(ops.decode(image), factor=factor), format="png")
        return Outcome(files={"upscaled": file})
    step = ops.edit(image, model="", prompt=prompt, kind=kind_of(model, "upscale"))
    return Outcome(files={"upscaled": ask(step, model)})
