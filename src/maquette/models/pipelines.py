"""Pipelines of the diffusers library on this machine: fetched on request, loaded once, one picture at a time."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maquette.folders import weights_folder
from maquette.models.failures import ModelFailure

if TYPE_CHECKING:
    from maquette.models.cards import Card

INSTALL = "pip install 'maquette-studio[diffusers]'"
_FILES = ("*.json", "*.safetensors", "*.txt", "*.jinja", "*.model", "LICENSE*")
"""What a pipeline is made of; weights only in the form that cannot hold code."""
_loaded: dict[Path, Any] = {}
alone = threading.Lock()
"""Held while a pipeline is loaded or used: a second one would not fit beside it."""


def find_pipeline(card: Card) -> Path | None:
    """The folder of the card's pipeline, whole; None when it is not here."""
    folder = _folder(card)
    return folder if (folder / "model_index.json").is_file() else None


def get_pipeline(card: Card, *, tell: Callable[[str], None] = lambda _: None) -> Path:
    """Fetch the card's pipeline with a progress bar and give its folder; what is here is left alone.

    An interrupted download goes on where it stopped. Raises ``ModelFailure``.
    """
    folder = _folder(card)
    if found := find_pipeline(card):
        tell(f"{card.name} is here: {found}")
        return found
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        raise _no_library(card) from None
    part = folder.with_name(folder.name + ".part")
    size = f"about {card.extra['gigabytes']} GB, " if "gigabytes" in card.extra else ""
    tell(f"fetching {card.name}: {size}{card.terms.licence}, from {card.extra['repo']}")
    try:
        snapshot_download(
            str(card.extra["repo"]),
            revision=card.extra.get("revision"),
            local_dir=part,
            allow_patterns=list(_FILES),
            endpoint=os.environ.get("HF_ENDPOINT"),
        )
    except Exception as error:
        raise ModelFailure(
            f"{card.extra['repo']} cannot be fetched: {str(error).strip().splitlines()[0]}",
            mend=f"check the network, then go on with: maquette models get {card.name}",
            code="no-weights",
        ) from error
    shutil.rmtree(part / ".cache", ignore_errors=True)
    part.replace(folder)
    tell(f"ready: {folder}")
    return folder


def missing(card: Card) -> ModelFailure | None:
    """What has to be fetched or installed before the card's model can run; None when it can."""
    if not all(find_spec(name) for name in ("torch", "diffusers", "transformers")):
        return _no_library(card)
    if find_pipeline(card) is None:
        mend = f"maquette models get {card.name}"
        return ModelFailure(f"{card.name} is not on this machine yet", mend=mend, code="no-weights")
    return None


def pipeline(card: Card) -> Any:
    """The card's pipeline on the best device here, to be called while ``alone`` is held. Raises ``ModelFailure``."""
    folder = _folder(card)
    if (lack := missing(card)) is not None:
        raise lack
    if folder not in _loaded:
        # One at a time: a second large model would push the first out of memory anyway.
        _loaded.clear()
        _loaded[folder] = _load(card, folder)
    return _loaded[folder]


def _load(card: Card, folder: Path) -> Any:
    import torch
    from diffusers import DiffusionPipeline

    device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    numbers = torch.float32 if device == "cpu" else torch.bfloat16
    try:
        loaded = DiffusionPipeline.from_pretrained(folder, dtype=numbers, local_files_only=True, use_safetensors=True)
    except (OSError, ValueError) as error:
        raise ModelFailure(
            f"{card.name} cannot be loaded from {folder}: {error}",
            mend=f"remove that folder, then: maquette models get {card.name}",
            code="bad-weights",
        ) from error
    loaded.set_progress_bar_config(disable=True)
    if device == "cuda" and torch.cuda.mem_get_info()[0] < _bytes(loaded) * 1.2:
        loaded.enable_model_cpu_offload()
        return loaded
    return loaded.to(device)


def _bytes(loaded: Any) -> int:
    parts = [part for part in loaded.components.values() if hasattr(part, "parameters")]
    return sum(one.numel() * one.element_size() for part in parts for one in part.parameters())


def _folder(card: Card) -> Path:
    return weights_folder() / "diffusers" / str(card.extra["repo"]).replace("/", "--")


def _no_library(card: Card) -> ModelFailure:
    return ModelFailure(
        f"{card.name} needs the extra `diffusers`, which is not installed", mend=INSTALL, code="no-extra"
    )
