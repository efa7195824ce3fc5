"""Text models behind ``/chat/completions``, against the stand-in of OpenAI, its client and its specification."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.asking import Notes, ask
from conformance.openai_server import KEY, OpenAI
from conformance.server import DIE, refuse, throttle
from conformance.specifications import demand_valid, specification
from maquette.models.adapters.chat import ADAPTER
from maquette.models.cards import find_card
from maquette.models.failures import ModelFailure, NoKey, OutOfFunds, RateLimited, Refused, Unknown, Unsupported
from maquette.models.fitting import fit
from maquette.models.price import estimate, settle
from maquette.models.request import Request

CARD = find_card("openai/gpt-5.4-mini")
BRIEF = Request("write", CARD.name, "Rewrite this.\n\na red kettle on {ground}")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAI]:
    with OpenAI() as running:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("MAQUETTE_OPENAI_BASE_URL", running.url + "/v1")
        yield running


def test_words_come_back_and_are_settled_by_their_tokens(server: OpenAI) -> None:
    notes = Notes()
    answer = ask(CARD, BRIEF, notes)
    assert answer.results[0].data.decode() == "You said 39 characters."
    assert (answer.provider_id, answer.model_version) == ("chatcmpl-1", "gpt-5.4-mini-2026-03-17")
    assert dict(answer.usage) == {"text_input_tokens": 20, "text_output_tokens": 30}
    # 20 at 0.75 and 30 at 4.50 dollars a million.
    assert settle(BRIEF, CARD, answer) == 150
    assert (estimate(BRIEF, CARD).low or 0) < 9000 < (estimate(BRIEF, CARD).high or 0) < 9100
    assert server.calls[-1].json["messages"] == [{"role": "user", "content": BRIEF.prompt}]
    assert len(server.billed) == 1


def test_the_request_is_what_the_specification_allows() -> None:
    demand_valid(
        ADAPTER.call(BRIEF, CARD, []).json, specification("openai-openapi.json"), "CreateChatCompletionRequest"
    )


def test_the_vendors_client_is_satisfied_by_the_server(server: OpenAI) -> None:
    openai = pytest.importorskip("openai", reason="the vendor's client is not installed (uv sync --group conformance)")
    with openai.OpenAI(api_key=KEY, base_url=server.url + "/v1", max_retries=0) as client:
        made = client.chat.completions.create(**ADAPTER.call(BRIEF, CARD, []).json)
    assert made.choices[0].message.content == "You said 39 characters."


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (refuse(400, {"error": {"message": "no", "code": "content_policy_violation"}}), Refused),
        (refuse(200, {"choices": [{"message": {"refusal": "I cannot help with that."}}], "usage": {}}), Refused),
        (refuse(200, {"choices": [{"message": {"content": ""}, "finish_reason": "length"}]}), ModelFailure),
        (refuse(429, {"error": {"message": "no money", "code": "insufficient_quota"}}), OutOfFunds),
        (throttle({"error": {"message": "slow down"}}, "3"), RateLimited),
        (refuse(401, {"error": {"message": "wrong key"}}), NoKey),
        (refuse(200, ["no", "object"]), Unknown),
        (DIE, Unknown),
    ],
)
def test_failures_are_told_apart(server: OpenAI, fault: object, failure: type[Exception]) -> None:
    server.next(fault)  # type: ignore[arg-type]
    with pytest.raises(failure):
        ask(CARD, BRIEF)


def test_a_text_model_makes_no_pictures_and_the_other_way_round() -> None:
    with pytest.raises(Unsupported, match="no generate"):
        fit(Request("generate", CARD.name, "a kettle"), CARD)
    with pytest.raises(Unsupported, match="no write"):
        fit(BRIEF, find_card("gpt-image-2"))
