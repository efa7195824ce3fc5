"""Starting imports nothing heavy: help and an unchanged run must answer at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from maquette.painted import paint

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
    paint(tmp_path / "photos", 2)
    run = "from maquette.cli import main; main(['run', 'cutout', '--photos', 'photos', '--quality', 'draft', '--json'])"
    assert "dbos" in imported(tmp_path, run)
    assert not imported(tmp_path, run) & set(HEAVY)
