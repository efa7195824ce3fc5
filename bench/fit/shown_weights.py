"""Fits weights/shown.npz, by which places of a photo are told to show the product (``maquette.pixels.shown.told``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from maquette.pixels.networks import GRID, LAYERS, LENGTH
from maquette.pixels.shown import BLOCKS, told

PLACES, WIDTH, WORDS = GRID * GRID, 64, 12
ROUNDS, BATCH, PACE, DECAY, DROPPED, OVERLAP = 10, 32, 2e-3, 0.05, 0.1, 0.3


def fitted(seen: Any, found: Any, truth: Any, counts: Any, layers: Sequence[int], seed: int) -> dict[str, Any]:
    """Weights for *seen* (n, GRID, GRID, LAYERS, LENGTH), by some *layers*, and *found*, to tell shares of the *truth*.

    *found* and *truth* are (n, GRID, GRID); *counts* weigh rows. The weights of layers that are not asked are 0. Cross
    entropy and soft overlap, by AdamW (Loshchilov and Hutter, ICLR 2019), the pace warmed up, then by a cosine.
    """
    rng, key = np.random.default_rng(seed), jax.random.PRNGKey(seed)
    asked = [LAYERS.index(layer) for layer in layers]
    weights = first(key, len(asked) * LENGTH)
    moments = [jax.tree.map(jnp.zeros_like, weights) for _ in range(2)]
    steps, number = ROUNDS * (len(seen) // BATCH), 0
    for _ in range(ROUNDS):
        order = rng.permutation(len(seen))
        for start in range(0, len(order) - BATCH + 1, BATCH):
            rows = order[start : start + BATCH]
            batch = [np.asarray(one, np.float32) for one in (seen[rows][..., asked, :], found[rows], truth[rows])]
            if rng.random() < 0.5:
                batch = [one[:, :, ::-1] for one in batch]
            warm = steps // 20 + 1
            done = (number - warm) / max(1, steps - warm)
            pace = PACE * (number / warm if number < warm else 0.5 * (1 + np.cos(np.pi * done)))
            number += 1
            key, chance = jax.random.split(key)
            weights, moments = step(weights, moments, *batch, counts[rows], pace, number, chance)
    of_all = np.zeros((len(LAYERS), LENGTH, WIDTH), np.float32)
    of_all[asked] = np.asarray(weights["seen"]).reshape(-1, LENGTH, WIDTH)
    return {name: np.asarray(one) for name, one in weights.items()} | {"seen": of_all.reshape(-1, WIDTH)}


def first(key: Any, length: int) -> dict[str, Any]:
    """The weights to begin with, drawn by chance, for so many numbers a place."""
    keys = iter(jax.random.split(key, 99))

    def drawn(*shape: int, scale: float = 1.0) -> Any:
        return jax.random.normal(next(keys), shape) * scale / np.sqrt(shape[0])

    weights = {
        "seen": drawn(length, WIDTH),
        "found": drawn(1, WIDTH, scale=0.7)[0],
        "rest": drawn(1, WIDTH, scale=0.7)[0],
        "place": drawn(1, PLACES, WIDTH, scale=0.02)[0],
        "words": drawn(1, WORDS, WIDTH)[0],
        "odds": drawn(WIDTH, 1, scale=0.1),
        "bias": jnp.zeros(1),
    }
    for block in range(BLOCKS):
        weights |= {
            f"{block}.words_ask": drawn(WIDTH, WIDTH),
            f"{block}.places_say": drawn(WIDTH, 2 * WIDTH),
            f"{block}.words_hear": drawn(WIDTH, WIDTH, scale=0.3),
            f"{block}.words_wide": drawn(WIDTH, 2 * WIDTH),
            f"{block}.words_narrow": drawn(2 * WIDTH, WIDTH, scale=0.3),
            f"{block}.places_ask": drawn(WIDTH, WIDTH),
            f"{block}.words_say": drawn(WIDTH, 2 * WIDTH),
            f"{block}.places_hear": drawn(WIDTH, WIDTH, scale=0.3),
            f"{block}.beside": drawn(1, 3, 3, WIDTH, scale=0.1)[0],
            f"{block}.places_wide": drawn(WIDTH, 2 * WIDTH),
            f"{block}.places_narrow": drawn(2 * WIDTH, WIDTH, scale=0.3),
        }
    return weights


def dropping(chance: Any) -> Callable[[Any], Any]:
    """Drops one number in ten, others each time it is called."""
    keys = iter(jax.random.split(chance, 99))
    return lambda at: at * jax.random.bernoulli(next(keys), 1 - DROPPED, at.shape) / (1 - DROPPED)


def loss(weights: Any, seen: Any, found: Any, truth: Any, counts: Any, chance: Any) -> Any:
    odds = told(weights, seen, found, jnp, dropping(chance)).reshape(len(seen), PLACES)
    truth = truth.reshape(len(seen), PLACES)
    crossed = (jnp.logaddexp(0, odds) - odds * truth).mean(axis=-1)
    shown = jax.nn.sigmoid(odds)
    apart = 1 - (2 * (shown * truth).sum(axis=-1) + 1) / ((shown + truth).sum(axis=-1) + 1)
    return (counts * (crossed + OVERLAP * apart)).sum() / counts.sum()


@jax.jit
def step(
    weights: Any, moments: Any, seen: Any, found: Any, truth: Any, counts: Any, pace: Any, number: Any, chance: Any
) -> tuple[Any, Any]:
    slope = jax.grad(loss)(weights, seen, found, truth, counts, chance)
    mean = jax.tree.map(lambda old, new: 0.9 * old + 0.1 * new, moments[0], slope)
    square = jax.tree.map(lambda old, new: 0.999 * old + 0.001 * new * new, moments[1], slope)

    def moved(weight: Any, mean: Any, square: Any) -> Any:
        along = (mean / (1 - 0.9**number)) / (jnp.sqrt(square / (1 - 0.999**number)) + 1e-8)
        return weight - pace * (along + DECAY * weight)

    return jax.tree.map(moved, weights, mean, square), [mean, square]
