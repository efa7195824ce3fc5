"""What came of a layout: every slot's box, type and lines, and what did not fit. Checks read this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from maquette.design.scene import Frame
from maquette.picture.image import Box

ProblemCode = Literal["text-cut", "missing-glyph", "dropped", "picture-too-small", "logo-too-small", "no-slot"]


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was asked for: in which *slot*, what happened, and what to do."""

    code: ProblemCode
    slot: str
    reason: str
    mend: str


@dataclass(frozen=True)
class SlotReport:
    """Where a slot landed: *box* in px; for text its *lines*, *size* in px, *colour*, face, and line *step* in px.

    *clear* is the room in px that a logo keeps free on each side, *crop* the part of a picture that fills the box.
    """

    slot: str
    kind: str
    box: Frame
    lines: tuple[str, ...] = ()
    size: float = 0.0
    step: float = 0.0
    colour: str = ""
    family: str = ""
    weight: int = 0
    clear: float = 0.0
    crop: Box | None = None


@dataclass(frozen=True)
class LayoutReport:
    """One canvas: its size and safe area in px, its slots from the back to the front, and the problems."""

    width: int
    height: int
    safe: Frame
    slots: tuple[SlotReport, ...]
    problems: tuple[Problem, ...] = ()
    dropped: tuple[str, ...] = ()

    def slot(self, name: str) -> SlotReport | None:
        """The first part that shows the slot *name*."""
        return next((one for one in self.slots if one.slot == name), None)

    @property
    def plain(self) -> dict[str, Any]:
        """As plain JSON."""
        plain = dict(vars(self))
        plain["slots"] = [dict(vars(one)) for one in self.slots]
        plain["problems"] = [dict(vars(one)) for one in self.problems]
        return plain
