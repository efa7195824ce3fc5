"""Renders a template: layout, painting and encoding in one pure function, run in a painting process."""

from __future__ import annotations

from collections.abc import Mapping

from maquette.design.paint import paint, paint_small
from maquette.design.sources import Source, Sources
from maquette.design.template.canvas import Canvas, Content
from maquette.design.template.layout import lay_out
from maquette.design.template.model import Template
from maquette.design.template.report import LayoutReport
from maquette.design.template.theme import Theme, painted_from
from maquette.picture.image import Image, Pixels


def render(
    template: Template,
    theme: Theme,
    content: Content,
    canvas: Canvas,
    pictures: Mapping[str, Source] | None = None,
) -> tuple[Image, LayoutReport]:
    """The picture of one copy on one canvas, and its layout report; bit-identical for equal inputs on one platform.

    *pictures* by slot. Raises ``UnreadableImage`` or ``InputError`` for a picture, drawing or font that is broken.
    """
    pixels, report, _ = render_two(template, theme, content, canvas, pictures)
    return Image(pixels[..., :3].copy()), report


def render_two(
    template: Template,
    theme: Theme,
    content: Content,
    canvas: Canvas,
    pictures: Mapping[str, Source] | None = None,
    shortest: int = 0,
) -> tuple[Pixels, LayoutReport, Pixels | None]:
    """As ``render``, as opaque RGBA pixels that hold until the next call in this process: nothing is copied.

    And the same picture smaller, where its shorter side shall have some *shortest* px; it is the caller's own.
    """
    sources = sources_of(theme, pictures)
    scene, report = lay_out(template, theme, content, canvas, sources)
    pixels = paint(scene, sources)
    return pixels, report, paint_small(scene, sources, max(1, canvas.short // shortest)) if shortest else None


def sources_of(theme: Theme, pictures: Mapping[str, Source] | None = None) -> Sources:
    """The sources of a scene in *theme* with *pictures* by slot."""
    return Sources(painted_from(theme, pictures or {}))
