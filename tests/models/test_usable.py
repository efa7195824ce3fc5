"""What ``auto`` may choose from: models whose key is here, and servers whose address somebody gave."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from maquette.models.cards import find_card
from maquette.models.health import check, usable
from maquette.models.registry import bind


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("maquette.models.keys._from_keyring", lambda name: None)
    monkeypatch.setenv("MAQUETTE_KEYS", str(tmp_path / "none.toml"))
    for name in ("OPENAI_API_KEY", "A1111_AUTH", "MAQUETTE_A1111_BASE_URL", "MAQUETTE_SDCPP_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def test_a_paid_model_needs_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    bound = bind(find_card("gpt-image-2"))
    assert not usable(bound)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    assert usable(bound)


@pytest.mark.parametrize("name", ["sdcpp/loaded", "a1111/loaded"])
def test_a_server_of_ones_own_needs_an_address(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    card = find_card(name)
    assert not usable(bind(card))
    assert usable(bind(replace(card, base="http://127.0.0.1:9")))
    monkeypatch.setenv(f"MAQUETTE_{card.provider.upper()}_BASE_URL", "http://127.0.0.1:9")
    assert usable(bind(card))


def test_a_server_that_needs_no_key_is_not_said_to_lack_one() -> None:
    card = replace(find_card("a1111/loaded"), base="http://127.0.0.1:9")
    states = list(check({card.name: card}, ()))
    assert [(one["state"], one["key"]) for one in states] == [("away", "none needed")]
    assert "MAQUETTE_A1111_BASE_URL" in states[0]["mend"]


def test_the_sandbox_is_always_there() -> None:
    assert usable(bind(find_card("sandbox")))
