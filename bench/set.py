"""How even a set is before and after: scale, margins, baseline, ground, exposure and white point.

Made with the default look from the open product photos; every row that came out is measured, also those that wait.

    python bench/set.py [--shared ../shared] [--photos 40]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from maquette import open_workspace, ops
from maquette.picture.colour import delta_e, lab
from maquette.picture.decode import decode
from maquette.picture.encode import jpeg

FOLDERS = ("dreambooth", "vendure", "sockshop", "boutique")


def light(rgb: Any) -> tuple[float, float, float]:
    """Mean L* of a picture, and mean a*, b* of its bright, near-neutral pixels."""
    values = lab(cv2.resize(np.ascontiguousarray(rgb), (256, 256), interpolation=cv2.INTER_AREA))
    level, chroma = values[..., 0], np.hypot(values[..., 1], values[..., 2])
    white = (level >= np.percentile(level, 75)) & (chroma < 25)
    a, b = (values[..., place][white].mean() if white.any() else 0.0 for place in (1, 2))
    return float(level.mean()), float(a), float(b)


def place(rgb: Any, fill: float) -> tuple[float, float, float, float] | None:
    """Larger share of the frame, left and right margin, and baseline of what differs from the corner's colour."""
    apart = np.abs(rgb.astype(int) - rgb[2, 2].astype(int)).max(axis=2) > 40
    rows, columns = np.flatnonzero(apart.sum(axis=1) > 2), np.flatnonzero(apart.sum(axis=0) > 2)
    if not len(rows):
        return None
    height, width = apart.shape
    box = (columns[0] / width, 1 - (columns[-1] + 1) / width, (rows[-1] + 1) / height)
    return max(1 - box[0] - box[1], (rows[-1] + 1 - rows[0]) / height), *box


def letterbox(rgb: Any) -> Any:
    """The picture in a square of 240 px."""
    scale = 240 / max(rgb.shape[:2])
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    square = np.full((240, 240, 3), 255, np.uint8)
    square[: size[1], : size[0]] = cv2.resize(np.ascontiguousarray(rgb), size, interpolation=cv2.INTER_AREA)
    return square


def cut_edges(rgb: Any) -> list[bool]:
    """Whether a product runs out of the top, bottom, left and right edge."""
    apart = np.abs(rgb.astype(int) - np.median(rgb[:30].reshape(-1, 3), axis=0)).max(axis=2) > 40
    return [bool(line.sum() > 0.05 * line.size) for line in (apart[0], apart[-1], apart[:, 0], apart[:, -1])]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    options.add_argument("--photos", type=int, default=40)
    options.add_argument("--shadow", default="0", help="with a shadow, places count it as product")
    options.add_argument("--verbose", action="store_true", help="a line for every picture")
    options.add_argument("--sheet", help="write the photos over what was made of them into this JPEG file")
    given = options.parse_args()
    root = Path(given.shared).absolute() / "data" / "products" / "open"
    if not root.is_dir():
        print(f"skipped: needs {root}")
        return
    photos = [path for name in FOLDERS for path in sorted((root / name).glob("*.jpg"))]
    photos = photos[:: max(1, len(photos) // given.photos)][: given.photos]
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "products.csv"
        table.write_text("id,photo\n" + "".join(f"{n},{path}\n" for n, path in enumerate(photos)))
        words = ["run", "product-listing", "--over", "products.csv", "--to", "out", "--look", "warm-paper"]
        words += ["--shadow", given.shadow, "--formats", "1000x1000", "--no-sheet", "--json"]
        done = subprocess.run(
            [sys.executable, "-m", "maquette", *words], cwd=folder, capture_output=True, text=True, check=True
        )
        told = json.loads(done.stdout)
        counted = "" if given.shadow == "0" else " (places count the shadow as product)"
        print(f"{told['rows']} at --shadow {given.shadow}{counted}")
        before, after, places, grounds, pairs = [], [], [], [], []
        with open_workspace(folder) as workspace:
            ground = lab([0xF3, 0xED, 0xE3])
            for row in workspace.rows("last"):
                if not row["files"]:
                    continue
                path = Path(folder) / ".maquette" / "assets" / row["files"][0]["sha256"][:2] / row["files"][0]["sha256"]
                out, source = decode(path).rgb, ops.decode(Path(row["values"]["path"])).rgb
                before.append(light(source))
                after.append(light(out))
                pairs.append(np.vstack([letterbox(source), letterbox(out)]))
                rims = (out[:12], out[-12:], out[:, :12].swapaxes(0, 1), out[:, -12:].swapaxes(0, 1))
                # An edge of the frame that a product runs out of (its photo cut it there) is product, not ground.
                clear = [rim for rim, cut in zip(rims, cut_edges(out), strict=True) if not cut]
                grounds.append(max((float(delta_e(lab(rim), ground).max()) for rim in clear), default=0.0))
                if given.verbose:
                    print(f"{row['input'][-50:]:50} exposure {before[-1][0]:.1f} -> {after[-1][0]:.1f}")
                found = place(out, 0.72)
                if found and not any(cut_edges(out)):
                    places.append(found)
                    if given.verbose:
                        print(f"{row['input']:50} scale {found[0]:.3f} left {found[1]:.3f} right {found[2]:.3f}")
        if given.sheet:
            lines = [np.hstack(pairs[at : at + 8]) for at in range(0, len(pairs) - 7, 8)]
            Path(given.sheet).write_bytes(jpeg(np.vstack(lines), 88))
        table_of = np.array(places)
        for name, column in (("scale", 0), ("baseline", 3)):
            values = table_of[:, column]
            print(f"{name:12} coefficient of variation {100 * values.std() / values.mean():.2f} %")
        # The look fixes the tighter margin of a product, across or down; the other follows from its shape.
        tight = (1 - table_of[:, 0]) / 2
        uneven = np.abs(table_of[:, 1] - table_of[:, 2])
        print(f"margins      coefficient of variation {100 * tight.std() / tight.mean():.2f} %")
        print(f"             left against right, mean difference {100 * uneven.mean():.2f} % of the width")
        print(f"ground       all rims      largest deltaE2000 from the look's colour {max(grounds):.2f}")
        old, new = np.array(before).std(axis=0), np.array(after).std(axis=0)
        for name, spread in (("exposure", (old[0], new[0])), ("white point", (np.hypot(*old[1:]), np.hypot(*new[1:])))):
            print(f"{name:12} spread {spread[0]:.2f} -> {spread[1]:.2f}, {spread[0] / spread[1]:.1f} x smaller")


if __name__ == "__main__":
    main()
