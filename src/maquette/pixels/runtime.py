"""What runs a network: OpenVINO where the extra ``fast`` is installed, else onnxruntime."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Infer = Callable[[Any], Any]
"""From a batch (1, 3, H, W) float32 to the network's first output, (1, 1, H, W) float32. Any thread may call it."""


@cache
def runtime() -> str:
    """``openvino`` or ``onnxruntime``. MAQUETTE_RUNTIME names one of them where both are installed."""
    asked = os.environ.get("MAQUETTE_RUNTIME")
    if asked in ("onnxruntime", "openvino"):
        return asked
    return "openvino" if find_spec("openvino") else "onnxruntime"


def load(path: Path) -> Infer:
    """The network in the file at *path* (ONNX), ready to be called by several threads side by side.

    One core a picture, several pictures side by side: measured faster than all cores on one picture. OpenVINO counts
    in bfloat16 on processors that have it, in float32 elsewhere.
    """
    return _openvino(path) if runtime() == "openvino" else _onnxruntime(path)


def _openvino(path: Path) -> Infer:
    import openvino

    cores = os.cpu_count() or 1
    settings = {"PERFORMANCE_HINT": "THROUGHPUT", "NUM_STREAMS": cores, "INFERENCE_NUM_THREADS": cores}
    kept = path.parent / "prepared"
    with suppress(OSError):
        # Beside fetched weights the prepared network is kept: the next start is a second shorter.
        kept.mkdir(exist_ok=True)
        settings["CACHE_DIR"] = str(kept)
    model = openvino.Core().compile_model(str(path), "CPU", settings)
    output = model.output(0)

    def infer(batch: Any) -> Any:
        return model.create_infer_request().infer({0: batch})[output]

    return infer


def _onnxruntime(path: Path) -> Infer:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena never gives memory back; without it two jobs stay far below a gigabyte and a half.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    entry, first = session.get_inputs()[0].name, session.get_outputs()[0].name
    return lambda batch: session.run([first], {entry: batch})[0]
