"""Where the product is, by what the places of a photo show: of things that stand out, products against scenery."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.lazy import lazy
from maquette.pixels.networks import GRID
from maquette.pixels.parting import covered

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazy("numpy")

HEADS, BLOCKS = 4, 2


def shown(seen: Any, found: Any, networks: Sequence[dict[str, Any]] | None = None) -> Any:
    """How likely each place shows the product, (GRID, GRID) float32, 0..1.

    *seen* (GRID, GRID, layers, LENGTH) is what places show, *found* (h, w, 0..1) the mask of what stood out. What
    several networks tell (the weights of others than those that ship, while they are fitted) of the photo and its
    mirror image is one mean: they are told by different layers, and where one of them errs, the other seldom does.
    """
    seen, found = (np.stack([one, one[:, ::-1]]) for one in (unit(seen), covered(found > 0.5, GRID)))
    odds = [told(weights, seen, found, np) for weights in networks or _networks()]
    one, mirrored = np.mean(odds, axis=0)
    return 1 / (1 + np.exp(-(one + mirrored[:, ::-1]) / 2))


def agreed(mask: Any, places: Any) -> float:
    """The overlap of the soft shares of a *mask* (h, w, 0..1) and what is ``shown``, 0..1."""
    share = covered(mask > 0.5, GRID)
    return float(np.minimum(share, places).sum() / max(float(np.maximum(share, places).sum()), 1e-6))


def told(weights: dict[str, Any], seen: Any, found: Any, xp: Any, kept: Callable[[Any], Any] = lambda at: at) -> Any:
    """The log odds that places show the product: (n, GRID, GRID).

    *found* is of that shape, *seen* (n, GRID, GRID, layers, m).

    A few words ask all places what the photo holds, each place asks the words and its neighbours: a transformer with a
    bottleneck (as Perceiver: Jaegle et al., ICML 2021), which learns from few pictures. *weights* are one of those in
    ``weights/shown.npz``, fitted by bench/fit/certainty.py. *xp* is numpy, or what counts like it; *kept* is what a fit
    leaves of numbers, where it drops some by chance.
    """
    count = len(seen)
    at = seen.reshape(count, GRID * GRID, -1) @ weights["seen"] + weights["place"]
    covers = found.reshape(count, GRID * GRID, 1)
    at = kept(at + covers * weights["found"] + (1 - covers) * weights["rest"])
    words = xp.broadcast_to(weights["words"], (count, *weights["words"].shape))
    for block in range(BLOCKS):
        w = {name.partition(".")[2]: one for name, one in weights.items() if name.startswith(f"{block}.")}
        even = _even(at, xp)
        words = words + _asked(_even(words, xp) @ w["words_ask"], even @ w["places_say"], xp) @ w["words_hear"]
        words = words + _bent(_even(words, xp) @ w["words_wide"], xp) @ w["words_narrow"]
        at = at + kept(_asked(even @ w["places_ask"], _even(words, xp) @ w["words_say"], xp) @ w["places_hear"])
        even = _even(at, xp)
        at = at + kept(_bent((even + _beside(even, w["beside"], xp)) @ w["places_wide"], xp) @ w["places_narrow"])
    return (_even(at, xp) @ weights["odds"] + weights["bias"])[..., 0].reshape(count, GRID, GRID)


def unit(seen: Any) -> Any:
    """What places show, at one length (of mean square 1): only its direction tells."""
    return seen / np.sqrt(np.square(seen).mean(axis=-1, keepdims=True))


@cache
def _networks() -> list[dict[str, Any]]:
    with np.load(Path(__file__).parent / "weights" / "shown.npz") as stored:
        weights = {name: one.astype(np.float32) for name, one in stored.items()}
    return [{name: one[number] for name, one in weights.items()} for number in range(len(weights["odds"]))]


def _asked(asks: Any, said: Any, xp: Any) -> Any:
    """Attention: for each of *asks* (n, a, d) the mean of what *said* (n, b, 2d: keys, values) that answers it."""
    keys, values = xp.split(said, 2, axis=-1)
    asks, keys, values = (one.reshape(*one.shape[:2], HEADS, -1).transpose(0, 2, 1, 3) for one in (asks, keys, values))
    likeness = asks @ keys.transpose(0, 1, 3, 2) / asks.shape[-1] ** 0.5
    shares = xp.exp(likeness - likeness.max(axis=-1, keepdims=True))
    heard = shares / shares.sum(axis=-1, keepdims=True) @ values
    return heard.transpose(0, 2, 1, 3).reshape(len(heard), heard.shape[2], -1)


def _beside(at: Any, weights: Any, xp: Any) -> Any:
    """Each place with its eight neighbours, weighed number by number: *weights* (3, 3, d)."""
    grid = xp.pad(at.reshape(len(at), GRID, GRID, -1), ((0, 0), (1, 1), (1, 1), (0, 0)))
    total = sum(
        grid[:, down : down + GRID, across : across + GRID] * weights[down, across]
        for down in range(3)
        for across in range(3)
    )
    return total.reshape(at.shape)


def _even(values: Any, xp: Any) -> Any:
    """Layer normalisation, without weights of its own."""
    return (values - values.mean(axis=-1, keepdims=True)) / xp.sqrt(values.var(axis=-1, keepdims=True) + 1e-5)


def _bent(values: Any, xp: Any) -> Any:
    """GELU, by its tanh formula (Hendrycks and Gimpel, 2016)."""
    return 0.5 * values * (1 + xp.tanh(0.7978845608 * (values + 0.044715 * values**3)))
