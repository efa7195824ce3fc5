"""Lays a template out on a canvas: the largest type that fits, and what is dropped where even the smallest does not."""

from __future__ import annotations

from collections.abc import Iterator

from maquette.design.scene import Fill, Frame, Item, Scene
from maquette.design.sources import Sources
from maquette.design.template.canvas import Canvas, Content
from maquette.design.template.flow import Flow
from maquette.design.template.leaves import Drawn, Leaves, Part
from maquette.design.template.model import Node, Template
from maquette.design.template.report import LayoutReport, Problem
from maquette.design.template.theme import Theme

_STEPS = 12
_LEAST_SCALE = 4
"""Of twelve steps: rather than set type smaller than this in its range, a part that may go is dropped."""

Laid = tuple[Fill, Drawn]


def lay_out(
    template: Template, theme: Theme, content: Content, canvas: Canvas, sources: Sources
) -> tuple[Scene, LayoutReport]:
    """The scene of one copy on one canvas, and what came of it."""
    tries = _Tries(template, theme, content, canvas, sources)
    (ground, drawn), dropped = tries.best()
    items, still, names = _still_first(drawn)
    problems = [*drawn.problems, *_missing_slots(template, content, sources)]
    shown = {one.slot for one in drawn.slots}
    gone = dict.fromkeys(inside.slot for node in dropped for inside in _walk(node) if tries.has(inside.slot))
    for slot in gone.keys() - shown:
        told = "there is no room for it"
        problems.append(Problem("dropped", slot, told, "it is left out; shorten the rest to keep it"))
    report = LayoutReport(
        canvas.width,
        canvas.height,
        canvas.safe_frame,
        tuple(drawn.slots),
        tuple(problems),
        tuple(node.slot or node.kind for node in dropped),
    )
    return Scene(canvas.width, canvas.height, ground, items, still, names), report


class _Tries:
    def __init__(self, template: Template, theme: Theme, content: Content, canvas: Canvas, sources: Sources) -> None:
        self._told = (template, theme, content, canvas, sources)
        self._content, self._canvas, self._sources = content, canvas, sources
        self._layout = template.layout(canvas.width, canvas.height)
        self._dropped: list[Node] = []

    def has(self, slot: str) -> bool:
        """Whether the copy fills that slot."""
        return slot in self._sources or bool(self._content.texts.get(slot, "").strip())

    def best(self) -> tuple[Laid, list[Node]]:
        spare = sorted((node for node in _walk(self._layout.root) if node.drop and self._shown(node)), key=_last)
        while True:
            found = self._largest()
            if found and (found[1] >= _LEAST_SCALE or not spare):
                return found[0], self._dropped
            if not spare:
                return self._try(0, tight=True)[0], self._dropped
            self._dropped.append(spare.pop(0))

    def _largest(self) -> tuple[Laid, int] | None:
        """The layout at the largest scale that fits, and that scale in steps."""
        laid, overflow = self._try(_STEPS)
        if not overflow:
            return laid, _STEPS
        best, overflow = self._try(0)
        if overflow:
            return None
        low, high = 0, _STEPS
        while high - low > 1:
            middle = (low + high) // 2
            laid, overflow = self._try(middle)
            if overflow:
                high = middle
            else:
                low, best = middle, laid
        return best, low

    def _try(self, step: int, *, tight: bool = False) -> tuple[Laid, float]:
        template, theme, content, canvas, sources = self._told
        leaves = Leaves(template, theme, content, canvas, sources, step / _STEPS, tight=tight)
        flow = Flow(canvas, leaves, self._shown, rtl=content.rtl)
        flow.place(self._layout.root, canvas.frame)
        return (leaves.ground(self._layout.ground), leaves.drawn), flow.overflow

    def _shown(self, node: Node) -> bool:
        if node in self._dropped or self._canvas.short < node.least or not self._there(node.need):
            return False
        if node.kind in ("text", "button", "badge"):
            return bool(node.text if not node.slot else self._content.texts.get(node.slot, "").strip())
        if node.kind == "picture":
            return node.slot in self._sources
        if node.kind in ("column", "row", "layers"):
            return bool(node.fill or node.stroke) or any(self._shown(child) for child in node.children)
        return True

    def _there(self, need: str) -> bool:
        if need.startswith("!"):
            return not self._there(need[1:])
        return not need or self.has(need)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _last(node: Node) -> int:
    return -node.drop


def _missing_slots(template: Template, content: Content, sources: Sources) -> Iterator[Problem]:
    for slot in template.slots:
        there = slot.name in sources if slot.kind != "text" else content.texts.get(slot.name, "").strip()
        if slot.required and not there:
            yield Problem("no-slot", slot.name, f"{template.name} needs {slot.name}", f"fill the column {slot.name}")


def _still_first(drawn: Drawn) -> tuple[tuple[Item, ...], int, tuple[str, ...]]:
    """The items with those that never change first, as far as nothing that they would slip under lies there."""
    first: list[Part] = []
    rest: list[Part] = []
    for part in drawn.items:
        if part.still and not any(_meet(part.frame, other.frame) for other in rest):
            first.append(part)
        else:
            rest.append(part)
    parts = (*first, *rest)
    return tuple(part.item for part in parts), len(first), tuple(part.name for part in parts)


def _meet(one: Frame, other: Frame) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
