"""How even a set is before and after: scale, margins, baseline, ground, exposure and white point.

Made with one look, its shadow included, from the open product photos. Where the product is gets measured in the
finished files, not asked of the staging: the set is made a second and third time on black and on white, and the
difference of the two is the coverage of every pixel (Smith and Blinn, Blue Screen Matting, 1996), which sees a
white shoe on cream as well as a black one and takes no shadow for product.

A product fills the frame along one side only; how much air is left along the other follows from its shape, and no
staging can make a bottle's and a shoe's alike. So *margin* is the smallest of the four that a picture leaves, and
*off centre* is the left one held against the right. Products that their photo cut off run out of the frame on that
side by intention; they are counted, and left out of scale, margin and baseline.

*Exposure* is what a look means by it, how light white comes out (L* of the bright, near-neutral pixels); mean L* is
told beside it and depends on the products too: no light makes a black bag as bright as a white shoe.

    python bench/set.py [--shared ../shared] [--photos 30]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from maquette import open_workspace, ops
from maquette.picture.colour import Colour, delta_e, lab
from maquette.picture.encode import jpeg

FOLDERS = ("dreambooth", "vendure", "sockshop", "boutique")
SIDE, RIM = 1000, 12


@dataclass(frozen=True)
class Measured:
    """One row: its name, whether it went out, light before and after, the product's box, largest error of ground."""

    name: str
    state: str
    before: tuple[float, float, float, float]
    after: tuple[float, float, float, float]
    box: tuple[float, float, float, float]
    cut: bool
    ground: float
    pair: Any

    @property
    def scale(self) -> float:
        """The larger share of the frame that the product takes."""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top)

    @property
    def margin(self) -> float:
        """The smallest of the four margins, as a share of the side."""
        left, top, right, bottom = self.box
        return min(left, top, 1 - right, 1 - bottom)


def light(rgb: Any) -> tuple[float, float, float, float]:
    """L*, a* and b* of a picture's white (its bright, near-neutral pixels on the mean), and the mean L* of it all."""
    values = lab(cv2.resize(np.ascontiguousarray(rgb), (256, 256), interpolation=cv2.INTER_AREA))
    level, chroma = values[..., 0], np.hypot(values[..., 1], values[..., 2])
    white = (level >= np.percentile(level, 75)) & (chroma < 25)
    exposure = level[white].mean() if white.any() else np.percentile(level, 90)
    a, b = (values[..., place][white].mean() if white.any() else 0.0 for place in (1, 2))
    return float(exposure), float(a), float(b), float(level.mean())


def letterbox(rgb: Any) -> Any:
    """The picture in a square of 240 px."""
    scale = 240 / max(rgb.shape[:2])
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    square = np.full((240, 240, 3), 255, np.uint8)
    square[: size[1], : size[0]] = cv2.resize(np.ascontiguousarray(rgb), size, interpolation=cv2.INTER_AREA)
    return square


