"""Fits the weights by which the segmenter's decoder is asked for the product (``maquette.pixels.shown``)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import onnx
from onnx import numpy_helper

from maquette.pixels.decoder import BLOCKS, WORDS, Weights
from maquette.pixels.shown import DOWN, UP, moved, told

Rows = dict[str, Any]

WIDTH, ASKED = 256, 4
ROUNDS, BATCH, PACE, DECAY, DROPPED, OVERLAP, STEEPEST = 6, 16, 1e-3, 0.05, 0.1, 0.5, 1.0
SLOWER = 0.15
"""What the decoder was taught already moves by so much of the pace."""
NEW = ("seen", "seen.bias", "found", "rest", "asked", "picture", "picture.bias")
STILL = ("waves",)
ROUNDS_NEARER, RANK, TAUGHT, SLOWER_NEARER = 8, 16, 0.5, 0.3
SMALL = 4096
"""Tables of fewer numbers are moved and kept whole."""
KEPT, KEPT_NEW = 8, 32
"""So many columns of what the published tables, and those that are NEW, are moved by; with more it tells no more."""
MOVED = 0.01
"""Corners are told a little beside where they are."""


def fitted(rows: Rows, decoder: Path, seed: int) -> Weights:
    """Weights to tell the truth of *rows*, arrays of one length, from what is known of them, as ``told`` is given it.

    *picture*, *seen*, *found*, *corners*; *truth* (n, SHOWN, SHOWN, 0..1) and *counts*, by which a row weighs. Begun
    with are the published weights, whose file is *decoder*.
    """
    begun = first(jax.random.PRNGKey(seed), published(decoder), rows["seen"].shape[-1])
    paces = {name: 0.0 if name in STILL else 1.0 if name in NEW else SLOWER for name in begun}
    return trained(begun, lambda weights: weights, rows, paces, ROUNDS, seed)


def nearer(rows: Rows, known: Weights, seed: int) -> Weights:
    """What *known* weights are to be ``moved`` by to tell the truth of *rows* as ``fitted`` takes them.

    What is known of the rows is another than the weights were fitted to; *taught* is what they told of the same.
    """
    begun, rng = dict[str, Any](), np.random.default_rng(seed)
    for name, one in known.items():
        if one.ndim < 2 or one.size < SMALL:
            begun |= {} if name in STILL else {name: one}
        elif name == "seen":
            begun[name] = one
        else:
            length = len(one)
            begun[name + UP] = rng.normal(0, length**-0.5, (length, RANK)).astype(np.float32)
            begun[name + DOWN] = np.zeros((RANK, one.size // length), np.float32)
    begun |= {"picture": np.zeros((WIDTH, WIDTH), np.float32), "picture.bias": np.zeros(WIDTH, np.float32)}
    paces = {name: 1.0 if one.ndim > 1 and one.size >= SMALL else SLOWER_NEARER for name, one in begun.items()}
    return trained(begun, lambda by: moved(known, by), rows, paces, ROUNDS_NEARER, seed)


def mean(known: Weights, several: list[Weights]) -> Weights:
    """What moves *known* weights to the mean of what each of *several* moves them to, in few columns a table.

    The mean of weights that were fitted from the same beginning does better than each (Wortsman et al., ICML 2022).
    """
    found: Weights = {}
    for name, one in each_mean([moved(known, by) for by in several]).items():
        if name in STILL:
            continue
        if one.ndim < 2 or one.size < SMALL:
            found[name] = one
            continue
        apart = (one - known.get(name, 0)).reshape(len(one), -1)
        up, lengths, down = np.linalg.svd(apart, full_matrices=False)
        kept = KEPT_NEW if name in NEW else KEPT
        share = np.sqrt(lengths[:kept])
        found[name + UP], found[name + DOWN] = up[:, :kept] * share, share[:, None] * down[:kept]
    return found


def each_mean(several: list[Weights]) -> Weights:
    return {name: sum(one[name] for one in several) / len(several) for name in several[0]}


def trained(
    begun: Weights, whole: Callable[[Weights], Weights], rows: Rows, paces: dict[str, float], rounds: int, seed: int
) -> Weights:
    """Weights that make *whole* ones with a small loss, from those *begun* with, each at its share of the pace.

    By AdamW (Loshchilov and Hutter, ICLR 2019), the pace warmed up, then by a cosine.
    """
    step = jax.jit(partial(stepped, lambda one, batch, chance: loss(whole(one), batch, chance), paces))
    rng, key = np.random.default_rng(seed), jax.random.PRNGKey(seed)
    weights = {name: jnp.asarray(one) for name, one in begun.items()}
    moments = [jax.tree.map(jnp.zeros_like, weights) for _ in range(2)]
    count = len(rows["counts"])
    steps, number = rounds * (count // BATCH), 0
    for _ in range(rounds):
        order = rng.permutation(count)
        for start in range(0, count - BATCH + 1, BATCH):
            taken = np.sort(order[start : start + BATCH])
            batch = {name: np.asarray(one[taken], np.float32) for name, one in rows.items()}
            if rng.random() < 0.5:
                batch = mirrored(batch)
            batch["corners"] = (batch["corners"] + rng.normal(0, MOVED, batch["corners"].shape)).clip(0, 1)
            number += 1
            warm = steps // 20 + 1
            done = (number - warm) / max(1, steps - warm)
            pace = PACE * (number / warm if number < warm else 0.5 * (1 + np.cos(np.pi * done)))
            key, chance = jax.random.split(key)
            weights, moments = step(weights, moments, batch, pace, float(number), chance)
    return {name: np.asarray(one) for name, one in weights.items()}


def mirrored(batch: dict[str, Any]) -> dict[str, Any]:
    found = {name: one if name in ("corners", "counts") else one[:, :, ::-1] for name, one in batch.items()}
    corners = batch["corners"].copy()
    corners[:, :, 0] = 1 - corners[:, ::-1, 0]
    return found | {"corners": corners}


def published(file: Path) -> Weights:
    """The decoder's published weights by the names of ``maquette.pixels.decoder``."""
    stored = {one.name: numpy_helper.to_array(one) for one in onnx.load(str(file)).graph.initializer}
    # The export gave tables no names but numbers, which rise in the order in which they are used.
    tables = iter([one for name, one in stored.items() if name.startswith("onnx::MatMul")])
    found: Weights = {}

    def attention(name: str, there: str) -> None:
        for ours, theirs in (("asks", "q_proj"), ("keys", "k_proj"), ("values", "v_proj"), ("told", "out_proj")):
            found[f"{name}.{ours}"] = next(tables)
            found[f"{name}.{ours}.bias"] = stored[f"{there}.{theirs}.bias"]

    def even(name: str, there: str) -> None:
        found[name], found[f"{name}.bias"] = stored[f"{there}.weight"], stored[f"{there}.bias"]

    decoder = "mask_decoder"
    for block in range(BLOCKS):
        layer = f"{decoder}.transformer.layers.{block}"
        attention(f"{block}.among", f"{layer}.self_attn")
        attention(f"{block}.look", f"{layer}.cross_attn_token_to_image")
        for ours, theirs in (("wide", "lin1"), ("narrow", "lin2")):
            found[f"{block}.{ours}"] = next(tables)
            found[f"{block}.{ours}.bias"] = stored[f"{layer}.mlp.{theirs}.bias"]
        attention(f"{block}.hear", f"{layer}.cross_attn_image_to_token")
        for number, ours in enumerate(("among", "look", "narrow", "hear"), 1):
            even(f"{block}.even_{ours}", f"{layer}.norm{number}")
    attention("last", f"{decoder}.transformer.final_attn_token_to_image")
    even("even_last", f"{decoder}.transformer.norm_final_attn")
    for ours, theirs in (("finer", 0), ("finest", 3)):
        found[ours] = stored[f"{decoder}.output_upscaling.{theirs}.weight"].transpose(0, 2, 3, 1)
        found[f"{ours}.bias"] = stored[f"{decoder}.output_upscaling.{theirs}.bias"]
    found["even_finer"], found["even_finer.bias"] = stored["onnx::Mul_1984"].ravel(), stored["onnx::Add_1986"].ravel()
    for layer in range(3):
        there = f"{decoder}.output_hypernetworks_mlps.0.layers.{layer}"
        found[f"by{layer}"], found[f"by{layer}.bias"] = stored[f"{there}.weight"].T, stored[f"{there}.bias"]
    prompts = "model.prompt_encoder"
    found["words"] = stored["onnx::Expand_1921"][0][:WORDS]
    found["none"] = stored["onnx::Mul_1919"].ravel()
    found["corners"] = np.concatenate([stored[f"{prompts}.point_embeddings.{corner}.weight"] for corner in (2, 3)])
    found["waves"] = stored[f"{prompts}.pe_layer.positional_encoding_gaussian_matrix"]
    return found


