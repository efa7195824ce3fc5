"""Seedream: one endpoint that makes and edits, groups that come out smaller, layers, and errors inside a 200."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.ark_server import ModelArk, ark_error
from conformance.asking import Notes, ask
from conformance.pictures import painted, picture
from conformance.server import DIE, HALF, Fault
from maquette.models.cards import find_card
from maquette.models.failures import (
    BadRequest,
    ModelFailure,
    NoKey,
    NotFetched,
    OutOfFunds,
    RateLimited,
    Refused,
    Unavailable,
    Unknown,
    Unsupported,
)
from maquette.models.fitting import fit
from maquette.models.price import estimate, settle
from maquette.models.registry import bind
from maquette.models.request import Picture, Request, Size

LITE, PRO, FLASH = (find_card(f"seedream-5-{name}") for name in ("lite", "pro", "flash"))
OLDER = find_card("seedream-4.5"), find_card("seedream-4.0")


@pytest.fixture
def ark(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelArk]:
    with ModelArk() as server:
        monkeypatch.setenv("MAQUETTE_BYTEPLUS_BASE_URL", server.url)
        monkeypatch.setenv("ARK_API_KEY", "test-key")
        yield server
        assert not server.wrong, server.wrong


def generate(prompt: str = "a red kettle", **more: Any) -> Request:
    return Request("generate", "", prompt, **more)


def edit(prompt: str = "make it blue", **more: Any) -> Request:
    return Request("edit", "", prompt, **{"image": picture(), **more})


def sent(server: ModelArk) -> dict[str, Any]:
    return server.paid()[-1].json  # type: ignore[no-any-return]


@pytest.mark.parametrize("card", [LITE, PRO, FLASH, *OLDER], ids=lambda card: card.wire)
def test_a_picture_comes_back(ark: ModelArk, card: Any) -> None:
    answer = ask(card, generate(size=Size(aspect="16:9", tier="2K")))
    assert len(answer.results) == 1
    body = sent(ark)
    assert body["watermark"] is False, "a visible mark is never left to the default"
    assert ("output_format" in body) is (card in (LITE, PRO, FLASH))
    assert answer.model_version == card.wire
    assert answer.provider_id == "ark-1"


@pytest.mark.parametrize(
    ("card", "asked", "wanted"),
    [
        (LITE, Size(1920, 1080), "2560x1440"),
        (PRO, Size(1920, 1080), "1920x1080"),
        (PRO, Size(4000, 4000), "2150x2150"),
        (LITE, Size(16, 1), "7680x480"),
        (LITE, Size(), "2K"),
        (PRO, Size(), "1K"),
    ],
)
def test_sizes_are_brought_into_the_models_area(ark: ModelArk, card: Any, asked: Size, wanted: str) -> None:
    ask(card, generate(size=asked))
    assert sent(ark)["size"] == wanted


def test_an_edit_keeps_its_pictures_shape_and_sends_all_pictures_in_order(ark: ModelArk) -> None:
    ask(LITE, edit(image=picture(96, 48), references=(picture(shade=2, media_type="image/webp"),)))
    body = sent(ark)
    width, height = map(int, body["size"].split("x"))
    assert width / height == pytest.approx(2, abs=0.01)
    assert [one.partition(";")[0] for one in body["image"]] == ["data:image/png", "data:image/webp"]
    ask(LITE, edit())
    assert isinstance(sent(ark)["image"], str)


def test_a_group_may_come_out_smaller(ark: ModelArk) -> None:
    ark.fewer = 1
    request = fit(generate("four seasons", count=4), LITE)
    notes = Notes()
    answer = ask(LITE, request, notes)
    assert len(answer.results) == 3
    assert [result.data for result in answer.results] == [
        painted(40, 30, shade=n, media_type="image/png") for n in range(3)
    ]
    assert sent(ark)["sequential_image_generation_options"] == {"max_images": 4}
    assert sent(ark)["response_format"] == "url"
    assert estimate(request, LITE).strings == ["0.035", "0.14"]
    assert settle(request, LITE, answer) == 105_000


def test_what_was_refused_in_a_group_says_why(ark: ModelArk) -> None:
    ark.failed = [{"code": "OutputImageSensitiveContentDetected", "message": "The image may be sensitive."}]
    request = fit(generate(count=3), LITE)
    answer = ask(LITE, request)
    assert len(answer.results) == 2
    assert answer.withheld == ("The image may be sensitive. (OutputImageSensitiveContentDetected)",)
    assert settle(request, LITE, answer) == 70_000


def test_nothing_but_refusals_is_a_refusal_that_costs_nothing(ark: ModelArk) -> None:
    ark.failed = [{"code": "OutputImageSensitiveContentDetected", "message": "The image may be sensitive."}]
    with pytest.raises(Refused) as caught:
        ask(LITE, generate())
    assert (caught.value.stage, caught.value.charged, caught.value.again) == ("output", "no", False)


def test_an_error_inside_a_200_is_an_error(ark: ModelArk) -> None:
    ark.error_inside = {"code": "InternalServiceError", "message": "The service encountered an error."}
    with pytest.raises(Unavailable, match="encountered an error") as caught:
        ask(LITE, generate())
    assert (caught.value.charged, caught.value.again) == ("no", False)


def test_layers_keep_their_order_and_place(ark: ModelArk) -> None:
    request = fit(edit("", image=picture(600, 520), options={"layer_decomposition": True}), PRO)
    answer = ask(PRO, request)
    assert "prompt" not in sent(ark)
    base, layer = answer.results
    assert base.facts["z_index"] == 0
    assert layer.facts["z_index"] == 1
    assert layer.facts["box"] == [10, 20, 110, 220]
    assert layer.facts["box_normalized"] == [20, 40, 215, 430]
    assert layer.facts["name"] == "kettle"
    assert layer.data == painted(40, 30, shade=1, alpha=True)


def test_a_transparent_picture_stays_transparent(ark: ModelArk) -> None:
    cut = Picture(painted(48, 32, alpha=True), "image/png", 48, 32)
    ask(LITE, edit(image=cut, transparent=True))
    assert sent(ark)["background"] == "transparent"
    assert sent(ark)["output_format"] == "png"


def test_options_go_by_their_own_names(ark: ModelArk) -> None:
    options = {"optimize_prompt_options": {"mode": "fast"}, "tools": [{"type": "web_search"}], "watermark": True}
    ask(LITE, generate(options=options, take=2))
    body = sent(ark)
    assert {name: body[name] for name in options} == options
    assert "seed" not in body


@pytest.mark.parametrize(
    ("card", "request_", "words"),
    [
        (LITE, generate(transparent=True), "exactly one PNG"),
        (LITE, edit(transparent=True), "exactly one PNG"),
        (OLDER[0], edit(transparent=True), "no transparency"),
        (PRO, generate(count=2), "2 pictures are asked for at once"),
        (PRO, edit(references=(picture(),) * 10), "11 pictures go along, it takes 10"),
        (LITE, edit(references=(picture(),) * 5, count=10), "together byteplus/seedream-5.0-lite takes 15"),
        (LITE, generate(size=Size(170, 10)), "17.0 to 1"),
        (LITE, edit(image=picture(600, 600), options={"layer_decomposition": True}), "apart"),
        (PRO, edit(options={"layer_decomposition": True}), "512"),
        (LITE, generate(options={"steps": 20}), "no option 'steps'"),
        (LITE, generate(negative_prompt="dust"), "no negative-prompt"),
    ],
)
def test_what_it_lacks_is_said_before_anything_is_sent(ark: ModelArk, card: Any, request_: Request, words: str) -> None:
    with pytest.raises(Unsupported) as caught:
        ask(card, request_)
    assert words in str(caught.value)
    assert not ark.calls


@pytest.mark.parametrize(
    ("card", "request_", "range_"),
    [
        (FLASH, generate(), ["0.018", "0.018"]),
        (OLDER[0], generate(), ["0.04", "0.04"]),
        (OLDER[1], generate(count=2), ["0.03", "0.06"]),
        (PRO, generate(size=Size(1024, 1024)), ["0.045", "0.045"]),
        (PRO, generate(size=Size(2048, 2048)), ["0.09", "0.09"]),
        (PRO, edit(references=(picture(),) * 2, size=Size(1024, 1024)), ["0.051", "0.051"]),
        (find_card("volcengine/seedream-4.5"), generate(), None),
    ],
)
def test_the_price_is_known_before_or_said_to_be_unknown(card: Any, request_: Request, range_: object) -> None:
    assert estimate(fit(request_, card), card).strings == range_


@pytest.mark.parametrize("counts_inputs", [True, False])
def test_pro_is_settled_by_size_and_references(ark: ModelArk, counts_inputs: bool) -> None:
    ark.counts_inputs = counts_inputs
    request = fit(edit(references=(picture(),) * 2, size=Size(2048, 2048)), PRO)
    assert settle(request, PRO, ask(PRO, request)) == 96_000


@pytest.mark.parametrize(
    ("answer", "kind", "again", "stage"),
    [
        (ark_error(400, "InputTextSensitiveContentDetected", "The text may be sensitive."), Refused, False, "input"),
        (ark_error(400, "InputImageSensitiveContentDetected.PrivacyInformation", "A face."), Refused, False, "input"),
        (ark_error(400, "SensitiveContentDetected.Violence", "Violence."), Refused, False, "input"),
        (ark_error(400, "OutputImageSensitiveContentDetected", "The image may be."), Refused, False, "output"),
        (ark_error(400, "OutputImageRiskDetection", "A risk."), Refused, False, "output"),
        (ark_error(400, "InvalidParameter", "size is wrong"), BadRequest, False, None),
        (ark_error(401, "AuthenticationError", "The API key is missing"), NoKey, False, None),
        (ark_error(403, "AccountOverdueError", "The account is overdue"), OutOfFunds, False, None),
        (ark_error(429, "SetLimitExceeded", "The limit that was set"), OutOfFunds, False, None),
        (ark_error(404, "ModelNotOpen", "The account has not activated it"), BadRequest, False, None),
        (ark_error(429, "ServerOverloaded", "Too busy"), RateLimited, True, None),
        (ark_error(500, "InternalServiceError", "Oh"), Unavailable, False, None),
        (ark_error(504, "Timeout", "Late"), Unknown, False, None),
    ],
    ids=lambda value: str(getattr(value, "status", "")),
)
def test_errors(ark: ModelArk, answer: Any, kind: type, again: bool, stage: str | None) -> None:
    ark.next(Fault("instead", answer))
    notes = Notes()
    with pytest.raises(kind) as caught:
        ask(LITE, generate(), notes)
    failure = caught.value
    assert isinstance(failure, ModelFailure)
    assert failure.again is again
    assert failure.charged == ("unknown" if kind is Unknown else "no")
    assert getattr(failure, "stage", None) == stage
    assert notes.replies[0].json["error"]["message"] in failure.reason
    assert b"test-key" not in notes.replies[0].pack()


def test_patience_is_what_the_server_asks_for(ark: ModelArk) -> None:
    busy = ark_error(429, "RateLimitExceeded.EndpointRPMExceeded", "Too many")
    ark.next(Fault("instead", type(busy)(429, busy.body, {**busy.headers, "Retry-After": "3"})))
    with pytest.raises(RateLimited) as caught:
        ask(LITE, generate())
    assert caught.value.retry_after == 3


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda fault: fault.kind)
def test_a_lost_answer_is_unknown(ark: ModelArk, fault: Fault) -> None:
    ark.next(fault)
    with pytest.raises(Unknown):
        ask(LITE, generate())
    assert len(ark.billed) == 1


def test_a_picture_whose_address_has_expired_is_paid_and_not_asked_for_again(ark: ModelArk) -> None:
    ark.expired = True
    with pytest.raises(NotFetched, match="HTTP 404") as caught:
        ask(LITE, generate(count=2))
    assert (caught.value.charged, caught.value.again) == ("yes", False)
    assert len(ark.billed) == 1


def test_both_clouds_have_their_own_address() -> None:
    assert bind(find_card("volcengine/seedream-5.0-lite")).base == "https://ark.cn-beijing.volces.com/api/v3"
    assert bind(LITE).base == "https://ark.ap-southeast.bytepluses.com/api/v3"
    assert find_card("volcengine/seedream-5.0-lite").wire.startswith("doubao-")


@pytest.mark.filterwarnings("ignore")
def test_the_vendors_own_client_is_content_with_this_server_and_its_types_with_us(ark: ModelArk) -> None:
    runtime = pytest.importorskip("arkruntime", reason="arkruntime is not installed (it is heavy: 300 MB)")
    from arkruntime.types.images import CreateImageGenerationRequest, ImageGenerationResponse

    client = runtime.Ark(api_key="test-key", base_url=ark.url, max_retries=0)
    ark.fewer = 1
    theirs = client.images.generate(
        model=LITE.wire,
        prompt="four seasons",
        size="2K",
        watermark=False,
        response_format="url",
        output_format="png",
        sequential_image_generation="auto",
        sequential_image_generation_options={"max_images": 4},
    )
    assert isinstance(theirs, ImageGenerationResponse)
    assert theirs.usage.generated_images == 3
    spoken = {name: value for name, value in sent(ark).items() if value is not None}
    notes = Notes()
    ask(LITE, generate("four seasons", count=4), notes)
    assert sent(ark) == spoken
    ask(PRO, edit("", image=picture(600, 520), options={"layer_decomposition": True}), notes)
    for call, reply in zip(ark.paid()[1:], notes.replies, strict=True):
        CreateImageGenerationRequest.model_validate(call.json, strict=False)
        ImageGenerationResponse.model_validate(reply.json, strict=False)
