"""The segmentation networks: where their weights lie, and each loaded once for all threads."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.errors import NotFound
from maquette.folders import weights_folder
from maquette.lazy import lazy, load_modules
from maquette.pixels.encoder_sizes import sizes_at
from maquette.pixels.runtime import Infer, Output, load
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
    """A network that runs here: its name and the SHA-256 of its weights.

    *half*: counting in 16 bits it says the same (of one that draws an edge, less than 0.1 % of a photo's pixels change
    sides). *output* is what is wanted of it, where that is not what its file gives. *model* is what it is fetched by,
    and *weights* the name of its file, where that is not its own name. *alone*: a pass holds so much memory that it
    runs as ``runtime.load`` says.
    """

    name: str
    sha256: str
    half: bool
    output: Output | None = None
    model: str = ""
    weights: str = ""
    alone: bool = False

    @property
    def file(self) -> str:
        """The name of the weights file."""
        return f"{self.weights or self.name}.onnx"


NETWORKS = {
    one.name: one
    for one in (
        Network("u2net", "8d10d2f3bb75ae3b6d527c77944fc5e7dcd94b29809d47a739a7a728a912b491", half=True),
        Network("u2netp", "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8", half=False),
    )
}
"""Those that find what stands out, best first.

U2-Net: Qin et al., Pattern Recognition 106 (2020); weights Apache-2.0.
"""

GRID = 24
"""What places show is told on a grid of that many places a side."""

LENGTH = 384
"""Each by so many numbers."""

PLACES = Network(
    "vit_s_focus",
    "198644e37de36674974f453a9aebfc0120b168b9414cce18d4dceb576fbdf355",
    half=True,
    output=Output(("/backbone/encoder/layer.8/Add_1_output_0",), ((1, 3, 14 * GRID, 14 * GRID),)),
)
"""Tells what each place of a picture shows: DINOv2-S (Oquab et al., TMLR 2024), the ninth of its twelve layers.

Its cuts between places came nearest to the truth, of the sixth to the last layer, on composites of our own.
"""

TOLD, SEEN, ANSWERED = 256, 1024, 256
"""The decoder takes TOLD numbers a place; the encoder sees a square of SEEN pixels, answers have ANSWERED."""

_ENCODED = "output", "/Transpose_output_0"

SEGMENTER = (
    Network(
        "mobile_sam_encoder",
        "18348d144bd357285285dbd75dacd8c44a2789ea63c5edbc908e681516e95246",
        half=True,
        output=Output(_ENCODED, ((1, 3, SEEN, SEEN),)),
        model="mobile_sam",
        alone=True,
    ),
    Network(
        "mobile_sam_decoder",
        "800b1500d3e4422f9499706b75544b3604031e182f7f5f0f69f778e3512c4131",
        half=True,
        output=Output(
            ("/Reshape_9_output_0",), ((1, 256, 64, 64), (1, 2, 2), (1, 2), (1, 1, ANSWERED, ANSWERED), (1,), (2,))
        ),
        model="mobile_sam",
    ),
)
"""Draws the outline of what a box holds: MobileSAM (Zhang et al., arXiv 2306.14289), with the decoder of Segment
Anything (Kirillov et al., ICCV 2023). The encoder gives what the decoder takes, TOLD numbers a place, and behind these
what its own last layer says, which the decoder is not told.
"""

GLANCED = 448
"""As little as that shows what things are, if not where they end; windows of both sizes fill it.

Of 1024 pixels the encoder takes five times as long.
"""

GLANCE = replace(
    SEGMENTER[0],
    name="mobile_sam_glance",
    weights=SEGMENTER[0].name,
    output=Output(_ENCODED, ((1, 3, GLANCED, GLANCED),), sizes_at(GLANCED)),
    alone=False,
)
"""The same encoder at a smaller size."""

_ALL = {one.name: one for one in (*NETWORKS.values(), PLACES, *SEGMENTER, GLANCE)}
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
    file = _ALL[name].file
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
    answer: Share = warm(network)(_batch(small, max(int(small.max()), 1)))[0, 0]
    low, high = float(answer.min()), float(answer.max())
    return (answer - low) / max(high - low, 1e-6)


def can_tell_places() -> bool:
    """Whether the weights are here that `places` needs."""
    return find_weights(PLACES.name) is not None


def places(rgb: Any) -> Any:
    """What each place of *rgb* (H, W, 3, uint8, sRGB) shows: (GRID, GRID, LENGTH) float32; like things point alike."""
    seen = warm(PLACES.name)(_batch(shrink(rgb, 14 * GRID, 14 * GRID), 255))
    # The first is of the whole picture.
    return seen[0, 1:].reshape(GRID, GRID, LENGTH)


def _batch(small: Any, most: int) -> Any:
    """A picture as the networks were trained to see it: divided by *most*, then ImageNet's mean and deviation."""
    mean, deviation = np.asarray([0.485, 0.456, 0.406], np.float32), np.asarray([0.229, 0.224, 0.225], np.float32)
    scaled = (small.astype(np.float32) / most - mean) / deviation
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[None])


def warm(name: str) -> Infer:
    """The network of that name, loaded once for all threads; whoever comes second waits for the first."""
    with _lock:
        if name not in _loaded:
            path, network = find_weights(name), _ALL[name]
            if path is None:
                raise NotFound(
                    f"the weights of {name} are not in {weights_folder()}",
                    mend=f"maquette models get {network.model or name}",
                    code="no-weights",
                )
            load_modules("numpy")
            _loaded[name] = load(path, half=network.half, output=network.output, alone=network.alone)
        return _loaded[name]
