"""What the workflows that ask models share: choosing the model, naming takes, and holding an edit to its mask."""

from __future__ import annotations

import re
from typing import Any, Literal

from maquette import ops
from maquette.graph import Step
from maquette.models.asking import routed
from maquette.models.cards import REHEARSAL, find_card
from maquette.models.prompts import Prompt
from maquette.models.request import Kind
from maquette.models.routing import AUTO, ModelChoice

FileType = Literal["png", "jpeg", "webp"]


def ask(step: Any, choice: ModelChoice) -> Step:
    """The paid *step* with the model that *choice* comes to. Raises ``Unsupported`` when none can do it."""
    return routed(step, choice)


def kind_of(choice: ModelChoice, special: Kind) -> Kind:
    """*special* where the named model is made for just that, else ``edit``."""
    named = None if choice.name == AUTO else find_card(choice.name, choice.cards)
    return special if named is not None and named.can(special) else "edit"


def label(prompt: Prompt, take: int, takes: int, model: str = "") -> str:
    """The name of a take among its sisters: its model, its prompt's choices, its number."""
    number = f"take-{take}" if takes > 1 or not (model or prompt.label) else ""
    words = [model.removeprefix(REHEARSAL).replace("/", "-"), prompt.label, number]
    return re.sub(r"[^\w.-]+", "-", "-".join(filter(None, words)))


def within(picture: Any, step: Step, mask: Any, feather: int) -> Any:
    """The *picture* with the take of *step* inside the *mask* only."""
    return ops.keep_outside(picture, ops.open_take(step), mask, feather=feather)  # type: ignore[arg-type]
