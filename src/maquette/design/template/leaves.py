"""The parts that show something: text, buttons, badges, pictures, logos, shapes. Each has a size and a drawing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from maquette.design.scene import Fill, Frame, Gradient, Item, Picture, Shadow, Shape, Words
from maquette.design.sources import Sources
from maquette.design.template.canvas import SMALLEST_TYPE, Canvas, Content
from maquette.design.template.crop import contain, cover
from maquette.design.template.model import Align, Node, Ramp, Template
from maquette.design.template.report import Problem, SlotReport
from maquette.design.template.theme import LogoFile, Theme, luminance_is_light
from maquette.design.text.faces import vertical
from maquette.design.text.fit import Fitted, fit
from maquette.design.text.shape import Style, width
from maquette.design.text.upright import fit_upright

ENDLESS = 1e6
ENLARGED = 1.15
"""Drawn larger than this, a picture is reported: its detail is made up."""


class Part(NamedTuple):
    """An item, whether it is the same for every copy, the *frame* that it may reach, and its *name* as a layer."""

    item: Item
    still: bool
    frame: Frame
    name: str


@dataclass
class Drawn:
    """Parts from the back to the front, and the reports."""

    items: list[Part] = field(default_factory=list)
    slots: list[SlotReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Leaves:
    """The leaves of one try. *scale* 0..1 is where type stands in its range; *tight* cuts text to its frame."""

    def __init__(
        self,
        template: Template,
        theme: Theme,
        content: Content,
        canvas: Canvas,
        sources: Sources,
        scale: float,
        *,
        tight: bool = False,
    ) -> None:
        self._template, self._theme, self._content = template, theme, content
        self._canvas, self._sources, self._scale, self._tight = canvas, sources, scale, tight
        self._unit = canvas.unit
        self._upper = {name: one.upper for name, one in template.types}
        self.drawn = Drawn()

    # Sizes -----------------------------------------------------------------------------------------------

    def size(
        self, node: Node, wide: float, high: float, own_width: float | None, own_height: float | None
    ) -> tuple[float, float]:
        """The natural size of a leaf in so much room; a length that is told stays as told."""
        if node.kind == "text":
            block = self._fit(node, wide, high if node.vertical else ENDLESS)
            natural = (block.height, block.width) if node.vertical else (block.width, block.height)
        elif node.kind == "button":
            block, across, upright = self._button(node, wide)
            natural = block.width + 2 * across, block.height - block.below + 2 * upright
        elif node.kind == "logo":
            natural = self._logo_size(node, wide, own_height or 6 * self._unit)
        elif node.kind == "picture":
            # A picture asks for no room of its own: it takes its frame's.
            tall = own_height if own_height is not None else wide / node.aspect if node.aspect else 0.0
            natural = (tall * node.aspect if node.aspect else wide), tall
        else:
            side = own_width if own_width is not None else own_height if own_height is not None else 0.0
            natural = side, side / (node.aspect or 1.0) if node.kind == "badge" else 0.0
        return (
            own_width if own_width is not None else natural[0],
            own_height if own_height is not None else natural[1],
        )

    def clear(self, node: Node) -> float:
        """The room in px that a part keeps free round itself."""
        logo = self._logo(node) if node.kind == "logo" else None
        return logo.clear_space * float(node.height.rstrip("%") or 6) * self._unit if logo else 0.0

    # Drawings --------------------------------------------------------------------------------------------

    def box(self, node: Node, frame: Frame) -> None:
        """The ground of a container."""
        if node.fill or node.stroke:
            self._add("panel", self._outline(node, frame), frame, still=not node.need)

    def place(self, node: Node, frame: Frame, align: Align) -> float:
        """Draw a leaf in *frame*; gives how many px it was short of."""
        if node.kind == "text":
            return self._place_text(node, frame, align)
        if node.kind == "button":
            return self._place_button(node, frame)
        if node.kind == "badge":
            return self._place_badge(node, frame)
        if node.kind == "picture":
            self._place_picture(node, frame)
        elif node.kind == "logo":
            self._place_logo(node, frame, align)
        elif node.kind == "shape":
            self._add("shape", self._outline(node, frame), frame, still=True)
        return 0.0

    def _place_text(self, node: Node, frame: Frame, align: Align) -> float:
        block = self._fit(node, frame.width, frame.height if self._tight or node.vertical else ENDLESS)
        self._told(node, block)
        spare = frame.height - block.height
        y = frame.y + (spare / 2 if node.justify == "center" else spare if node.justify == "end" else 0.0)
        if node.vertical:
            self._place_upright(node, block, frame)
            return 0.0 if block.fits else frame.height
        lines = tuple(
            (line, self._x(line, node, block, frame, align), y + block.first + place * block.step)
            for place, line in enumerate(block.lines)
        )
        self._words(node, block, lines, Frame(frame.x, y, frame.width, block.height))
        if node.struck:
            self._strike(node, block, lines)
        short = 0.0 if block.fits else frame.width
        return short + max(0.0, block.height - frame.height - 0.5)

    def _strike(self, node: Node, block: Fitted, lines: tuple[tuple[str, float, float], ...]) -> None:
        """A line through the words: what no longer holds, a price that was."""
        style, thick = self._style(node), max(1.0, 0.07 * block.size)
        for line, x, y in lines:
            through = Frame(x, y - 0.32 * block.size, width(line, style) * block.size, thick).whole()
            self._add(_name(node), Shape(through, self._colour(node.colour or "text")), through, still=False)

    def _place_upright(self, node: Node, block: Fitted, frame: Frame) -> None:
        signs = fit_upright(block, frame)
        straight = tuple((sign.text, sign.x, sign.y) for sign in signs if not sign.turned)
        self._words(node, block, straight, frame)
        for sign in signs:
            if sign.turned:
                one = ((sign.text, sign.x, sign.y),)
                item = Words(one, self._style(node), block.size, self._colour(node.colour or "text"), 90.0, sign.pivot)
                self._add(_name(node), item, frame, still=False)

    def _x(self, line: str, node: Node, block: Fitted, frame: Frame, align: Align) -> float:
        spare = frame.width - width(line, self._style(node)) * block.size
        return frame.x + (spare / 2 if align == "center" else spare if align == "end" else 0.0)

    def _place_button(self, node: Node, frame: Frame) -> float:
        block, _, _ = self._button(node, frame.width)
        self._told(node, block)
        self._add(f"{_name(node)}, {node.kind}", self._outline(node, frame), frame, still=False)
        y = frame.y + (frame.height - block.height + block.below) / 2
        lines = self._centred(node, block, frame, y)
        self._words(node, block, lines, frame)
        return 0.0 if block.fits else frame.width

    def _place_badge(self, node: Node, frame: Frame) -> float:
        share = 0.74 if node.outline == "rect" else 0.66
        block = self._fit(node, frame.width * share, frame.height * share)
        self._told(node, block)
        self._add(f"{_name(node)}, {node.kind}", self._outline(node, frame), frame, still=False)
        y = frame.y + (frame.height - block.height + block.below) / 2
        pivot = frame.x + frame.width / 2, frame.y + frame.height / 2
        self._words(node, block, self._centred(node, block, frame, y), frame, node.turn, pivot)
        return 0.0 if block.fits else frame.width

    def _centred(self, node: Node, block: Fitted, frame: Frame, y: float) -> tuple[tuple[str, float, float], ...]:
        return tuple(
            (line, self._x(line, node, block, frame, "center"), y + block.first + place * block.step)
            for place, line in enumerate(block.lines)
        )

    def _place_picture(self, node: Node, frame: Frame) -> None:
        if frame.width < 1 or frame.height < 1 or node.slot not in self._sources:
            return
        size = self._sources.size(node.slot)
        if node.fit == "contain":
            frame, crop = contain(size, frame, self._sources, node.slot, low=node.justify == "end")
        else:
            crop = cover(size, frame, self._content.focus.get(node.slot), self._sources, node.slot)
        enlarged = frame.width / max(1.0, (crop.right - crop.left) * size[0])
        if enlarged > ENLARGED:
            needed = f"{round(size[0] * enlarged)} x {round(size[1] * enlarged)} px"
            self.drawn.problems.append(
                Problem(
                    "picture-too-small",
                    node.slot,
                    f"{size[0]} x {size[1]} px are drawn {enlarged:.1f} times as large",
                    f"use a picture of at least {needed}",
                )
            )
        if node.shadow and node.fit == "contain":
            self._stand(node, frame)
        shadow = (
            Shadow(0.012 * frame.width, 0.03 * frame.width, _black(node.shadow * 0.5))
            if node.shadow and node.fit == "cover"
            else None
        )
        whole = frame.whole()
        radius = node.radius * self._unit
        shown = Picture(whole, node.slot, crop, node.outline, radius, node.blend, node.turn, shadow)
        self._add(node.slot, shown, whole, still=True)
        self.drawn.slots.append(SlotReport(node.slot, "picture", frame, crop=crop if node.fit == "cover" else None))

    def _stand(self, node: Node, frame: Frame) -> None:
        """The shadow that a product casts on what it stands on."""
        for share, strength in ((0.06, 0.45), (0.016, 0.5)):
            tall = share * frame.width
            under = Frame(frame.x + 0.08 * frame.width, frame.bottom - 0.9 * tall, 0.84 * frame.width, tall)
            cast = Shape(under, _black(node.shadow * strength), "ellipse", blur=max(0.5, tall * 0.45))
            self._add(f"{node.slot}, shadow", cast, under, still=True)

    def _place_logo(self, node: Node, frame: Frame, align: Align) -> None:
        wide, high = self._logo_size(node, frame.width, frame.height)
        x = (
            frame.x + (frame.width - wide) / 2
            if align == "center"
            else frame.right - wide
            if align == "end"
            else frame.x
        )
        place = Frame(x, frame.y + (frame.height - high) / 2, wide, high)
        logo = self._logo(node)
        if logo is None:
            self._wordmark(node, place)
            return
        if wide < logo.min_width - 0.5:
            self.drawn.problems.append(
                Problem("logo-too-small", "logo", f"the logo is {wide:.0f} px wide", f"it needs {logo.min_width} px")
            )
        self._add("logo", Picture(place, logo.path), place, still=True)
        self.drawn.slots.append(SlotReport("logo", "logo", place, clear=logo.clear_space * high))

    def _wordmark(self, node: Node, place: Frame) -> None:
        style = self._style(node)
        cap, _, _ = vertical(style.face.path)
        size = place.width / max(0.1, width(self._theme.title, style))
        y = place.y + (place.height + cap * size) / 2
        words = Words(((self._theme.title, place.x, y),), style, size, self._colour(node.colour or f"on:{node.on}"))
        self._add("logo", words, place, still=True)
        self.drawn.slots.append(
            SlotReport("logo", "logo", place, (self._theme.title,), size, 0.0, words.colour, style.face.family)
        )

    # What they stand on ----------------------------------------------------------------------------------

    def _fit(self, node: Node, wide: float, high: float) -> Fitted:
        low, top = node.size[0] * self._unit, node.size[1] * self._unit
        smallest = max(low, SMALLEST_TYPE)
        largest = max(low + (top - low) * self._scale, smallest)
        text = self.text(node)
        if node.vertical:
            wide, high = high, wide
        return fit(
            text,
            self._style(node),
            wide=max(1.0, wide),
            high=max(1.0, high),
            largest=largest,
            smallest=smallest,
            lines=node.lines,
            even=node.even,
            language=self._content.language,
        )

    def text(self, node: Node) -> str:
        """What a part says: its slot's text, or the words of the template."""
        found = self._content.texts.get(node.slot, "") if node.slot else node.text
        return found.upper() if self._upper.get(node.type) else found

    def _button(self, node: Node, wide: float) -> tuple[Fitted, float, float]:
        upright, across = node.pad[0] or 0.85, node.pad[1] or 1.25
        block = self._fit(node, wide / (1 + 0.12 * across), ENDLESS)
        if block.width + 2 * across * block.size > wide:
            block = self._fit(node, max(1.0, wide - 2 * across * block.size), ENDLESS)
        return block, across * block.size, upright * block.size

    def _told(self, node: Node, block: Fitted) -> None:
        if block.cut:
            told = f"{block.cut.strip()[:60]!r} does not fit at {block.size:.0f} px"
            self.drawn.problems.append(Problem("text-cut", node.slot, told, "shorten it, or leave this format out"))
        if block.missing:
            told = f"no font has {' '.join(block.missing[:10])}"
            mend = "give the brand a fallback typeface that has them"
            self.drawn.problems.append(Problem("missing-glyph", node.slot, told, mend))

    def _words(
        self,
        node: Node,
        block: Fitted,
        lines: tuple[tuple[str, float, float], ...],
        box: Frame,
        turn: float = 0.0,
        pivot: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        if not lines:
            return
        style, value = self._style(node), self._colour(node.colour or "text")
        item = Words(lines, style, block.size, value, turn, pivot)
        below = 0.3 * block.size
        reach = Frame(box.x, box.y - below, box.width, box.height + 2 * below)
        name, face = _name(node), style.face
        self._add(name, item, reach, still=False)
        self.drawn.slots.append(
            SlotReport(name, node.kind, box, block.lines, block.size, block.step, value, face.family, face.weight)
        )

    def _logo(self, node: Node) -> LogoFile | None:
        light = luminance_is_light(self._colour(node.on or "background"))
        return self._theme.logos.get("light" if light else "dark")

    def _logo_size(self, node: Node, wide: float, high: float) -> tuple[float, float]:
        logo = self._logo(node)
        if logo is None:
            style = self._style(node)
            ratio = width(self._theme.title, style) / 0.95
        else:
            across, down = self._sources.size(logo.path)
            ratio = across / max(1, down)
        # Wide logos get less height, tall ones more, so that all weigh alike.
        high *= min(1.35, max(0.62, (3.2 / ratio) ** 0.4))
        if logo and high * ratio < logo.min_width:
            high = logo.min_width / ratio
        return (high * ratio, high) if high * ratio <= wide else (wide, wide / ratio)

    def _style(self, node: Node) -> Style:
        return self._theme.styles.get(node.type) or next(iter(self._theme.styles.values()))

    def _colour(self, name: str) -> str:
        return self._theme.colours[name]

    def _fill(self, fill: str | Ramp) -> Fill:
        if isinstance(fill, Ramp):
            return Gradient(self._colour(fill.start), self._colour(fill.end), fill.angle)
        return self._colour(fill) if fill else ""

    def _outline(self, node: Node, frame: Frame) -> Shape:
        shadow = Shadow(0.4 * self._unit, 2.4 * self._unit, _black(node.shadow * 0.4)) if node.shadow else None
        # Beside a picture, which has whole px, a soft edge would show what is under both as a hairline.
        return Shape(
            frame.whole() if node.outline == "rect" and not node.turn else frame,
            self._fill(node.fill),
            node.outline,
            node.radius * self._unit,
            self._colour(node.stroke) if node.stroke else "",
            max(1.0, node.stroke_width * self._unit) if node.stroke else 0.0,
            node.turn,
            shadow=shadow,
        )

    def _add(self, name: str, item: Item, frame: Frame, *, still: bool) -> None:
        self.drawn.items.append(Part(item, still, frame, name))

    def ground(self, fill: str | Ramp) -> Fill:
        """The ground of the canvas."""
        return self._fill(fill)


def _name(node: Node) -> str:
    return node.slot or "text"


def _black(strength: float) -> str:
    return f"#000000{round(255 * min(1.0, max(0.0, strength))):02x}"
