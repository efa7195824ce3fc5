"""Starting imports nothing heavy: help and an unchanged run must answer at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from maquette.painted import paint
from maquette.runs.workers import default_workers

HEAVY = ("numpy", "cv2", "pyvips", "PIL", "onnxruntime", "dbos")


def imported(folder: Path, code: str) -> set[str]:
    told = f"{code}\nimport sys; print('\\nIMPORTED', *sorted(name for name in sys.modules if '.' not in name))"
    done = subprocess.run([sys.executable, "-c", told], cwd=folder, capture_output=True, text=True, check=True)
    return set(done.stdout.split("IMPORTED")[1].split())


@pytest.mark.parametrize(
    "code", ["import maquette", "from maquette import ops", "from maquette.cli import parser; parser()"]
)
def test_nothing_heavy_is_imported(tmp_path: Path, code: str) -> None:
    assert not imported(tmp_path, code) & set(HEAVY)


def test_an_unchanged_run_imports_nothing_heavy(tmp_path: Path) -> None:
    # The first rows are done without the engine, one a core: it is there for one more.
    paint(tmp_path / "photos", default_workers() + 1)
    run = "from maquette.cli import main; main(['run', 'cutout', '--photos', 'photos', '--quality', 'draft', '--json'])"
    assert "dbos" in imported(tmp_path, run)
    assert not imported(tmp_path, run) & set(HEAVY)
