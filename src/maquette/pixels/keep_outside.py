"""Holds an edit to its mask, whatever the model did elsewhere: found back, matched in colour, laid in softly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from maquette.graph import op
from maquette.lazy import lazy
from maquette.picture.image import Doubt, Image, Packed

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

_SEARCH = 640
"""The answer is found back at that longest side; the shift is then known to a fraction of a pixel of it."""
_ROUNDS, _ENOUGH = 60, 1e-5
_ALIKE = 0.6
"""Correlation outside the mask below which the answer is another picture, not an edited one."""
_RING = 24
_GAIN = (0.6, 1.6)


@dataclass(frozen=True, eq=False)
class Edited(Image):
    """An edited picture whose pixels outside the mask are the source's own.

    *shift* is how far the answer lay beside the source, (x, y) in px of the source, *scale* how much larger it was,
    *alike* (-1..1) how far it agreed with the source outside the mask once found back.
    """

    shift: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0
    alike: float = 1.0
    doubts: tuple[Doubt, ...] = field(default=())

    def pack(self) -> Packed:
        """As a PNG and the facts."""
        packed = super().pack()
        facts = {
            "format": "png",
            "shift": [round(self.shift[0], 2), round(self.shift[1], 2)],
            "scale": round(self.scale, 4),
            "alike": round(self.alike, 3),
            "doubts": [vars(doubt) for doubt in self.doubts],
        }
        return Packed(packed.data, packed.facts | facts)

    @classmethod
    def unpack(cls, packed: Packed) -> Edited:
        """From what ``pack`` gave."""
        facts = packed.facts
        doubts = tuple(Doubt(**one) for one in facts["doubts"])
        pixels = Image.unpack(packed).pixels
        return cls(pixels, (facts["shift"][0], facts["shift"][1]), facts["scale"], facts["alike"], doubts)


@op(version=1, cost="heavy")
def keep_outside(source: Image, answer: Image, mask: Image, *, feather: int = 6) -> Edited:
    """The *source* with the *answer* inside the *mask* only; where the mask is 0, every pixel is the source's own.

    *mask* is white, or opaque, where the picture may change; *answer* may be of another size, shifted, scaled and
    recoloured. It is found back by its content outside the mask (Evangelidis and Psarakis, "Parametric image alignment
    using enhanced correlation coefficient maximization", 2008), matched in colour to a ring round the mask, and faded
    in over *feather* px inside it. Not found back, it is laid in as it came, with a doubt.
    """
    height, width = source.rgb.shape[:2]
    levels = mask_levels(mask, width, height)
    fitted = _covering(answer.rgb, width, height)
    warp, alike = _found_back(source.rgb, fitted, levels)
    way = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    placed = cv2.warpAffine(fitted, warp, (width, height), flags=way, borderMode=cv2.BORDER_REPLICATE)
    share = np.minimum(_faded(levels, feather), levels.astype(np.float32) / 255)[..., None]
    matched = _matched(placed, source.rgb, levels, alike)
    mixed = source.rgb.astype(np.float32) * (1 - share) + matched * share
    pixels = source.pixels.copy()
    inside = levels > 0
    pixels[..., :3][inside] = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)[inside]
    if source.has_alpha:
        pixels[..., 3][inside] = np.maximum(source.alpha, np.rint(255 * share[..., 0]).astype(np.uint8))[inside]
    scale = float(np.sqrt(abs(np.linalg.det(warp[:, :2]))))
    return Edited(pixels, (float(warp[0, 2]), float(warp[1, 2])), scale, alike, tuple(_doubts(alike)))


def mask_levels(mask: Image, width: int, height: int) -> Any:
    """The mask's levels at that size, (height, width) uint8, 255 = edit: its alpha where it has one, else lightness."""
    levels = mask.alpha if mask.has_alpha else mask.rgb.max(axis=2)
    if levels.shape != (height, width):
        levels = cv2.resize(levels, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(levels)


def _covering(rgb: Any, width: int, height: int) -> Any:
    """The picture at that size: covering it, and cut at its edges where its shape is another."""
    scale = max(width / rgb.shape[1], height / rgb.shape[0])
    size = (max(width, round(rgb.shape[1] * scale)), max(height, round(rgb.shape[0] * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    large = cv2.resize(rgb, size, interpolation=way)
    x, y = (size[0] - width) // 2, (size[1] - height) // 2
    return np.ascontiguousarray(large[y : y + height, x : x + width])


def _found_back(source: Any, answer: Any, levels: Any) -> tuple[Any, float]:
    """The affine map (2, 3) from places in the source to places in the answer, and how alike they are then."""
    height, width = source.shape[:2]
    scale = min(1.0, _SEARCH / max(height, width))
    size = (max(16, round(width * scale)), max(16, round(height * scale)))
    one, other = (_grey(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)) for rgb in (source, answer))
    near = cv2.dilate(cv2.resize(levels, size, interpolation=cv2.INTER_AREA), np.ones((9, 9), np.uint8))
    outside = (near == 0).astype(np.uint8)
    still = np.eye(2, 3, dtype=np.float32)
    if outside.mean() < 0.02:
        return still, 1.0
    best, alike = still, _correlation(one, other, still, outside)
    for start in (still, _shift_of(one, other, outside)):
        found, score = _refined(one, other, start, outside)
        if score > alike + 1e-3:
            best, alike = found, score
    # A small picture's pixel centres lie half a pixel of its own off; in the large one that is more than a shift.
    across, down = size[0] / width, size[1] / height
    to_small = np.array([[across, 0, across / 2 - 0.5], [0, down, down / 2 - 0.5], [0, 0, 1]])
    whole = np.linalg.inv(to_small) @ np.vstack([best.astype(np.float64), [0, 0, 1]]) @ to_small
    return whole[:2].astype(np.float32), alike


def _shift_of(one: Any, other: Any, outside: Any) -> Any:
    """The plain shift by phase correlation, as a map to start from."""
    quiet = cv2.createHanningWindow(one.shape[1::-1], cv2.CV_32F) * outside
    (x, y), _ = cv2.phaseCorrelate((one - one.mean()) * quiet, (other - other.mean()) * quiet)
    return np.array([[1, 0, x], [0, 1, y]], np.float32)


def _refined(one: Any, other: Any, start: Any, outside: Any) -> tuple[Any, float]:
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _ROUNDS, _ENOUGH)
    try:
        _, warp = cv2.findTransformECC(one, other, start.copy(), cv2.MOTION_AFFINE, stop, outside, 5)
    except cv2.error:
        # It did not converge: the start is as good as it gets.
        warp = start
    return warp, _correlation(one, other, warp, outside)


def _correlation(one: Any, other: Any, warp: Any, outside: Any) -> float:
    size = one.shape[1::-1]
    moved = cv2.warpAffine(other, warp, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    there = cv2.warpAffine(np.ones_like(outside), warp, size, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    both = (outside > 0) & (there > 0)
    if both.sum() < 64:
        return 0.0
    first, second = one[both] - one[both].mean(), moved[both] - moved[both].mean()
    spread = float(np.sqrt((first**2).sum() * (second**2).sum()))
    return float((first * second).sum() / spread) if spread > 1e-6 else 1.0


def _grey(rgb: Any) -> Any:
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)


def _matched(placed: Any, source: Any, levels: Any, alike: float) -> Any:
    """The answer in the source's colours: per channel, by mean and spread in a ring just outside the mask."""
    values = placed.astype(np.float32)
    reach = max(_RING, max(levels.shape) // 40)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    ring = (cv2.dilate((levels > 0).astype(np.uint8), kernel) > 0) & (levels == 0)
    if alike < _ALIKE or ring.sum() < 100:
        return values
    theirs, ours = values[ring], source[ring].astype(np.float32)
    gain = np.clip((ours.std(axis=0) + 2) / (theirs.std(axis=0) + 2), *_GAIN)
    return (values - theirs.mean(axis=0)) * gain + ours.mean(axis=0)


def _faded(levels: Any, feather: int) -> Any:
    """0..1: how far inside the mask a pixel lies, in units of *feather* px."""
    if feather < 1:
        return (levels > 0).astype(np.float32)
    framed = cv2.copyMakeBorder((levels > 0).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    deep = cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]
    return np.clip(deep / feather, 0, 1).astype(np.float32)


def _doubts(alike: float) -> list[Doubt]:
    if alike >= _ALIKE:
        return []
    reason = f"outside the mask the model's answer agrees with the picture by {max(alike, 0):.0%} only"
    mend = "look at the seam: another take, a larger mask or another model may fit better; or accept it"
    return [Doubt("not-the-picture", reason, mend)]
