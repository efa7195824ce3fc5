"""Variations of a picture."""

from __future__ import annotations

from typing import Literal

from maquette import ops
from maquette.graph import Outcome, Photo, named, workflow
from maquette.models.request import ANY_SIZE, Size
from maquette.models.routing import ModelChoice
from maquette.workflows.takes import ask

Strength = Literal["subtle", "some", "strong"]
PROMPTS = {
    "subtle": "Make a subtle variation of this picture: the same subject, composition and style, small details differ.",
    "some": "Make a variation of this picture: the same subject and style, another angle, light or arrangement.",
    "strong": "Make a new picture of the same subject and mood as this one: another composition, setting and light.",
}


@workflow
def vary(
    image: Photo,
    *,
    takes: int = 4,
    strength: Strength = "some",
    prompt: str = "",
    model: ModelChoice = named("auto"),
    size: Size = ANY_SIZE,
    quality: str = "",
) -> Outcome:
    """Make variations of a picture, to choose from with `maquette pick`.

    Args:
        image: the picture
        takes: how many
        strength: subtle, some or strong
        prompt: what else to keep or to change
        model: provider/model, an alias, or auto for the one that fits best
        size: 1024x1536, 16:9, 2K, 16:9@2K or auto
        quality: the model's own word: low, medium, high ...
    """
    text = f"{PROMPTS[strength]} {prompt}".strip()
    steps = [
        ops.edit(image, model="", prompt=text, size=size, quality=quality, take=take) for take in range(1, takes + 1)
    ]
    return Outcome(files={f"take-{take}": ask(step, model) for take, step in enumerate(steps, 1)}, some=True)
