"""Something taken out of a picture."""

from __future__ import annotations

from maquette import ops
from maquette.graph import Outcome, Photo, named, workflow
from maquette.models.routing import ModelChoice
from maquette.workflows.takes import ask, kind_of, within

PROMPT = (
    "Remove {what} from the marked region. Fill it with what is behind and around it, in the same light, perspective, "
    "texture and grain, as if it had never been there. Change nothing else."
)


@workflow
def remove(
    image: Photo,
    *,
    mask: Photo,
    what: str = "the object",
    model: ModelChoice = named("auto"),
    takes: int = 1,
    feather: int = 6,
) -> Outcome:
    """Take an object out: the mask says where, and outside of it every pixel stays as it was.

    Args:
        image: the picture
        mask: a picture of the same size, white (or opaque) over the object and a little around it
        what: what the object is, for the model
        model: provider/model, an alias, or auto for the one that fits best
        takes: how many pictures of the same request
        feather: px inside the mask over which the change fades in
    """
    text, kind = PROMPT.replace("{what}", what), kind_of(model, "erase")
    files, gates = {}, {}
    for take in range(1, takes + 1):
        step = ask(ops.edit(image, model="", prompt=text, kind=kind, mask=mask, take=take), model)
        name = f"take-{take}" if takes > 1 else "removed"
        files[name] = gates[name] = within(ops.decode(image), step, ops.decode(mask), feather)
    return Outcome(files=files, gates=gates, some=True)
