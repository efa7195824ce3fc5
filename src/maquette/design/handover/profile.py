"""Output profiles: what a press makes of its inks, and what of a picture it cannot show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.errors import InputError
from maquette.lazy import lazy
from maquette.picture.colour import Colour
from maquette.picture.encode import shrink
from maquette.picture.image import Doubt
from maquette.picture.vips import from_pixels, to_pixels, vips

if TYPE_CHECKING:
    import numpy as np

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")

GENERIC = "generic"
VISIBLE = 5.0
"""deltaE2000 from which on a difference is plain to see beside the screen."""

_PROOF_SIDE = 600
_MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class OutputProfile:
    """An ICC profile of a CMYK press. *sha256* is what it is, *path* only where it lies: empty for the generic one."""

    name: str
    sha256: str
    path: str = field(default="", metadata={"key": False})

    @property
    def data(self) -> bytes:
        """The profile itself."""
        return Path(self.path).read_bytes() if self.path else _generic()

    @property
    def generic(self) -> bool:
        """Whether it is nobody's press."""
        return not self.path

    @property
    def _vips(self) -> str:
        return self.path or "cmyk"

    def inks(self, pixels: Pixels) -> Pixels:
        """sRGB (height, width, 3) as cyan, magenta, yellow, black (height, width, 4), 255 = full ink.

        Relative colorimetric with black point compensation, as prepress converts by default.
        """
        converted = from_pixels(pixels).icc_transform(
            self._vips, input_profile="srgb", intent="relative", black_point_compensation=True, depth=8
        )
        inks: Pixels = to_pixels(converted)
        return inks

    def lab(self, inks: Pixels) -> Any:
        """What *inks* look like, as a vips image in CIELAB, relative to paper and black."""
        image = from_pixels(inks).copy(interpretation="cmyk")
        return image.icc_import(input_profile=self._vips, intent="relative", black_point_compensation=True, pcs="lab")


def find_profile(name: str) -> OutputProfile:
    """The profile in the ICC file *name*, or the ``generic`` one.

    Raises ``InputError`` for a file that is not there or is no CMYK output profile.
    """
    if name == GENERIC:
        return _nobodys()
    path = Path(name).absolute()
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= _MOST_BYTES else b""
    except OSError as error:
        raise InputError(
            f"the output profile {name} cannot be read: {error.strerror}",
            mend=f"give the path of the printer's ICC file, or {GENERIC!r}",
            code="missing-profile",
        ) from error
    if data[36:40] != b"acsp" or data[12:20] != b"prtrCMYK":
        raise InputError(
            f"{name} is no ICC profile of a CMYK press",
            mend="ask the printer for it, such as PSOcoated_v3.icc; profiles of screens and cameras do not do",
            code="bad-profile",
        )
    return OutputProfile(_title(data) or path.stem, hashlib.sha256(data).hexdigest(), str(path.absolute()))


def proof(flat: Pixels, colours: Iterable[str], profile: OutputProfile) -> Doubt:
    """What is known of the print before it is printed: how far colours move, which, and how much ink lies on paper.

    *flat* is the picture, *colours* those that it is designed in. Distances are deltaE2000 between the sRGB colour and
    what the profile says that its inks look like, black and white being matched.
    """
    small = shrink(np.ascontiguousarray(flat[..., :3]), _PROOF_SIDE)
    inks = profile.inks(small)
    far = to_pixels(_lab(small).dE00(profile.lab(inks)))
    solid = list(dict.fromkeys(Colour.parse(one[:7]).hex for one in colours))
    told = []
    if solid:
        swatches = np.array([[Colour.parse(one).rgb for one in solid]], np.uint8)
        swatch_inks = profile.inks(swatches)
        moved = to_pixels(_lab(swatches).dE00(profile.lab(swatch_inks))).ravel()
        shown = to_pixels(profile.lab(swatch_inks).colourspace("srgb"))[0]
        worst = sorted(zip(moved, solid, shown, strict=True), key=lambda one: -one[0])
        told = [f"{name} becomes about {_hex(seen)}" for by, name, seen in worst[:3] if by > VISIBLE]
    ink = float(np.percentile(inks.astype(np.float32).sum(2), 99.5)) / 2.55
    moves = f"colours move by {far.mean():.1f} deltaE2000 on average in {profile.name}"
    share = float((far > VISIBLE).mean())
    much = f", {share:.0%} of the picture visibly" if share >= 0.005 else ""
    reason = "; ".join([moves + much, *told, f"at most {ink:.0f} % ink"])
    mend = (
        "ask the printer for the profile of the press and give it with --profile"
        if profile.generic
        else "ask for a proof where these colours matter"
    )
    return Doubt("print-colours", reason, mend)


def _lab(pixels: Pixels) -> Any:
    return from_pixels(pixels).icc_import(input_profile="srgb", intent="relative", pcs="lab")


def _hex(rgb: Any) -> str:
    return "#" + "".join(f"{int(value):02x}" for value in rgb[:3])


@cache
def _nobodys() -> OutputProfile:
    return OutputProfile("Generic CMYK", hashlib.sha256(_generic()).hexdigest())


@cache
def _generic() -> bytes:
    return bytes(vips().Image.profile_load("cmyk"))


@lru_cache(maxsize=16)
def _title(data: bytes) -> str:
    from io import BytesIO

    from PIL import ImageCms

    try:
        return str(ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(data)))).strip()
    except (ImageCms.PyCMSError, OSError):
        return ""
