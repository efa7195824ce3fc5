"""Folders of the person's own, outside any workspace."""

from __future__ import annotations

import os
from pathlib import Path


def weights_folder() -> Path:
    """Where fetched weights lie: MAQUETTE_WEIGHTS, else maquette/weights in the user's data folder."""
    named = os.environ.get("MAQUETTE_WEIGHTS")
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "maquette" / "weights"
