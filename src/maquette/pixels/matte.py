"""Where the product is: a short way for what is cut out already, the ground for plain ground, else a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from maquette.graph import op
from maquette.lazy import lazy
from maquette.picture.image import Box, Image, Matte
from maquette.pixels.certainty import Seen, judge
from maquette.pixels.ground import Ground, find_ground
from maquette.pixels.networks import NETWORKS, SIDE, best_network, saliency, warm
from maquette.pixels.refine import refine
from maquette.pixels.runtime import runtime

if TYPE_CHECKING:
    import cv2
    import numpy as np
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")

Quality = Literal["draft", "standard", "fine"]
"""draft: one look of the network. standard: a second, closer look. fine: the closer look from both sides."""

_TRUSTED = 0.93
_SHADE = 0.05
_MARGIN = 0.18
_NEAR = 12
_CRISP = 0.8
_SMALL = 0.7
_SLACK = 0.03
_LINE = 5
"""What the ground alone saw and is thinner is a seam between boards or tiles."""


def _depends(**_: Any) -> dict[str, str]:
    name = best_network()
    return {"network": name, "weights": NETWORKS[name].sha256[:16], "runtime": runtime()}


@op(version=3, cost="heavy", also=_depends, prepare=lambda: warm(best_network()))
def matte(picture: Image, *, box: Box | None = None, quality: Quality = "standard") -> Matte:
    """Where the product is in *picture*, at the picture's own size, and how sure that is.

    With a *box* (shares of the picture), only what is inside counts and the network looks at it closely. Methods:
    ``alpha`` (the picture was cut out already), ``ground`` (plain or white ground, no network), ``network``,
    ``network+ground``. ``measures`` holds what the certainty was judged by.
    """
    if picture.has_alpha:
        return _cut_out_already(picture)
    rgb = picture.rgb
    part, place = _inside(rgb, box)
    ground = find_ground(part)
    around = _around(ground)
    if around:
        # Plain ground says where the product is, so ground and network look at that part closely.
        nearer, corner = _inside(part, around)
        closer = find_ground(nearer)
        if closer.plain:
            part, ground, place = nearer, closer, (place[0] + corner[0], place[1] + corner[1])
    if ground.plain and ground.trust >= _TRUSTED and ground.shade < _SHADE and ground.touches < 0.2:
        seen = Seen.of(ground.mask, agreement=ground.trust, box=box)
        return judge(_placed(refine(part, ground.mask, reach=2), rgb, place), seen, "ground")
    mask, agreement = _look(part, quality, box)
    method = "network"
    if ground.plain:
        mask, agreement = _with_ground(mask, ground, agreement)
        method = "network+ground"
    seen = Seen.of(mask, agreement=agreement, box=box)
    alpha = _placed(refine(part, mask, reach=3 if ground.plain else 5), rgb, place)
    return judge(alpha if box is None else _clipped(alpha, box), seen, method)


def _cut_out_already(picture: Image) -> Matte:
    alpha = picture.alpha
    mask = cv2.resize(alpha, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return judge(alpha.copy(), Seen.of(mask, agreement=1.0, box=None, cut_out=True), "alpha")


def _inside(rgb: Any, box: Box | None) -> tuple[Any, tuple[int, int]]:
    """The part of the picture in and a little around the box, and where its corner is."""
    if box is None:
        return rgb, (0, 0)
    height, width = rgb.shape[:2]
    across, down = _MARGIN * (box.right - box.left), _MARGIN * (box.bottom - box.top)
    left, right = max(0.0, box.left - across), min(1.0, box.right + across)
    top, bottom = max(0.0, box.top - down), min(1.0, box.bottom + down)
    x, y = round(left * width), round(top * height)
    part = rgb[y : max(y + 8, round(bottom * height)), x : max(x + 8, round(right * width))]
    return np.ascontiguousarray(part), (x, y)


def _around(ground: Ground) -> Box | None:
    """A box round what stands out from plain ground, where that is a small part of the picture."""
    rows, columns = np.flatnonzero((ground.mask > 0).any(axis=1)), np.flatnonzero((ground.mask > 0).any(axis=0))
    if not ground.plain or not len(rows):
        return None
    height, width = ground.mask.shape
    box = Box(columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height)
    return box if max(box.right - box.left, box.bottom - box.top) < _SMALL else None


def _clipped(alpha: Any, box: Box) -> Any:
    """Nothing outside the box but the little that a hand draws too tight."""
    height, width = alpha.shape
    across, down = _SLACK * (box.right - box.left), _SLACK * (box.bottom - box.top)
    top, bottom = max(0, round((box.top - down) * height)), round((box.bottom + down) * height)
    left, right = max(0, round((box.left - across) * width)), round((box.right + across) * width)
    kept = np.zeros_like(alpha)
    kept[top:bottom, left:right] = alpha[top:bottom, left:right]
    return kept


def _placed(alpha: Any, rgb: Any, place: tuple[int, int]) -> Any:
    """The part's alpha in a matte of the whole picture."""
    if alpha.shape == rgb.shape[:2]:
        return alpha
    whole = np.zeros(rgb.shape[:2], np.uint8)
    x, y = place
    whole[y : y + alpha.shape[0], x : x + alpha.shape[1]] = alpha
    return whole


def _look(rgb: Any, quality: Quality, box: Box | None) -> tuple[Any, float]:
    """The network's mask of *rgb* (float32 0..1, longest side at most 640) and how far its looks agree, 0..1."""
    network = best_network()
    first = saliency(rgb, network)
    if quality == "draft":
        return first, 1.0 - _unsure(first)
    second_rgb, corner, size = _closer(rgb, first)
    looks = [saliency(second_rgb, network)]
    if quality == "fine":
        looks.append(saliency(np.ascontiguousarray(second_rgb[:, ::-1]), network)[:, ::-1])
    closer = np.mean(looks, axis=0)
    return _fused(first, closer, corner, size, rgb.shape[:2])


