"""Packages as archives, fetched by their package managers: of known version, and nothing of them installed or run."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from maquette.errors import MaquetteError


def fetch_package(package: str, place: Path, *, options: Sequence[str] = (), patience: int = 600) -> Path:
    """The archive of a *package*, fetched into the folder *place*: ``name==1.0`` by pip, ``npm:name@1.0`` by npm.

    *options* are passed on, *patience* is in seconds. Raises ``MaquetteError``, which says what to install, when it
    cannot be had.
    """
    manager, _, name = package.rpartition(":")
    command = _by_npm(name, place) if manager == "npm" else _by_pip(name, place)
    try:
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, timeout=patience)
    except OSError:
        # pip runs in this Python: what is not there, or may not be run, is npm.
        raise _failed(name, "there is no npm", "install Node.js, which brings npm, then try again") from None
    except subprocess.TimeoutExpired:
        raise _failed(name, f"nothing came for {patience} s") from None
    archives = [*place.glob("*.whl"), *place.glob("*.tgz")]
    if done.returncode or not archives:
        if "No module named pip" in done.stderr:
            mend = f"this Python has no pip: run `{Path(sys.executable).name} -m ensurepip`, then try again"
            raise _failed(name, "there is no pip", mend)
        raise _failed(name, _by_json(done.stdout) if manager == "npm" else done.stderr.strip().rpartition("\n")[2])
    return archives[0]


def _by_json(said: str) -> str:
    """Why npm could not, of what it prints."""
    try:
        return str(json.loads(said)["error"]["summary"])
    except (ValueError, KeyError, TypeError):
        return ""


def _failed(name: str, why: str, mend: str = "check the network, then try again") -> MaquetteError:
    reason = why or "no package was found"
    return MaquetteError(f"the package {name} cannot be fetched: {reason}", mend=mend, code="no-package")


def _by_pip(name: str, place: Path) -> list[str]:
    # A package may pin old libraries and an old Python; only a file of it is wanted.
    return [
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--ignore-requires-python", "--quiet"),
        *("--disable-pip-version-check", "--no-cache-dir", "--dest", str(place), name),
    ]


def _by_npm(name: str, place: Path) -> list[str]:
    return ["npm", "pack", name, "--json", "--loglevel", "silent", "--ignore-scripts", "--pack-destination", str(place)]


@contextmanager
def member_of(archive: Path, name: str) -> Iterator[IO[bytes]]:
    """The file *name* within a package's archive, a wheel or a tar file, opened to be read. Raises ``KeyError``."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel, wheel.open(name) as file:
            yield file
    else:
        with tarfile.open(archive) as packed:
            inside = packed.extractfile(name)
            if inside is None:
                raise KeyError(name)
            yield inside
