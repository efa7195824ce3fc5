"""The numbers in the file of MobileSAM's encoder that say at which size it sees, for another size.

TinyViT (Wu et al., ECCV 2022) looks at a picture in windows of fixed sizes; its export wrote down how many there are.
"""

from __future__ import annotations

from maquette.pixels.onnx_graph import Constants

_LAYERS = ((1, 2, 8, 7), (2, 6, 16, 14), (3, 2, 16, 7))
"""Of each: its number, its blocks, the pixels a place, and the places a side of a window."""
_PLACES, _BEYOND, _WINDOWS, _FILLED = (3, 4, 28, 32, 34, 35), (6,), (13, 15, 17, 18, 20, 21), (24, 25)
"""The constants of a block, by what they say: places a side, those filled in, windows a side, places with these."""
_DOWN = (1, 2)
"""The layers after which there are half as many places a side, or as many."""


def sizes_at(side: int) -> Constants:
    """By the names of the file's nodes what they say when it sees a square of *side* pixels, a multiple of 16."""
    found: dict[str, tuple[int, ...]] = {}
    for layer, blocks, pixels, window in _LAYERS:
        places = side // pixels
        windows = -(-places // window)
        beyond = windows * window - places
        said: dict[tuple[int, ...], tuple[int, ...]] = {
            _PLACES: (places,),
            _BEYOND: (0, 0, 0, beyond, 0, beyond),
            _WINDOWS: (windows,),
            _FILLED: (places + beyond,),
        }
        for block in range(blocks):
            for numbers, values in said.items():
                found |= {f"/layers.{layer}/blocks.{block}/Constant_{number}": values for number in numbers}
        if layer in _DOWN:
            found[f"/layers.{layer}/downsample/Constant"] = (1, places, places, -1)
    return found | dict.fromkeys(("/Constant_2", "/Constant_3"), (side // 16,))
