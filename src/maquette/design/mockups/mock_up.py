"""The operation: artwork laid on the surfaces of a scene, in the scene's own light."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from maquette.design.mockups.mockup import Blend, Surface
from maquette.design.mockups.warp import covered, field, seen
from maquette.errors import InputError
from maquette.graph import op
from maquette.lazy import lazy
from maquette.picture.colour import Colour, to_linear, to_srgb
from maquette.picture.image import Image

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

Fit = Literal["cover", "contain"]
_LUMA = (0.2126, 0.7152, 0.0722)
_GRAIN = 0.9


@op(version=1, cost="cheap")
def mock_up(
    artwork: Image,
    white: Image,
    black: Image | None = None,
    mask: Image | None = None,
    *,
    surfaces: tuple[Surface, ...],
    blend: Blend,
    width: int | None = None,
    height: int | None = None,
    fit: Fit = "cover",
    background: str = "#ffffff",
) -> Image:
    """The *artwork* on the *surfaces* of the scene *white*, (height, width, 3); by default at the scene's own size.

    With *black*, the same scene with black artwork, light is exact: each pixel is what stays without artwork plus what
    the artwork's colour lets through, mirrors and coloured light on the neighbourhood included. Without it, the
    artwork is multiplied by the relative luminance of the photo, and gloss kept, as *blend* says. *mask* is white where
    the surface can be seen. A surface of another shape than the artwork is filled (``cover``) or shows it whole
    (``contain``) on *background* (``#rrggbb``), which also lies under transparent artwork. All in linear light.
    """
    for name, other in (("black", black), ("mask", mask)):
        if other is not None and other.pixels.shape[:2] != white.pixels.shape[:2]:
            raise InputError(
                f"the scene's {name} picture is {other.width} x {other.height} px, its picture {white.width} x {white.height} px",  # noqa: E501
                mend="give both the same size",
                code="bad-mockup",
            )
    out_width, out_height = width or white.width, height or white.height
    window = _window(surfaces, white, out_width / out_height)
    base, other, shown = (_linear(one, window, out_width, out_height) for one in (white, black, mask))
    moved = [_moved(one, window, white) for one in surfaces]
    art = _flat(artwork, background)
    mean = art.mean((0, 1))
    result = base.copy() if other is None else other + np.maximum(base - other, 0) * mean
    for surface, patch in zip(surfaces, moved, strict=True):
        places = field(patch, out_width, out_height)
        part = np.s_[places.top : places.top + places.u.shape[0], places.left : places.left + places.u.shape[1]]
        print_ = seen(_fitted(art, surface, fit, background), places)
        there = ~np.isnan(places.u)[..., None]
        if other is not None:
            lit = other[part] + np.maximum(base[part] - other[part], 0) * print_
            result[part] = np.where(there, lit, result[part])
        else:
            cover = covered(places)[..., None]
            if shown is not None:
                cover = cover * shown[part].mean(axis=2, keepdims=True)
            lit = _blended(base[part], print_, cover, blend)
            result[part] = result[part] * (1 - cover) + lit * cover
    return Image(_eight_bits(result, grain=other is not None))


def _window(surfaces: tuple[Surface, ...], white: Image, ratio: float) -> tuple[float, float, float, float]:
    """The part of the scene that a picture of that *ratio* shows: left, top, width, height in px."""
    wide = min(white.width, white.height * ratio)
    tall = wide / ratio
    points = [point for one in surfaces for row in one.patch for point in row]
    middle = [sum(axis) / len(points) for axis in zip(*points, strict=True)]
    left = min(max(middle[0] * white.width - wide / 2, 0), white.width - wide)
    top = min(max(middle[1] * white.height - tall / 2, 0), white.height - tall)
    return left, top, wide, tall


def _light(picture: Image) -> Any:
    return to_linear(np.arange(256)).astype(np.float32)[picture.rgb]


def _linear(picture: Image | None, window: tuple[float, float, float, float], width: int, height: int) -> Any:
    if picture is None:
        return None
    light = _light(picture)
    left, top, wide, tall = window
    if (left, top, wide, tall) == (0, 0, width, height):
        return light
    scale = wide / width
    if scale > 1:
        light = cv2.GaussianBlur(light, (0, 0), 0.42 * scale)
    x = (np.arange(width, dtype=np.float32) + np.float32(0.5)) * np.float32(scale) + np.float32(left - 0.5)
    y = (np.arange(height, dtype=np.float32) + np.float32(0.5)) * np.float32(tall / height) + np.float32(top - 0.5)
    x, y = np.meshgrid(x, y)
    return np.maximum(cv2.remap(light, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), 0)


def _moved(surface: Surface, window: tuple[float, float, float, float], white: Image) -> Any:
    left, top, wide, tall = window
    points = np.asarray(surface.patch, np.float64) * [white.width, white.height]
    return (points - [left, top]) / [wide, tall]


def _flat(artwork: Image, background: str) -> Any:
    """The artwork in linear light, on *background* where it is transparent."""
    light = _light(artwork)
    if not artwork.has_alpha:
        return light
    share = artwork.alpha[..., None].astype(np.float32) / 255
    return light * share + to_linear(Colour.parse(background).rgb).astype(np.float32) * (1 - share)


def _fitted(art: Any, surface: Surface, fit: Fit, background: str) -> Any:
    """The part of *art* that a surface shows, in the surface's shape."""
    rows, columns = art.shape[:2]
    if surface.shows == "edge":
        return np.broadcast_to(np.median(art[:, -max(1, columns // 50) :], axis=(0, 1)), (8, 8, 3)).astype(np.float32)
    wide, tall = min(columns, rows * surface.ratio), min(rows, columns / surface.ratio)
    if fit == "cover":
        left, top = round((columns - wide) / 2), round((rows - tall) / 2)
        return np.ascontiguousarray(art[top : top + max(1, round(tall)), left : left + max(1, round(wide))])
    size = (max(rows, round(columns / surface.ratio)), max(columns, round(rows * surface.ratio)))
    sheet = np.empty((*size, 3), np.float32)
    sheet[:] = to_linear(Colour.parse(background).rgb)
    top, left = (size[0] - rows) // 2, (size[1] - columns) // 2
    sheet[top : top + rows, left : left + columns] = art
    return sheet


def _blended(photo: Any, art: Any, cover: Any, blend: Blend) -> Any:
    """Artwork in the photo's light: times its relative luminance, plus what shines over the bare surface."""
    luma = np.asarray(_LUMA, np.float32)
    light = photo @ luma
    if blend.paper:
        paper = to_linear(Colour.parse(blend.paper).rgb).astype(np.float32)
    else:
        inside = cover[..., 0] > 0.99
        bright = inside & (light >= np.percentile(light[inside], 75)) if inside.any() else light >= 0
        paper = np.median(photo[bright], axis=0)
    level = max(float(paper @ luma), 1e-3)
    lit = paper * np.minimum(light / level, 1.0)[..., None]
    gloss = np.maximum(light - level, 0)[..., None] * blend.highlight
    return art * (1 - blend.shade + blend.shade * lit) + gloss


def _eight_bits(light: Any, *, grain: bool) -> Any:
    """(H, W, 3) uint8 sRGB; with the *grain* of a photograph, so that no band shows, or exactly."""
    picture = to_srgb(light)
    if grain:
        noise = np.random.default_rng(0).standard_normal(light.shape[:2], np.float32)
        noise = cv2.GaussianBlur(noise, (0, 0), 0.6)
        picture = picture + (_GRAIN / float(noise.std()) * noise)[..., None]
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)
