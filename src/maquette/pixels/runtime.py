"""What runs a network: OpenVINO where the extra ``fast`` is installed, else onnxruntime."""

from __future__ import annotations

import ctypes
import fcntl
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from maquette.lazy import once
from maquette.pixels.onnx_graph import Constants, with_output

Infer = Callable[..., Any]
"""From a network's inputs, float32, in the order of its file, to its first output. Any thread may call it.

Of most there is one: a batch (1, 3, H, W).
"""

_PREPARED = 6
"""So many prepared networks are kept; each is about as large as its weights."""


@dataclass(frozen=True)
class Output:
    """What is called *values* within a network, joined along its channels, from inputs of these *sizes*.

    *constants* are what of the file says another size.
    """

    values: tuple[str, ...]
    sizes: tuple[tuple[int, ...], ...]
    constants: Constants = field(default_factory=dict)


@cache
def runtime() -> str:
    """``openvino`` or ``onnxruntime``. MAQUETTE_RUNTIME names one of them where both are installed."""
    asked = os.environ.get("MAQUETTE_RUNTIME")
    if asked in ("onnxruntime", "openvino"):
        return asked
    return "openvino" if find_spec("openvino") else "onnxruntime"


def precision(half: bool) -> str:
    """``bf16`` where a network may count in 16 bits (*half*) and is quicker so, else ``f32``.

    It is a part of what a result's key holds: machines that share a store need not have the same processor.
    """
    return "bf16" if half and runtime() == "openvino" and _counts_in_16_bits() else "f32"


@cache
def _counts_in_16_bits() -> bool:
    """Whether the processor multiplies bfloat16, which halves the time of a network."""
    with suppress(OSError):
        flags = Path("/proc/cpuinfo").read_text().partition("\nflags")[2].partition("\n")[0].split()
        return "avx512_bf16" in flags or "amx_bf16" in flags
    return False


def load(path: Path, *, half: bool, output: Output | None = None, alone: bool = False) -> Infer:
    """The network in the file at *path* (ONNX), ready to be called by several threads side by side.

    With an *output* that is what it gives, and only what leads there is counted.

    One core a picture, several pictures side by side: measured faster than all cores on one picture. A network that
    runs *alone* has all cores, and one picture at a time; on onnxruntime no other network runs beside it. It counts as
    ``precision`` says.
    """
    if runtime() == "openvino":
        infer = _openvino(_giving(path, output) if output else str(path), half=half, alone=alone)
        # Its passes hold little beside one another, and a core that waits is lost.
        return _Turns().alone(infer) if alone else infer
    with _file(path, output) as file:
        infer = _onnxruntime(file, alone=alone)
    return _TURNS.alone(infer) if alone else _TURNS.among_others(infer)


class _Turns:
    """Networks that run side by side, but for one that runs alone: it waits for those that run, and others for it.

    What its pass takes is then not held beside what theirs took.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running = self._waiting = 0
        self._taken = False

    def among_others(self, infer: Infer) -> Infer:
        def run(*inputs: Any) -> Any:
            with self._changed:
                self._changed.wait_for(lambda: not (self._taken or self._waiting))
                self._running += 1
            try:
                return infer(*inputs)
            finally:
                with self._changed:
                    self._running -= 1
                    self._changed.notify_all()

        return run

    def alone(self, infer: Infer) -> Infer:
        def run(*inputs: Any) -> Any:
            with self._changed:
                self._waiting += 1
                self._changed.wait_for(lambda: not (self._taken or self._running))
                self._waiting -= 1
                self._taken = True
            try:
                return infer(*inputs)
            finally:
                with self._changed:
                    self._taken = False
                    self._changed.notify_all()

        return run


_TURNS = _Turns()


def _giving(path: Path, output: Output) -> bytes:
    return with_output(path.read_bytes(), output.values, output.sizes, output.constants)


@contextmanager
def _file(path: Path, output: Output | None) -> Iterator[str]:
    """A file of the network that gives *output*: onnxruntime would keep its bytes beside what it makes of them."""
    if output is None:
        yield str(path)
        return
    in_memory = hasattr(os, "memfd_create")
    with os.fdopen(os.memfd_create("network"), "wb") if in_memory else tempfile.NamedTemporaryFile() as file:
        file.write(_giving(path, output))
        file.flush()
        yield f"/proc/self/fd/{file.fileno()}" if in_memory else file.name


def _openvino(network: str | bytes, *, half: bool, alone: bool = False) -> Infer:
    # At its import OpenVINO reports itself to its makers, unless what would do so is missing.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    cores = os.cpu_count() or 1
    settings = {
        "PERFORMANCE_HINT": "THROUGHPUT",
        "NUM_STREAMS": 1 if alone else cores,
        "INFERENCE_NUM_THREADS": cores,
        "INFERENCE_PRECISION_HINT": precision(half),
        # Two processes would else hold on to the same core.
        "ENABLE_CPU_PINNING": False,
    }
    with _prepared() as folder:
        if folder is not None:
            settings["CACHE_DIR"] = str(folder)
        core = openvino.Core()
        read = core.read_model(network) if isinstance(network, bytes) else network
        model = core.compile_model(read, "CPU", settings)
    output = model.output(0)
    # OpenVINO learns of NumPy at the first array that it is asked for. It must be one thread that asks: of two at once,
    # one waits for the interpreter, and the other, which has it, for what the first one learns.
    _ = model.create_infer_request().get_input_tensor(0).data

    def infer(*inputs: Any) -> Any:
        return model.create_infer_request().infer(dict(enumerate(inputs)))[output]

    return infer


@contextmanager
def _prepared() -> Iterator[Path | None]:
    """The folder of prepared networks, in the user's cache, for this process alone; None where it cannot be written.

    Kept prepared, a network is there a second sooner at the next start.
    """
    cached = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(cached) if cached else Path.home() / ".cache") / "maquette" / "networks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        alone = (folder / "lock").open("w")
    except OSError:
        yield None
        return
    with alone:
        # OpenVINO writes in place: who reads meanwhile has half a network.
        fcntl.flock(alone, fcntl.LOCK_EX)
        # A new version of OpenVINO, of the weights or of a setting leaves the old one behind.
        newest_first = sorted(folder.glob("*.blob"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        for file in newest_first[_PREPARED:]:
            file.unlink()
        yield folder


def _onnxruntime(network: str, *, alone: bool = False) -> Infer:
    import onnxruntime

    _share_memory()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = os.cpu_count() or 1 if alone else 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.use_env_allocators", "1")
    # One block laid out for a whole pass would be held once for every pass at a time.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    _give_back()
    entries, first = [one.name for one in session.get_inputs()], session.get_outputs()[0].name
    how = onnxruntime.RunOptions()
    # What a pass took from the pool goes back after it, so that it is not held beside what another network takes.
    how.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return lambda *inputs: session.run([first], dict(zip(entries, inputs, strict=True)), how)[0]


@once
def _share_memory() -> None:
    """One pool for all networks, which grows by no more than a pass needs.

    The pool that a session makes for itself doubles as it grows, and takes a third more: measured on U2-Net, two passes
    side by side.
    """
    import onnxruntime

    place = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    as_asked = 1
    onnxruntime.create_and_register_allocator(place, onnxruntime.OrtArenaCfg(0, as_asked, -1, -1))


def _give_back() -> None:
    """Hand what loading needed and freed back to the system: more than the network itself, and glibc keeps it."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
