"""A studio over a small workspace, without its background threads unless a test asks for them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from atelier import Studio, fill

from maquette.workspace import open_workspace


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studio") / "atelier"
    fill(folder)
    return folder


@pytest.fixture
def studio(filled: Path, tmp_path: Path) -> Iterator[Studio]:
    folder = tmp_path / "atelier"
    shutil.copytree(filled, folder)
    with open_workspace(folder) as workspace:
        yield Studio(workspace)
