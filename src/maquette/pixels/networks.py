"""The segmentation networks: where their weights lie, and each loaded once for all threads."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.errors import NotFound
from maquette.folders import weights_folder
from maquette.lazy import lazy, load_modules
from maquette.pixels.runtime import Infer, load
from maquette.pixels.shrink import shrink

if TYPE_CHECKING:
    import cv2
    import numpy as np
    from numpy.typing import NDArray

    Share = NDArray[np.float32]
else:
    np = lazy("numpy")
    cv2 = lazy("cv2")
    Share = Any

SIDE = 320
"""The networks look at a square of that many pixels."""


@dataclass(frozen=True)
class Network:
    """A network that finds what stands out in a picture: its name and the SHA-256 of its weights.

    *half*: counting in 16 bits it draws the same edge (less than 0.1 % of a photo's pixels change sides).
    """

    name: str
    sha256: str
    half: bool

    @property
    def file(self) -> str:
        """The name of the weights file."""
        return f"{self.name}.onnx"


NETWORKS = {
    one.name: one
    for one in (
        Network("u2net", "8d10d2f3bb75ae3b6d527c77944fc5e7dcd94b29809d47a739a7a728a912b491", half=True),
        Network("u2netp", "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8", half=False),
    )
}
"""Best first. U2-Net: Qin et al., Pattern Recognition 106 (2020); weights Apache-2.0."""

_found: dict[tuple[str, Path], Path] = {}
_loaded: dict[str, Infer] = {}
_lock = threading.Lock()


def find_weights(name: str) -> Path | None:
    """The weights file of a network, fetched or shipped with the package; None when it is not here.

    What was found is remembered, since every row asks; what was not is looked for again: it may arrive meanwhile.
    """
    fetched = weights_folder()
    known = _found.get((name, fetched))
    if known is not None:
        return known
    file = NETWORKS[name].file
    for folder in (fetched, Path(__file__).parent / "weights"):
        if (folder / file).is_file():
            _found[name, fetched] = folder / file
            return folder / file
    return None


def best_network() -> str:
    """The name of the best network whose weights are here."""
    return next(name for name in NETWORKS if find_weights(name))


def saliency(rgb: Any, network: str) -> Share:
    """How much each place of *rgb* (H, W, 3, uint8, sRGB) belongs to what stands out: (320, 320) float32, 0..1.

    Input as U2-Net was trained: divided by the picture's maximum, then ImageNet's mean and deviation.
    """
    small = shrink(rgb, SIDE, SIDE)
    scaled = small.astype(np.float32) / max(int(small.max()), 1)
    mean, deviation = np.asarray([0.485, 0.456, 0.406], np.float32), np.asarray([0.229, 0.224, 0.225], np.float32)
    batch = ((scaled - mean) / deviation).transpose(2, 0, 1)[None]
    answer: Share = warm(network)(np.ascontiguousarray(batch))[0, 0]
    low, high = float(answer.min()), float(answer.max())
    return (answer - low) / max(high - low, 1e-6)


def warm(name: str) -> Infer:
    """The network of that name, loaded once for all threads; whoever comes second waits for the first."""
    with _lock:
        if name not in _loaded:
            path = find_weights(name)
            if path is None:
                raise NotFound(
                    f"the weights of {name} are not in {weights_folder()}",
                    mend=f"maquette models get {name}",
                    code="no-weights",
                )
            load_modules("numpy")
            _loaded[name] = load(path, half=NETWORKS[name].half)
        return _loaded[name]
