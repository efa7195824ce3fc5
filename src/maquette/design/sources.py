"""The pictures of a scene: opened at the door, cut and brought to size once, kept while they are needed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.design.bounded import Bounded
from maquette.errors import InputError
from maquette.lazy import lazy
from maquette.picture.image import Box, Image

if TYPE_CHECKING:
    import numpy as np
    import skia
else:
    np = lazy("numpy")
    skia = lazy("skia")

Source = Path | bytes
"""A picture file, or the bytes of one. An SVG is drawn at the size that it is needed in."""

OPENED_MEMORY, SIZED_MEMORY = 18_000_000, 10_000_000
OPENED_SIDE = 2600
"""px of the longer side that an opened picture is kept at; larger needs are met from the file itself."""

SVG_BYTES = 2_000_000
_FOREIGN = re.compile(
    rb"<script|<foreignObject|<!ENTITY|\son\w+\s*=|(?:href|src)\s*=\s*[\"']\s*(?!#|data:image/)[^\"']|@import"
    rb"|url\(\s*[\"']?\s*(?!#|data:image/)[^)\s]",
    re.IGNORECASE,
)


class Sources:
    """The pictures of one scene, by the names that the scene uses."""

    def __init__(self, files: Mapping[str, Source]) -> None:
        self._files = dict(files)
        self._marks = {name: mark(source) for name, source in files.items()}

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def mark(self, name: str) -> Hashable:
        """What stands for the content of a source in keys."""
        return self._marks[name]

    def size(self, name: str) -> tuple[int, int]:
        """Width and height in px (of an SVG: as it says itself)."""
        found = _opened_cache().get(("size", self._marks[name]))
        if found is None:
            source = self._files[name]
            if is_svg(source):
                drawing = _svg(source, 1.0)
                found = (drawing.width, drawing.height)
            else:
                picture = self._open(name)
                found = (picture.width, picture.height)
            _opened_cache().put(("size", self._marks[name]), found, 64)
        return found

    def drawing(self, name: str) -> bytes | None:
        """The bytes of a source that is an SVG; None for a picture."""
        source = self._files[name]
        if not is_svg(source):
            return None
        data = source if isinstance(source, bytes) else source.read_bytes()
        check_svg(data, "the drawing" if isinstance(source, bytes) else str(source))
        return data

    def has_alpha(self, name: str) -> bool:
        """Whether the picture has transparent parts."""
        return is_svg(self._files[name]) or self._open(name).has_alpha

    def pixels(self, name: str) -> Any:
        """The picture, as it was opened (at most ``OPENED_SIDE`` px long)."""
        return self._open(name).pixels

    def image(self, name: str, crop: Box, width: int, height: int) -> Any:
        """The part *crop* of a picture in *width* x *height* px, as the painter's image."""
        key = (self._marks[name], crop, width, height)
        found = _sized_cache().get(key)
        if found is None:
            source = self._files[name]
            pixels = _draw_svg(source, width, height) if is_svg(source) else self._cut(name, crop, width, height)
            found = _skia_image(pixels, solid=not self.has_alpha(name))
            _sized_cache().put(key, found, width * height * 4)
        return found

    def _open(self, name: str) -> Image:
        found = _opened_cache().get(self._marks[name])
        if found is None:
            from maquette.picture.decode import decode, read
            from maquette.picture.encode import shrink

            source = self._files[name]
            image = read(source, name) if isinstance(source, bytes) else decode(source)
            found = Image(shrink(image.pixels, OPENED_SIDE))
            _opened_cache().put(self._marks[name], found, found.pixels.nbytes)
        return found

    def _cut(self, name: str, crop: Box, width: int, height: int) -> Any:
        from maquette.picture.vips import from_pixels, to_pixels

        whole = from_pixels(self._open(name).pixels)
        left, top = (
            min(round(crop.left * whole.width), whole.width - 1),
            min(round(crop.top * whole.height), whole.height - 1),
        )
        right, bottom = max(left + 1, round(crop.right * whole.width)), max(top + 1, round(crop.bottom * whole.height))
        part = whole.crop(left, top, right - left, bottom - top)
        if part.hasalpha():
            part = part.premultiply()
        sized = part.resize(width / part.width, vscale=height / part.height, kernel="lanczos3")
        sized = sized.unpremultiply().cast("uchar") if part.hasalpha() else sized.cast("uchar").bandjoin(255)
        return to_pixels(sized)


