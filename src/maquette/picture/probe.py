"""The header of a picture file: what it is, how large, how many frames. Nothing is decoded.

Told by content, never by name. A picture passes ``admit`` before any decoder allocates for it.
"""

from __future__ import annotations

import logging
import re
import warnings
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from maquette.errors import UnreadableImage
from maquette.picture.headers import ORIENTATION, Header, png_header, valid_orientation, webp_header
from maquette.picture.sniff import Source, sniff

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDTH, _HEIGHT = 256, 257  # TIFF tags
_NEW_SUBFILE_TYPE, _REDUCED = 254, 1  # TIFF: the bit that marks a smaller copy of another page
_MOST_PAGES = 100
_HEAD = 64 * 1024
_SILENT = logging.NullHandler()
_REMARKS = ("ignore", None, Warning, re.compile(r"PIL\."), 0)


@dataclass(frozen=True)
class Limits:
    """What the door lets in. Sizes are checked against the header, before anything is decoded."""

    file_bytes: int = 256_000_000
    pixels: int = 100_000_000
    shortest_side: int = 32


LIMITS = Limits()


@dataclass(frozen=True)
class Probe:
    """What a header says. *width* and *height* are as shown, after the *orientation* (EXIF, 1..8) is applied.

    *mode* is Pillow's name of the colour mode as stored (``L``, ``RGB``, ``CMYK`` ...), *frames* counts the
    frames of an animation or the full-size pages of a TIFF.
    """

    format: Source
    width: int
    height: int
    frames: int
    mode: str
    has_profile: bool
    orientation: int
    profile: bytes = field(default=b"", repr=False)


def probe(path: Path, limits: Limits = LIMITS) -> Probe:
    """The header of the picture at *path*, read without decoding, typically in 0.1 ms.

    Raises ``UnreadableImage`` exactly where ``decode`` would for what the header already gives away: codes
    ``missing-file``, ``empty-file``, ``too-large-file``, ``not-an-image``, ``unsupported``, ``damaged``,
    ``animated``, ``too-small`` and ``too-many-pixels``.
    """
    path = Path(path)
    check_file(path, limits)
    try:
        with path.open("rb") as file:
            return admit(file, str(path), limits)
    except OSError as error:
        raise unreadable(path, error) from error


def check_file(path: Path, limits: Limits) -> None:
    """Refuse what is no file, is empty, or is too large to be read at all."""
    try:
        if not path.is_file():
            kind = "a folder" if path.is_dir() else "not a file" if path.exists() else "not there"
            raise UnreadableImage(f"{path} is {kind}", mend="check the path", code="missing-file")
        size = path.stat().st_size
    except OSError as error:
        raise unreadable(path, error) from error
    if size > limits.file_bytes:
        raise UnreadableImage(
            f"{path} has {size / 1e6:.0f} MB; at most {limits.file_bytes / 1e6:.0f} MB are read",
            mend="save it smaller, or as JPEG",
            code="too-large-file",
        )


def unreadable(path: Path, error: OSError) -> UnreadableImage:
    """The refusal of a file that the system does not hand out."""
    reason = f"{path} cannot be read: {error.strerror or error}"
    return UnreadableImage(reason, mend="check the path and its permissions", code="missing-file")


def admit(file: IO[bytes], name: str, limits: Limits = LIMITS) -> Probe:
    """The header of the open *file*; ``UnreadableImage`` about *name* when it is outside *limits*."""
    head = file.read(_HEAD)
    file.seek(0)
    kind = sniff(head, name)
    quiet_pillow()
    try:
        found = _READERS[kind](file, kind)
    except Exception as error:  # a parser meeting hostile bytes may raise anything
        raise UnreadableImage(
            f"{name} begins like a {kind.upper()} file but its header is damaged",
            mend="export the picture again from where it was made",
            code="damaged",
        ) from error
    _check(found, name, limits)
    return found


