"""A picture made from words, by whichever model."""

from __future__ import annotations

from maquette import ops
from maquette.graph import NO_FIELDS, Fields, Outcome, Photo, named, workflow
from maquette.models.prompts import Phrasing, prompts
from maquette.models.request import ANY_SIZE, Size
from maquette.models.routing import ModelChoice
from maquette.workflows.takes import FileType, ask, label


@workflow
def generate(
    prompt: str,
    *,
    model: ModelChoice = named("auto"),
    takes: int = 1,
    references: tuple[Photo, ...] = (),
    size: Size = ANY_SIZE,
    quality: str = "",
    group: int = 1,
    transparent: bool = False,
    negative: str = "",
    seed: int | None = None,
    file_type: FileType = "png",
    phrasing: Phrasing = named("workspace"),
    fields: Fields = NO_FIELDS,
) -> Outcome:
    """Make pictures from a prompt, as many takes as asked for.

    Every take is a step of its own: asked for once, paid once, kept for good. A take that fails leaves the others.

    Args:
        prompt: what the picture shows; {product} is a column or flag, {season: spring|autumn} each of its choices
        model: provider/model, an alias, or auto for the one that fits best
        takes: how many pictures of the same request
        references: pictures that guide, with commas between
        size: 1024x1536, 16:9, 2K, 16:9@2K or auto
        quality: the model's own word: low, medium, high ...
        group: pictures asked for in one call, for models that make sets; they may give fewer
        transparent: without a background, where the model can
        negative: what must not be there, where the model takes that
        seed: for models that repeat themselves
        file_type: png, jpeg or webp, where the model lets one choose
        phrasing: workspace adds its style and fragments, none does not
        fields: further flags and columns that the prompt speaks of
    """
    files = {}
    for one in prompts(prompt, fields, phrasing):
        for take in range(1, takes + 1):
            step = ops.generate(
                model="",
                prompt=one.text,
                references=references,
                size=size,
                quality=quality,
                count=group,
                transparent=transparent,
                file_type=file_type,
                negative_prompt=negative,
                seed=seed,
                take=take,
            )
            files[label(one, take, takes)] = ask(step, model)
    return Outcome(files=files, some=True)
