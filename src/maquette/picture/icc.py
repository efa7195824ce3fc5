"""Colour profiles: a picture in any profile becomes sRGB, and one that is sRGB already costs nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.vips import from_pixels, to_pixels, vips

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazy("numpy")

PROFILE = "icc-profile-data"
"""The name under which libvips keeps a picture's profile."""

SAME = 2
"""A profile that moves no colour of the probe by more than this (of 255) is sRGB under another name."""


@lru_cache(maxsize=64)
def is_srgb(profile: bytes) -> bool:
    """Whether an RGB ICC *profile* is sRGB for the eye, whatever its name: measured on 729 colours.

    False for a profile that is broken or not made for RGB.
    """
    steps = np.linspace(0, 255, 9).astype(np.uint8)
    colours = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(27, 27, 3)
    try:
        moved = to_pixels(to_srgb(with_profile(from_pixels(colours), profile)))
    except vips().Error:
        return False
    return bool(np.abs(moved.astype(int) - colours).max() <= SAME)


def with_profile(image: Any, profile: bytes) -> Any:
    """A copy of the vips *image* that says it is in *profile*."""
    image = image.copy()
    image.set_type(vips().GValue.blob_type, PROFILE, profile)
    return image


def to_srgb(image: Any) -> Any:
    """The vips *image* through its own profile (a generic one for bare CMYK) into 8-bit sRGB; alpha stays."""
    return image.icc_transform(
        "srgb", embedded=True, input_profile="cmyk", intent="relative", black_point_compensation=True, depth=8
    )