def _check(found: Probe, name: str, limits: Limits) -> None:
    size = f"{found.width} x {found.height} px"
    if found.width * found.height > limits.pixels:
        raise UnreadableImage(
            f"{name} is {size}; at most {limits.pixels / 1e6:.0f} megapixels are opened",
            mend="save it smaller",
            code="too-many-pixels",
        )
    if found.frames > 1:
        what = "pages" if found.format == "tiff" else "frames"
        raise UnreadableImage(
            f"{name} has {found.frames} {what}; one picture is needed",
            mend=f"save the one of its {what} that is meant as its own file",
            code="animated",
        )
    if min(found.width, found.height) < limits.shortest_side:
        raise UnreadableImage(
            f"{name} is {size}; too small to work on (at least {limits.shortest_side} px on each side)",
            mend="use the original picture, not a thumbnail or a tracking pixel",
            code="too-small",
        )


def quiet_pillow() -> None:
    """Keep Pillow's remarks on odd files off the terminal; asked for each time, as filters may be reset."""
    logging.getLogger("PIL").addHandler(_SILENT)
    if _REMARKS not in warnings.filters:
        warnings.filterwarnings("ignore", module=_REMARKS[3].pattern)


def _by_pillow(kind: Source, image: Any, frames: int) -> Probe:
    try:
        orientation = valid_orientation(image.getexif().get(ORIENTATION))
    except Exception:  # broken metadata must not cost the picture
        orientation = 1
    width, height = image.size
    return _probe(kind, Header(width, height, image.mode, frames, orientation, image.info.get("icc_profile") or b""))


def _probe(kind: Source, head: Header) -> Probe:
    if head.width < 1 or head.height < 1:
        raise ValueError("no pixels")
    width, height = (head.height, head.width) if head.orientation >= 5 else (head.width, head.height)
    return Probe(kind, width, height, head.frames, head.mode, bool(head.profile), head.orientation, head.profile)


def _jpeg(file: IO[bytes], kind: Source) -> Probe:
    from PIL.JpegImagePlugin import JpegImageFile

    return _by_pillow(kind, JpegImageFile(file), 1)


def _png(file: IO[bytes], kind: Source) -> Probe:
    return _probe(kind, png_header(file))


def _gif(file: IO[bytes], kind: Source) -> Probe:
    from PIL.GifImagePlugin import GifImageFile

    head = file.read(10)
    width, height = int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    if width * height > LIMITS.pixels:
        return Probe(kind, width, height, 1, "P", has_profile=False, orientation=1)
    file.seek(0)
    image = GifImageFile(file)
    return _by_pillow(kind, image, image.n_frames)


def _bmp(file: IO[bytes], kind: Source) -> Probe:
    from PIL.BmpImagePlugin import BmpImageFile

    return _by_pillow(kind, BmpImageFile(file), 1)


def _tiff(file: IO[bytes], kind: Source) -> Probe:
    from PIL.TiffImagePlugin import TiffImageFile

    image = TiffImageFile(file)
    orientation = valid_orientation(image.tag_v2.get(ORIENTATION))
    profile = image.info.get("icc_profile") or b""
    width, height = (
        int(image.tag_v2[_WIDTH]),
        int(image.tag_v2[_HEIGHT]),
    )  # Pillow's own size is turned already
    pages = 1
    for page in range(1, min(image.n_frames, _MOST_PAGES)):
        image.seek(page)
        pages += not (image.tag_v2.get(_NEW_SUBFILE_TYPE, 0) & _REDUCED)
    return _probe(kind, Header(width, height, image.mode, pages, orientation, profile))


def _webp(file: IO[bytes], kind: Source) -> Probe:
    return _probe(kind, webp_header(file))


def _avif(file: IO[bytes], kind: Source) -> Probe:
    from PIL.AvifImagePlugin import AvifImageFile

    image = AvifImageFile(file)
    return _by_pillow(kind, image, image.n_frames)


def _heic(file: IO[bytes], kind: Source) -> Probe:
    import pi_heif

    image = pi_heif.open_heif(BytesIO(file.read()))  # turned upright by its own decoder
    width, height = image.size
    return _probe(kind, Header(width, height, image.mode, 1, 1, image.info.get("icc_profile") or b""))


_READERS: dict[Source, Callable[[IO[bytes], Source], Probe]] = {
    "jpeg": _jpeg,
    "png": _png,
    "webp": _webp,
    "avif": _avif,
    "heic": _heic,
    "tiff": _tiff,
    "gif": _gif,
    "bmp": _bmp,
}
