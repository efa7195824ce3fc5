"""The header of a picture file: what it is, how large, how many frames. Nothing is decoded.

Told by content, never by name. A picture passes ``admit`` before any decoder allocates for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Literal

from maquette.errors import UnreadableImage
from maquette.pixels.sniff import sniff
from maquette.pixels.webp import webp_header

Source = Literal["jpeg", "png", "webp", "avif", "heic", "tiff", "gif", "bmp"]

ORIENTATION = 0x0112
_REDUCED = 1  # TIFF NewSubfileType: a smaller copy of another page
_HEAD = 64 * 1024


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
    profile: bytes = b""


def probe(path: Path, limits: Limits = LIMITS) -> Probe:
    """The header of the picture at *path*, read without decoding; a typical one takes well under a millisecond.

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
    """The header of the open *file*, or ``UnreadableImage`` when it is outside *limits*. *name* is for the reason."""
    head = file.read(_HEAD)
    file.seek(0)
    kind = sniff(head, name)
    try:
        found = _READERS[kind](file, kind)
    except UnreadableImage:
        raise
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


def upright(width: int, height: int, orientation: int) -> tuple[int, int]:
    """Width and height as shown."""
    return (height, width) if orientation >= 5 else (width, height)


def _probe(kind: Source, image: Any, frames: int) -> Probe:
    orientation = exif_orientation(image)
    width, height = upright(*image.size, orientation)
    if width < 1 or height < 1:
        raise ValueError("no pixels")
    profile = image.info.get("icc_profile") or b""
    return Probe(kind, width, height, frames, image.mode, bool(profile), orientation, profile)


def exif_orientation(image: Any) -> int:
    """The EXIF orientation of a Pillow image, 1 where it says none or nonsense; decodes nothing."""
    from PIL.Image import Image as PillowImage

    try:
        value = PillowImage.getexif(image).get(ORIENTATION, 1)  # PNG's own getexif decodes the picture
    except Exception:  # broken metadata must not cost the picture
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _jpeg(file: IO[bytes], kind: Source) -> Probe:
    from PIL.JpegImagePlugin import JpegImageFile

    return _probe(kind, JpegImageFile(file), 1)


def _png(file: IO[bytes], kind: Source) -> Probe:
    from PIL.PngImagePlugin import PngImageFile

    image = PngImageFile(file)
    return _probe(kind, image, getattr(image, "n_frames", 1))


def _gif(file: IO[bytes], kind: Source) -> Probe:
    from PIL.GifImagePlugin import GifImageFile

    head = file.read(10)
    width, height = int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    if width * height > LIMITS.pixels:
        return Probe(kind, width, height, 1, "P", has_profile=False, orientation=1)
    file.seek(0)
    image = GifImageFile(file)
    return _probe(kind, image, image.n_frames)


def _bmp(file: IO[bytes], kind: Source) -> Probe:
    from PIL.BmpImagePlugin import BmpImageFile

    return _probe(kind, BmpImageFile(file), 1)


def _tiff(file: IO[bytes], kind: Source) -> Probe:
    from PIL.TiffImagePlugin import TiffImageFile

    image = TiffImageFile(file)
    found = _probe(kind, image, 1)
    pages = 1
    for page in range(1, min(image.n_frames, 1000)):
        image.seek(page)
        pages += not (image.tag_v2.get(254, 0) & _REDUCED)  # type: ignore[attr-defined]
    return Probe(**{**vars(found), "frames": pages})


def _webp(file: IO[bytes], kind: Source) -> Probe:
    head = webp_header(file)
    width, height = upright(head.width, head.height, head.orientation)
    mode = "RGBA" if head.alpha else "RGB"
    return Probe(kind, width, height, head.frames, mode, bool(head.profile), head.orientation, head.profile)


def _avif(file: IO[bytes], kind: Source) -> Probe:
    from PIL.AvifImagePlugin import AvifImageFile

    image = AvifImageFile(file)
    return _probe(kind, image, image.n_frames)


def _heic(file: IO[bytes], kind: Source) -> Probe:
    import pi_heif

    image = pi_heif.open_heif(BytesIO(file.read()))
    width, height = image.size
    profile = image.info.get("icc_profile") or b""
    return Probe(kind, width, height, 1, image.mode, bool(profile), 1, profile)


_READERS = {
    "jpeg": _jpeg, "png": _png, "webp": _webp, "avif": _avif, "heic": _heic, "tiff": _tiff, "gif": _gif, "bmp": _bmp,
}  # fmt: skip