def first(key: Any, known: Weights, length: int) -> Weights:
    """The weights to begin with: those *known*, and others drawn by chance, for so many numbers a place."""
    keys = iter(jax.random.split(key, 4))

    def drawn(*shape: int, scale: float) -> Any:
        return scale * jax.random.normal(next(keys), shape)

    return known | {
        "seen": drawn(length, WIDTH, scale=0.3 / np.sqrt(length)),
        "seen.bias": jnp.zeros(WIDTH),
        "picture": jnp.zeros((WIDTH, WIDTH)),
        "picture.bias": jnp.zeros(WIDTH),
        "found": drawn(WIDTH, scale=0.1),
        "rest": drawn(WIDTH, scale=0.1),
        "asked": drawn(ASKED, WIDTH, scale=0.3),
    }


def dropping(chance: Any) -> Callable[[Any], Any]:
    """Drops one number in ten, others each time it is called."""
    keys = iter(jax.random.split(chance, 99))
    return lambda at: at * jax.random.bernoulli(next(keys), 1 - DROPPED, at.shape) / (1 - DROPPED)


def loss(weights: Weights, batch: Rows, chance: Any) -> Any:
    """Cross entropy and soft overlap with the truth; and with what was *taught*, where something was."""
    known = (batch[name] for name in ("picture", "seen", "found", "corners"))
    odds = told(weights, *known, jnp, dropping(chance))
    truth, counts = batch["truth"], batch["counts"]
    shown = jax.nn.sigmoid(odds)
    apart = 1 - (2 * (shown * truth).sum(axis=(1, 2)) + 16) / ((shown + truth).sum(axis=(1, 2)) + 16)
    lost = crossed(odds, truth) + OVERLAP * apart
    if "taught" in batch:
        lost += TAUGHT * crossed(odds, batch["taught"])
    return (counts * lost).sum() / counts.sum()