def _closer(rgb: Any, first: Any) -> tuple[Any, tuple[float, float], tuple[float, float]]:
    """A crop round what the first look found, with its corner and size in shares; the mirrored whole if that is all."""
    rows, columns = np.flatnonzero((first > 0.5).any(axis=1)), np.flatnonzero((first > 0.5).any(axis=0))
    height, width = rgb.shape[:2]
    if not len(rows):
        return rgb, (0.0, 0.0), (1.0, 1.0)
    top, bottom = rows[0] / SIDE, (rows[-1] + 1) / SIDE
    left, right = columns[0] / SIDE, (columns[-1] + 1) / SIDE
    across, down = 0.2 * (right - left) + 0.02, 0.2 * (bottom - top) + 0.02
    left, right, top, bottom = (
        max(0, left - across),
        min(1, right + across),
        max(0, top - down),
        min(1, bottom + down),
    )
    x, y = round(left * width), round(top * height)
    part = rgb[y : max(y + 8, round(bottom * height)), x : max(x + 8, round(right * width))]
    return (
        np.ascontiguousarray(part),
        (x / width, y / height),
        (part.shape[1] / width, part.shape[0] / height),
    )


def _fused(
    first: Any, closer: Any, corner: tuple[float, float], size: tuple[float, float], shape: tuple[int, int]
) -> tuple[Any, float]:
    """The closer look where the first agrees with it, both where they differ; at a longest side of 640 px."""
    scale = min(1.0, 640 / max(shape))
    width, height = max(8, round(shape[1] * scale)), max(8, round(shape[0] * scale))
    whole = np.clip(cv2.resize(first, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)
    x, y = round(corner[0] * width), round(corner[1] * height)
    across, down = (
        min(width - x, max(1, round(size[0] * width))),
        min(height - y, max(1, round(size[1] * height))),
    )
    near = np.zeros_like(whole)
    near[y : y + down, x : x + across] = np.clip(
        cv2.resize(closer, (across, down), interpolation=cv2.INTER_CUBIC), 0, 1
    )
    agreement = _overlap(whole > 0.5, near > 0.5)
    kernel = np.ones((15, 15), np.uint8)
    far_off = (whole > 0.5) != (near > 0.5)
    deep = cv2.erode(far_off.astype(np.uint8), kernel).astype(bool)
    deep = cv2.dilate(deep.astype(np.uint8), kernel).astype(bool)
    fused = np.where(deep, (whole + near) / 2, near)
    return fused, agreement


def _with_ground(mask: Any, ground: Ground, agreement: float) -> tuple[Any, float]:
    """Network and ground together: the ground knows the contour, the network what is inside it."""
    size = mask.shape[1::-1]
    known = cv2.resize(ground.mask, size, interpolation=cv2.INTER_LINEAR)
    overlap = _overlap(mask > 0.5, known > 0.5)
    same = cv2.resize(ground.same.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST).astype(bool)
    opened = cv2.resize(ground.open.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST).astype(bool)
    said = np.where(opened | (same & (mask < 0.9)), 0, mask)
    if overlap < 0.6:
        return said, min(agreement, overlap)
    # What differs from the ground is product where it lies at the network's; a far thing is something else.
    beyond = (known > 0.5) & (mask < 0.5)
    thick = cv2.morphologyEx(beyond.astype(np.uint8), cv2.MORPH_OPEN, np.ones((_LINE, _LINE), np.uint8)) > 0
    reach = np.ones((2 * _NEAR + 1, 2 * _NEAR + 1), np.uint8)
    near = cv2.dilate((mask > 0.5).astype(np.uint8), reach).astype(bool)
    dim = cv2.resize(ground.dim.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST).astype(bool)
    trims = _trims(beyond & thick, mask > 0.5, known > 0.5, ground, size)
    kept = (near & ~dim & (thick | ~beyond)) | trims
    return np.maximum(said, np.where(kept, known, 0)), max(agreement, overlap)


def _trims(beyond: Any, sure: Any, known: Any, ground: Ground, size: tuple[int, int]) -> Any:
    """Pieces of *beyond* that belong to the product though they are as grey as a shadow: a pale sole, a white frame.

    They touch what the network is *sure* of, are smaller, and have a sharp outline against the ground, which a
    shadow has not.
    """
    sharp = cv2.resize(ground.sharp.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST).astype(bool)
    small = np.ones((3, 3), np.uint8)
    outline = known & (cv2.erode(known.astype(np.uint8), small) == 0) & beyond
    touching = cv2.dilate(sure.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool) & beyond
    count, labels = cv2.connectedComponents(beyond.astype(np.uint8), connectivity=8)
    area, length, crisp, touches = (
        np.bincount(labels[where], minlength=count) for where in (beyond, outline, outline & sharp, touching)
    )
    trim = (crisp > _CRISP * np.maximum(length, 1)) & (touches > 0) & (area < 0.6 * sure.sum())
    trim[0] = False
    return trim[labels]


def _overlap(one: Any, two: Any) -> float:
    union = float((one | two).sum())
    return float((one & two).sum()) / union if union else 0.0


def _unsure(mask: Any) -> float:
    """The share of the mask's area that the network cannot place."""
    return float(((mask > 0.2) & (mask < 0.8)).sum() / max(1, (mask > 0.5).sum()))
