"""Fixtures for tests of runs."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "runs"))

import toys

from maquette.store import Store


@pytest.fixture
def calls() -> Iterator[Counter[str]]:
    yield from toys.calls()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = toys.open_store(tmp_path)
    yield opened
    opened.close()
