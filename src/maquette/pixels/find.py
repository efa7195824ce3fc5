"""Finding a known drawing in a picture: where it is, how large, how much it was stretched, and in which colours.

Its edges are looked for, since they are there on light and on dark ground alike: coarse to fine over a pyramid, each
size at the level where the drawing is some 22 to 44 px wide, then refined at the picture's own size, both sides alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.picture.colour import Colour, delta_e, lab, to_linear
from maquette.picture.image import Box, Image, Pixels

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    cv2 = lazy("cv2")
    np = lazy("numpy")

SMALLEST = 20
"""The least width in px at which a drawing is looked for."""

_FIRST, _STEPS = 22.0, 6  # px at a level's coarse search, sizes an octave
_STRETCHES = (1.0, 0.75, 1.33)
_NOISE = 0.7
_TRIED = 3
_WORTH = 0.42
_FOUND, _MEANT, _SURE = 0.72, 0.8, 0.85
_FEW, _ODD = 14, 0.1
_CHANGE, _SMEARED, _BUSY = 14, 44, 0.12
_FINE, _MEASURED = 120, 320  # px that a drawing is brought to for refining, and for measuring it


@dataclass(frozen=True)
class Match:
    """Drawing number *which* of those that were looked for, in *box* (shares of the picture), *score* 0..1.

    *stretch* is width by height over what the drawing has: 1 where it keeps its shape.
    """

    which: int
    box: Box
    score: float
    stretch: float


def find_drawings(picture: Image, drawings: Sequence[Image], *, most: int = 2) -> list[Match]:
    """Up to *most* places where one of the *drawings* (straight alpha, trimmed) is in the picture, the surest first.

    Drawings of one shape in several colours are looked for once; the one whose colours are there is named.
    """
    pixels = np.ascontiguousarray(picture.rgb)
    pyramid = list(_pyramid(pixels))
    shapes = _shapes(drawings)
    # A stretched one is looked for only where none in shape is, and not among the smallest.
    for stretches, levels in ((_STRETCHES[:1], pyramid), (_STRETCHES[1:], pyramid[1:])):
        found: list[Match] = []
        for alike in shapes:
            for rough in _search(levels, drawings[alike[0]], stretches):
                match = _refine(pixels, drawings[alike[0]], alike[0], rough)
                if match and match.score >= _needed(match, picture):
                    found.append(_coloured(picture, match, drawings, alike))
                    if match.score >= _SURE:
                        break
        kept: list[Match] = []
        # A mark is part of the full logo: of sure matches the largest is the one that is meant.
        for match in sorted(found, key=lambda match: (match.score < _MEANT, -_area(match.box), -match.score)):
            another = not kept or match.score >= _SURE
            if another and len(kept) < most and not any(_overlap(match.box, other.box) > 0.2 for other in kept):
                rivals = [one for one in found if _same(one.box, match.box) and one.score > match.score - 0.1]
                kept.append(min(rivals, key=lambda one: colour_error(picture, one.box, drawings[one.which])))
        if kept:
            return kept
    return []


def free_room(picture: Image, box: Box) -> float | None:
    """The px from the *box* to the nearest edge of anything or of the picture; None on a photograph."""
    pixels = np.ascontiguousarray(picture.rgb)
    height, width = pixels.shape[:2]
    left, top, right, bottom = box.left * width, box.top * height, box.right * width, box.bottom * height
    rim = 3 + 0.03 * (right - left)  # as far as the box may be wrong
    # What encoders smear round an edge is faint, mostly colour, and ends with their blocks of 8 px.
    parts = cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb)
    light, red, blue = cv2.split(cv2.morphologyEx(parts, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)))
    strength = np.maximum(light, (0.4 * np.maximum(red, blue)).astype(np.uint8))
    across = np.maximum(np.maximum(left - np.arange(width) - 1, np.arange(width) - right), 0)
    down = np.maximum(np.maximum(top - np.arange(height) - 1, np.arange(height) - bottom), 0)
    apart = np.maximum(across[None, :], down[:, None])
    edges = (strength > _CHANGE) & ((apart > rim + 8) | (strength > _SMEARED))
    away = apart[edges]
    near = 0.5 * max(right - left, bottom - top)
    ring = (away > rim) & (away <= rim + near)
    room = (right - left + 2 * near) * (bottom - top + 2 * near) - (right - left) * (bottom - top)
    if ring.sum() > _BUSY * room:
        return None
    outside = away[away > rim]
    nearest = float(outside.min()) if len(outside) else float("inf")
    nearest = min(nearest, _reaching_in(strength > _SMEARED, apart, rim))
    return float(min(nearest, left, top, width - right, height - bottom))


def _reaching_in(marks: Any, apart: Any, rim: float) -> float:
    """How near that comes which begins beyond the rim and ends inside it: a word set close to the logo."""
    _, numbers = cv2.connectedComponents(marks.astype(np.uint8), connectivity=8)
    crossing = np.unique(numbers[marks & (apart > rim) & (apart <= rim + 2)])
    inside = apart[np.isin(numbers, crossing) & marks]
    return float(inside.min()) if len(inside) else float("inf")


def standing_out(picture: Image, box: Box, drawing: Image) -> tuple[str, str, float]:
    """The drawing's own colour in the picture, the ground's just round it, and the median WCAG ratio of the two."""
    pixels = np.ascontiguousarray(picture.rgb)
    patch = _cut(pixels, box)
    solid = _sized(drawing, patch.shape[1], patch.shape[0])[..., 3] > 200
    height, width = pixels.shape[:2]
    pad = 0.1 * max((box.right - box.left) * width, (box.bottom - box.top) * height) + 2
    wide = Box(box.left - pad / width, box.top - pad / height, box.right + pad / width, box.bottom + pad / height)
    outer = _cut(pixels, Box(max(wide.left, 0), max(wide.top, 0), min(wide.right, 1), min(wide.bottom, 1)))
    inner = 0.3 * pad
    rim = max(1, round(pad - inner))
    ring = np.concatenate([outer[:rim].reshape(-1, 3), outer[-rim:].reshape(-1, 3), outer[:, :rim].reshape(-1, 3)])
    ground = np.median(np.concatenate([ring, outer[:, -rim:].reshape(-1, 3)]), axis=0)
    inks = patch[solid] if solid.any() else patch.reshape(-1, 3)
    weights = np.asarray((0.2126, 0.7152, 0.0722))
    light, under = to_linear(inks) @ weights, float(to_linear(ground) @ weights)
    ratio = float(np.median((np.maximum(light, under) + 0.05) / (np.minimum(light, under) + 0.05)))
    return Colour.nearest(np.median(inks, axis=0)).hex, Colour.nearest(ground).hex, ratio


def trimmed(drawing: Image) -> Image:
    """The drawing without its empty rim; itself when it fills its frame or draws nothing."""
    drawn = drawing.alpha > 12
    rows, columns = np.nonzero(drawn.any(axis=1))[0], np.nonzero(drawn.any(axis=0))[0]
    if not len(rows):
        return drawing
    inside = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return Image(np.ascontiguousarray(drawing.pixels[inside]))


def colour_error(picture: Image, box: Box, drawing: Image) -> float:
    """The deltaE2000 between the drawing's opaque pixels and what is in *box*, that a quarter of them exceed.

    A drawing of several colours is in other ones when some of them are.
    """
    patch = _cut(np.ascontiguousarray(picture.rgb), box)
    scaled = _sized(drawing, patch.shape[1], patch.shape[0])
    solid = scaled[..., 3] > 235
    if not solid.any():
        return 100.0
    return float(np.quantile(delta_e(lab(patch[solid]), lab(scaled[..., :3][solid])), 0.75))


def _needed(match: Match, picture: Image) -> float:
    """The score that counts as found: the less there is to see, and the odder the shape, the more."""
    box = match.box
    small = min((box.right - box.left) * picture.width, (box.bottom - box.top) * picture.height) < _FEW
    return _SURE if small or abs(match.stretch - 1) > _ODD else _FOUND


def _shapes(drawings: Sequence[Image]) -> list[list[int]]:
    """Which drawings have one shape, whatever their colours: their numbers, together."""
    shapes: list[tuple[float, Any, list[int]]] = []
    for number, drawing in enumerate(drawings):
        small = cv2.resize(drawing.alpha.astype(np.float32), (32, 32), interpolation=cv2.INTER_AREA).ravel()
        ratio = drawing.width / drawing.height
        for other_ratio, other, alike in shapes:
            plate = (
                min(small.std(), other.std()) < 8
            )  # a drawing that fills its frame is told by nothing but its inside
            if not plate and abs(ratio / other_ratio - 1) < 0.03 and np.corrcoef(small, other)[0, 1] > 0.97:
                alike.append(number)
                break
        else:
            shapes.append((ratio, small, [number]))
    return [alike for *_, alike in shapes]


def _coloured(picture: Image, match: Match, drawings: Sequence[Image], alike: Sequence[int]) -> Match:
    best = min(alike, key=lambda number: colour_error(picture, match.box, drawings[number]))
    if best == match.which:
        return match
    box, wide, high = match.box, picture.width, picture.height
    size = ((box.right - box.left) * wide, (box.bottom - box.top) * high)
    rough = _Rough(box.left * wide, box.top * high, *size, match.score)
    # Nearly alike is not alike: its own shape tells where it ends.
    return _refine(np.ascontiguousarray(picture.rgb), drawings[best], best, rough) or replace(match, which=best)


def _same(one: Box, two: Box) -> bool:
    areas = sorted((_area(one), _area(two)))
    return _overlap(one, two) > 0.7 and areas[0] > 0.85 * areas[1]


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


@dataclass(frozen=True)
class _Rough:
    left: float
    top: float
    width: float
    height: float
    score: float


def _pyramid(pixels: Pixels) -> Iterator[tuple[float, Any]]:
    scale, level = 1.0, pixels
    while min(level.shape[:2]) >= _FIRST / 2:
        yield scale, _edges(level)
        level, scale = cv2.pyrDown(level), scale / 2


def _edges(pixels: Pixels) -> Any:
    """How strongly colours change, (H, W) float32; square roots, so that weak edges count beside strong ones.

    A trace of noise keeps correlation defined where there are no edges at all.
    """
    smooth = cv2.GaussianBlur(pixels, (3, 3), 0)
    across, down = (_steepest(cv2.Scharr(smooth, cv2.CV_32F, *way)) for way in ((1, 0), (0, 1)))
    noise = np.random.default_rng(0).normal(0, _NOISE, across.shape).astype(np.float32)
    return np.sqrt(np.hypot(across, down)) + noise


def _steepest(changes: Any) -> Any:
    red, green, blue = cv2.split(np.abs(changes))
    return cv2.max(cv2.max(red, green), blue)


def _search(pyramid: Sequence[tuple[float, Any]], drawing: Image, stretches: Sequence[float]) -> list[_Rough]:
    rough: list[_Rough] = []
    ratio = drawing.width / drawing.height
    drawing = _shrunk(drawing, 4 * _FIRST * max(1.0, (ratio / 2) ** 0.5))
    for stretch in stretches:
        for step in range(_STEPS):
            # Wide drawings are looked for by their height, so that it does not vanish.
            long = _FIRST * 2 ** (step / _STEPS) * max(1.0, (ratio / 2) ** 0.5)
            wide, high = round(long), round(long / ratio / stretch)
            if min(wide, high) < 6:
                continue
            shape = _edges_of(drawing, wide, high)
            for scale, edges in pyramid:
                if edges.shape[0] < shape.shape[0] or edges.shape[1] < shape.shape[1] or wide / scale < SMALLEST:
                    continue
                scores = cv2.matchTemplate(edges, shape, cv2.TM_CCOEFF_NORMED)
                _, best, _, (x, y) = cv2.minMaxLoc(scores)
                if best >= _WORTH:
                    rough.append(_Rough(x / scale, y / scale, wide / scale, high / scale, float(best)))
    rough.sort(key=lambda one: -one.score)
    apart: list[_Rough] = []
    for one in rough:
        near = (abs(one.left - other.left) + abs(one.top - other.top) < 0.4 * one.width for other in apart)
        if len(apart) < _TRIED and not any(near):
            apart.append(one)
    return apart


def _edges_of(drawing: Image, wide: int, high: int) -> Any:
    """The edges of the drawing at that size, with the rim that they spread into cut to its box."""
    scaled = _sized(drawing, wide, high)
    alpha = scaled[..., 3:].astype(np.float32) / 255
    colours = scaled[..., :3].astype(np.float32)
    ground = _ground_for(colours, alpha)
    flat = (colours * alpha + ground * (1 - alpha)).round().astype(np.uint8)
    padded = cv2.copyMakeBorder(flat, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=ground.tolist())
    return np.ascontiguousarray(_edges(padded)[4:-4, 4:-4])


def _ground_for(colours: Any, alpha: Any) -> Any:
    """White under dark drawings, black under light ones: the edges are then all there."""
    light = float((colours.mean(axis=2) * alpha[..., 0]).sum() / max(float(alpha.sum()), 1e-6))
    return np.full(3, 255.0 if light < 128 else 0.0, np.float32)


def _refine(pixels: Pixels, drawing: Image, which: int, rough: _Rough) -> Match | None:
    ratio = drawing.width / drawing.height
    near = _refined(pixels, drawing, rough, _FINE, (0.12, 0.06, 0.06, 0.03, 0.03, 0.015, 0.008))
    if near.score < _FOUND:
        return None
    # A px more or less is much of a low drawing's height: what was brought down to be found is measured larger.
    # The steps grow again, since sizes an even number of px apart are alike: between them lies a trap.
    shares = (0.03, 0.015, 0.03, 0.015, 0.008)
    best = _refined(pixels, drawing, near, _MEASURED, shares) if max(near.width, near.height) > _FINE else near
    height, width = pixels.shape[:2]
    box = Box(
        best.left / width,
        best.top / height,
        (best.left + best.width) / width,
        (best.top + best.height) / height,
    )
    return Match(which, box, max(best.score, near.score), best.width / best.height / ratio)


def _refined(pixels: Pixels, drawing: Image, rough: _Rough, fine: int, shares: Sequence[float]) -> _Rough:
    """The place near *rough*, both sides alone, looked at with the drawing *fine* px long at most."""
    scale = min(1.0, fine / max(rough.width, rough.height))
    pad = 0.2 * max(rough.width, rough.height) + 4
    height, width = pixels.shape[:2]
    left, top = max(0, int(rough.left - pad)), max(0, int(rough.top - pad))
    right, bottom = min(width, int(rough.left + rough.width + pad)), min(height, int(rough.top + rough.height + pad))
    region = pixels[top:bottom, left:right]
    if scale < 1:
        region = cv2.resize(region, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    edges = _edges(region)
    best = _Rough(0, 0, rough.width * scale, rough.height * scale, -1.0)
    drawing = _shrunk(drawing, 2.5 * best.width)
    for share in shares:
        best = _around(edges, drawing, best, share)
        if best.score < _WORTH:
            break
    return _Rough(left + best.left / scale, top + best.top / scale, best.width / scale, best.height / scale, best.score)


def _around(edges: Any, drawing: Image, start: _Rough, share: float) -> _Rough:
    best = start
    tried: set[tuple[int, int]] = set()
    moves = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
    for across, down in moves:
        wide, high = round(start.width * (1 + across * share)), round(start.height * (1 + down * share))
        if (wide, high) in tried or min(wide, high) < 5 or high > edges.shape[0] or wide > edges.shape[1]:
            continue
        tried.add((wide, high))
        scores = cv2.matchTemplate(edges, _edges_of(drawing, wide, high), cv2.TM_CCOEFF_NORMED)
        _, score, _, (x, y) = cv2.minMaxLoc(scores)
        if score > best.score + 1e-4:
            best = _Rough(x, y, wide, high, float(score))
    return best


def _shrunk(drawing: Image, wide: float) -> Image:
    """The drawing no wider than that: it is brought to many sizes near one another, and this is quicker."""
    if wide >= drawing.width:
        return drawing
    return Image(_sized(drawing, round(wide), max(1, round(wide / drawing.width * drawing.height))))


def _sized(drawing: Image, wide: int, high: int) -> Pixels:
    whole = drawing.pixels if drawing.has_alpha else np.dstack([drawing.rgb, drawing.alpha])
    how = cv2.INTER_AREA if wide < drawing.width else cv2.INTER_CUBIC
    sized: Pixels = cv2.resize(whole, (wide, high), interpolation=how)
    return sized


def _cut(pixels: Pixels, box: Box) -> Pixels:
    height, width = pixels.shape[:2]
    top, bottom = round(box.top * height), max(round(box.bottom * height), round(box.top * height) + 1)
    left, right = round(box.left * width), max(round(box.right * width), round(box.left * width) + 1)
    return pixels[top:bottom, left:right]


def _overlap(one: Box, two: Box) -> float:
    """The share of the smaller box that the other covers."""
    wide = min(one.right, two.right) - max(one.left, two.left)
    high = min(one.bottom, two.bottom) - max(one.top, two.top)
    if wide <= 0 or high <= 0:
        return 0.0
    areas = [(box.right - box.left) * (box.bottom - box.top) for box in (one, two)]
    return wide * high / min(areas)
