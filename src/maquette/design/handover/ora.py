"""OpenRaster: a ZIP of PNG layers and a list of them, which GIMP, Krita, MyPaint and Scribus open."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from maquette.design.handover.layers import Layer
from maquette.picture.encode import png, shrink

if TYPE_CHECKING:
    from maquette.picture.image import Pixels

_BLENDS = {"normal": "svg:src-over", "multiply": "svg:multiply", "screen": "svg:screen"}
_THUMBNAIL = 256


def write_ora(layers: Iterable[Layer], flat: Pixels, dpi: float) -> bytes:
    """*layers* from the back to the front with *flat*, the (height, width, 3) picture that they make, as one file.

    Follows the OpenRaster file layout (freedesktop.org, baseline): stack.xml, data/, mergedimage.png, a thumbnail.
    """
    height, width = flat.shape[:2]
    out, stack = BytesIO(), []
    with ZipFile(out, "w") as file:

        def add(name: str, data: bytes | str) -> None:
            # A fixed day, so that equal layers are equal bytes; PNG is packed already, and the type must not be.
            file.writestr(ZipInfo(name), data, ZIP_STORED)

        add("mimetype", "image/openraster")
        for number, layer in enumerate(layers):
            path = f"data/{number:03d}.png"
            add(path, png(layer.pixels, tagged=True))
            stack.append(
                f'<layer name={quoteattr(layer.name)} src="{path}" x="{layer.left}" y="{layer.top}" opacity="1.0"'
                f' visibility="visible" composite-op="{_BLENDS[layer.blend]}"/>'
            )
        dots = round(dpi)
        head = f'<image version="0.0.5" w="{width}" h="{height}" xres="{dots}" yres="{dots}" name="maquette">'
        # The list begins with the layer on top.
        listed = "\n".join(reversed(stack))
        add("stack.xml", f"<?xml version='1.0' encoding='UTF-8'?>\n{head}\n<stack>\n{listed}\n</stack>\n</image>\n")
        add("mergedimage.png", png(flat, tagged=True))
        add("Thumbnails/thumbnail.png", png(shrink(flat, _THUMBNAIL)))
    return out.getvalue()
