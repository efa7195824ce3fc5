"""One brief to several models, side by side."""

from __future__ import annotations

from maquette import ops
from maquette.graph import NO_FIELDS, Fields, Outcome, Photo, named, workflow
from maquette.models.prompts import Phrasing, prompts
from maquette.models.request import ANY_SIZE, Size
from maquette.models.routing import ModelChoice
from maquette.workflows.takes import ask, label


@workflow
def explore(
    prompt: str,
    *,
    models: tuple[ModelChoice, ...] = named("auto"),
    takes: int = 2,
    references: tuple[Photo, ...] = (),
    size: Size = ANY_SIZE,
    quality: str = "",
    phrasing: Phrasing = named("workspace"),
    fields: Fields = NO_FIELDS,
) -> Outcome:
    """Give one brief to several models and lay their takes side by side: `maquette pick` chooses among them.

    A model that refuses or fails leaves the others. What people pick is the evidence that --model auto goes by.

    Args:
        prompt: the brief; {product} is a column or flag, {season: spring|autumn} each of its choices
        models: provider/model or aliases, with commas between
        takes: how many pictures of each
        references: pictures that guide, with commas between
        size: 1024x1536, 16:9, 2K, 16:9@2K or auto
        quality: low, medium, high ..., for the models that have it
        phrasing: workspace adds its style and fragments, none does not
        fields: further flags and columns that the prompt speaks of
    """
    files = {}
    for one in prompts(prompt, fields, phrasing):
        for choice in models:
            for take in range(1, takes + 1):
                step = ops.generate(
                    model="", prompt=one.text, references=references, size=size, quality=quality, take=take
                )
                asked = ask(step, choice)
                files[label(one, take, takes, asked.params["model"])] = asked
    return Outcome(files=files, some=True)
