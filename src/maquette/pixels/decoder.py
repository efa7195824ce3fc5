"""The mask decoder of Segment Anything, counted by numpy or by what counts like it.

Kirillov et al., ICCV 2023: a few words look at the places of a picture and the places at the words, twice over; one of
the words then says by which numbers of a place the outline is told. The arithmetic is that of the published weights,
but for GELU, which is counted by its tanh formula.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazy("numpy")

BLOCKS, HEADS, FINER = 2, 8, 4
"""The outline has FINER times as many places a side as the picture."""
WORDS = 5
"""The words that it was taught with: the second is of the one outline that is told here."""

Weights = dict[str, Any]
Kept = Callable[[Any], Any]


def outlined(weights: Weights, places: Any, said: Any, xp: Any, kept: Kept = lambda at: at) -> Any:
    """The log odds (n, FINER g, FINER g) that a place belongs to what is meant.

    *places* (n, g, g, 256) is what an encoder tells of them, *said* (n, k, 256) are words that say what is meant,
    beside those of the weights. *xp* is numpy, or what counts like it; *kept* is what a fit leaves of numbers, where it
    drops some by chance.
    """
    count, grid = places.shape[:2]
    at = kept(places.reshape(count, grid * grid, -1))
    where = position(weights, _middles(grid), xp)
    asked = xp.concatenate([xp.broadcast_to(weights["words"], (count, *weights["words"].shape)), said], axis=1)
    words = asked
    for block in range(BLOCKS):
        w = {name.partition(".")[2]: one for name, one in weights.items() if name.startswith(f"{block}.")}
        # In the first block the words are nothing yet but what is asked: where they stand is not added.
        known = asked if block == 0 else words + asked
        heard = _told(w, "among", known, known, words, xp)
        words = heard if block == 0 else words + heard
        words = _even(w, "even_among", words, xp)
        words = _even(w, "even_look", words + _told(w, "look", words + asked, at + where, at, xp), xp)
        wide = _by(w, "wide", words)
        words = _even(w, "even_narrow", words + _by(w, "narrow", xp.maximum(wide, 0)), xp)
        at = _even(w, "even_hear", at + kept(_told(w, "hear", at + where, words + asked, words, xp)), xp)
    words = _even(weights, "even_last", words + _told(weights, "last", words + asked, at + where, at, xp), xp)
    finer = _finer(weights, "finer", at.reshape(count, grid, grid, -1), xp)
    finer = _bent(_even(weights, "even_finer", finer, xp, least=1e-6), xp)
    finer = _bent(_finer(weights, "finest", finer, xp), xp)
    by = words[:, 1]
    for layer in range(3):
        by = _by(weights, f"by{layer}", by)
        by = xp.maximum(by, 0) if layer < 2 else by
    return xp.einsum("nhwc,nc->nhw", finer, by)


def position(weights: Weights, points: Any, xp: Any) -> Any:
    """What words say of *points* (..., 2: across, down; 0..1): (..., 256)."""
    waves = 2 * np.pi * ((2 * points - 1) @ weights["waves"])
    return xp.concatenate([xp.sin(waves), xp.cos(waves)], axis=-1)


def _middles(grid: int) -> Any:
    """The middles of the places of a grid, row by row: (grid grid, 2)."""
    one = (np.arange(grid, dtype=np.float32) + 0.5) / grid
    return np.stack(np.meshgrid(one, one), axis=-1).reshape(-1, 2)


def _told(w: Weights, name: str, asks: Any, keys: Any, values: Any, xp: Any) -> Any:
    """Attention: for each of *asks* (n, a, 256) the mean of the *values* (n, b, 256) whose *keys* answer it."""
    asks, keys, values = (
        _by(w, f"{name}.{part}", one) for part, one in (("asks", asks), ("keys", keys), ("values", values))
    )
    asks, keys, values = (one.reshape(*one.shape[:2], HEADS, -1).transpose(0, 2, 1, 3) for one in (asks, keys, values))
    likeness = asks @ keys.transpose(0, 1, 3, 2) / asks.shape[-1] ** 0.5
    shares = xp.exp(likeness - likeness.max(axis=-1, keepdims=True))
    heard = shares / shares.sum(axis=-1, keepdims=True) @ values
    heard = heard.transpose(0, 2, 1, 3)
    return _by(w, f"{name}.told", heard.reshape(*heard.shape[:2], -1))


def _by(w: Weights, name: str, values: Any) -> Any:
    return values @ w[name] + w[f"{name}.bias"]


def _even(w: Weights, name: str, values: Any, xp: Any, least: float = 1e-5) -> Any:
    """Layer normalisation."""
    even = (values - values.mean(axis=-1, keepdims=True)) / xp.sqrt(values.var(axis=-1, keepdims=True) + least)
    return even * w[name] + w[f"{name}.bias"]


def _finer(w: Weights, name: str, values: Any, xp: Any) -> Any:
    """Each place becomes two by two: *values* (n, g, g, c), weights (c, 2, 2, d)."""
    count, grid, _, length = values.shape
    parts = (values @ w[name].reshape(length, -1)).reshape(count, grid, grid, 2, 2, -1)
    return parts.transpose(0, 1, 3, 2, 4, 5).reshape(count, 2 * grid, 2 * grid, -1) + w[f"{name}.bias"]


def _bent(values: Any, xp: Any) -> Any:
    """GELU, by its tanh formula (Hendrycks and Gimpel, 2016)."""
    return 0.5 * values * (1 + xp.tanh(0.7978845608 * (values + 0.044715 * values * values * values)))