def crossed(odds: Any, truth: Any) -> Any:
    return (jnp.logaddexp(0, odds) - odds * truth).mean(axis=(1, 2))


def stepped(
    lost: Callable[..., Any],
    paces: dict[str, float],
    weights: Weights,
    moments: Any,
    batch: Rows,
    pace: Any,
    number: Any,
    chance: Any,
) -> tuple[Weights, Any]:
    slope = jax.grad(lost)(weights, batch, chance)
    steep = jnp.sqrt(sum(jnp.square(one).sum() for one in slope.values()))
    slope = jax.tree.map(lambda one: one * jnp.minimum(1, STEEPEST / (steep + 1e-9)), slope)
    mean = jax.tree.map(lambda old, new: 0.9 * old + 0.1 * new, moments[0], slope)
    square = jax.tree.map(lambda old, new: 0.999 * old + 0.001 * new * new, moments[1], slope)

    def gone(name: str, weight: Any) -> Any:
        along = (mean[name] / (1 - 0.9**number)) / (jnp.sqrt(square[name] / (1 - 0.999**number)) + 1e-8)
        decay = DECAY * weight if weight.ndim > 1 else 0
        return weight - pace * paces[name] * (along + decay)

    return {name: gone(name, one) for name, one in weights.items()}, [mean, square]


def packed(weights: Weights) -> Weights:
    """Fitted weights as ``shown`` reads them: tables by whole numbers of -127 to 127, a quarter of the size."""
    found = {}
    for name, one in weights.items():
        if one.ndim < 2 or (one.size < SMALL and not name.endswith((UP, DOWN))):
            found[name] = one.astype(np.float32)
            continue
        most = np.abs(one).reshape(-1, one.shape[-1]).max(axis=0)
        found[name] = np.round(one / np.maximum(most, 1e-12) * 127).astype(np.int8)
        found[f"{name}.most"] = most.astype(np.float32)
    return found
