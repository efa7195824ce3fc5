"""Which kind of file some bytes begin: the picture formats that are read, and names for what is not one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from maquette.errors import UnreadableImage

if TYPE_CHECKING:
    from collections.abc import Iterable

Source = Literal["jpeg", "png", "webp", "avif", "heic", "tiff", "gif", "bmp"]
"""The picture formats that are read."""

_STARTS: tuple[tuple[bytes, Source], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"BM", "bmp"),
)
_BRANDS: dict[bytes, Source] = {
    b"avif": "avif",
    b"avis": "avif",
    b"heic": "heic",
    b"heix": "heic",
    b"hevc": "heic",
    b"hevx": "heic",
    b"heim": "heic",
    b"heis": "heic",
    b"mif1": "heic",
    b"msf1": "heic",
}
_PICTURES = (
    (b"\x00\x00\x00\x0cjP  \r\n", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"8BPS", "a Photoshop document"),
    (b"\x00\x00\x01\x00", "an icon file"),
    (b"DDS ", "a DDS texture"),
    (b"icns", "an icon file"),
    (b"qoif", "a QOI picture"),
    (b"\x01\xda", "an SGI picture"),
    (b"FUJIFILM", "a camera raw file"),
    (b"v/1\x01", "an OpenEXR picture"),
    *((b"P%d" % kind + space, "a PNM picture") for kind in range(1, 8) for space in (b"\n", b" ", b"\r", b"\t")),
)
_OTHERS = (
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript file"),
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x00asm", "a WebAssembly program"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
    (b"fLaC", "a sound file"),
    (b"RIFF", "a sound or video file"),
    (b"\x1aE\xdf\xa3", "a video file"),
    (b"SQLite format 3", "a database"),
    (b"\x00\x01\x00\x00", "a font"),
    (b"OTTO", "a font"),
    (b"wOF", "a font"),
)
_TEXT_WITHIN = 4096
_TEXTS = (
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML document"),
    (b"{", "a JSON or text file"),
)


def sniff(head: bytes, name: str) -> Source:
    """The format that *head*, the first bytes of a file, begins.

    Raises ``UnreadableImage`` that says what *name* is instead: ``empty-file``, ``unsupported`` for a picture
    of a format that is not read, ``not-an-image`` for everything else.
    """
    if not head:
        raise UnreadableImage(f"{name} is empty", mend="copy or download it again", code="empty-file")
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _boxed(head, name)
    raise _refusal(head, name)


def _boxed(head: bytes, name: str) -> Source:
    # The major brand may be the general "mif1"; the compatible ones then say which codec it is.
    size = max(16, min(int.from_bytes(head[:4], "big"), 256))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size, 4))]
    known = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    if not known:
        raise _no_picture(name, "a video file")
    return "avif" if "avif" in known else known[0]


def _refusal(head: bytes, name: str) -> UnreadableImage:
    text = head[:_TEXT_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    picture = _named(_PICTURES, head) or ("an SVG drawing" if b"<svg" in text else "")
    if picture:
        return UnreadableImage(
            f"{name} is {picture}, which is not read",
            mend="export it as JPEG, PNG, WebP, AVIF, HEIC or TIFF",
            code="unsupported",
        )
    return _no_picture(name, _named(_OTHERS, head) or _named(_TEXTS, text) or _guess(head))


def _named(table: Iterable[tuple[bytes, str]], head: bytes) -> str:
    return next((what for start, what in table if head.startswith(start)), "")


def _guess(head: bytes) -> str:
    if not head.strip(b"\x00"):
        return "nothing but zero bytes"
    if all(byte >= 32 or byte in b"\t\r\n\f" for byte in head[:_TEXT_WITHIN]):
        return "a text file"
    return "of no kind that is known here"


def _no_picture(name: str, what: str) -> UnreadableImage:
    return UnreadableImage(
        f"{name} is {what}, not a picture",
        mend="take it out of the list, or give the picture itself",
        code="not-an-image",
    )
