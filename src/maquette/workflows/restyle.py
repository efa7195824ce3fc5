"""A picture in another style."""

from __future__ import annotations

from maquette import ops
from maquette.errors import InputError
from maquette.graph import Outcome, Photo, named, workflow
from maquette.models.request import ANY_SIZE, Size
from maquette.models.routing import ModelChoice
from maquette.models.styles import STYLES
from maquette.pixels.look import Look
from maquette.workflows.takes import ask

PROMPT = (
    "Show the same subject in the same composition and pose, restyled: {style}. Keep every letter and logo as it is."
)


@workflow
def restyle(
    image: Photo,
    *,
    style: str = "",
    reference: Photo | None = None,
    look: Look | None = None,
    model: ModelChoice = named("auto"),
    takes: int = 1,
    size: Size = ANY_SIZE,
    quality: str = "",
) -> Outcome:
    """Bring a picture into a style: a named one, one in your own words, that of a reference, or that of a look.

    Args:
        image: the picture
        style: watercolour, line-art, isometric, clay, film, risograph, studio, flat ..., or your own words
        reference: a picture whose style is taken
        look: a catalog look, by name or file, put into words
        model: provider/model, an alias, or auto for the one that fits best
        takes: how many pictures of the same request
        size: 1024x1536, 16:9, 2K, 16:9@2K or auto
        quality: the model's own word: low, medium, high ...
    """
    words = [STYLES.get(style.casefold(), style)] if style else []
    if reference is not None:
        words.append("in the style, palette and light of the second picture, whose subject is not taken over")
    if look is not None:
        light = "crisp" if look.contrast > 1.05 else "soft"
        words.append(f"a plain {look.background} background, {light} even light, as in a product catalog")
    if not words:
        mend = f"--style ({', '.join(STYLES)}), --reference FILE or --look LOOK"
        raise InputError("no style was named", mend=mend, code="missing-input")
    text = PROMPT.replace("{style}", "; ".join(words))
    guides = (reference,) if reference is not None else ()
    files = {}
    for take in range(1, takes + 1):
        step = ops.edit(image, model="", prompt=text, references=guides, size=size, quality=quality, take=take)
        files[f"take-{take}" if takes > 1 else "restyled"] = ask(step, model)
    return Outcome(files=files, some=True)