def is_svg(source: Source) -> bool:
    """Whether a source is a drawing rather than pixels."""
    head = source[:1000] if isinstance(source, bytes) else _head(source)
    return b"<svg" in head.lower() or head.lstrip().startswith(b"<?xml")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(1000)
    except OSError:
        return b""


def check_svg(data: bytes, name: str) -> None:
    """Raises ``InputError`` for a drawing that is very large, runs scripts or reaches for other files."""
    if len(data) > SVG_BYTES:
        raise InputError(f"{name} has {len(data) / 1e6:.1f} MB", mend="simplify the drawing", code="too-large-file")
    found = _FOREIGN.search(data)
    if found:
        what = found.group().decode("utf-8", "replace").strip()
        raise InputError(
            f"{name} is refused: it holds {what!r}, which runs or loads something",
            mend="export it as plain SVG, pictures embedded",
            code="active-svg",
        )


def _svg(source: Source, scale: float) -> Any:
    from maquette.picture.vips import vips

    data = source if isinstance(source, bytes) else source.read_bytes()
    name = "the drawing" if isinstance(source, bytes) else str(source)
    check_svg(data, name)
    module = vips()
    try:
        drawing = module.Image.svgload_buffer(data, scale=scale)
    except module.Error as error:
        raise InputError(f"{name} is no SVG that can be drawn", mend="export it anew", code="broken-svg") from error
    return drawing


def draw_svg(source: Source, width: int) -> None:
    """Draw an SVG at that width in px, to see whether it can be. Raises ``InputError`` when it cannot."""
    plain = _svg(source, 1.0)
    _draw_svg(source, width, max(1, round(width * plain.height / max(1, plain.width))))


def _draw_svg(source: Source, width: int, height: int) -> Any:
    from maquette.picture.vips import to_pixels

    plain = _svg(source, 1.0)
    if plain.width > 20_000 or plain.height > 20_000:
        raise InputError("the drawing is too large", mend="give it a smaller size", code="too-many-pixels")
    scale = max(width / plain.width, height / plain.height)
    drawn = _svg(source, min(scale, 20_000 / max(plain.width, plain.height)))
    sized = drawn.premultiply().resize(width / drawn.width, vscale=height / drawn.height).unpremultiply()
    return to_pixels(sized.cast("uchar"))


def _skia_image(pixels: Any, *, solid: bool) -> Any:
    info = skia.ImageInfo.Make(
        pixels.shape[1],
        pixels.shape[0],
        skia.kRGBA_8888_ColorType,
        skia.kOpaque_AlphaType if solid else skia.kUnpremul_AlphaType,
        skia.ColorSpace.MakeSRGB(),
    )
    pixmap = skia.Pixmap(info, np.ascontiguousarray(pixels), pixels.shape[1] * 4)
    return skia.Image.MakeRasterCopy(pixmap)


def mark(source: Source) -> Hashable:
    """What stands for the content of a source in keys of this process."""
    if isinstance(source, bytes):
        return hashlib.blake2b(source, digest_size=16).digest()
    try:
        stat = source.stat()
    except OSError:
        return str(source)
    return str(source), stat.st_size, stat.st_mtime_ns


@cache
def _opened_cache() -> Bounded[Any]:
    return Bounded(OPENED_MEMORY)


@cache
def _sized_cache() -> Bounded[Any]:
    return Bounded(SIZED_MEMORY)
