"""Flow: sizes and places of the parts of a layout, from the room there is and what the content needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from maquette.design.scene import Frame
from maquette.design.template.canvas import Canvas
from maquette.design.template.leaves import Leaves
from maquette.design.template.model import Align, Node

_PICTURE_LEAST = 13.0
"""u: a picture that has less room than this shows nothing."""

_MIRRORED = {"start": "end", "end": "start"}
_CONTAINERS = ("column", "row", "layers")


class Flow:
    """One try at a layout. *overflow* is how many px too little room there was, all in all."""

    def __init__(self, canvas: Canvas, leaves: Leaves, shown: Callable[[Node], bool], *, rtl: bool) -> None:
        self._canvas, self._leaves, self._shown, self._rtl = canvas, leaves, shown, rtl
        self._unit = canvas.unit
        self.overflow = 0.0

    def place(self, node: Node, frame: Frame, align: Align = "start") -> None:
        """Put *node* and all that is in it into *frame*."""
        align = node.align or align
        if node.kind not in _CONTAINERS:
            self.overflow += self._leaves.place(node, frame, self._physical(align))
            return
        self._leaves.box(node, frame)
        inner = self._inner(node, frame)
        children = [child for child in node.children if self._shown(child)]
        if node.kind == "layers":
            for child in children:
                self.place(child, self._layer(child, inner), align)
        elif node.kind == "column":
            self._column(node, children, inner, align)
        else:
            self._row(node, children[::-1] if self._rtl else children, inner, align)

    def size(self, node: Node, wide: float, high: float) -> tuple[float, float]:
        """The natural size of *node* in a room of *wide* x *high* px."""
        own_width, own_height = self._length(node.width, wide), self._length(node.height, high)
        if own_width is not None and own_height is not None:
            return own_width, own_height
        if node.kind not in _CONTAINERS:
            return self._leaves.size(node, own_width or wide, own_height or high, own_width, own_height)
        top, right, bottom, left = (side * self._unit for side in node.pad)
        inner_wide = max(1.0, (own_width or wide) - left - right)
        inner_high = max(1.0, (own_height or high) - top - bottom)
        children = [child for child in node.children if self._shown(child)]
        if node.kind == "row":
            widths = self._along(node, children, inner_wide, inner_high, 0)
            sizes = [(one, self.size(child, one, inner_high)[1]) for child, one in zip(children, widths, strict=True)]
            total = sum(widths) + sum(self._gaps(node, children)), max((size[1] for size in sizes), default=0.0)
        else:
            sizes = [self.size(child, inner_wide, inner_high) for child in children]
            widest = max((size[0] for size in sizes), default=0.0)
            if node.kind == "column":
                total = widest, sum(size[1] for size in sizes) + sum(self._gaps(node, children))
            else:
                total = widest, max((size[1] for size in sizes), default=0.0)
        natural = total[0] + left + right, total[1] + top + bottom
        return own_width if own_width is not None else natural[0], own_height if own_height is not None else natural[1]

    def _column(self, node: Node, children: Sequence[Node], inner: Frame, align: Align) -> None:
        heights = self._along(node, children, inner.width, inner.height, 1)
        gaps = self._gaps(node, children)
        spare = inner.height - sum(heights) - sum(gaps)
        if spare < -0.5:
            self.overflow -= spare
        y, extra = _start(node.justify, inner.y, max(0.0, spare), len(children))
        for place, (child, height) in enumerate(zip(children, heights, strict=True)):
            width = self._across(child, inner.width, height, align)
            x = inner.x + _offset(self._physical(align), inner.width - width)
            self.place(child, Frame(x, y, width, height), align)
            y += height + extra + (gaps[place] if place < len(gaps) else 0.0)

    def _row(self, node: Node, children: Sequence[Node], inner: Frame, align: Align) -> None:
        widths = self._along(node, children, inner.width, inner.height, 0)
        gaps = self._gaps(node, children)
        spare = inner.width - sum(widths) - sum(gaps)
        if spare < -0.5:
            self.overflow -= spare
        justify = _MIRRORED.get(node.justify, node.justify) if self._rtl else node.justify
        x, extra = _start(justify, inner.x, max(0.0, spare), len(children))
        for place, (child, width) in enumerate(zip(children, widths, strict=True)):
            natural = self.size(child, width, inner.height)[1]
            full = node.align in ("", "stretch") or child.height or child.grow
            height = inner.height if full and not self._length(child.height, inner.height) else natural
            if height > inner.height + 0.5:
                self.overflow += height - inner.height
            y = inner.y + _offset(node.align or "start", inner.height - height)
            self.place(child, Frame(x, y, width, height), "start")
            x += width + extra + (gaps[place] if place < len(gaps) else 0.0)

    def _along(self, node: Node, children: Sequence[Node], wide: float, high: float, axis: int) -> list[float]:
        """How long each child is along the axis (0: across the canvas, 1: down); what grows shares the rest."""
        room = (wide, high)[axis]
        lengths, least = [], []
        for child in children:
            told = self._length((child.width, child.height)[axis], room)
            if told is None and not child.grow:
                told = self.size(child, wide, high)[axis]
            lengths.append(told)
            floor = _PICTURE_LEAST * self._unit if child.grow and child.kind == "picture" else 0.0
            if child.grow and child.kind in _CONTAINERS and axis == 1:
                floor = self.size(child, wide, high)[axis]
            least.append(floor)
        rest = room - sum(self._gaps(node, children)) - sum(one for one in lengths if one is not None)
        weights = sum(child.grow for child, one in zip(children, lengths, strict=True) if one is None)
        return [
            max(floor, rest * child.grow / weights) if one is None else one
            for child, one, floor in zip(children, lengths, least, strict=True)
        ]

    def _gaps(self, node: Node, children: Sequence[Node]) -> list[float]:
        gap = node.gap * self._unit
        return [
            max(gap, self._leaves.clear(one), self._leaves.clear(other))
            if "space" not in (one.kind, other.kind)
            else 0.0
            for one, other in zip(children, children[1:], strict=False)
        ]

    def _across(self, child: Node, wide: float, high: float, align: Align) -> float:
        told = self._length(child.width, wide)
        if told is not None:
            return told
        if child.kind in ("button", "badge", "logo") or (child.kind == "row" and (child.fill or align == "center")):
            return min(wide, self.size(child, wide, high)[0])
        if child.kind == "picture" and child.aspect:
            return min(wide, high * child.aspect)
        return wide

    def _layer(self, child: Node, inner: Frame) -> Frame:
        if child.place == "fill":
            return inner
        width, height = self.size(child, inner.width, inner.height)
        place = child.place
        if self._rtl:
            place = {"left": "right", "right": "left"}.get(place) or place  # type: ignore[assignment]
            for one, other in (("-left", "-right"), ("-right", "-left")):
                if child.place.endswith(one):
                    place = child.place.removesuffix(one) + other  # type: ignore[assignment]
        width, height = min(width, inner.width), min(height, inner.height)
        x = inner.x + (
            0.0 if "left" in place else inner.width - width if "right" in place else (inner.width - width) / 2
        )
        y = inner.y + (
            0.0 if "top" in place else inner.height - height if "bottom" in place else (inner.height - height) / 2
        )
        return Frame(x, y, width, height)

    def _inner(self, node: Node, frame: Frame) -> Frame:
        inner = frame.inset(*(side * self._unit for side in node.pad))
        if not node.safe:
            return inner
        top, right, bottom, left = (side * self._unit for side in node.pad)
        # The pad is counted from the edge of what is safe, so that a story's copy does not stick to its bars.
        margin = self._canvas.safe_frame.inset(top * 0.4, right * 0.4, bottom * 0.4, left * 0.4)
        return inner.within(margin)

    def _length(self, text: str, room: float) -> float | None:
        if not text:
            return None
        return float(text[:-1]) / 100 * room if text.endswith("%") else float(text) * self._unit

    def _physical(self, align: Align) -> Align:
        return _MIRRORED.get(align, align) if self._rtl else align  # type: ignore[return-value]


def _start(justify: str, start: float, spare: float, count: int) -> tuple[float, float]:
    if justify == "between" and count > 1:
        return start, spare / (count - 1)
    return start + _offset(justify, spare), 0.0


def _offset(where: str, spare: float) -> float:
    return spare / 2 if where == "center" else spare if where == "end" else 0.0
