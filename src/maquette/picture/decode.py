"""The door: bytes from outside become a picture, or are refused with a reason and a way to mend it.

JPEG, PNG, WebP, TIFF and GIF are decoded by libvips, AVIF and BMP by Pillow, HEIC by pi-heif; each only after
the header was held against ``Limits``. What is cut off or damaged is refused, never delivered half grey.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.errors import UnreadableImage
from maquette.graph.op import op
from maquette.lazy import lazy
from maquette.picture.icc import PROFILE, is_srgb, to_srgb, with_profile
from maquette.picture.image import Image, Take
from maquette.picture.probe import LIMITS, Limits, Probe, admit, check_file, probe, unreadable
from maquette.picture.vips import from_pixels, to_pixels, vips

if TYPE_CHECKING:
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")

__all__ = ["LIMITS", "Limits", "Probe", "decode", "probe", "read"]

_LOADERS = {
    "jpeg": "jpegload_buffer",
    "png": "pngload_buffer",
    "webp": "webpload_buffer",
    "tiff": "tiffload_buffer",
    "gif": "gifload_buffer",
}
_TAIL = 4096
_ANSWER = Limits(shortest_side=8)
_LAST_ROWS = 48  # the decoder reads this far ahead for smooth colour
_GREY = 128  # what libjpeg paints where its data has run out


@op(version=1, cost="cheap")
def decode(path: Path) -> Image:
    """The picture at *path*, upright, in 8-bit sRGB, with straight alpha where it has any transparency.

    EXIF orientation is applied, a colour profile is converted when the file has one that is not sRGB, CMYK
    goes through its own profile or a generic one, 16 bits become 8, palettes and grey become RGB.

    Raises ``UnreadableImage`` with one of the codes of ``probe``, or ``truncated`` or ``damaged``.
    """
    path = Path(path)
    check_file(path, LIMITS)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    return read(data, str(path))


@op(version=1, cost="cheap")
def open_take(take: Take) -> Image:
    """The picture of a model's *take*, as ``decode`` makes it from a file."""
    return read(take.data, "a model's picture", _ANSWER)


def read(data: bytes, name: str, limits: Limits = LIMITS) -> Image:
    """The picture in *data*, as ``decode`` makes it from a file; *name* is what refusals call it."""
    if len(data) > limits.file_bytes:
        raise UnreadableImage(
            f"{name} has {len(data) / 1e6:.0f} MB; at most {limits.file_bytes / 1e6:.0f} MB are read",
            mend="save it smaller, or as JPEG",
            code="too-large-file",
        )
    found = admit(BytesIO(data), name, limits)
    try:
        return Image(_without_idle_alpha(_upright(_pixels(data, found), found.orientation)))
    except MemoryError as error:
        raise UnreadableImage(
            f"{name} needs more memory than there is", mend="save it smaller", code="too-many-pixels"
        ) from error
    except Exception as error:  # a decoder meeting hostile bytes may raise anything
        raise _refusal(name, found, data, error) from error


def _refusal(name: str, found: Probe, data: bytes, error: Exception) -> UnreadableImage:
    if _ends_early(data, found) or "truncated" in str(error).lower() or "not enough" in str(error):
        return UnreadableImage(
            f"{name} is cut off: the {found.format.upper()} data ends before the picture does",
            mend="copy or download it again",
            code="truncated",
        )
    return UnreadableImage(
        f"{name} cannot be decoded: its {found.format.upper()} data is damaged, cut off or of a rare kind",
        mend="copy it again, or export the picture again from where it was made",
        code="damaged",
    )


def _ends_early(data: bytes, found: Probe) -> bool:
    # By structure where the format allows: libvips keeps one text of errors for all threads.
    if found.format == "jpeg":
        return b"\xff\xd9" not in data[-_TAIL:]
    if found.format == "png":
        return b"IEND" not in data[-_TAIL:]
    if found.format == "gif":
        return not data.rstrip(b"\x00").endswith(b";")
    return found.format == "webp" and int.from_bytes(data[4:8], "little") + 8 > len(data)


def _pixels(data: bytes, found: Probe) -> Pixels:
    if found.format in _LOADERS:
        return _by_vips(data, found)
    pixels, profile = _by_pi_heif(data) if found.format == "heic" else _by_pillow(data, found)
    if profile and not is_srgb(profile):
        pixels = to_pixels(to_srgb(with_profile(from_pixels(pixels), profile)))
    return pixels


def _by_vips(data: bytes, found: Probe) -> Pixels:
    load = getattr(vips().Image, _LOADERS[found.format])
    try:
        return _converted(load(data, access="sequential", fail_on="warning"))
    except vips().Error:
        # Cameras leave stray bytes behind the last row: a warning too, but no reason to refuse a photo.
        if found.format != "jpeg" or not _whole_but_for_the_end(load, data):
            raise
        pixels = _converted(load(data, access="sequential", fail_on="error"))
        if (pixels[-8:, -8:] == _GREY).all():
            raise
        return pixels


def _whole_but_for_the_end(load: Any, data: bytes) -> bool:
    """Whether all rows of a JPEG but the last ones come without any warning."""
    image = load(data, access="sequential", fail_on="warning")
    try:
        image.crop(0, 0, image.width, max(1, image.height - _LAST_ROWS)).avg()
    except vips().Error:
        return False
    return True


def _converted(image: Any) -> Pixels:
    """The vips *image* as (H, W, 3 or 4) sRGB pixels."""
    if image.get_typeof(PROFILE) and not _idle_profile(image):
        try:
            return _rgb(to_srgb(image))
        except vips().Error:
            image = image.copy()
            image.remove(PROFILE)  # a broken profile says nothing: the numbers are taken as they are
    return _rgb(image.colourspace("srgb"))


def _idle_profile(image: Any) -> bool:
    return image.interpretation in ("srgb", "rgb16") and is_srgb(bytes(image.get(PROFILE)))


def _rgb(image: Any) -> Pixels:
    if image.bands > 4:
        image = image.extract_band(0, n=4)
    return to_pixels(image if image.format == "uchar" else image.cast("uchar"))


def _by_pillow(data: bytes, found: Probe) -> tuple[Pixels, bytes]:
    from PIL.AvifImagePlugin import AvifImageFile
    from PIL.BmpImagePlugin import BmpImageFile

    image = (AvifImageFile if found.format == "avif" else BmpImageFile)(BytesIO(data))
    image.load()
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return np.array(image.convert(mode)), found.profile


def _by_pi_heif(data: bytes) -> tuple[Pixels, bytes]:
    import pi_heif

    image = pi_heif.open_heif(data, convert_hdr_to_8bit=True)
    pixels = np.asarray(image)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    return pixels, image.info.get("icc_profile") or b""


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Turn and mirror (H, W, C) pixels as the EXIF *orientation* 1..8 asks."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    across = orientation in (2, 3, 6, 7)
    down = orientation in (3, 4, 7, 8)
    return np.ascontiguousarray(pixels[:: -1 if down else 1, :: -1 if across else 1])


def _without_idle_alpha(pixels: Pixels) -> Pixels:
    """An alpha channel that is opaque everywhere says nothing: it is dropped."""
    if pixels.shape[2] == 4 and pixels[..., 3].min() == 255:
        return np.ascontiguousarray(pixels[..., :3])
    return pixels
