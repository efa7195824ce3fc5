"""Flow: sizes and places of the parts of a layout, from the room there is and what the content needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from maquette.design.scene import Frame
from maquette.design.template.canvas import Canvas
from maquette.design.template.leaves import Leaves
from maquette.design.template.model import Align, Node

Edges = tuple[bool, bool, bool, bool]
"""Whether a part lies on the canvas's top, right, bottom and left edge."""

ALL, NONE = (True, True, True, True), (False, False, False, False)
_MIRRORED = {"start": "end", "end": "start"}
_CONTAINERS = ("column", "row", "layers")


class Flow:
    """One try at a layout. *overflow* is how many px too little room there was, all in all."""

    def __init__(self, canvas: Canvas, leaves: Leaves, shown: Callable[[Node], bool], *, rtl: bool) -> None:
        self._canvas, self._leaves, self._shown, self._rtl = canvas, leaves, shown, rtl
        self._unit = canvas.unit
        self.overflow = 0.0

    def place(self, node: Node, frame: Frame, align: Align = "start", edges: Edges = ALL) -> None:
        """Put *node* and all that is in it into *frame*, which lies on those *edges* of the canvas."""
        align = node.align or align
        if node.kind not in _CONTAINERS:
            self.overflow += self._leaves.place(node, frame, self._physical(align))
            return
        self._leaves.box(node, frame)
        inner = frame.inset(*self._pad(node, edges))
        children = self._children(node)
        if not children:
            return
        if node.kind == "layers":
            for child, at in zip(children, self._edges(node, children, edges), strict=True):
                self.place(child, self._layer(child, inner, at), align, at)
        elif node.kind == "column":
            self._column(node, children, inner, align, edges)
        else:
            self._row(node, children, inner, align, edges)

    def size(self, node: Node, wide: float, high: float, edges: Edges = NONE) -> tuple[float, float]:
        """The natural size of *node* in a room of *wide* x *high* px, on those *edges* of the canvas."""
        own_width, own_height = self._length(node.width, wide), self._length(node.height, high)
        if own_width is not None and own_height is not None:
            return own_width, own_height
        if node.kind not in _CONTAINERS:
            return self._leaves.size(node, own_width or wide, own_height or high, own_width, own_height)
        top, right, bottom, left = self._pad(node, edges)
        inner_wide = max(1.0, (own_width or wide) - left - right)
        inner_high = max(1.0, (own_height or high) - top - bottom)
        children = self._children(node)
        at = self._edges(node, children, edges)
        if node.kind == "row":
            widths = self._along(node, children, inner_wide, inner_high, 0, at)
            # A share of a height that is not told yet asks for nothing.
            tall = [
                0.0 if child.height.endswith("%") and own_height is None else self.size(child, one, inner_high, on)[1]
                for child, one, on in zip(children, widths, at, strict=True)
            ]
            total = sum(widths) + sum(self._gaps(node, children)), max(tall, default=0.0)
        else:
            # What fills its layer takes the room that there is and asks for none.
            asking = [
                (one, on)
                for one, on in zip(children, at, strict=True)
                if node.kind == "column" or one.kind in _CONTAINERS or one.place != "fill"
            ]
            sizes = [self.size(child, inner_wide, inner_high, on) for child, on in asking]
            widest = max((size[0] for size in sizes), default=0.0)
            if node.kind == "column":
                total = widest, sum(size[1] for size in sizes) + sum(self._gaps(node, children))
            else:
                total = widest, max((size[1] for size in sizes), default=0.0)
        natural = total[0] + left + right, total[1] + top + bottom
        return own_width if own_width is not None else natural[0], own_height if own_height is not None else natural[1]

    def _column(self, node: Node, children: Sequence[Node], inner: Frame, align: Align, edges: Edges) -> None:
        at = self._edges(node, children, edges)
        heights = self._along(node, children, inner.width, inner.height, 1, at)
        gaps = self._gaps(node, children)
        spare = inner.height - sum(heights) - sum(gaps)
        if spare < -0.5:
            self.overflow -= spare
        y, extra = _start(node.justify, inner.y, max(0.0, spare), len(children))
        for child, height, gap, on in zip(children, heights, [*gaps, 0.0], at, strict=True):
            width = self._across(child, inner.width, height, align)
            x = inner.x + _offset(self._physical(align), inner.width - width)
            self.place(child, Frame(x, y, width, height), align, on)
            y += height + extra + gap

    def _row(self, node: Node, children: Sequence[Node], inner: Frame, align: Align, edges: Edges) -> None:
        at = self._edges(node, children, edges)
        widths = self._along(node, children, inner.width, inner.height, 0, at)
        gaps = self._gaps(node, children)
        spare = inner.width - sum(widths) - sum(gaps)
        if spare < -0.5:
            self.overflow -= spare
        justify = _MIRRORED.get(node.justify, node.justify) if self._rtl else node.justify
        x, extra = _start(justify, inner.x, max(0.0, spare), len(children))
        for child, width, gap, on in zip(children, widths, [*gaps, 0.0], at, strict=True):
            height = self.size(child, width, inner.height, on)[1]
            if node.align in ("", "stretch") and not child.height:
                height = max(height, inner.height)
            if height > inner.height + 0.5:
                self.overflow += height - inner.height
            y = inner.y + _offset(node.align, inner.height - height)
            self.place(child, Frame(x, y, width, height), "start", on)
            x += width + extra + gap

    def _along(
        self, node: Node, children: Sequence[Node], wide: float, high: float, axis: int, edges: Sequence[Edges]
    ) -> list[float]:
        """How long each child is along the axis (0: across the canvas, 1: down); what grows shares the rest."""
        room = (wide, high)[axis]
        lengths, least = [], []
        for child, on in zip(children, edges, strict=True):
            told = self._length((child.width, child.height)[axis], room)
            if told is None and not child.grow:
                told = self.size(child, wide, high, on)[axis]
            lengths.append(told)
            floor = child.floor * self._unit
            if child.grow and child.kind in _CONTAINERS and axis == 1:
                floor = max(floor, self.size(child, wide, high, on)[axis])
            least.append(floor)
        rest = room - sum(self._gaps(node, children)) - sum(one for one in lengths if one is not None)
        weights = sum(child.grow for child, one in zip(children, lengths, strict=True) if one is None)
        return [
            max(floor, rest * child.grow / weights) if one is None else one
            for child, one, floor in zip(children, lengths, least, strict=True)
        ]

    def _children(self, node: Node) -> list[Node]:
        children = [child for child in node.children if self._shown(child)]
        return children[::-1] if node.kind == "row" and self._rtl else children

    def _edges(self, node: Node, children: Sequence[Node], edges: Edges) -> list[Edges]:
        """The edges of the canvas that each child lies on."""
        top, right, bottom, left = (on and not side for on, side in zip(edges, node.pad, strict=True))
        last = len(children) - 1
        found = []
        for place, child in enumerate(children):
            if node.kind == "column":
                found.append((top and place == 0, right, bottom and place == last, left))
            elif node.kind == "row":
                found.append((top, right and place == last, bottom, left and place == 0))
            else:
                where = child.place
                found.append(
                    (
                        top and (where == "fill" or "top" in where),
                        right and (where in ("fill", "top", "bottom") or "right" in where),
                        bottom and (where == "fill" or "bottom" in where),
                        left and (where in ("fill", "top", "bottom") or "left" in where),
                    )
                )
        return found

    def _pad(self, node: Node, edges: Edges) -> tuple[float, float, float, float]:
        """The pad in px; on an edge of the canvas what the channel covers there comes first."""
        pad = [side * self._unit for side in node.pad]
        if node.safe:
            across, down = self._canvas.width, self._canvas.height
            covered = [
                share * side for share, side in zip(self._canvas.safe, (down, across, down, across), strict=True)
            ]
            for place, on in enumerate(edges):
                if on and covered[place]:
                    pad[place] = max(pad[place], covered[place] + 0.4 * pad[place])
        return pad[0], pad[1], pad[2], pad[3]

    def _gaps(self, node: Node, children: Sequence[Node]) -> list[float]:
        gap = node.gap * self._unit
        return [
            max(gap, self._leaves.clear(one), self._leaves.clear(other))
            if "space" not in (one.kind, other.kind)
            else 0.0
            for one, other in pairwise(children)
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

    def _layer(self, child: Node, inner: Frame, edges: Edges) -> Frame:
        if child.place == "fill":
            return inner
        width, height = self.size(child, inner.width, inner.height, edges)
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