def make(folder: Path, *words: str) -> dict[str, Path]:
    """Run the job once more with *words*, and give each row's finished file; those that wait have one as well."""
    base = ["run", "product-listing", "--over", "products.csv", "--to", "out", "--formats", f"{SIDE}x{SIDE}"]
    command = [sys.executable, "-m", "maquette", *base, "--no-sheet", "--json", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    assets = folder / ".maquette" / "assets"
    with open_workspace(folder) as workspace:
        rows = [row for row in workspace.rows(json.loads(done.stdout)["run"]) if row["files"]]
    return {row["name"]: assets / row["files"][0]["sha256"][:2] / row["files"][0]["sha256"] for row in rows}


def measure(record: dict[str, Any], made: list[dict[str, Path]], ground: Any) -> Measured | None:
    """Everything of one row from its files: in the look, on black, and on white; None where no product was found."""
    out, black, white = (ops.decode(some[record["name"]]).rgb for some in made)
    source = ops.decode(Path(record["values"]["path"])).rgb
    cover = 1 - (white.astype(np.float32) - black).mean(axis=2) / 255
    rows, columns = np.flatnonzero((cover > 0.5).any(axis=1)), np.flatnonzero((cover > 0.5).any(axis=0))
    if not len(rows):
        return None
    box = (columns[0] / SIDE, rows[0] / SIDE, (columns[-1] + 1) / SIDE, (rows[-1] + 1) / SIDE)
    rim = np.ones((SIDE, SIDE), bool)
    rim[RIM:-RIM, RIM:-RIM] = False
    # Where a product runs out of the frame its edge is no ground; JPEG spreads it over its blocks of 16 px.
    bare = rim & ~cv2.dilate((cover > 0.03).astype(np.uint8), np.ones((33, 33), np.uint8)).astype(bool)
    return Measured(
        record["input"],
        record["state"],
        light(source),
        light(out),
        box,
        min(box[0], box[1], 1 - box[2], 1 - box[3]) <= 1 / SIDE,
        float(delta_e(lab(out[bare]), ground).max()),
        np.vstack([letterbox(source), letterbox(out)]),
    )


def tell(title: str, rows: list[Measured]) -> None:
    """Print the figures of one set."""
    whole = [row for row in rows if not row.cut]
    print(f"\n{title}: {len(rows)} pictures, {len(rows) - len(whole)} of them cut off by their photo")
    for name, values in (
        ("scale", [row.scale for row in whole]),
        ("margin", [row.margin for row in whole]),
        ("baseline", [row.box[3] for row in whole]),
    ):
        mean, deviation = float(np.mean(values)), float(np.std(values))
        print(f"{name:12} coefficient of variation {100 * deviation / mean:.2f} %  (mean {mean:.3f})")
    apart = max(abs(row.box[0] - (1 - row.box[2])) for row in whole)
    print(f"{'off centre':12} at most {100 * apart:.2f} % of the width, left against right")
    print(f"{'ground':12} all rims, largest deltaE2000 from the look's colour {max(row.ground for row in rows):.3f}")
    old, new = (np.array(some).std(axis=0) for some in ([r.before for r in rows], [r.after for r in rows]))
    for name, was, became in (
        ("exposure", old[0], new[0]),
        ("white point", np.hypot(*old[1:3]), np.hypot(*new[1:3])),
        ("mean L*", old[3], new[3]),
    ):
        print(f"{name:12} spread {was:.2f} -> {became:.2f}, {was / became:.1f} x smaller")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--shared", default="../shared")
    options.add_argument("--photos", type=int, default=30)
    options.add_argument("--look", default="warm-paper", help="a shipped look with a plain ground")
    options.add_argument("--work", help="keep the workspace in this folder, so that the next time is quick")
    options.add_argument("--verbose", action="store_true", help="a line for every picture")
    options.add_argument("--sheet", help="write the photos over what was made of them into this JPEG file")
    given = options.parse_args()
    root = Path(given.shared).absolute() / "data" / "products" / "open"
    if not root.is_dir():
        print(f"skipped: needs {root}")
        return
    photos = [path for name in FOLDERS for path in sorted((root / name).glob("*.jpg"))]
    photos = photos[:: max(1, len(photos) // given.photos)][: given.photos]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(given.work or place)
        folder.mkdir(exist_ok=True)
        (folder / "products.csv").write_text("id,photo\n" + "".join(f"{n},{path}\n" for n, path in enumerate(photos)))
        plain = ("--look", given.look, "--shadow", "0", "--background")
        made = [
            make(folder, "--look", given.look),
            make(folder, *plain, "#000000"),
            make(folder, *plain, "#ffffff"),
        ]
        with open_workspace(folder) as workspace:
            ground = lab(list(Colour.parse(workspace.look(given.look).background).rgb))
            found = (measure(row, made, ground) for row in workspace.rows("last") if row["files"])
            rows = [one for one in found if one is not None]
    for row in rows if given.verbose else ():
        place = " ".join(f"{one:.3f}" for one in row.box)
        print(f"{row.name[-44:]:44} {row.state:8} {'cut' if row.cut else '   '} box {place} scale {row.scale:.3f}")
        (was, *_, mean), (became, *_, later) = row.before, row.after
        print(f"{'':44} white {was:.1f} -> {became:.1f} mean {mean:.1f} -> {later:.1f} ground {row.ground:.2f}")
    if given.sheet:
        lines = [np.hstack([row.pair for row in rows[at : at + 8]]) for at in range(0, len(rows) - 7, 8)]
        Path(given.sheet).write_bytes(jpeg(np.vstack(lines), 88))
    tell("delivered", [row for row in rows if row.state == "done"])
    tell("with those that wait for a person", rows)


if __name__ == "__main__":
    main()
