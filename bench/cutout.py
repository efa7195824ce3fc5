"""Cut-out quality against exact truth, beside u2net as rembg uses it: 49 composites on studio and on busy ground.

python bench/cutout.py [--shared ../shared] [--limit N] [--only "standard"]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from maquette import ops
from maquette.picture.image import Box, Image
from maquette.pixels.networks import find_weights

cv2.setNumThreads(1)


def score(found: Any, truth: Any) -> tuple[float, float]:
    """Overlap of the areas, and mean error of alpha (0..1) within 8 px of the true edge."""
    a, b = found >= 128, truth >= 128
    solid = b.astype(np.uint8)
    edge = cv2.dilate(solid, np.ones((3, 3), np.uint8)) - cv2.erode(solid, np.ones((3, 3), np.uint8))
    band = cv2.dilate(edge, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (17, 17))) > 0
    error = np.abs(found.astype(float) - truth)[band].mean() / 255
    return float((a & b).sum() / max(1, (a | b).sum())), float(error)


def true_box(truth: Any) -> Box:
    ys, xs = np.nonzero(truth > 128)
    height, width = truth.shape
    return Box(xs.min() / width, ys.min() / height, (xs.max() + 1) / width, (ys.max() + 1) / height)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    options.add_argument("--limit", type=int, default=49)
    options.add_argument("--only", help="one of the ways, such as standard")
    given = options.parse_args()
    shared = Path(given.shared).absolute()
    if not shared.is_dir() or find_weights("u2net") is None:
        print(f"skipped: needs {shared} and the large weights (maquette models get u2net)")
        return
    os.environ["U2NET_HOME"] = str(find_weights("u2net").parent)  # type: ignore[union-attr]
    from PIL import Image as Pillow
    from rembg import new_session, remove

    session = new_session("u2net")

    def rembg(rgb: Any, _: Any) -> tuple[Any, bool]:
        return np.asarray(remove(Pillow.fromarray(rgb), session=session, only_mask=True)), False

    def ours(**how: Any) -> Callable[[Any, Any], tuple[Any, bool]]:
        def run(rgb: Any, truth: Any) -> tuple[Any, bool]:
            box = true_box(truth) if how.get("box") else None
            found = ops.matte(Image(rgb), box=box, quality=how.get("quality", "standard"))
            if not how.get("choose"):
                return found.alpha, bool(found.doubts)
            shown = [found.alpha, *(ops.matte(Image(rgb), box=one).alpha for one in found.candidates)]
            return max(shown, key=lambda alpha: score(alpha, truth)[0]), bool(found.doubts)

        return run

    ways = {
        "rembg u2net": rembg,
        "draft": ours(quality="draft"),
        "standard": ours(),
        "standard, box": ours(box=True),
        "fine": ours(quality="fine"),
        # As somebody has it who accepts what was found or takes the best of the boxes that were asked about.
        "chosen": ours(choose=True),
    }
    for ground, flag in (("studio", ["--plain"]), ("busy", [])):
        with tempfile.TemporaryDirectory() as place:
            tool = str(shared / "tools" / "composite.py")
            subprocess.run([sys.executable, tool, str(shared / "data" / "cutouts"), place, *flag], check=True)
            truths = sorted(Path(place).glob("*.alpha.png"))[: given.limit]
            for name, way in ways.items():
                if given.only not in (None, name):
                    continue
                scores, marks, begun = [], [], time.process_time()
                for path in truths:
                    truth = cv2.imread(str(path), 0)
                    rgb = cv2.cvtColor(cv2.imread(str(path).replace(".alpha.png", ".jpg")), cv2.COLOR_BGR2RGB)
                    found, marked = way(rgb, truth)
                    scores.append(score(found, truth))
                    marks.append(marked)
                seconds = (time.process_time() - begun) / len(truths)
                overlap, error = np.array(scores).T
                bad, marked = overlap < 0.8, np.array(marks)
                print(
                    f"{ground:7}{name:15} IoU {overlap.mean():.3f} (median {np.median(overlap):.3f}), "
                    f"edge {error.mean():.3f}, "
                    f"below .8: {bad.sum():2}, marked {(marked & bad).sum()}/{bad.sum()} bad, "
                    f"{(marked & ~bad).sum()}/{(~bad).sum()} good, {seconds:.2f} CPU s",
                    flush=True,
                )


if __name__ == "__main__":
    main()
