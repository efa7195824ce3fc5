"""A picture taken further by an instruction."""

from __future__ import annotations

from maquette import ops
from maquette.graph import NO_FIELDS, Fields, Outcome, Photo, named, workflow
from maquette.models.prompts import Phrasing, prompts
from maquette.models.request import ANY_SIZE, Size
from maquette.models.routing import ModelChoice
from maquette.workflows.takes import ask, label


@workflow
def refine(
    image: Photo,
    *,
    prompt: str,
    model: ModelChoice = named("auto"),
    takes: int = 1,
    references: tuple[Photo, ...] = (),
    size: Size = ANY_SIZE,
    quality: str = "",
    phrasing: Phrasing = named("none"),
    fields: Fields = NO_FIELDS,
) -> Outcome:
    """Change a picture as an instruction says, guided by references.

    A picture that the same model made is taken up where its conversation ended, turn by turn, for models that hold one.

    Args:
        image: the picture
        prompt: what to change: warmer light, the kettle in green ...
        model: provider/model, an alias, or auto for the one that fits best
        takes: how many pictures of the same request
        references: pictures that guide, with commas between
        size: 1024x1536, 16:9, 2K, 16:9@2K or auto
        quality: the model's own word: low, medium, high ...
        phrasing: workspace adds its style and fragments, none does not
        fields: further flags and columns that the prompt speaks of
    """
    files = {}
    for one in prompts(prompt, fields, phrasing):
        for take in range(1, takes + 1):
            step = ops.edit(
                image, model="", prompt=one.text, references=references, size=size, quality=quality, take=take
            )
            files[label(one, take, takes)] = ask(step, model)
    return Outcome(files=files, some=True)
