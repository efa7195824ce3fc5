"""docs/models.md says what the cards say, and the card that it shows works as it stands."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from maquette.models.cards import load_cards
from maquette.models.fitting import fit
from maquette.models.registry import bind
from maquette.models.request import Request

sys.path.insert(0, str(Path(__file__).parent))

import model_tables

PAGE = model_tables.PAGE.read_text("utf-8")
CARD = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_its_tables_are_those_of_the_cards() -> None:
    assert model_tables.filled(PAGE) == PAGE, "run: python tests/docs/model_tables.py"


def test_its_whole_card_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from conformance.asking import ask
    from conformance.test_openai_compatible import Local

    assert CARD
    (tmp_path / "z-image.toml").write_text(CARD[1])
    card = load_cards(tmp_path)["studio/z-image"]
    monkeypatch.setenv("MAQUETTE_SPEND", "never")
    with Local() as server:
        monkeypatch.setenv("MAQUETTE_STUDIO_BASE_URL", server.url + "/v1")
        answer = ask(card, Request("generate", card.name, "a red kettle", options={"num_inference_steps": 4}))
    assert len(answer.results) == 1
    assert server.calls[0].json["num_inference_steps"] == 4
    assert bind(card).provider.name == "studio"
    assert fit(Request("generate", card.name, "a kettle"), card).file_type == "png"


def test_every_setting_of_a_provider_is_on_the_page() -> None:
    from maquette.models.registry import providers

    for one in providers().values():
        for name in (*one.key_variables, *one.base_variables, *(variable for variable, _ in one.headers)):
            assert f"`{name}`" in PAGE
