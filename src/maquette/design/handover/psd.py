"""PSD: layers as Photoshop, Affinity, Photopea, GIMP and Krita open them.

Written after Adobe's "Photoshop File Formats Specification" (2019): 8-bit RGB, PackBits, one flat picture for programs
that read no layers.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from maquette.design.handover.layers import Layer
from maquette.lazy import lazy
from maquette.picture.encode import srgb_profile

if TYPE_CHECKING:
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")

MOST = 2_000_000_000
"""Bytes that a PSD can have."""

_BLENDS = {"normal": b"norm", "multiply": b"mul ", "screen": b"scrn"}
_RGB, _PACKED = 3, 1
_RESOLUTION, _PROFILE = 1005, 1039
_STRIPS, _COUNTS, _ROWS = 273, 279, 278


def write_psd(layers: Iterable[Layer], flat: Pixels, dpi: float) -> bytes:
    """*layers* from the back to the front with *flat*, the (height, width, 3) picture that they make, as one file."""
    height, width = flat.shape[:2]
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, height, width, 8, _RGB) + struct.pack(">I", 0)
    dots = round(dpi * 65536)
    resources = _resource(_RESOLUTION, struct.pack(">IHHIHH", dots, 1, 1, dots, 1, 1))
    resources += _resource(_PROFILE, srgb_profile())
    records, planes = [], []
    for layer in layers:
        record, data = _layer(layer)
        records.append(record)
        planes.append(data)
    info = _even(struct.pack(">h", len(records)) + b"".join(records) + b"".join(planes))
    section = _sized(info) + struct.pack(">I", 0)
    rows = [_packed(flat[..., channel]) for channel in range(3)]
    picture = b"".join(counts for counts, _ in rows) + b"".join(data for _, data in rows)
    return head + _sized(resources) + _sized(section) + struct.pack(">H", _PACKED) + picture


def _layer(layer: Layer) -> tuple[bytes, bytes]:
    """A layer's record and its channels."""
    height, width = layer.pixels.shape[:2]
    solid = bool((layer.pixels[..., 3] == 255).all())
    channels = [(number, layer.pixels[..., number]) for number in range(3)]
    if not solid:
        channels.insert(0, (-1, layer.pixels[..., 3]))
    planes = [struct.pack(">H", _PACKED) + b"".join(_packed(plane)) for _, plane in channels]
    record = struct.pack(
        ">iiiiH", layer.top, layer.left, layer.top + height, layer.left + width, len(channels)
    ) + b"".join(struct.pack(">hI", number, len(data)) for (number, _), data in zip(channels, planes, strict=True))
    # Fully opaque, not clipped, shown; no mask, no blending ranges.
    record += b"8BIM" + _BLENDS[layer.blend] + struct.pack(">BBBx", 255, 0, 8)
    plain = layer.name.encode("latin-1", "replace")[:255]
    pascal = bytes([len(plain)]) + plain
    pascal += b"\0" * (-len(pascal) % 4)
    name = layer.name.encode("utf-16-be")
    told = struct.pack(">I", len(name) // 2) + name
    told += b"\0" * (-len(told) % 4)
    extra = struct.pack(">II", 0, 0) + pascal + b"8BIMluni" + _sized(told)
    return record + _sized(extra), b"".join(planes)


def _packed(plane: Any) -> tuple[bytes, bytes]:
    """A channel by PackBits: the bytes of each row, counted and then themselves. TIFF packs the same way."""
    from PIL import Image

    out = BytesIO()
    Image.fromarray(np.ascontiguousarray(plane)).save(out, "tiff", compression="packbits", tiffinfo={_ROWS: 1})
    with Image.open(out) as written:
        places, counts = written.tag_v2[_STRIPS], written.tag_v2[_COUNTS]  # type: ignore[attr-defined]
    data = out.getbuffer()
    rows = b"".join(data[start : start + count] for start, count in zip(places, counts, strict=True))
    return struct.pack(f">{len(counts)}H", *counts), rows


def _resource(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HH", number, 0) + struct.pack(">I", len(data)) + _even(data)


def _sized(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _even(data: bytes) -> bytes:
    return data + b"\0" * (len(data) % 2)
