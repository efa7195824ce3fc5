"""PDF: a scene as one page with live type, in its true size; in the inks of a press where a profile is given."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from maquette.design.handover.bleed import with_bleed
from maquette.design.handover.page import MARK_WIDTH, Page, Rectangle
from maquette.design.handover.press import Press
from maquette.design.handover.profile import OutputProfile
from maquette.design.handover.readable import Line, Reader
from maquette.design.handover.vector import draw_vector
from maquette.design.paint import draw, draw_ground
from maquette.design.scene import Gradient, Item, Picture, Scene, Shape, Words
from maquette.design.sources import Sources
from maquette.design.text.faces import typeface
from maquette.lazy import lazy
from maquette.picture.colour import Colour
from maquette.picture.encode import srgb_profile

if TYPE_CHECKING:
    import pikepdf
    import skia
else:
    pikepdf = lazy("pikepdf")
    skia = lazy("skia")

RASTER_DPI = 288
"""Pixels an inch of what a PDF cannot draw (soft shadows). A whole multiple of 72, so that pages are not rounded."""

QUALITY = 92
_COMPARED = 400
"""px of the longer side at which two drawings of one logo are compared."""
_LOSSLESS = 101
_COLOUR = re.compile(rb"#([0-9a-fA-F]{6})\b|rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})")


def write_pdf(
    scene: Scene,
    sources: Sources,
    page: Page,
    *,
    title: str,
    language: str = "",
    profile: OutputProfile | None = None,
) -> bytes:
    """*scene* on *page*: type with embedded fonts that can be searched and copied, logos as drawings, vector fills.

    In sRGB, or with *profile* in the inks of that press: every colour, gradient and picture converted, type in greys
    and black with black ink alone, the profile as the output intent. Boxes for trim and bleed, crop marks where the
    page has them. Made by the rules of PDF/X-4 as far as they are checked here; it carries no PDF/X label.

    Equal scenes are equal bytes.
    """
    if page.bleed_px:
        scene = with_bleed(scene, sources, page.bleed_px)
    lines = _Lines(scene, sources)
    drawn = _drawn(scene, lines, sources, page, lossless=profile is not None)
    with pikepdf.open(BytesIO(drawn)) as pdf:
        press = Press(pdf, profile) if profile else None
        if press:
            press.learn(Colour.parse(one[:7]).rgb for one in colours_of(scene))
        Reader(pdf, lines.by_colour, _font_files(scene), press).rewrite(language)
        if press:
            press.convert()
        _finish(pdf, page, title, profile)
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def colours_of(scene: Scene) -> list[str]:
    """The colours that *scene* is designed in, each once."""
    found: list[str] = []
    for fill in (scene.ground, *(_fill_of(item) for item in scene.items)):
        found.extend((fill.start, fill.end) if isinstance(fill, Gradient) else [fill])
    return list(dict.fromkeys(one for one in found if one))


def _fill_of(item: Item) -> Any:
    return item.colour if isinstance(item, Words) else item.fill if isinstance(item, Shape) else ""


def _colours_in(drawing: bytes) -> Iterator[tuple[int, int, int]]:
    for plain, *parts in _COLOUR.findall(drawing):
        red, green, blue = bytes.fromhex(plain.decode()) if plain else (int(part) & 255 for part in parts)
        yield red, green, blue


class _Lines:
    """Every line of type in a colour of its own, by which it is found again in what the painter wrote."""

    def __init__(self, scene: Scene, sources: Sources) -> None:
        self.by_colour: dict[tuple[int, int, int], Line] = {}
        self.items: list[tuple[Item, ...]] = []
        taken = {Colour.parse(one[:7]).rgb for one in colours_of(scene)}
        for item in scene.items:
            drawing = sources.drawing(item.source) if isinstance(item, Picture) else None
            taken |= set(_colours_in(drawing or b""))
        free = ((n >> 8 & 255, n & 255, 183) for n in range(1 << 16))
        free = (one for one in free if one not in taken)
        largest = max((item.size for item in scene.items if isinstance(item, Words)), default=0.0)
        for number, (name, item) in enumerate(zip(scene.names, scene.items, strict=True)):
            self.items.append(tuple(self._marked(number, name, item, free, largest)))

    def _marked(
        self, number: int, name: str, item: Item, free: Iterator[tuple[int, int, int]], largest: float
    ) -> Iterator[Item]:
        if not isinstance(item, Words):
            yield item
            return
        role = "H1" if item.size == largest else "P"
        for one in item.lines:
            mark = next(free)
            self.by_colour[mark] = Line(one[0], Colour.parse(item.colour[:7]).rgb, f"{number} {name}", role)
            yield replace(item, lines=(one,), colour=Colour(*mark).hex + item.colour[7:])


def _drawn(scene: Scene, lines: _Lines, sources: Sources, page: Page, *, lossless: bool) -> bytes:
    told = skia.PDF.Metadata()
    told.fRasterDPI = RASTER_DPI
    told.fEncodingQuality = _LOSSLESS if lossless else QUALITY
    stream = skia.DynamicMemoryWStream()
    document = skia.PDF.MakeDocument(stream, told)
    _, _, wide, high = page.sheet
    left, _, _, top = page.trim
    # Whole points keep the painter from rounding; the sheet lies at the lower left of them.
    whole = math.ceil(high)
    canvas = document.beginPage(math.ceil(wide), whole)
    canvas.translate(left, whole - top)
    canvas.scale(*page.scale)
    canvas.translate(-page.bleed_px, -page.bleed_px)
    canvas.clipRect(skia.Rect.MakeXYWH(*_printed(page)))
    draw_ground(canvas, scene)
    for items in lines.items:
        for item in items:
            if not _as_vector(canvas, item, sources):
                draw(canvas, item, sources)
    document.endPage()
    document.close()
    return bytes(stream.detachAsData())


def _font_files(scene: Scene) -> dict[str, str]:
    """The font files of the type of *scene*, by PostScript name."""
    paths = {face.path for item in scene.items if isinstance(item, Words) for face in item.style.faces}
    return {typeface(path).getPostScriptName(): path for path in sorted(paths)}


def _printed(page: Page) -> tuple[float, float, float, float]:
    """The bleed box on the canvas in px: whole pixels of bleed may be a little more than was asked for."""
    across, down = (page.bleed_px - page.bleed * 72 / 25.4 / scale for scale in page.scale)
    wide, high = page.width + 2 * page.bleed_px, page.height + 2 * page.bleed_px
    return across, down, wide - 2 * across, high - 2 * down


def _as_vector(canvas: Any, item: Item, sources: Sources) -> bool:
    """Draw a drawing as one where that is sure to look the same."""
    if not isinstance(item, Picture) or item.shadow or item.turn or item.outline != "rect" or item.blend != "normal":
        return False
    drawing = sources.drawing(item.source)
    if drawing is None or item.radius:
        return False
    frame = item.frame
    share = _COMPARED / max(frame.width, frame.height)
    wide, high = max(1, round(frame.width * share)), max(1, round(frame.height * share))
    picture = sources.image(item.source, item.crop, wide, high)
    canvas.save()
    canvas.translate(frame.x, frame.y)
    sure = draw_vector(canvas, drawing, frame.width, frame.height, picture)
    canvas.restore()
    return sure


def _finish(pdf: pikepdf.Pdf, page: Page, title: str, profile: OutputProfile | None) -> None:
    """Boxes, marks, output intent and what programs show of a file."""
    leaf = pdf.pages[0]
    leaf.MediaBox = _array(page.sheet)
    leaf.TrimBox = _array(page.trim)
    leaf.BleedBox = _array(page.bleed_box)
    marks = page.crop_marks()
    if marks:
        # Registration: on every plate, whatever the inks are.
        tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
        spaces = leaf.Resources.get("/ColorSpace", pikepdf.Dictionary())
        spaces["/Marks"] = [pikepdf.Name.Separation, pikepdf.Name.All, pikepdf.Name.DeviceCMYK, tint]
        leaf.Resources.ColorSpace = spaces
        lines = " ".join(f"{x:.3f} {y:.3f} m {far:.3f} {end:.3f} l S" for x, y, far, end in marks)
        leaf.contents_add(b"q ", prepend=True)
        leaf.contents_add(f"Q q /Marks CS 1 SCN {MARK_WIDTH} w {lines} Q".encode())
    pdf.Root.OutputIntents = [_intent(pdf, profile)]
    pdf.docinfo["/Title"] = title
    pdf.docinfo["/Creator"] = "Maquette"
    if profile:
        pdf.docinfo["/Trapped"] = pikepdf.Name("/False")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
        told["dc:title"] = title
        told["xmp:CreatorTool"] = "Maquette"


def _intent(pdf: pikepdf.Pdf, profile: OutputProfile | None) -> pikepdf.Dictionary:
    data, count = (profile.data, 4) if profile else (srgb_profile(), 3)
    name = profile.name if profile else "sRGB IEC61966-2.1"
    return pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFX if profile else pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String(name),
        Info=pikepdf.String(name),
        DestOutputProfile=pdf.make_indirect(pikepdf.Stream(pdf, data, N=count)),
    )


def _array(box: Rectangle) -> pikepdf.Array:
    return pikepdf.Array([round(side, 4) for side in box])
