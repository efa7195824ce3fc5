"""A kit at a glance, as one picture: palette, contrast, type, logos on light and dark, and the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from maquette.design.brand.contrast import apca, contrast, grade
from maquette.design.brand.drawing import draw_logo
from maquette.design.brand.kit import BrandColour, BrandKit, ColourRole, Ground, Logo, Typeface
from maquette.errors import MaquetteError
from maquette.lazy import lazy
from maquette.picture.image import Image

if TYPE_CHECKING:
    import numpy as np
    from PIL.ImageFont import FreeTypeFont
    from PIL.ImageFont import ImageFont as BitmapFont

    Font = FreeTypeFont | BitmapFont
else:
    np = lazy("numpy")

_WIDTH, _MARGIN, _GAP = 1600, 96, 24
_INK, _QUIET, _LINE, _PAPER = "#16181d", "#6a6f78", "#e3e5e9", "#ffffff"
GROUNDS: dict[Ground, str] = {"light": "#ffffff", "dark": "#16181d"}
_PAIRS: tuple[tuple[ColourRole, ColourRole], ...] = (
    ("text", "background"),
    ("text", "surface"),
    ("primary", "background"),
    ("text-inverse", "primary"),
    ("secondary", "background"),
    ("accent", "background"),
)
_SMALL_CHIPS = 420
_SAMPLE = "Sphinx of black quartz, judge my vow 0123"


def paint_sheet(kit: BrandKit) -> Image:
    """The page, 1600 px wide and as high as it needs."""
    sheet = _Sheet(kit)
    sheet.head()
    sheet.palette()
    sheet.pairs()
    sheet.type()
    sheet.logos()
    sheet.words()
    return sheet.picture()


class _Sheet:
    def __init__(self, kit: BrandKit) -> None:
        from PIL import Image as Pillow

        self._kit = kit
        self._page = Pillow.new("RGB", (_WIDTH, 900), _PAPER)
        self._y = _MARGIN

    def picture(self) -> Image:
        return Image(np.asarray(self._page.crop((0, 0, _WIDTH, self._y + _MARGIN - _GAP)).convert("RGB")).copy())

    def head(self) -> None:
        kit = self._kit
        heading = kit.typeface("heading")
        self._write(_MARGIN, self._y, kit.title, self._face(heading, 76), kit.colour("text") if kit.colours else _INK)
        families = {face.family for face in kit.typefaces}
        counts = [
            f"{len(group)} {one if len(group) == 1 else more}"
            for group, one, more in (
                (kit.colours, "colour", "colours"),
                (families, "family", "families"),
                (kit.logos, "logo", "logos"),
            )
        ]
        self._write(_MARGIN, self._y + 104, "   ".join(counts), _plain(22), _QUIET)
        self._y += 168

    def palette(self) -> None:
        if not self._kit.colours:
            return
        self._section("Palette")
        named = [one for one in self._kit.colours if one.role]
        self._chips(named, columns=min(max(len(named), 4), 7), height=170)
        self._chips([one for one in self._kit.colours if not one.role][:_SMALL_CHIPS], columns=12, height=56)

    def pairs(self) -> None:
        kit = self._kit
        if not kit.colours:
            return
        self._section("Text on ground: WCAG ratio, APCA Lc")
        width = (_WIDTH - 2 * _MARGIN - 5 * _GAP) // 6
        self._room(190)
        named = {one.role for one in kit.colours} | {"text", "background", "primary", "text-inverse"}
        pairs = [pair for pair in _PAIRS if named.issuperset(pair)]
        for place, (ink, ground) in enumerate(pairs):
            front, under = kit.colour(ink), kit.colour(ground)
            left = _MARGIN + place * (width + _GAP)
            self._box(left, self._y, width, 112, under)
            self._write(left + 20, self._y + 18, "Aa", self._face(kit.typeface("heading"), 60), front)
            ratio = contrast(front, under)
            self._write(left, self._y + 122, f"{ink} on {ground}", _plain(17), _INK)
            self._write(
                left, self._y + 146, f"{ratio:.1f}:1 {grade(ratio)}, Lc {apca(front, under):.0f}", _plain(17), _QUIET
            )
        self._y += 190 + _GAP

    def type(self) -> None:
        faces = [face for face in self._kit.typefaces if face.role != "fallback"]
        if not faces:
            return
        self._section("Type")
        for face in faces[:8]:
            self._room(112)
            drawn = self._face(face, 44)
            if face.file:
                self._write(_MARGIN + 330, self._y + 4, _SAMPLE, drawn, _INK, _WIDTH - 2 * _MARGIN - 330)
            else:
                self._write(_MARGIN + 330, self._y + 18, "no font file in the kit", _plain(22), _QUIET)
            self._write(_MARGIN, self._y + 8, face.role, _plain(22), _INK)
            style = f"{face.family} {face.weight}{' italic' if face.italic else ''}"
            self._write(_MARGIN, self._y + 38, style, _plain(17), _QUIET, 310)
            self._y += 84
        self._y += _GAP

    def logos(self) -> None:
        if not self._kit.logos:
            return
        self._section("Logos")
        columns, width, height = 4, (_WIDTH - 2 * _MARGIN - 3 * _GAP) // 4, 150
        for start in range(0, len(self._kit.logos), columns):
            row = self._kit.logos[start : start + columns]
            self._room(2 * height + 80)
            for place, logo in enumerate(row):
                left = _MARGIN + place * (width + _GAP)
                for line, ground in enumerate(GROUNDS):
                    self._logo(logo, ground, left, self._y + line * height, width, height)
                said = f"{logo.variant}, for {'any ground' if logo.on == 'any' else f'{logo.on} ground'}"
                self._write(left, self._y + 2 * height + 10, said, _plain(17), _INK, width)
                room = f"from {logo.min_width} px, clear {logo.clear_space:.2g} of its height"
                self._write(left, self._y + 2 * height + 33, room, _plain(15), _QUIET, width)
            self._y += 2 * height + 80

    def words(self) -> None:
        for title, lines in (
            ("Do", self._kit.do),
            ("Don't", self._kit.dont),
            ("Tone", (self._kit.tone,) if self._kit.tone else ()),
        ):
            if lines:
                self._section(title)
                for line in lines[:8]:
                    self._room(40)
                    self._write(_MARGIN, self._y, line, _plain(22), _INK, _WIDTH - 2 * _MARGIN)
                    self._y += 36
                self._y += _GAP

    def _chips(self, colours: Sequence[BrandColour], *, columns: int, height: int) -> None:
        large = height > 100
        width = (_WIDTH - 2 * _MARGIN - (columns - 1) * (_GAP // 2)) / columns
        step = height + (86 if large else 44)
        for start in range(0, len(colours), columns):
            self._room(step)
            for place, one in enumerate(colours[start : start + columns]):
                left = round(_MARGIN + place * (width + _GAP // 2))
                self._box(left, self._y, round(width), height, one.hex)
                size = 19 if large else 13
                self._write(left, self._y + height + 6, one.name, _plain(size), _INK, round(width))
                self._write(left, self._y + height + 10 + size, one.hex, _plain(size - 2), _QUIET, round(width))
                if large:
                    self._write(left, self._y + height + 52, one.role, _plain(17), _QUIET, round(width))
            self._y += step
        self._y += _GAP if colours else 0

    def _logo(self, logo: Logo, ground: Ground, left: int, top: int, width: int, height: int) -> None:
        from PIL import Image as Pillow

        self._box(left, top, width, height, GROUNDS[ground])
        if logo.on not in (ground, "any"):
            self._write(left + 20, top + height // 2 - 12, f"not on {ground}", _plain(18), _QUIET)
            return
        try:
            picture = draw_logo(self._kit, logo, 480)
        except (MaquetteError, OSError):
            self._write(left + 20, top + height // 2 - 12, "cannot be drawn", _plain(18), "#b3261e")
            return
        drawn = Pillow.fromarray(np.dstack([picture.rgb, picture.alpha]))
        drawn.thumbnail((width - 120, height - 68), Pillow.Resampling.LANCZOS)
        self._page.paste(drawn, (left + (width - drawn.width) // 2, top + (height - drawn.height) // 2), drawn)

    def _section(self, title: str) -> None:
        self._room(80)
        self._y += _GAP
        self._draw().line([(_MARGIN, self._y), (_WIDTH - _MARGIN, self._y)], fill=_LINE, width=2)
        self._write(_MARGIN, self._y + 20, title, _plain(26), _INK)
        self._y += 76

    def _box(self, left: int, top: int, width: int, height: int, colour: str) -> None:
        edge = _LINE if contrast(colour, _PAPER) < 1.25 else colour
        self._draw().rectangle((left, top, left + width - 1, top + height - 1), fill=colour, outline=edge)

    def _write(self, x: int, y: int, text: str, font: Font, colour: str, most: int | None = None) -> None:
        while most and len(text) > 2 and font.getlength(text) > most:
            text = text.rstrip("…")[:-1].rstrip() + "…"
        self._draw().text((x, y), text, font=font, fill=colour)

    def _room(self, height: int) -> None:
        """Make the page so long that *height* px more fit."""
        from PIL import Image as Pillow

        needed = self._y + height + 2 * _MARGIN
        if needed > self._page.height:
            longer = Pillow.new("RGB", (_WIDTH, needed + 900), _PAPER)
            longer.paste(self._page)
            self._page = longer

    def _draw(self) -> Any:
        from PIL import ImageDraw

        return ImageDraw.Draw(self._page)

    def _face(self, face: Typeface | None, size: int) -> Font:
        from PIL import ImageFont

        if face and face.file:
            try:
                return ImageFont.truetype(str(self._kit.path(face.file)), size)
            except OSError:
                return _plain(size)
        return _plain(size)


def _plain(size: int) -> Font:
    from PIL import ImageFont

    return ImageFont.load_default(size)
