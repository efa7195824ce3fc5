"""A network gives what lies within it, and takes pictures of another size, without another library."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest

from maquette.pixels import networks
from maquette.pixels.encoder_sizes import sizes_at
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


def test_a_constant_says_something_else_and_nothing_else_changes() -> None:
    path = networks.find_weights("u2netp")
    assert path is not None
    height, model = "Constant_25", path.read_bytes()
    as_it_is, same, other = (
        with_output(model, [LAST], [(1, 3, 64, 64)], constants) for constants in (None, {height: (2,)}, {height: (3,)})
    )
    assert same == as_it_is
    assert [(one, two) for one, two in zip(same, other, strict=True) if one != two] == [(2, 3)]
    with pytest.raises(KeyError, match="no_such_node"):
        with_output(model, [LAST], [(1, 3, 64, 64)], {"no_such_node": (1,)})


def test_the_segmenters_encoder_sees_a_smaller_picture() -> None:
    encoder = networks.SEGMENTER[0]
    path = networks.find_weights(encoder.name)
    if path is None or encoder.output is None:
        pytest.skip("needs the segmenter (maquette models get mobile_sam)")
    model, values = path.read_bytes(), encoder.output.values

    def seeing(side: int) -> bytes:
        return with_output(model, values, [(1, 3, side, side)], sizes_at(side))

    assert seeing(networks.SEEN) == with_output(model, values, encoder.output.sizes), "all that says the size is known"
    for side in (networks.GLANCED, 512):
        smaller = onnxruntime.InferenceSession(seeing(side))
        picture = np.zeros((1, 3, side, side), np.float32)
        picture[..., side // 4 : side // 2, side // 2 :] = 1
        said = smaller.run(None, {"input": picture})[0]
        assert said.shape == (1, networks.TOLD + 320, side // 16, side // 16)
