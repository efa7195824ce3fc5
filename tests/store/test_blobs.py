"""Assets are written whole, once, and nothing half stays behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from maquette.errors import StoreError
from maquette.store import Blobs, Store


def test_bytes_come_back_and_are_written_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    name = blobs.put(b"picture")
    stamp = blobs.path(name).stat().st_mtime_ns
    assert blobs.put(b"picture") == name
    assert blobs.path(name).stat().st_mtime_ns == stamp
    assert blobs.get(name) == b"picture"


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        Blobs(tmp_path).put(b"picture")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_lost_asset_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="gone"):
        Blobs(tmp_path).get("0" * 64)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "maquette.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="database"):
        Store(tmp_path, lambda path: None)
