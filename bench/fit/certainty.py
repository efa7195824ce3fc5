"""Fits what tells a product from the scenery round it, and the weights by which a cut-out on busy ground is judged.

python bench/fit/certainty.py --keep DIR [--shared ../shared] [--composites 3000] [--sample DIR] [--write]

Needs npm, jax (`uv sync --group fit`), 24 GB, and about two hours of two quiet cores; what is in DIR already
(composites, finds, what is shown of finds that had no part in the fit) is not made again.

Pictures are composites and versions of photos, whose truth is known, photos that were looked at by eye
(composites.py), and drawn objects on other photos (drawn.py); a find is wrong where it overlaps the truth below 0.8.
The weights of ``shown`` are fitted to all of these whose truth is known, but for one half of the drawn objects and of
the photos that they lie on: to what `matte` goes on with of these the weights SEEING of ``certainty`` are fitted, a
ridge logistic regression. BLIND, and what fits from the published weights reach, are told of pictures that were left
out: products and the photos behind them are divided in three, and what is shown of a picture comes from weights that
neither its third of the products nor its third of the photos had a part in. The risk above which a find is marked is
the one that one in ten of the right composites exceeds.

With --write weights/glance.npz is written: what moves those in weights/shown.npz, which this fitted to the encoder at
its full size, to what it says at a glance. The weights of pixels/certainty.py are printed, to be put there.
"""

from __future__ import annotations

import argparse
import pickle
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from composites import Picture, compose, grounds, looked_at, pictures, pixels, products, products_of, vary
from drawn import draw
from maquette import ops, samples
from maquette.picture.image import Image
from maquette.pixels import front, shown
from maquette.pixels.certainty import BLIND, CERTAIN, FAR_APART, SEEING, Seen, measures_of, risk_of
from maquette.pixels.clues import find_clues
from maquette.pixels.decoder import Weights
from maquette.pixels.ground import find_ground
from maquette.pixels.looks import Looked, look
from maquette.pixels.matte import _SEARCHED
from maquette.pixels.networks import LENGTH, SEGMENTER, SIDE, TOLD, find_weights, places
from maquette.pixels.parting import covered
from maquette.pixels.pieces import overlap
from maquette.pixels.segments import embed, glance
from maquette.pixels.shown import GRID, SHOWN, can_show

FALSE_ALARMS, RIDGE, THIRDS = 0.1, 2.0, 3
REAL = 3.0
"""A photo, or a version of one, weighs in the fit of ``shown`` as so many composites."""


