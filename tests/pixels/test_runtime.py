"""What runs the networks keeps nothing in the installed package, and does not grow without end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maquette.pixels import networks, runtime


def test_prepared_networks_lie_in_the_users_cache_and_old_ones_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with runtime._prepared() as folder:
        assert folder is not None
        assert folder.is_relative_to(tmp_path)
        for number in range(9):
            (folder / f"{number}.blob").write_bytes(b"x")
    with runtime._prepared() as folder:
        assert folder is not None
        assert len(list(folder.glob("*.blob"))) == runtime._PREPARED


def test_without_a_cache_folder_networks_are_prepared_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "maquette").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with runtime._prepared() as folder:
        assert folder is None


def test_openvino_tells_nobody_that_it_runs_and_sees_what_onnxruntime_sees() -> None:
    """In a process of its own, since the import is what reports."""
    pytest.importorskip("openvino", exc_type=ImportError)
    code = """
import sys, numpy as np
from maquette.pixels import networks, runtime
path = networks.find_weights("u2netp")
batch = np.random.default_rng(3).normal(size=(1, 3, networks.SIDE, networks.SIDE)).astype(np.float32)
apart = np.abs(runtime._openvino(path, half=False)(batch) - runtime._onnxruntime(path)(batch)).max()
print(apart < 0.01, [name for name in sys.modules if name.startswith("openvino_telemetry.")])
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "[]"]


def test_the_key_of_a_cut_out_says_in_which_numbers_the_network_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "runtime", lambda: "openvino")
    for has_it, counted in ((True, "bf16"), (False, "f32")):
        monkeypatch.setattr(runtime, "_counts_in_16_bits", lambda has_it=has_it: has_it)
        assert runtime.precision(half=True) == counted
        assert runtime.precision(half=False) == "f32"
    monkeypatch.setattr(runtime, "runtime", lambda: "onnxruntime")
    assert runtime.precision(half=True) == "f32"


def test_a_network_that_runs_alone_has_one_picture_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[int] = []
    most: list[int] = []

    def infer(batch: int) -> int:
        inside.append(batch)
        most.append(len(inside))
        sum(range(2000))
        inside.remove(batch)
        return batch

    monkeypatch.setattr(runtime, "runtime", lambda: "openvino")
    monkeypatch.setattr(runtime, "_openvino", lambda *_, **__: infer)
    with several_switches(), ThreadPoolExecutor(4) as threads:
        alone = runtime.load(Path("any"), half=False, alone=True)
        assert sorted(threads.map(alone, range(200))) == list(range(200))
    assert max(most) == 1


def test_no_other_network_runs_beside_one_that_runs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[str] = []
    beside: list[tuple[str, ...]] = []

    def named(path: str, **_: Any) -> Any:
        def infer(batch: Any) -> Any:
            running.append(path)
            beside.append(tuple(running))
            running.remove(path)
            return batch

        return infer

    monkeypatch.setattr(runtime, "runtime", lambda: "onnxruntime")
    monkeypatch.setattr(runtime, "_onnxruntime", named)
    one, other = (runtime.load(Path(name), half=False, alone=name == "one") for name in ("one", "other"))
    with several_switches(), ThreadPoolExecutor(4) as threads:
        asked = list(threads.map(lambda number: (one if number % 5 == 0 else other)(number), range(400)))
    assert asked == list(range(400))
    assert all(len(together) == 1 for together in beside if "one" in together)

    def broken(*_: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(runtime, "_onnxruntime", lambda *_, **__: broken)
    for alone in (True, False):
        with pytest.raises(MemoryError):
            runtime.load(Path("broken"), half=False, alone=alone)(0)
    assert (one(1), other(2)) == (1, 2), "one that fails leaves"


def test_both_runtimes_run_a_network_alone_as_among_others() -> None:
    path = networks.find_weights("u2netp")
    assert path is not None
    batch = np.random.default_rng(3).normal(size=(1, 3, 64, 64)).astype(np.float32)
    output = runtime.Output(("1959",), ((1, 3, 64, 64),))
    assert np.allclose(
        runtime.load(path, half=False, output=output, alone=True)(batch),
        runtime.load(path, half=False, output=output)(batch),
        atol=1e-4,
    )


@contextmanager
def several_switches() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def test_two_networks_may_be_loaded_side_by_side() -> None:
    path = networks.find_weights("u2netp")
    assert path is not None
    batch = np.zeros((1, 3, networks.SIDE, networks.SIDE), np.float32)
    one, two = runtime._onnxruntime(path), runtime._onnxruntime(path)
    assert np.array_equal(one(batch), two(batch))


@pytest.mark.parametrize("in_memory", [True, False])
def test_what_lies_within_a_network_is_told_by_each_runtime(in_memory: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    path = networks.find_weights("u2netp")
    assert path is not None
    if not in_memory:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    batch = np.random.default_rng(3).normal(size=(1, 3, 64, 64)).astype(np.float32)
    before_the_last, last = "1958", "1959"
    told = []
    for name in filter(find_spec, ("onnxruntime", "openvino")):
        monkeypatch.setattr(runtime, "runtime", lambda name=name: name)
        within = runtime.load(path, half=False, output=runtime.Output((before_the_last, last), ((1, 3, 64, 64),)))
        told.append(within(batch))
        assert told[-1].shape == (1, 2, 64, 64)
        assert np.allclose(told[-1], told[0], atol=0.05)


def test_threads_that_see_their_first_picture_at_once_do_not_wait_for_each_other_for_ever() -> None:
    """Nine times in ten they did, on a busy interpreter."""
    pytest.importorskip("openvino", exc_type=ImportError)
    code = """
import sys, threading
import numpy as np
from maquette.pixels import networks

sys.setswitchinterval(1e-6)
see, ready, batch = networks.warm("u2netp"), threading.Barrier(4), np.zeros((1, 3, 320, 320), np.float32)

def spin():
    while True:
        sum(range(50))

def look():
    ready.wait()
    see(batch)

for _ in range(3):
    threading.Thread(target=spin, daemon=True).start()
looks = [threading.Thread(target=look, daemon=True) for _ in range(4)]
for one in looks:
    one.start()
for one in looks:
    one.join(45)
print(sum(one.is_alive() for one in looks))
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.split() == ["0"]
