"""Nothing here can spend: only loopback is allowed, and no key of the person who runs the tests is seen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from maquette.models.registry import providers


@pytest.fixture(autouse=True)
def no_spending(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MAQUETTE_SPEND", "never")
    monkeypatch.setenv("MAQUETTE_KEYS", str(tmp_path / "no-keys.toml"))
    monkeypatch.setattr("maquette.models.keys._from_keyring", lambda name: None)
    own = {name for one in providers().values() for name in (*one.key_variables, *one.base_variables)}
    own |= {name for one in providers().values() for name, _ in one.headers}
    for name in own | {name for name in os.environ if name.startswith("MAQUETTE_") and name.endswith("_BASE_URL")}:
        monkeypatch.delenv(name, raising=False)