@dataclass(frozen=True)
class Find:
    """What the network found in a picture: its *measures*, and how far it overlaps the truth.

    *embedded* and *seen* are what is ``known`` of its places, *taught* is what they show where the encoder sees the
    picture at its full size; *found* and *truth*, None where nobody knows it, are packed masks (SIDE, SIDE).
    """

    picture: Picture
    measures: dict[str, float]
    overlap: float
    agreement: float
    stray: float
    embedded: Any
    seen: Any
    taught: Any
    found: Any
    truth: Any

    @property
    def mask(self) -> Any:
        return unpacked(self.found)

    @property
    def judged(self) -> bool:
        """Whether it is one of those that the alarm is fitted to: of versions of photos the photo is one."""
        return self.picture.kind in ("composite", "photo")

    @property
    def fitted_on(self) -> bool:
        return self.truth is not None and self.picture.fitted_on

    def overlapped(self, mask: Any) -> float:
        """How far a mask overlaps the truth; of a photo whose find is right another thing is taken for wrong."""
        if self.truth is None:
            return 0.0
        return overlap(cv2.resize(mask, (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 0.5, unpacked(self.truth) > 0)


def find(picture: Picture) -> Find | None:
    """None on plain ground, where it is not judged by these measures, and where nothing stands out."""
    rgb = pixels(picture.path)
    if find_ground(rgb) is not None:
        return None
    looked = look(rgb, "standard")
    measures = judged(rgb, looked.mask, looked)
    if measures is None:
        return None
    truth = picture.truth()
    whole = cv2.resize(looked.mask, (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 0.5
    small = None if truth is None else cv2.resize(truth, (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 127
    near = 0.0 if small is None else overlap(whole, small)
    seen = places(rgb)
    taught = shown.shown_by(*shown.known(embed(rgb), seen), whole, at_full_size())
    return Find(
        picture,
        measures,
        near,
        looked.agreement,
        looked.stray,
        *(one.astype(np.float16) for one in (*shown.known(glance(rgb), seen), taught)),
        np.packbits(whole),
        None if small is None else np.packbits(small),
    )


def unpacked(bits: Any) -> Any:
    return np.unpackbits(bits)[: SIDE * SIDE].reshape(SIDE, SIDE).astype(np.float32)


def judged(rgb: Any, mask: Any, looked: Looked | Find, told: float | None = None) -> dict[str, float] | None:
    clues = find_clues(rgb, mask)
    if clues is None:
        return None
    seen = Seen.of(mask, agreement=looked.agreement, box=None, stray=looked.stray, shown=told)
    return {"one": 1.0, **measures_of(seen, clues)}


@dataclass(frozen=True)
class Taken:
    """What `matte` goes on with: its measures, its overlap with the truth, and whether it is a part of the find."""

    measures: dict[str, float]
    overlap: float
    parted: bool = False


def taken(told: tuple[Find, Any]) -> Taken:
    find, shown_there = told
    if risk_of(find.measures) <= _SEARCHED:
        return Taken(find.measures, find.overlap)
    rgb, mask = pixels(find.picture.path), find.mask
    things = front.divided_by(find.seen[..., :LENGTH].astype(np.float32), mask, shown_there)
    part = front.in_front(rgb, mask, things, draw=False).mask
    measures = None if part is None else judged(rgb, part, find, shown.agreed(part, shown_there))
    if measures is None:
        return Taken({**find.measures, "shown": things.agreed}, find.overlap)
    return Taken(measures, find.overlapped(part), parted=True)


@dataclass(frozen=True)
class GoneOut:
    """A cut-out as `matte` gives it: its measures, its overlap with the truth, and whether it is asked about anyway."""

    measures: dict[str, float]
    overlap: float
    certain: bool


def gone_out(picture: Picture) -> GoneOut:
    found, truth = ops.matte(Image(pixels(picture.path))), picture.truth()
    doubts = any(doubt.code in CERTAIN for doubt in found.doubts)
    near = overlap(found.alpha > 127, truth > 127)
    return GoneOut(found.measures, near, doubts or found.measures["agreement"] < FAR_APART)


def thirds(found: list[Find]) -> Any:
    """For each find the third of all names that its product is in, and that of the photo behind it."""
    return np.array([[third(one.picture.product), third(one.picture.photo)] for one in found])


def third(name: str) -> int:
    """Variants of a product, in other colours or sizes, have its first two words; hashes and part numbers are whole."""
    numbered = re.match(r"[0-9a-f]{8}-|10-", name)
    return zlib.crc32((name if numbered else "-".join(name.split("-")[:2])).encode()) % THIRDS


@cache
def at_full_size() -> Weights:
    """The weights of ``shown`` that were fitted to the encoder at its full size."""
    unmoved = {"picture": np.zeros((TOLD, TOLD), np.float32), "picture.bias": np.zeros(TOLD, np.float32)}
    return shown.stored("shown") | unmoved


def fit_on(found: list[Find], seed: int) -> Weights:
    """The weights of ``shown``, from the published ones."""
    from shown_weights import fitted

    decoder = find_weights(SEGMENTER[1].name)
    if decoder is None:
        raise FileNotFoundError(SEGMENTER[1].file)
    return fitted(rows_of(found), decoder, seed)


def rows_of(found: list[Find]) -> dict[str, Any]:
    use = [one for one in found if one.fitted_on]
    return {
        "picture": np.stack([one.embedded for one in use]),
        "seen": np.stack([one.seen for one in use]),
        "found": np.stack([covered(one.mask, GRID) for one in use]),
        "corners": np.stack([shown.corners_of(one.mask) for one in use]),
        "truth": np.stack([covered(unpacked(one.truth), SHOWN) for one in use]),
        "counts": np.array([REAL if one.picture.real else 1.0 for one in use], np.float32),
    }


def left_out(found: list[Find]) -> list[Any]:
    """For each find what is shown of it by weights that had no part of its product and photo; None of the others."""
    parts = thirds(found)
    told: list[Any] = [None] * len(found)
    for number in range(THIRDS):
        others = np.flatnonzero((parts != number).all(axis=1))
        left = np.flatnonzero((parts == number).all(axis=1))
        weights = fit_on([found[place] for place in others], number)
        for place in left:
            told[place] = told_by(weights, found[place])
        alike = [shown.agreed(unpacked(found[place].truth), told[place]) for place in left if found[place].fitted_on]
        print(f"fit {number + 1} of {THIRDS}: of {len(others)}, ", end="")
        print(f"overlap with the truth of {len(alike)} left out {np.mean(alike):.3f}", flush=True)
    return told


def told_by(weights: Weights, find: Find) -> Any:
    return shown.shown_by(find.embedded.astype(np.float32), find.seen.astype(np.float32), find.mask, weights)


def judging(names: list[str], measures: list[dict[str, float]], overlaps: Any, real: Any) -> Any:
    """The weights of certainty.py, by name, both kinds of picture weighing the same, where there are two."""
    counts = np.ones(len(measures)) if real is None else np.where(real, 0.5 / real.mean(), 0.5 / (1 - real.mean()))
    rows = np.array([[one.get(name, 1.0) for name in names] for one in measures])
    return dict(zip(names, regressed(rows, (overlaps < 0.8).astype(float), counts), strict=True))


def regressed(rows: Any, goal: Any, counts: Any) -> Any:
    """Weights of a logistic regression with ridge on standardised measures, by Newton's method; *counts* weigh rows."""
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    mean[0], deviation[0] = 0, 1
    scaled = (rows - mean) / deviation
    ridge = np.diag([1e-6, *[RIDGE] * (rows.shape[1] - 1)])
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        risk = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (counts * (risk - goal)) + ridge @ weights
        step = np.linalg.solve((scaled.T * (counts * risk * (1 - risk))) @ scaled + ridge, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    weights = weights / deviation
    weights[0] -= weights @ mean
    return weights


def risks_left_out(
    names: list[str], found: list[Find], measures: list[dict[str, float]], overlaps: Any, real: Any
) -> Any:
    """For each find the risk of what is gone on with, by weights that its third of the products had no part in."""
    products = thirds(found)[:, 0]
    risk = np.zeros(len(found))
    for number in range(THIRDS):
        others, left = np.flatnonzero(products != number), np.flatnonzero(products == number)
        weights = judging(names, [measures[place] for place in others], overlaps[others], real[others])
        for place in left:
            risk[place] = 1 / (1 + np.exp(-sum(weights[name] * measures[place].get(name, 1.0) for name in names)))
    return risk


def kept(path: Path, make: Callable[[], Any]) -> Any:
    """What is stored at *path*, made and stored there where it is not."""
    if not path.exists():
        made = make()
        path.write_bytes(pickle.dumps(made))
        return made
    return pickle.loads(path.read_bytes())


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    options.add_argument("--composites", type=int, default=3000)
    options.add_argument("--keep", required=True, help="a folder for composites, finds and what is shown of them")
    options.add_argument("--sample", help="the sample shop, where `python -m maquette.samples DIR` has made it already")
    options.add_argument("--write", action="store_true", help="write weights/glance.npz")
    given = options.parse_args()
    shared, folder = Path(given.shared).absolute(), Path(given.keep)
    if not shared.is_dir() or find_weights("u2net") is None or not can_show():
        print(f"skipped: needs {shared} and the large weights (maquette models get u2net, vit_s_focus, mobile_sam)")
        return
    with tempfile.TemporaryDirectory() as place:
        sample = Path(given.sample or Path(place) / "shop")
        if not sample.is_dir() and samples.main([str(sample)]):
            return
        photos, made = looked_at(shared, sample), folder / "composites"
        made.mkdir(parents=True, exist_ok=True)
        if not any(made.glob("*.jpg")):
            things, behind = [*products(shared), *products_of(photos)], grounds(shared, sample)
            compose(things, behind, made, given.composites)
            vary(photos, made)
            draw(made, things, behind)
        # A fork would inherit the threads of a network that is loaded already.
        with get_context("spawn").Pool() as pool:
            found = kept(
                folder / "finds.pkl", lambda: known(pool.imap(find, list(pictures(photos, made)), chunksize=4))
            )
        if given.write:
            write(found)
        unseen = [one for one in found if one.picture.kind == "unseen"]
        # Processes that have not read yet what is written now.
        with get_context("spawn").Pool() as pool:
            tell_unseen(unseen, pool.map(gone_out, [one.picture for one in unseen], chunksize=8))
            told = kept(folder / "shown.pkl", lambda: left_out(found))
            pairs = [(one, each) for one, each in zip(found, told, strict=True) if each is not None and one.judged]
            tell([one for one, _ in pairs], pool.map(taken, pairs, chunksize=8))


def write(found: list[Find]) -> None:
    """Fit what moves the weights of ``shown`` to what the encoder says at a glance, and write it to its place.

    Where two things lie before one another the front one alone counts: a fit with many such pictures knows what is in
    front better, and what is a product worse. So it is the mean of one with them and of one without.
    """
    from shown_weights import mean, nearer, packed

    begun, fits = shown.stored("shown"), []
    for those in (found, [one for one in found if one.picture.kind != "pair"]):
        rows = rows_of(those) | {"taught": np.stack([one.taught for one in those if one.fitted_on])}
        fits.append(nearer(rows, begun, THIRDS))
    np.savez_compressed(Path(shown.__file__).parent / "weights" / "glance.npz", **packed(mean(begun, fits)))


def known(found: Iterator[Find | None]) -> list[Find]:
    return [one for one in found if one is not None]


def tell(found: list[Find], final: list[Taken]) -> None:
    """Print of what is left out of the fit how far finds overlap the truth before and after, and the weights BLIND."""
    real = np.array([one.picture.real for one in found])
    whole, after = np.array([one.overlap for one in found]), np.array([one.overlap for one in final])
    parted = np.array([one.parted for one in final])
    print(f"left out of the fit: {(~real).sum()} composites, overlap of the find {whole[~real].mean():.3f}, ", end="")
    print(f"of what is taken {after[~real].mean():.3f}; ", end="")
    print(f"below .8: {(whole[~real] < 0.8).sum()} before, {(after[~real] < 0.8).sum()} after")
    right = real & (whole >= 0.8)
    print(
        f"of real photos whose find was right, a part is taken in {(parted & right).sum()} of {right.sum()}; ", end=""
    )
    print(f"of the {(real & ~right).sum()} wrong ones {(after[real & ~right] >= 0.8).sum()} are right after")
    names, measures = list(BLIND.weights), [one.measures for one in found]
    risk = risks_left_out(names, found, measures, whole, real)
    alarm = float(np.quantile(risk[~real & (whole >= 0.8)], 1 - FALSE_ALARMS))
    print(f"BLIND, marked above a risk of {alarm:.2f}:")
    for kind, those in (("composites", ~real), ("real photos", real)):
        print(f"  {kind}: {marked(risk[those], whole[those], alarm)}")
    for name, weight in judging(names, measures, whole, real).items():
        print(f'    "{name}": {weight:.3g},')


def tell_unseen(before: list[Find], after: list[GoneOut]) -> None:
    """Print what goes out and is asked about of pictures that no fit of ``shown`` had a part of; the weights SEEING."""
    overlaps, certain = np.array([one.overlap for one in after]), np.array([one.certain for one in after])
    bad = sum(one.overlap < 0.8 for one in before)
    print(f"unseen: {len(before)} composites, {bad} below .8 before, {(overlaps < 0.8).sum()} after; ", end="")
    print(f"overlap of what goes out {overlaps.mean():.3f}")
    standing = np.array([risk_of(one.measures) for one in after])
    told = marked(np.maximum(standing, certain), overlaps, SEEING.alarm)
    print(f"SEEING as it stands, above {SEEING.alarm:.2f}, and what is certain: {told}")
    names, asked = list(SEEING.weights), np.array(["shown" in one.measures for one in after])
    rows = [one.measures for one in after if "shown" in one.measures]
    anew = judging(names, rows, overlaps[asked], None)
    risk = standing.copy()
    risk[asked] = [1 / (1 + np.exp(-sum(anew[name] * one.get(name, 1.0) for name in names))) for one in rows]
    risk = np.maximum(risk, certain)
    alarm = float(np.quantile(risk[overlaps >= 0.8], 1 - FALSE_ALARMS))
    print(f"SEEING fitted to these, above {alarm:.2f}, and what is certain: {marked(risk, overlaps, alarm)}")
    for name, weight in anew.items():
        print(f'    "{name}": {weight:.3g},')


def marked(risk: Any, overlaps: Any, alarm: float) -> str:
    wrong = overlaps < 0.8
    return ", ".join(
        f"{(risk[one] > alarm).sum()} of {one.sum()} {title}" for title, one in (("wrong", wrong), ("right", ~wrong))
    )


if __name__ == "__main__":
    main()
