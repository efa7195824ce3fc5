"""A network gives what lies within it, and takes pictures of another size, without another library."""

from __future__ import annotations

import numpy as np
import onnxruntime

from maquette.pixels import networks
from maquette.pixels.onnx_graph import with_output

LAST, BEFORE_THE_LAST = "1959", "1958"
"""Values in the weights that ship: the answer, and the same before it is squeezed into 0..1."""


def test_what_a_network_counts_on_the_way_can_be_had() -> None:
    path = networks.find_weights("u2netp")
    assert path is not None
    whole = onnxruntime.InferenceSession(path)
    within = onnxruntime.InferenceSession(with_output(path.read_bytes(), [BEFORE_THE_LAST], [(1, 3, 320, 320)]))
    batch = np.random.default_rng(1).normal(size=(1, 3, 320, 320)).astype(np.float32)
    entry = whole.get_inputs()[0].name
    squeezed = 1 / (1 + np.exp(-within.run(None, {entry: batch})[0]))
    assert np.allclose(squeezed, whole.run([LAST], {entry: batch})[0], atol=1e-4)


def test_the_input_is_of_the_size_that_is_asked_for() -> None:
    path = networks.find_weights("u2netp")
    assert path is not None
    smaller = onnxruntime.InferenceSession(with_output(path.read_bytes(), [LAST], [(1, 3, 160, 192)]))
    entry = smaller.get_inputs()[0]
    assert entry.shape == [1, 3, 160, 192]
    assert smaller.run(None, {entry.name: np.zeros((1, 3, 160, 192), np.float32)})[0].shape == (1, 1, 160, 192)


def test_several_values_are_joined_along_their_channels() -> None:
    path = networks.find_weights("u2netp")
    assert path is not None
    both = onnxruntime.InferenceSession(with_output(path.read_bytes(), [BEFORE_THE_LAST, LAST], [(1, 3, 64, 64)]))
    assert len(both.get_outputs()) == 1
    joined = both.run(None, {both.get_inputs()[0].name: np.ones((1, 3, 64, 64), np.float32)})[0]
    assert joined.shape == (1, 2, 64, 64)
    before, last = np.split(joined, 2, axis=1)
    assert np.allclose(1 / (1 + np.exp(-before)), last, atol=1e-4)
