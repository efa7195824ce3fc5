"""Which places of a photo show the product, as the segmenter's decoder tells it, asked in words that were fitted."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maquette.picture.image import Box
from maquette.pixels import decoder, networks, segments
from maquette.pixels.networks import LENGTH, TOLD
from maquette.pixels.runtime import load
from maquette.pixels.segments import Embedded
from maquette.pixels.shown import GRID, SHOWN, _weights, corners_of, known, moved, shown, shown_by, squared

FITTED = Path(__file__).parents[2] / "bench" / "fit" / "shown_weights.py"


WORDS = LENGTH + 320


def asked() -> tuple[Any, Any, Any]:
    """What is known of a photo's places, and what stood out in it."""
    rng = np.random.default_rng(0)
    found = np.zeros((100, 160), np.float32)
    found[20:70, 30:90] = 0.7
    return (
        rng.normal(size=(GRID, GRID, TOLD)).astype(np.float32),
        rng.normal(size=(networks.GRID, networks.GRID, WORDS)).astype(np.float32),
        found,
    )


def test_a_mirrored_photo_is_shown_the_mirrored_places() -> None:
    picture, seen, found = asked()
    told = shown_by(picture, seen, found, _weights())
    assert told.shape == (SHOWN, SHOWN)
    assert ((told > 0) & (told < 1)).all()
    assert told.std() > 0.01
    other = shown_by(picture[:, ::-1], seen[:, ::-1], found[:, ::-1], _weights())
    assert np.allclose(other, told[:, ::-1], atol=1e-3)


def test_places_are_told_what_stood_out_as_the_fit_was_told_by_its_outline_alone() -> None:
    picture, seen, found = asked()
    told = shown_by(picture, seen, found, _weights())
    assert np.array_equal(told, shown_by(picture, seen, (found > 0.5).astype(np.float32), _weights()))
    assert not np.allclose(told, shown_by(picture, seen, 1 - found, _weights()), atol=0.01)


def test_where_nothing_stood_out_the_whole_photo_is_asked_about() -> None:
    picture, seen, found = asked()
    assert np.allclose(corners_of(found), [(30 / 160, 0.2), (90 / 160, 0.7)])
    assert corners_of(0 * found).tolist() == [[0, 0], [1, 1]]
    assert np.isfinite(shown_by(picture, seen, 0 * found, _weights())).all()


def test_what_two_networks_say_of_a_photo_is_asked_with() -> None:
    rng = np.random.default_rng(2)
    values, last = (rng.normal(size=(1, count, 64, 64)).astype(np.float32) for count in (TOLD, 320))
    places = rng.normal(size=(networks.GRID, networks.GRID, LENGTH)).astype(np.float32)
    picture = Embedded(values, last, (1024, 1024))
    embedded, seen = known(picture, places)
    assert np.allclose(
        embedded, values[0].reshape(TOLD, GRID, 2, GRID, 2).mean(axis=(2, 4)).transpose(1, 2, 0), atol=1e-5
    )
    assert seen.shape == (networks.GRID, networks.GRID, WORDS)
    for part in (seen[..., :LENGTH], seen[..., LENGTH:]):
        assert np.allclose(np.square(part).mean(axis=-1), 1, atol=1e-3), "only its direction tells"
    found = asked()[2]
    assert np.array_equal(shown(picture, places, found), shown_by(embedded, seen, found, _weights()))


@pytest.mark.parametrize("size", [(1024, 1024), (512, 1024), (1024, 300), (1024, 7)])
def test_what_the_segmenter_tells_of_a_photo_is_drawn_out_over_the_square(size: tuple[int, int]) -> None:
    high, wide = (max(1, round(side / 16)) for side in size)
    values = np.full((1, 8, 64, 64), -9, np.float32)
    down, across = np.mgrid[:high, :wide].astype(np.float32)
    values[0, :, :high, :wide] = (down + 0.5) / high
    values[0, 0, :high, :wide] = (across + 0.5) / wide
    found = squared(values, size, GRID)
    assert found.shape == (GRID, GRID, 8)
    middles = (np.arange(GRID) + 0.5) / GRID
    assert np.allclose(found[..., 0], middles, atol=0.5 / min(wide, GRID) + 1e-5), "nothing of what lies beyond it"
    assert np.allclose(found[..., 7], middles[:, None], atol=0.5 / min(high, GRID) + 1e-5)


def test_the_decoder_counts_as_the_published_network_does(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("onnx", "jax"):
        pytest.importorskip(name, reason="the group `fit` is not installed")
    network = networks.SEGMENTER[1]
    file = networks.find_weights(network.name)
    if file is None:
        pytest.skip("needs the segmenter (maquette models get mobile_sam)")
    spec = importlib.util.spec_from_file_location("shown_weights", FITTED)
    assert spec is not None
    assert spec.loader is not None
    fit = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fit)
    weights = fit.published(file)
    values = np.random.default_rng(1).normal(size=(1, 256, 64, 64)).astype(np.float32)
    corners = np.asarray([[(0.2, 0.3), (0.7, 0.8)]], np.float32)
    # A corner lies in the middle of its pixel.
    said = decoder.position(weights, corners + 0.5 / networks.SEEN, np) + weights["corners"]
    odds = decoder.outlined(weights, values.transpose(0, 2, 3, 1) + weights["none"], said, np)[0]
    counted_in_32_bits = load(file, half=False, output=network.output)
    monkeypatch.setattr(segments, "warm", lambda _: counted_in_32_bits)
    drawn = segments.segment(Embedded(values, None, (1024, 1024)), Box(0.2, 0.3, 0.7, 0.8), (256, 256))
    assert np.abs(1 / (1 + np.exp(-odds)) - drawn).max() < 0.005


def test_weights_are_moved_by_others_in_their_place_and_by_products_of_two_small_tables() -> None:
    rng = np.random.default_rng(3)
    table, up, down = (rng.normal(size=size).astype(np.float32) for size in ((6, 2, 5), (6, 3), (3, 10)))
    by = {"asked": np.ones(4, np.float32), "table.up": up, "table.down": down, "new.up": up, "new.down": down}
    found = moved({"asked": np.zeros(4, np.float32), "table": table, "words": table}, by)
    assert sorted(found) == ["asked", "new", "table", "words"]
    assert found["asked"].tolist() == [1, 1, 1, 1]
    assert found["words"] is table
    assert np.allclose(found["table"], table + np.einsum("ab,bcd->acd", up, down.reshape(3, 2, 5)), atol=1e-5)
    assert np.allclose(found["new"], up @ down, atol=1e-5)
