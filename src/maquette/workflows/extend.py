"""A picture grown into another format."""

from __future__ import annotations

from maquette import ops
from maquette.design.formats import Format
from maquette.graph import Outcome, Photo, named, workflow
from maquette.models.routing import ModelChoice
from maquette.workflows.takes import ask, within

PROMPT = (
    "The picture stands in the middle of a larger canvas whose rest is a blurred stand-in. Continue the picture into "
    "the rest: the same place, light, perspective, focus and grain, without a seam, a frame or new objects in front."
)


@workflow
def extend(
    image: Photo,
    *,
    formats: tuple[Format, ...],
    prompt: str = "",
    place: float = 0.5,
    model: ModelChoice = named("auto"),
    feather: int = 24,
) -> Outcome:
    """Grow a picture into each format: what was there stays as it was, pixel for pixel; the model paints the rest.

    Args:
        image: the picture
        formats: output formats or groups, with commas between; a size such as 1600x900 is one too
        prompt: what to see in the new parts, if that matters
        place: where the picture stands along the side that grows, 0 (left or top) to 1
        model: provider/model, an alias, or auto for the one that fits best
        feather: px over which the new part fades into the picture's edge, outside of it
    """
    picture = ops.decode(image)
    files, gates = {}, {}
    for format in formats:  # noqa: A001 - the product's own word
        canvas = ops.grow(picture, width=format.width, height=format.height, place=place)
        mask = ops.grown_mask(picture, width=format.width, height=format.height, place=place)
        step = ask(ops.edit(canvas, model="", prompt=f"{PROMPT} {prompt}".strip(), mask=mask), model)
        grown = within(canvas, step, mask, feather)
        gates[format.name] = grown
        files[format.name] = ops.export(
            grown, format=format.file_type, max_kb=format.max_kb, width=format.width, height=format.height
        )
    return Outcome(files=files, gates=gates, some=True)
