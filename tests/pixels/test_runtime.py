"""What runs the networks keeps nothing in the installed package, and does not grow without end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maquette.pixels import networks, runtime


def test_prepared_networks_lie_in_the_users_cache_and_old_ones_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = runtime._prepared()
    assert folder.is_relative_to(tmp_path)
    for number in range(9):
        (folder / f"{number}.blob").write_bytes(b"x")
    assert len(list(runtime._prepared().glob("*.blob"))) == runtime._PREPARED


def test_two_networks_may_be_loaded_side_by_side() -> None:
    path = networks.find_weights("u2netp")
    assert path is not None
    batch = np.zeros((1, 3, networks.SIDE, networks.SIDE), np.float32)
    one, two = runtime._onnxruntime(path), runtime._onnxruntime(path)
    assert np.array_equal(one(batch), two(batch))
