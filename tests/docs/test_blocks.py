"""Every block of the docs runs, page by page, in a workspace with painted photos."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from maquette.painted import paint

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(sh|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = [page for page in sorted((ROOT / "docs").glob("*.md")) if FENCE.search(page.read_text())]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_blocks(page: Path, tmp_path: Path) -> None:
    photos = paint(tmp_path / "photos", 3)
    rows = "".join(f"{photo.stem},photos/{photo.name}\n" for photo in photos)
    (tmp_path / "products.csv").write_text("id,photo\n" + rows)
    (tmp_path / "maquette.toml").write_text("")
    binaries = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("MAQUETTE_WORKSPACE", None)
    for kind, text in FENCE.findall(page.read_text()):
        command = ["bash", "-euo", "pipefail", "-c", text] if kind == "sh" else [sys.executable, "-c", text]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, f"{text}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
