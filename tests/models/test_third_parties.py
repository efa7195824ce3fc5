"""A package of somebody else's brings cards and an adapter by entry points, without a line of ours."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

import pytest

from maquette.models import cards, registry
from maquette.models.perform import perform
from maquette.models.request import Request, Size

CARD = """
name = "theirs/one"
title = "Theirs"
provider = "theirs"
protocol = "theirs"
capabilities = ["generate"]
"""
ADAPTER = """
from maquette.models.adapter import InProcess, Provider
from maquette.models.answer import Answer, Result

class Theirs(InProcess):
    def make(self, request, card, preview):
        return Answer((Result(request.prompt.encode()),))

ADAPTER = Theirs()
PROVIDERS = (Provider(name="theirs", title="Theirs", base=""),)
"""


class Journal:
    def submitted(self) -> None: ...
    def accepted(self, pending: object) -> None: ...
    def answered(self, reply: object) -> None: ...


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "theirs_maquette"
    package.mkdir()
    (package / "__init__.py").write_text(ADAPTER)
    (package / "one.toml").write_text(CARD)
    monkeypatch.syspath_prepend(str(tmp_path))
    points = {
        cards.GROUP: [metadata.EntryPoint("theirs", "theirs_maquette", cards.GROUP)],
        registry.GROUP: [metadata.EntryPoint("theirs", "theirs_maquette", registry.GROUP)],
    }
    monkeypatch.setattr(metadata, "entry_points", lambda group: points.get(group, []))
    for cached in (cards.shipped_cards, registry._points):
        cached.cache_clear()
    yield
    for cached in (cards.shipped_cards, registry._points):
        cached.cache_clear()
    sys.modules.pop("theirs_maquette", None)


@pytest.mark.usefixtures("installed")
def test_an_installed_package_brings_a_model() -> None:
    bound = registry.bind(cards.find_card("theirs/one"))
    answer = perform(bound, Request("generate", "theirs/one", "a kettle", size=Size()), Journal())
    assert answer.results[0].data == b"a kettle"
    assert "theirs" in registry.providers()
