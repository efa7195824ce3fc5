"""What the workflows that ask models share: choosing the model, naming takes, and holding an edit to its mask."""

from __future__ import annotations

import re
from typing import Any, Literal

from maquette import ops
from maquette.graph import Step
from maquette.models.asking import routed
from maquette.models.cards import REHEARSAL
from maquette.models.prompts import Prompt
from maquette.models.routing import ModelChoice

FileType = Literal["png", "jpeg", "webp"]


def ask(step: Any, choice: ModelChoice) -> Step:
    """The paid *step* with the model that *choice* comes to. Raises ``Unsupported`` when none can do it."""
    return routed(step, choice)


def label(prompt: Prompt, take: int, takes: int, model: str = "") -> str:
    """The name of a take among its sisters: its model, its prompt's choices, its number."""
    number = f"take-{take}" if takes > 1 or not (model or prompt.label) else ""
    words = [model.removeprefix(REHEARSAL).replace("/", "-"), prompt.label, number]
    return re.sub(r"[^\w.-]+", "-", "-".join(filter(None, words)))


def within(picture: Any, step: Step, mask: Any, feather: int) -> Any:
    """The *picture* with the take of *step* inside the *mask* only."""
    return ops.keep_outside(picture, ops.open_take(step), mask, feather=feather)  # type: ignore[arg-type]
