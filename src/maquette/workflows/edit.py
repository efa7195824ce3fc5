"""A part of a picture changed, and nothing else."""

from __future__ import annotations

from maquette import ops
from maquette.graph import Outcome, Photo, named, workflow
from maquette.models.prompts import Phrasing, prompts
from maquette.models.routing import ModelChoice
from maquette.workflows.takes import ask, within


@workflow
def edit(
    image: Photo,
    *,
    prompt: str,
    mask: Photo | None = None,
    model: ModelChoice = named("auto"),
    takes: int = 1,
    references: tuple[Photo, ...] = (),
    quality: str = "",
    feather: int = 6,
    phrasing: Phrasing = named("none"),
) -> Outcome:
    """Change what the mask marks, whatever the model: outside of it every pixel stays as it was.

    The model's answer is found back into place, matched in colour and laid in softly inside the mask; how far it lay
    beside is in the record. An answer that is another picture waits for a person. Without a mask the whole picture may
    change.

    Args:
        image: the picture
        prompt: what shall be there
        mask: a picture of the same size, white (or opaque) where it may change
        model: provider/model, an alias, or auto for the one that fits best
        takes: how many pictures of the same request
        references: pictures that guide, with commas between
        quality: the model's own word: low, medium, high ...
        feather: px inside the mask over which the change fades in
        phrasing: workspace adds its style and fragments, none does not
    """
    text = prompts(prompt, {}, phrasing)[0].text
    files, gates = {}, {}
    for take in range(1, takes + 1):
        step = ask(
            ops.edit(image, model="", prompt=text, mask=mask, references=references, quality=quality, take=take), model
        )
        name = f"take-{take}" if takes > 1 else "edit"
        files[name] = step
        if mask is not None:
            files[name] = gates[name] = within(ops.decode(image), step, ops.decode(mask), feather)
    return Outcome(files=files, gates=gates, some=True)
