"""Qwen-Image: sizes with an asterisk, addresses that hold for a day, and errors that come as HTTP 200."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.asking import Notes, ask
from conformance.dashscope_server import DashScope, dashscope_error
from conformance.pictures import mask, painted, picture
from conformance.server import DIE, HALF, Fault
from maquette.models.cards import find_card
from maquette.models.failures import (
    BadRequest,
    NoKey,
    OutOfFunds,
    RateLimited,
    Refused,
    Unavailable,
    Unknown,
    Unsupported,
)
from maquette.models.fitting import fit
from maquette.models.price import estimate, settle
from maquette.models.request import Request, Size

CARD, OLDER = find_card("qwen-image-3.0"), find_card("qwen-image-2.0-pro")


@pytest.fixture
def qwen(monkeypatch: pytest.MonkeyPatch) -> Iterator[DashScope]:
    with DashScope() as server:
        monkeypatch.setenv("MAQUETTE_DASHSCOPE_BASE_URL", server.url)
        monkeypatch.setenv("DASHSCOPE_API_KEY", "test-key")
        yield server
        assert not server.wrong, server.wrong


def generate(prompt: str = "a red kettle", **more: Any) -> Request:
    return Request("generate", "", prompt, **more)


def edit(prompt: str = "make it blue", **more: Any) -> Request:
    return Request("edit", "", prompt, **{"image": picture(), **more})


def sent(server: DashScope) -> dict[str, Any]:
    return server.paid()[-1].json  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("card", "size", "wanted"),
    [(CARD, Size(1920, 1080), "1920*1080"), (CARD, Size(4000, 4000), "2560*2560"), (OLDER, Size(160, 20), "1448*182")],
)
def test_a_size_has_an_asterisk_and_is_in_range(qwen: DashScope, card: Any, size: Size, wanted: str) -> None:
    answer = ask(card, generate(size=size))
    assert sent(qwen)["parameters"]["size"] == wanted
    assert [result.data for result in answer.results] == [painted(40, 30)]
    assert answer.provider_id == "q-1"


def test_what_is_left_open_is_the_models_choice(qwen: DashScope) -> None:
    ask(CARD, generate())
    assert sent(qwen)["parameters"] == {"n": 1, "watermark": False}


def test_an_edit_sends_its_pictures_first_and_keeps_its_shape(qwen: DashScope) -> None:
    request = edit(image=picture(900, 600), references=(picture(shade=3),), mask=mask(900, 600), seed=4, take=2)
    ask(CARD, request)
    body = sent(qwen)
    content = body["input"]["messages"][0]["content"]
    assert [next(iter(part)) for part in content] == ["image", "image", "text"]
    assert body["parameters"]["size"] == "900*600"
    assert body["parameters"]["seed"] == 5


def test_what_is_not_wanted_and_settings_are_passed_on(qwen: DashScope) -> None:
    ask(CARD, generate(negative_prompt="dust", options={"prompt_extend": False, "watermark": True}))
    parameters = sent(qwen)["parameters"]
    assert parameters == {"n": 1, "watermark": True, "prompt_extend": False, "negative_prompt": "dust"}


def test_several_pictures_and_fewer_are_priced_by_what_was_made(qwen: DashScope) -> None:
    qwen.fewer = 1
    request = fit(generate(count=3), CARD)
    answer = ask(CARD, request)
    assert len(answer.results) == 2
    assert estimate(request, CARD).strings == ["0.09", "0.09"]
    assert settle(request, CARD, answer) == 60_000
    assert estimate(fit(generate(), OLDER), OLDER).strings == ["0.075", "0.075"]
    pro = find_card("qwen-image-3.0-pro")
    assert estimate(fit(generate(), pro), pro).strings is None, "nobody has read this price"


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (edit(references=(picture(),) * 3), "4 pictures go along, it takes 3"),
        (generate(count=7), "7 pictures are asked for at once"),
        (generate(transparent=True), "no transparency"),
        (generate(size=Size(900, 100)), "9.0 to 1"),
        (generate(options={"steps": 4}), "no option 'steps'"),
    ],
)
def test_what_it_lacks_is_said_before_anything_is_sent(qwen: DashScope, request_: Request, words: str) -> None:
    with pytest.raises(Unsupported, match=words):
        ask(CARD, request_)
    assert not qwen.calls


@pytest.mark.parametrize("inside", [True, False], ids=["in a 200", "with its status"])
@pytest.mark.parametrize(
    ("status", "code", "words", "kind", "stage"),
    [
        (400, "DataInspectionFailed", "Input data may contain inappropriate content.", Refused, "input"),
        (400, "data_inspection_failed", "Output data may contain inappropriate content.", Refused, "output"),
        (400, "Arrearage", "Access denied, please make sure your account is in good standing.", OutOfFunds, None),
        (401, "InvalidApiKey", "Invalid API-key provided.", NoKey, None),
        (429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later.", RateLimited, None),
        (400, "InvalidParameter", "size is wrong", BadRequest, None),
        (500, "InternalError", "An internal error has occurred", Unavailable, None),
    ],
)
def test_errors_are_told_by_code_whatever_the_status(
    qwen: DashScope, status: int, code: str, words: str, kind: type, stage: str | None, inside: bool
) -> None:
    qwen.next(Fault("instead", dashscope_error(200 if inside else status, code, words)))
    notes = Notes()
    with pytest.raises(kind) as caught:
        ask(CARD, generate(), notes)
    failure = caught.value
    assert words in failure.reason
    assert failure.charged == "no"
    assert failure.again is (kind is RateLimited)
    assert getattr(failure, "stage", None) == stage
    assert b"test-key" not in notes.replies[0].pack()


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda fault: fault.kind)
def test_a_lost_answer_is_unknown(qwen: DashScope, fault: Fault) -> None:
    qwen.next(fault)
    with pytest.raises(Unknown):
        ask(CARD, generate())
    assert len(qwen.billed) == 1


@pytest.mark.filterwarnings("ignore")
def test_the_vendors_own_client_says_the_same(qwen: DashScope) -> None:
    sdk = pytest.importorskip("dashscope", reason="dashscope is not installed (uv sync --group conformance)")
    sdk.base_http_api_url = qwen.url
    ask(CARD, edit(image=picture(900, 600), count=2, negative_prompt="dust"))
    ours = sent(qwen)
    answer = sdk.MultiModalConversation.call(
        model=CARD.wire, api_key="test-key", messages=ours["input"]["messages"], **ours["parameters"]
    )
    assert answer.status_code == 200
    assert sent(qwen) == ours
    assert len(answer.output.choices[0].message.content) == 2
