"""Prompt help: a text model rewords a brief under the rules of every paid call, and a person chooses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.server import DIE, Arrived, Sent, Server, demand
from maquette.errors import InputError
from maquette.models.failures import Unknown, Unsupported
from maquette.runs.spending import ConsentNeeded
from maquette.store import BudgetExceeded
from maquette.workspace import Workspace

from .conftest import Command

BRIEF = "a red kettle on {ground}, no logo"
CARD = """
name = "scribe/one"
title = "Scribe"
provider = "scribe"
protocol = "chat"
wire = "scribe-1"
base = "{base}"
capabilities = ["write"]
[price]
rows = [{{ usd_low = "0.001", usd_high = "0.01" }}]
as_of = "2026-11-27"
[price.tokens]
text_input_tokens = "1"
text_output_tokens = "4"
"""


class Scribe(Server):
    """Says the brief again, without its braces."""

    def reply(self, call: Arrived) -> Sent:
        demand(call.path == "/chat/completions", "no such path", 404)
        said = call.json["messages"][0]["content"]
        self.bill("words", said=said)
        text = '"' + said.rpartition("\n\n")[2].replace("{ground}", "oak") + ', soft light"'
        return Sent.json(
            {
                "choices": [{"message": {"content": text}, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 100, "completion_tokens": 50},
            }
        )


@pytest.fixture
def scribe(folder: Path) -> Iterator[Scribe]:
    with Scribe() as server:
        (folder / "models" / "scribe.toml").write_text(CARD.format(base=server.url))
        yield server


def test_both_texts_are_shown_once_paid_and_on_record_as_sent(space: Workspace, scribe: Scribe) -> None:
    with pytest.raises(ConsentNeeded, match=r"\$0\.001"):
        space.reword(BRIEF, model="scribe/one")
    told = space.reword(BRIEF, model="scribe/one", wish="for a poster", yes=True)
    assert (told.before, told.after) == (BRIEF, "a red kettle on oak, no logo, soft light")
    assert told.notes == ["it left out {ground}"]
    assert (told.cost, told.cached) == ("0.0003", False)
    again = space.reword(BRIEF, model="scribe/one", wish="for a poster")
    assert (again.after, again.cost, again.cached) == (told.after, "0.00", True)
    assert [one["said"] for one in scribe.billed] == [told.sent]
    entry = space.ledger()[0]
    assert (entry["state"], entry["settled"], entry["prompt"]) == ("settled", "0.0003", told.sent)
    assert "for a poster" in told.sent
    assert not space.gallery.page().items, "words are no picture"


def test_caps_and_unknown_outcomes_hold_for_words_too(space: Workspace, scribe: Scribe) -> None:
    with pytest.raises(BudgetExceeded, match=r"\$0\.01"):
        space.reword(BRIEF, model="scribe/one", yes=True, budget="0.005")
    assert not scribe.calls
    scribe.next(DIE)
    for _ in range(2):
        with pytest.raises(Unknown):
            space.reword(BRIEF, model="scribe/one", yes=True, budget="0.02")
    assert len(scribe.paid()) == 1, "an unknown outcome is not sent again by itself"


def test_it_can_be_tried_without_a_key(space: Workspace, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(Unsupported, match=r"openai/gpt-5\.4-mini: no key is set"):
        space.reword(BRIEF)
    with pytest.raises(InputError, match="the brief is empty"):
        space.reword("  ")
    told = json.loads(command("prompt", BRIEF, "--rehearse", "--json").communicate(timeout=60)[0])
    assert told["before"] == BRIEF
    assert told["after"].startswith(BRIEF)
    assert (told["cost"], told["notes"]) == ("0.00", [])
    assert space.spent()["all"] == "0.00"
