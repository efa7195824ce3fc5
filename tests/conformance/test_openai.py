"""OpenAI: right fields, right mask, right price, and every way to fail, against a server as strict as its types."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import numpy as np
import pytest
from PIL import Image as Pillow

from conformance.asking import Notes, ask
from conformance.openai_server import KEY, OpenAI
from conformance.pictures import mask, picture
from conformance.server import DIE, HALF, HUGE, STALL, Fault, Sent, refuse, throttle
from maquette.models import transport
from maquette.models.adapters.openai import ADAPTER
from maquette.models.answer import Reply
from maquette.models.cards import find_card
from maquette.models.failures import (
    BadRequest,
    ModelFailure,
    NoKey,
    OutOfFunds,
    RateLimited,
    Refused,
    Unavailable,
    Unknown,
    Unsupported,
)
from maquette.models.fitting import fit
from maquette.models.money import micro
from maquette.models.price import estimate, patch_tokens, settle
from maquette.models.registry import bind
from maquette.models.request import Picture, Request, Size

TWO, SUNBURST = find_card("gpt-image-2"), find_card("gpt-image-2.6-sunburst")
PLAIN = Request(kind="generate", model="openai/gpt-image-2", prompt="a red kettle", size=Size(1536, 1024))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAI]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with OpenAI() as running:
        monkeypatch.setenv("MAQUETTE_OPENAI_BASE_URL", running.url + "/v1")
        yield running


def markup(width: int = 48, height: int = 32) -> Picture:
    drawn = Pillow.new("RGBA", (width, height), (0, 0, 0, 0))
    drawn.paste((255, 0, 0, 255), (4, 4, 20, 12))
    out = BytesIO()
    drawn.save(out, "PNG")
    return Picture(out.getvalue(), "image/png", width, height)


# What is sent, and what comes back


def test_a_picture_is_made(server: OpenAI) -> None:
    notes = Notes()
    answer = ask(TWO, replace(PLAIN, count=3, quality="low"), notes)
    assert server.calls[0].json == {
        "model": "gpt-image-2",
        "prompt": "a red kettle",
        "n": 3,
        "size": "1536x1024",
        "quality": "low",
        "output_format": "png",
    }
    assert len({result.data for result in answer.results}) == 3
    assert all(Pillow.open(BytesIO(result.data)).size == (48, 32) for result in answer.results)
    assert notes.events == ["submitted", "answered"]
    assert answer.provider_id == "req_1"
    assert server.billed == [{"what": "pictures", "n": 3, "quality": "low", "size": "1536x1024"}]


def test_neither_seed_nor_response_format_is_ever_sent(server: OpenAI) -> None:
    with pytest.raises(Unsupported, match="no seed"):
        ask(TWO, replace(PLAIN, seed=7))
    for name in ("seed", "response_format", "style"):
        with pytest.raises(Unsupported, match=name):
            ask(TWO, replace(PLAIN, options={name: "x"}))
    assert not server.calls


def test_one_picture_is_edited(server: OpenAI) -> None:
    ask(TWO, replace(PLAIN, kind="edit", image=picture(media_type="image/jpeg")))
    names = [name for name, _ in server.calls[0].parts]
    assert names.count("image") == 1
    assert "image[]" not in names
    assert server.calls[0].fields["n"] == ["1"]


def test_sixteen_pictures_go_along_in_their_order(server: OpenAI) -> None:
    base = picture(shade=1)
    others = tuple(picture(shade=number, media_type="image/webp") for number in range(2, 17))
    ask(SUNBURST, replace(PLAIN, kind="edit", image=base, references=others, mask=mask()))
    sent = [one.data for one in server.calls[0].fields["image[]"]]
    assert sent == [base.data, *(one.data for one in others)]


def test_references_alone_go_to_the_edits_endpoint(server: OpenAI) -> None:
    ask(TWO, replace(PLAIN, references=(picture(), picture(shade=1))))
    assert server.calls[0].path == "/v1/images/edits"


def test_a_seventeenth_picture_is_an_error_before_the_call(server: OpenAI) -> None:
    with pytest.raises(Unsupported, match="17 pictures"):
        ask(TWO, replace(PLAIN, kind="edit", image=picture(), references=(picture(),) * 16))
    assert not server.calls


def test_a_mask_is_transparent_where_it_edits(server: OpenAI) -> None:
    ask(TWO, replace(PLAIN, kind="edit", image=picture(), mask=mask()))
    sent = Pillow.open(BytesIO(server.calls[0].fields["mask"][0].data))
    assert sent.getpixel((2, 2))[3] == 0
    assert sent.getpixel((46, 30))[3] == 255
    assert not server.wrong


def test_the_server_finds_a_mask_the_wrong_way_round(server: OpenAI) -> None:
    levels = 255 - np.asarray(Pillow.open(BytesIO(mask().data)))
    out = BytesIO()
    Pillow.fromarray(levels).save(out, "PNG")
    with pytest.raises(BadRequest, match="alpha 0"):
        ask(TWO, replace(PLAIN, kind="edit", image=picture(), mask=Picture(out.getvalue(), "image/png", 48, 32)))


def test_a_mask_that_is_too_large_is_an_error_before_the_call(server: OpenAI) -> None:
    assert TWO.limits.mask_bytes == 4_000_000
    small = replace(TWO, limits=replace(TWO.limits, mask_bytes=80))
    with pytest.raises(Unsupported, match="the mask has"):
        ask(small, replace(PLAIN, kind="edit", image=picture(), mask=mask()))
    with pytest.raises(Unsupported, match="48x32 px"):
        ask(TWO, replace(PLAIN, kind="edit", image=picture(64, 64), mask=mask()))
    assert not server.calls


def test_markup_is_drawn_over_the_picture(server: OpenAI) -> None:
    ask(SUNBURST, replace(PLAIN, kind="edit", image=picture(), markup=markup()))
    assert server.calls[0].fields["markup"][0].data == markup().data
    with pytest.raises(Unsupported, match="not both"):
        ask(SUNBURST, replace(PLAIN, kind="edit", image=picture(), markup=markup(), mask=mask()))
    with pytest.raises(Unsupported, match="no markup"):
        ask(TWO, replace(PLAIN, kind="edit", image=picture(), markup=markup()))
    assert len(server.calls) == 1


def test_transparency_is_asked_for_and_never_as_a_jpeg(server: OpenAI) -> None:
    with pytest.raises(Unsupported, match="a JPEG holds no transparency"):
        ask(SUNBURST, replace(PLAIN, transparent=True, file_type="jpeg"))
    answer = ask(SUNBURST, replace(PLAIN, transparent=True))
    assert server.calls[0].json["background"] == "transparent"
    assert server.calls[0].json["output_format"] == "png"
    assert Pillow.open(BytesIO(answer.results[0].data)).mode == "RGBA"


def test_settings_are_passed_on_where_they_belong(server: OpenAI) -> None:
    own = {"moderation": "low", "output_compression": 80, "complexity": "low", "safety_identifier": "team"}
    ask(SUNBURST, replace(PLAIN, file_type="jpeg", options=own))
    assert own.items() <= server.calls[0].json.items()
    wrong = [
        (SUNBURST, replace(PLAIN, options={"output_compression": 80})),
        (SUNBURST, replace(PLAIN, kind="edit", image=picture(), options={"moderation": "low"})),
        (TWO, replace(PLAIN, kind="edit", image=picture(), options={"input_fidelity": "high"})),
        (TWO, replace(PLAIN, options={"complexity": "low"})),
        (TWO, replace(PLAIN, quality="max")),
        (TWO, replace(PLAIN, prompt="x" * 32_001)),
        (TWO, replace(PLAIN, count=11)),
        (TWO, replace(PLAIN, size=Size(3840, 640))),
    ]
    for card, request in wrong:
        with pytest.raises(Unsupported):
            ask(card, request)
    assert len(server.calls) == 1


def test_fidelity_to_the_picture_is_asked_for_only_where_it_is_a_choice(server: OpenAI) -> None:
    old = replace(find_card("gpt-image-1.5"), sunset="")
    edit = replace(PLAIN, kind="edit", image=picture(), options={"input_fidelity": "high"})
    ask(old, edit)
    assert server.calls[0].fields["input_fidelity"] == ["high"]
    for card in (replace(find_card("gpt-image-1-mini"), sunset=""), TWO, SUNBURST):
        with pytest.raises(Unsupported, match="input_fidelity"):
            ask(card, edit)
    with pytest.raises(Unsupported, match="no picture goes along"):
        ask(old, replace(PLAIN, options={"input_fidelity": "high"}))
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        (Size(1000, 1001), "992x1008"),
        (Size(500, 500), "816x816"),
        (Size(4000, 2250), "3840x2160"),
        (Size(aspect="4:5", tier="1K"), "912x1152"),
        (Size(), "auto"),
    ],
)
def test_any_size_becomes_one_that_is_taken(server: OpenAI, asked: Size, sent: str) -> None:
    ask(TWO, replace(PLAIN, size=asked))
    assert server.calls[0].json["size"] == sent


# Previews


@pytest.mark.parametrize("edit", [False, True])
def test_previews_come_before_the_picture(server: OpenAI, edit: bool) -> None:
    seen: list[bytes] = []
    request = replace(PLAIN, previews=2, **({"kind": "edit", "image": picture()} if edit else {}))
    answer = ask(SUNBURST, request, preview=seen.append)
    assert len(seen) == 2
    assert Pillow.open(BytesIO(seen[0])).size == (48, 32)
    assert len(answer.results) == 1
    assert settle(request, SUNBURST, answer) == 12 * 5 + 300 * 8 * edit + 1756 * 30


def test_several_pictures_come_without_previews(server: OpenAI) -> None:
    answer = ask(SUNBURST, replace(PLAIN, previews=2, count=2))
    assert "stream" not in server.calls[0].json
    assert len(answer.results) == 2


def test_a_stream_may_end_in_a_refusal(server: OpenAI) -> None:
    refusal = {"type": "error", "error": MODERATED["output"]["error"]}
    server.next(Fault("instead", Sent.events([refusal])))
    with pytest.raises(Refused) as caught:
        ask(SUNBURST, replace(PLAIN, previews=1))
    assert caught.value.stage == "output"


def test_a_stream_that_ends_early_is_an_unknown_outcome(server: OpenAI) -> None:
    partial = {"type": "image_generation.partial_image", "b64_json": base64.b64encode(picture().data).decode()}
    server.next(Fault("instead", Sent.events([partial])))
    with pytest.raises(Unknown):
        ask(SUNBURST, replace(PLAIN, previews=1))


# Failures


def moderated(stage: str) -> dict[str, dict[str, object]]:
    words = "Your request was rejected by the safety system. safety_violations=[violence]."
    details = {"moderation_details": {"moderation_stage": stage, "categories": ["violence"]}} if stage else {}
    error = {"message": words, "type": "image_generation_user_error", "param": None, "code": "moderation_blocked"}
    return {"error": error | details}


MODERATED = {stage: moderated(stage) for stage in ("input", "output", "")}


@pytest.mark.parametrize(("stage", "charged"), [("input", "no"), ("output", "unknown"), ("", "unknown")])
def test_a_refusal_says_stage_and_words(server: OpenAI, stage: str, charged: str) -> None:
    server.next(refuse(400, MODERATED[stage]))
    with pytest.raises(Refused, match="violence") as caught:
        ask(TWO, PLAIN)
    assert (caught.value.stage, caught.value.charged, caught.value.again) == (stage, charged, False)
    assert "safety_violations=[violence]" in caught.value.words


def test_too_many_calls_say_how_long_to_wait(server: OpenAI) -> None:
    body = {"error": {"message": "Rate limit reached", "type": "images", "code": "rate_limit_exceeded"}}
    server.next(throttle(body, "7"), refuse(429, body, retry_after_ms="1500"))
    for seconds in (7.0, 1.5):
        with pytest.raises(RateLimited) as caught:
            ask(TWO, PLAIN)
        assert (caught.value.retry_after, caught.value.again, caught.value.charged) == (seconds, True, "no")
    assert not server.billed


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (
            429,
            {"type": "insufficient_quota", "code": "insufficient_quota", "message": "You exceeded"},
        ),
        (400, {"type": "invalid_request_error", "code": "billing_hard_limit_reached", "message": "Billing hard limit"}),
    ],
)
def test_an_empty_account_is_not_asked_again(server: OpenAI, status: int, error: dict[str, str]) -> None:
    server.next(refuse(status, {"error": error}))
    with pytest.raises(OutOfFunds, match=error["message"]) as caught:
        ask(TWO, PLAIN)
    assert (caught.value.again, caught.value.charged) == (False, "no")


def test_a_key_that_is_not_accepted(server: OpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-expired")
    with pytest.raises(NoKey, match="Incorrect API key") as caught:
        ask(TWO, PLAIN)
    assert caught.value.mend.endswith("put it into the variable OPENAI_API_KEY"), "the variable comes before a kept key"
    assert "sk-expired" not in str(caught.value)


def test_no_key_names_the_variable(server: OpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(NoKey, match="platform") as caught:
        ask(TWO, PLAIN)
    assert "OPENAI_API_KEY" in caught.value.mend
    assert not server.calls


def test_an_organisation_that_is_not_verified(server: OpenAI) -> None:
    words = "Your organization must be verified to use the model `gpt-image-2`."
    server.next(refuse(403, {"error": {"message": words, "type": "invalid_request_error", "code": None}}))
    with pytest.raises(NoKey, match="must be verified") as caught:
        ask(TWO, PLAIN)
    assert "verify the organisation" in caught.value.mend


def test_a_model_that_is_not_there(server: OpenAI) -> None:
    with pytest.raises(BadRequest, match="does not exist") as caught:
        ask(replace(TWO, wire="gpt-image-9"), PLAIN)
    assert "models check" in caught.value.mend


@pytest.mark.parametrize(
    ("status", "kind", "again", "charged"),
    [
        (400, BadRequest, False, "no"),
        (500, Unavailable, False, "no"),
        (503, Unavailable, True, "no"),
        (502, Unknown, False, "unknown"),
        (504, Unknown, False, "unknown"),
    ],
)
def test_other_statuses(server: OpenAI, status: int, kind: type[ModelFailure], again: bool, charged: str) -> None:
    server.next(refuse(status, {"error": {"message": "the words", "type": "server_error", "code": None}}))
    with pytest.raises(kind, match="the words") as caught:
        ask(TWO, PLAIN)
    assert (caught.value.again, caught.value.charged) == (again, charged)


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda fault: fault.kind)
def test_an_answer_that_breaks_off_is_unknown_and_was_billed(server: OpenAI, fault: Fault) -> None:
    server.next(fault)
    notes = Notes()
    with pytest.raises(Unknown) as caught:
        ask(TWO, PLAIN, notes)
    assert (caught.value.again, caught.value.charged, notes.events) == (False, "unknown", ["submitted"])
    assert len(server.billed) == 1


def test_an_answer_that_does_not_come_is_unknown(server: OpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maquette.models.adapters.openai._SECONDS", 0.1)
    server.next(STALL)
    with pytest.raises(Unknown, match="no answer in time"):
        ask(TWO, PLAIN)


def test_an_answer_of_ten_gigabytes_is_not_read(server: OpenAI) -> None:
    server.next(HUGE)
    with pytest.raises(Unknown, match="10000 MB"):
        ask(TWO, PLAIN)


def test_an_answer_that_is_no_json_is_unknown(server: OpenAI) -> None:
    server.next(Fault("instead", Sent(200, b"<html>", {"content-type": "text/html"})))
    with pytest.raises(Unknown, match="cannot be read"):
        ask(TWO, PLAIN)


def test_an_answer_without_pictures(server: OpenAI) -> None:
    server.next(Fault("instead", Sent.json({"created": 1, "data": []})))
    with pytest.raises(ModelFailure, match="without a picture") as caught:
        ask(TWO, PLAIN)
    assert caught.value.charged == "unknown"


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(Unavailable) as caught:
        ask(TWO, PLAIN)
    assert caught.value.again


# Keys, addresses, headers


def test_the_vendors_variables_are_read(server: OpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAQUETTE_OPENAI_BASE_URL")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url + "/v1/")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-1")
    ask(TWO, PLAIN)
    assert server.calls[0].headers["openai-organization"] == "org-1"
    assert server.calls[0].headers["openai-project"] == "proj-1"


def test_a_kept_reply_is_read_again_and_holds_no_key(server: OpenAI) -> None:
    notes = Notes()
    answer = ask(TWO, PLAIN, notes)
    kept = notes.replies[0].pack()
    assert KEY.encode() not in kept
    assert ADAPTER.read(Reply.unpack(kept), TWO) == replace(answer)


def test_the_models_that_a_key_may_use(server: OpenAI) -> None:
    bound = bind(TWO)
    call = ADAPTER.alive(TWO)
    assert call is not None
    reply = transport.send(bound, call, paid=False)
    assert "gpt-image-2.6-flare" in ADAPTER.read_alive(reply, TWO)
    with pytest.raises(NoKey):
        ADAPTER.read_alive(replace(reply, status=401, body=b'{"error":{"message":"no"}}'), TWO)


# Money

PUBLISHED = {
    "1024x768": "0.004 0.009 0.036 0.064 0.144",
    "1024x1024": "0.0059 0.0132 0.0527 0.0937 0.2107",
    "1024x1536": "0.0047 0.0103 0.0412 0.0738 0.1646",
    "1920x1080": "0.0044 0.0103 0.0396 0.0704 0.1584",
    "2560x1440": "0.0062 0.0143 0.0553 0.0983 0.2211",
    "3840x2160": "0.0111 0.0260 0.1001 0.1779 0.4003",
}


@pytest.mark.parametrize("size", PUBLISHED)
def test_every_published_price_of_2_5_is_met(size: str) -> None:
    """Listed 2026-11-23; 2 has the same prices in other tiers."""
    width, height = map(int, size.split("x"))
    for patches, dollars in zip((8, 12, 24, 32, 48), PUBLISHED[size].split(), strict=True):
        places = len(dollars.partition(".")[2])
        assert round(patch_tokens(width, height, patches) * 30 / 1e6, places) == pytest.approx(float(dollars), abs=6e-5)


@pytest.mark.parametrize(
    ("model", "quality", "size", "count", "dollars"),
    [
        ("gpt-image-2", "high", "1024x1024", 1, "0.211"),
        ("gpt-image-2", "medium", "3840x2160", 1, "0.100"),
        ("gpt-image-2", "low", "1024x1536", 4, "0.019"),
        ("gpt-image-2.5-flare", "max", "2560x1440", 2, "0.442"),
        ("gpt-image-1.5", "medium", "1024x1024", 1, "0.034"),
        ("gpt-image-1.5", "high", "1536x1024", 1, "0.200"),
        ("gpt-image-1-mini", "low", "1024x1536", 1, "0.006"),
    ],
)
def test_estimates_are_the_published_prices(model: str, quality: str, size: str, count: int, dollars: str) -> None:
    width, height = map(int, size.split("x"))
    request = replace(PLAIN, prompt="kettle", quality=quality, size=Size(width, height), count=count)
    price = estimate(request, find_card(model), date(2026, 11, 23))
    assert price.low == pytest.approx(micro(dollars), abs=600)
    assert price.high == pytest.approx(micro(dollars), abs=600)


def test_an_estimate_is_a_range_where_something_is_open() -> None:
    fitted = fit(replace(PLAIN, size=Size()), TWO)
    price = estimate(fitted, TWO, date(2026, 11, 23))
    assert price.low == pytest.approx(41_160, abs=200)
    assert price.high == pytest.approx(52_680, abs=200)
    edit = replace(fitted, size=Size(1024, 1024), kind="edit", image=picture(), references=(picture(),))
    more = estimate(edit, TWO, date(2026, 11, 23))
    assert more.low == pytest.approx(52_680 + 12_000, abs=200)
    assert more.high == pytest.approx(52_680 + 30_000, abs=200)
    assert not estimate(PLAIN, find_card("chatgpt-image-latest")).known


@pytest.mark.parametrize(
    ("model", "text", "image", "cached_text", "cached_image", "out", "cost"),
    [
        ("gpt-image-2", 100, 0, 0, 0, 7024, 500 + 210_720),
        ("gpt-image-2.6-flare", 100, 1000, 40, 600, 1756, 60 * 5 + 40 * 1.25 + 400 * 8 + 600 * 2 + 52_680),
        ("gpt-image-1.5", 10, 0, 0, 0, 4160, 50 + 133_120),
        ("gpt-image-1-mini", 10, 100, 0, 100, 1000, 20 + 25 + 8_000),
    ],
)
def test_what_is_settled_follows_the_tokens(
    server: OpenAI, model: str, text: int, image: int, cached_text: int, cached_image: int, out: int, cost: float
) -> None:
    server.usage = {"text": text, "image_in": image, "image_out": out}
    server.cached = {"text_tokens": cached_text, "image_tokens": cached_image} if cached_image else {}
    card = replace(find_card(model), sunset="")
    request = replace(PLAIN, kind="edit", image=picture(), size=Size(1024, 1024)) if image else PLAIN
    for server.with_output_details in (True, False):
        assert settle(request, card, ask(card, request)) == round(cost)


@pytest.mark.parametrize("words", ["a kettle", "a kettle " * 400, "やかん" * 300])
def test_what_is_settled_lies_in_the_estimate(server: OpenAI, words: str) -> None:
    """Four letters or one sign of Japanese a token, as the vendor's tokenizer has it, and a frame around the prompt."""
    server.usage["text"] = 20 + (len(words) if "や" in words else len(words) // 4)
    request = fit(replace(PLAIN, prompt=words, size=Size(1024, 1024)), TWO)
    price, cost = estimate(request, TWO), settle(request, TWO, ask(TWO, request))
    assert price.low is not None
    assert price.high is not None
    assert cost is not None
    assert price.low <= cost <= price.high


def test_models_that_end_say_when() -> None:
    for name in ("gpt-image-1.5", "gpt-image-1-mini", "chatgpt-image-latest"):
        card = find_card(name)
        assert card.sunset == "2026-12-01"
        assert not card.ended(date(2026, 11, 30))
        assert card.ended(date(2026, 12, 1))
