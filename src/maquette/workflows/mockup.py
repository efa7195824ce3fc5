"""Artwork on things in photographs."""

from __future__ import annotations

from typing import Any

from maquette import ops
from maquette.design.formats import Format
from maquette.design.mockups.mock_up import Fit
from maquette.design.mockups.mockup import Mockup, Source
from maquette.graph import Leaf, Outcome, Photo, named, workflow
from maquette.picture.colour import Colour


@workflow
def mockup(
    artwork: Photo,
    *,
    scene: tuple[Mockup, ...] = named("billboard"),
    formats: tuple[Format, ...] = (),
    fit: Fit = "cover",
    background: Colour = named("#ffffff"),
) -> Outcome:
    """Show artwork on a billboard, a phone, a mug and more, in the scene's own perspective, light and shadow.

    Args:
        artwork: the picture to show
        scene: the scenes, by name or file, with commas between; `maquette mockups` lists them
        formats: output formats or groups, with commas between (default: the scene's own size)
        fit: cover fills the surface and crops, contain shows the whole artwork on the background colour
        background: the colour under transparent artwork and round contained artwork, such as #ffffff
    """
    picture = ops.decode(artwork)
    files = {}
    for one in scene:
        white, black, mask = (_picture(source) for source in (one.white, one.black, one.mask))
        for format in formats or (None,):  # noqa: A001 - the product's own word
            shown = ops.mock_up(
                picture,
                white,
                black,
                mask,
                surfaces=one.surfaces,
                blend=one.blend,
                width=format.width if format else None,
                height=format.height if format else None,
                fit=fit,
                background=background.hex,
            )
            name = f"{one.name}-{format.name}" if format else one.name
            kind = format.file_type if format else "jpeg"
            files[name] = ops.export(shown, format=kind, quality=92, max_kb=format.max_kb if format else None)
    return Outcome(files=files)


def _picture(source: Source | None) -> Any:
    return ops.decode.step(Leaf(source.sha256, source.path)) if source else None
