"""A PDF in the inks of a press: every colour, gradient and picture in it goes through one output profile."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from maquette.design.handover.profile import OutputProfile
from maquette.lazy import lazy
from maquette.picture.vips import from_pixels, to_pixels

if TYPE_CHECKING:
    import numpy as np
    import pikepdf

    from maquette.picture.image import Pixels
else:
    np = lazy("numpy")
    pikepdf = lazy("pikepdf")

Rgb = tuple[int, int, int]

JPEG_QUALITY = 95
_STEPS = 256


class Press:
    """Converts what is RGB in *pdf*, as the painter writes it, by *profile*. Called, it gives the ink of a colour."""

    def __init__(self, pdf: pikepdf.Pdf, profile: OutputProfile) -> None:
        self._pdf, self._profile = pdf, profile
        self._inks: dict[Rgb, list[float]] = {}
        self._seen: set[tuple[int, int]] = set()

    def __call__(self, colour: Rgb, is_type: bool) -> tuple[list[float], str]:
        """Operands and operator of a fill. Type in black and greys is black ink alone, so that no edge can blur."""
        if is_type and len(set(colour)) == 1:
            return [0, 0, 0, self._black_for[colour[0]]], "k"
        if colour not in self._inks:
            self.learn([colour])
        return self._inks[colour], "k"

    def learn(self, colours: Iterable[Rgb]) -> None:
        """Convert *colours* together: a profile is opened once for all of them."""
        fresh = list(dict.fromkeys(one for one in colours if one not in self._inks))
        if fresh:
            for colour, inks in zip(fresh, self._profile.inks(np.array([fresh], np.uint8))[0], strict=True):
                self._inks[colour] = [round(int(ink) / 255, 4) for ink in inks]

    def convert(self) -> None:
        """Convert everything but the page's own operators, and let transparency blend inks."""
        page = self._pdf.pages[0]
        self._resources(page.Resources)
        page.Group = pikepdf.Dictionary(
            Type=pikepdf.Name.Group, S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceCMYK, I=True
        )

    def _resources(self, resources: Any) -> None:
        for pattern in resources.get("/Pattern", {}).values():
            if self._new(pattern):
                if "/Shading" in pattern:
                    self._shading(pattern.Shading)
                else:
                    self._stream(pattern)
        for drawn in resources.get("/XObject", {}).values():
            if self._new(drawn):
                if drawn.Subtype == "/Image":
                    self._image(drawn)
                else:
                    self._stream(drawn)
        for font in resources.get("/Font", {}).values():
            if font.get("/Subtype") == "/Type3" and self._new(font):
                for glyph in font.CharProcs.values():
                    self._operators(glyph)
                self._resources(font.get("/Resources", {}))

    def _new(self, thing: Any) -> bool:
        fresh = thing.objgen not in self._seen
        self._seen.add(thing.objgen)
        return fresh

    def _stream(self, stream: Any) -> None:
        """A form or a tile: a page within the page."""
        self._operators(stream)
        group = stream.get("/Group")
        if group is not None and group.get("/CS") == "/DeviceRGB":
            group.CS = pikepdf.Name.DeviceCMYK
        self._resources(stream.get("/Resources", {}))

    def _operators(self, stream: Any) -> None:
        said = list(pikepdf.parse_content_stream(stream))
        colours = [_rgb(one) for one in said if str(one.operator) in ("rg", "RG")]
        if colours:
            self.learn(colours)
            stream.write(pikepdf.unparse_content_stream([self._inked(one) for one in said]))

    def _inked(self, said: Any) -> Any:
        word = str(said.operator)
        if word not in ("rg", "RG"):
            return said
        inks, _ = self(_rgb(said), False)
        return inks, pikepdf.Operator("k" if word == "rg" else "K")

    def _shading(self, shading: Any) -> None:
        """A gradient, sampled, since a straight way between two colours is not straight in inks."""
        if shading.get("/ColorSpace") != "/DeviceRGB" or shading.ShadingType not in (2, 3):
            return
        places = np.linspace(0, 1, _STEPS)
        colours = np.clip(np.round(_values(shading.Function, places) * 255), 0, 255).astype(np.uint8)
        samples = self._profile.inks(colours[None])[0]
        shading.Function = self._pdf.make_indirect(
            pikepdf.Stream(
                self._pdf,
                samples.tobytes(),
                FunctionType=0,
                Domain=[0, 1],
                Range=[0, 1] * 4,
                Size=[_STEPS],
                BitsPerSample=8,
            )
        )
        shading.ColorSpace = pikepdf.Name.DeviceCMYK

    def _image(self, image: Any) -> None:
        space = image.get("/ColorSpace")
        if isinstance(space, pikepdf.Array) and space[0] == "/ICCBased" and space[1].N == 3:
            space = pikepdf.Name.DeviceRGB
        if space != "/DeviceRGB":
            return
        width, height = int(image.Width), int(image.Height)
        pixels = np.frombuffer(image.read_bytes(), np.uint8).reshape(height, width, 3)
        inks = from_pixels(self._profile.inks(pixels)).copy(interpretation="cmyk")
        data = bytes(inks.jpegsave_buffer(Q=JPEG_QUALITY, subsample_mode="off", keep="none"))
        image.write(data, filter=pikepdf.Name.DCTDecode)
        image.ColorSpace = pikepdf.Name.DeviceCMYK
        # JPEG of four inks is written upside down, as Adobe began it.
        image.Decode = pikepdf.Array([1, 0] * 4)

    @cached_property
    def _black_for(self) -> list[float]:
        """How much black ink looks as light as each of the 256 greys."""
        ramp: Pixels = np.zeros((1, 256, 4), np.uint8)
        ramp[0, :, 3] = np.arange(256)
        light = to_pixels(self._profile.lab(ramp).extract_band(0).cast("float")).ravel()
        grey = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
        wanted = to_pixels(from_pixels(grey).colourspace("lab").extract_band(0).cast("float")).ravel()
        # Black ink alone is a little lighter than the darkest print: the scale ends there.
        wanted = light.min() + wanted * (100 - light.min()) / 100
        order = np.argsort(light)
        inks = np.interp(wanted, light[order], order / 255)
        return [round(float(one), 4) for one in inks]


def _rgb(said: Any) -> Rgb:
    red, green, blue = (round(float(one) * 255) for one in said.operands)
    return red, green, blue


def _values(function: Any, places: Any) -> Any:
    """A gradient's function at *places*: exponential parts, stitched."""
    kind = int(function.FunctionType)
    if kind == 2:
        first, last = (np.array([float(one) for one in function[name]]) for name in ("/C0", "/C1"))
        return first + (places[:, None] ** float(function.N)) * (last - first)
    low, high = (float(one) for one in function.Domain)
    bounds = [low, *(float(one) for one in function.Bounds), high]
    encode = [float(one) for one in function.Encode]
    out = np.zeros((len(places), 3))
    for number, part in enumerate(function.Functions):
        begin, end = bounds[number], bounds[number + 1]
        inside = (places >= begin) & (places <= end)
        share = (places[inside] - begin) / max(end - begin, 1e-9)
        near, far = encode[2 * number], encode[2 * number + 1]
        out[inside] = _values(part, near + share * (far - near))
    return out
