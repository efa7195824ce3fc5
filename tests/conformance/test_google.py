"""Nano Banana: what goes over the wire, what comes back, what it costs, and every way in which it says no."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from conformance.asking import Notes, ask
from conformance.google_server import SIGNATURE, Google, camel, google_error
from conformance.pictures import mask, painted, picture
from conformance.server import DIE, HALF, Fault
from conformance.specifications import hold
from maquette.models.cards import find_card
from maquette.models.failures import (
    BadRequest,
    ModelFailure,
    NoKey,
    RateLimited,
    Refused,
    Unavailable,
    Unknown,
    Unsupported,
)
from maquette.models.fitting import fit
from maquette.models.price import estimate, settle, spent
from maquette.models.registry import bind
from maquette.models.request import Picture, Request, Size, Turn
from maquette.models.transport import send

CARD = find_card("nano-banana-2")
NEWEST = find_card("nano-banana-2.1")
ALL = [find_card(name) for name in ("nano-banana-2", "nano-banana-2-lite", "nano-banana-pro", "nano-banana-2.1")]


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    with Google() as server:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", server.url)
        monkeypatch.setenv("GEMINI_API_KEY", "test-key")
        yield server
        assert not server.wrong, server.wrong


def generate(prompt: str = "a red kettle", **more: Any) -> Request:
    return Request("generate", "", prompt, **more)


def edit(prompt: str = "make it blue", **more: Any) -> Request:
    return Request("edit", "", prompt, **{"image": picture(), **more})


def sent(server: Google) -> dict[str, Any]:
    body = server.paid()[-1].json
    hold(body, "google-gemini-openapi.json", "GenerateContentRequest")
    return body  # type: ignore[no-any-return]


@pytest.mark.parametrize("card", [*ALL, find_card("nano-banana")], ids=lambda card: card.wire)
def test_a_picture_of_the_asked_shape_comes_back(google: Google, card: Any) -> None:
    answer = ask(card, generate(size=Size(aspect="16:9")))
    assert [result.data for result in answer.results] == [painted(64, 48, shade=1)]
    config = sent(google)["generationConfig"]
    expected = {"aspectRatio": "16:9"} | ({"imageSize": "1K"} if card.sizes.tiers else {})
    assert config == {"responseModalities": ["IMAGE"], "imageConfig": expected}
    assert answer.model_version == card.wire
    assert answer.provider_id == "answer-1"


def test_a_size_in_pixels_becomes_the_nearest_ratio_and_a_tier_that_is_large_enough(google: Google) -> None:
    ask(CARD, generate(size=Size(1920, 1080)))
    assert sent(google)["generationConfig"]["imageConfig"] == {"aspectRatio": "16:9", "imageSize": "2K"}
    ask(CARD, generate(size=Size(400, 3200)))
    assert sent(google)["generationConfig"]["imageConfig"] == {"aspectRatio": "1:8", "imageSize": "2K"}


def test_pictures_go_along_in_their_order_after_the_words(google: Google) -> None:
    others = (picture(shade=2, media_type="image/jpeg"), picture(shade=3, media_type="image/webp"))
    ask(CARD, edit(references=others, seed=7, take=3))
    body = sent(google)
    parts = body["contents"][0]["parts"]
    assert parts[0] == {"text": "make it blue"}
    assert [part["inlineData"]["mimeType"] for part in parts[1:]] == ["image/png", "image/jpeg", "image/webp"]
    assert "aspectRatio" not in body["generationConfig"]["imageConfig"], "an edit keeps the picture's own shape"
    assert body["generationConfig"]["seed"] == 9


def test_a_mask_is_kept_by_us_and_not_sent(google: Google) -> None:
    ask(CARD, edit(mask=mask()))
    assert len(sent(google)["contents"][0]["parts"]) == 2


def test_options_go_where_the_api_has_them(google: Google) -> None:
    options = {"thinkingLevel": "high", "includeThoughts": True, "temperature": 0.5, "systemInstruction": "Be brief."}
    ask(NEWEST, generate(options=options))
    body = sent(google)
    assert body["generationConfig"]["thinkingConfig"] == {"thinkingLevel": "HIGH", "includeThoughts": True}
    assert body["generationConfig"]["temperature"] == 0.5
    assert body["systemInstruction"] == {"parts": [{"text": "Be brief."}]}


@pytest.mark.parametrize(
    ("card", "request_", "words"),
    [
        (CARD, generate(transparent=True), "no transparency"),
        (CARD, generate(negative_prompt="dust"), "no negative-prompt"),
        (CARD, generate(count=2), "2 pictures are asked for at once"),
        (CARD, edit(references=(picture(),) * 14), "15 pictures go along, it takes 14"),
        (CARD, generate(options={"thinkingLevel": "medium"}), "no thinkingLevel 'medium'"),
        (CARD, generate(options={"outputMimeType": "image/png"}), "no option 'outputMimeType'"),
        (CARD, edit(mask=mask(40, 32)), "the mask has 40x32 px, the picture 48x32"),
    ],
)
def test_what_it_lacks_is_said_before_anything_is_sent(
    google: Google, card: Any, request_: Request, words: str
) -> None:
    with pytest.raises(Unsupported, match=words):
        ask(card, request_)
    assert not google.calls


def test_drafts_are_skipped_and_several_pictures_kept(google: Google) -> None:
    google.drafts, google.made, google.words = True, 2, "Here are two."
    answer = ask(CARD, generate())
    assert [result.data for result in answer.results] == [painted(64, 48, shade=1), painted(64, 48, shade=2)]
    assert answer.text == "Here are two."


def test_a_conversation_goes_back_with_its_signatures_and_no_picture_twice(google: Google) -> None:
    google.words, google.drafts, google.made = "Done.", True, 2
    first = ask(CARD, edit("make it blue"))
    assert len(json.dumps(first.state)) < 1000, "pictures are kept once, as results"
    chosen = Picture(first.results[1].data, "image/png", 64, 48)
    turn = Turn("make it blue", (picture(),), chosen, json.loads(json.dumps(first.state)))
    ask(CARD, edit("now a handle", image=chosen, history=(turn,)))
    contents = sent(google)["contents"]
    assert [one["role"] for one in contents] == ["user", "model", "user"]
    words, shown = contents[1]["parts"]
    assert words == {"text": "Done.", "thoughtSignature": SIGNATURE}
    assert shown["thoughtSignature"] == f"{SIGNATURE[:-4]}AAA="
    assert contents[2]["parts"] == [{"text": "now a handle"}]


def test_a_turn_of_another_model_is_shown_as_material(google: Google) -> None:
    turn = Turn("make it blue", (picture(),), picture(64, 48, shade=5), {"response": "of another provider"})
    ask(CARD, edit("now a handle", history=(turn,)))
    contents = sent(google)["contents"]
    assert [one["role"] for one in contents] == ["user", "user"]
    assert len(contents[0]["parts"]) == 3


def test_heavy_pictures_are_made_lighter_and_all_fit(google: Google) -> None:
    import numpy as np

    from maquette.picture.encode import png

    assert all(card.limits.request_bytes == 18_000_000 for card in ALL)
    tight = replace(CARD, limits=replace(CARD.limits, request_bytes=800_000))
    noise = np.random.default_rng(1).integers(0, 256, (300, 500, 3), np.uint8)
    heavy = Picture(png(noise), "image/png", 500, 300)
    assert len(heavy.data) * 2 > tight.limits.request_bytes
    ask(tight, edit(image=heavy, references=(heavy, picture(shade=9))))
    call = google.paid()[-1]
    assert len(call.body) <= tight.limits.request_bytes
    kinds = [part["inlineData"]["mimeType"] for part in call.json["contents"][0]["parts"][1:]]
    assert kinds == ["image/jpeg", "image/jpeg", "image/png"], "only the heavy ones give way"


@pytest.mark.parametrize(
    ("card", "request_", "low", "high"),
    [
        (CARD, generate(size=Size(aspect="1:1", tier="512")), "0.045", "0.045"),
        (CARD, generate(size=Size(aspect="1:1", tier="4K")), "0.151", "0.151"),
        (CARD, edit(references=(picture(),)), "0.0684", "0.0684"),
        (find_card("nano-banana-pro"), generate(size=Size(tier="2K")), "0.134", "0.134"),
        (NEWEST, generate(), "0.0336", "0.046"),
        (find_card("nano-banana"), generate(), "0.039", "0.039"),
    ],
)
def test_the_price_is_known_before(card: Any, request_: Request, low: str, high: str) -> None:
    assert estimate(fit(request_, card), card).strings == [low, high]


def test_what_it_cost_is_worked_out_from_tokens(google: Google) -> None:
    google.thoughts = 1000
    request = fit(edit(size=Size(tier="1K")), NEWEST)
    answer = ask(NEWEST, request)
    assert answer.usage == {"input_tokens": 1123, "image_tokens": 1120, "text_tokens": 1000, "thought_tokens": 1000}
    # 1123 x 1.5 + 1120 x 30 + 1000 x 7.5 micro-dollars
    assert settle(request, NEWEST, answer) == 1684 + 33600 + 7500


def test_a_blocked_prompt_is_refused_at_the_door(google: Google) -> None:
    google.blocked = "PROHIBITED_CONTENT"
    with pytest.raises(Refused) as caught:
        ask(CARD, generate())
    assert (caught.value.stage, caught.value.words) == ("input", "PROHIBITED_CONTENT")
    assert (caught.value.charged, caught.value.again) == ("unknown", False)


@pytest.mark.parametrize("reason", ["IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "SAFETY"])
def test_a_picture_that_was_made_and_held_back_is_refused(google: Google, reason: str) -> None:
    google.finish, google.message, google.thoughts = reason, "Unable to show the generated image.", 200
    with pytest.raises(Refused) as caught:
        ask(NEWEST, generate())
    failure = caught.value
    assert (failure.stage, failure.charged, failure.again) == ("output", "yes", False)
    assert failure.words == f"Unable to show the generated image. ({reason})"
    assert spent(NEWEST, failure.usage) == round(3 * 1.5 + 200 * 7.5)


def test_no_picture_is_no_success(google: Google) -> None:
    google.made, google.words = 0, "I would rather talk about kettles."
    notes = Notes()
    with pytest.raises(ModelFailure, match="I would rather talk about kettles") as caught:
        ask(CARD, generate(), notes)
    assert (caught.value.code, caught.value.charged, caught.value.again) == ("no-picture", "yes", False)
    assert notes.events == ["submitted", "answered"]
    google.words, google.finish = "", "NO_IMAGE"
    with pytest.raises(ModelFailure, match="NO_IMAGE") as caught:
        ask(CARD, generate())
    assert caught.value.code == "no-picture"


def test_a_lost_signature_says_how_to_go_on(google: Google) -> None:
    google.finish = "MISSING_THOUGHT_SIGNATURE"
    with pytest.raises(BadRequest, match="begin a new conversation"):
        ask(CARD, generate())


DELAY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "13.5s"}


@pytest.mark.parametrize(
    ("answer", "kind", "again", "patience"),
    [
        (google_error(429, "Quota exceeded", DELAY), RateLimited, True, 13.5),
        (google_error(429, "Resource has been exhausted"), RateLimited, True, None),
        (google_error(400, "Request contains an invalid argument."), BadRequest, False, None),
        (google_error(403, "Permission denied"), NoKey, False, None),
        (google_error(404, "models/x is not found"), BadRequest, False, None),
        (google_error(500, "An internal error has occurred"), Unavailable, False, None),
        (google_error(503, "The model is overloaded"), Unavailable, True, None),
        (google_error(504, "Deadline expired"), Unknown, False, None),
    ],
    ids=lambda value: str(getattr(value, "status", "")),
)
def test_errors_by_status(google: Google, answer: Any, kind: type, again: bool, patience: float | None) -> None:
    google.next(Fault("instead", answer))
    with pytest.raises(kind) as caught:
        ask(CARD, generate())
    failure = caught.value
    assert failure.again is again
    assert failure.charged == ("unknown" if kind is Unknown else "no")
    assert getattr(failure, "retry_after", None) == patience
    assert json.loads(answer.body)["error"]["message"] in failure.reason
    assert not google.billed


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda fault: fault.kind)
def test_a_lost_answer_is_unknown_and_not_asked_for_again(google: Google, fault: Fault) -> None:
    google.next(fault)
    with pytest.raises(Unknown) as caught:
        ask(CARD, generate())
    assert caught.value.charged == "unknown"
    assert len(google.billed) == 1


def test_a_wrong_key_is_said_to_be_wrong_and_is_not_in_what_is_kept(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "an-old-key")
    notes = Notes()
    with pytest.raises(NoKey, match="API key not valid"):
        ask(CARD, generate(), notes)
    assert b"an-old-key" not in notes.replies[0].pack()
    monkeypatch.delenv("GEMINI_API_KEY")
    monkeypatch.setenv("GOOGLE_API_KEY", "test-key")
    assert ask(CARD, generate()).results, "the other variable of the vendor's client is read too"


def test_it_says_which_models_are_alive(google: Google) -> None:
    bound = bind(CARD)
    reply = send(bound, bound.adapter.alive(CARD), paid=False)  # type: ignore[arg-type,union-attr]
    assert {card.wire for card in ALL} <= set(bound.adapter.read_alive(reply, CARD))  # type: ignore[union-attr]
    assert not google.billed


@pytest.mark.filterwarnings("ignore")
def test_the_vendors_own_client_is_content_with_this_server(google: Google) -> None:
    genai = pytest.importorskip("google.genai", reason="google-genai is not installed (uv sync --group conformance)")
    types = genai.types
    google.drafts, google.words = True, "Done."
    client = genai.Client(api_key="test-key")
    config = types.GenerateContentConfig(
        response_modalities=["IMAGE"],
        image_config=types.ImageConfig(aspect_ratio="16:9", image_size="2K"),
        thinking_config=types.ThinkingConfig(thinking_level="high"),
    )
    shown = types.Part.from_bytes(data=picture().data, mime_type="image/png")
    chat = client.chats.create(model=CARD.wire, config=config)
    chat.send_message(["make it blue", shown])
    theirs_first = google.paid()[-1].json
    chat.send_message("now a handle")
    theirs_second = google.paid()[-1].json

    options = {"thinkingLevel": "high"}
    first = ask(CARD, edit("make it blue", size=Size(aspect="16:9", tier="2K"), options=options))
    assert sent(google) == _plain(theirs_first)
    chosen = Picture(first.results[0].data, "image/png", 64, 48)
    turn = Turn("make it blue", (picture(),), chosen, first.state)
    size = Size(aspect="16:9", tier="2K")
    ask(CARD, edit("now a handle", image=chosen, history=(turn,), size=size, options=options))
    assert sent(google) == _plain(theirs_second, drafts=False)
    assert client.models.generate_content(model=CARD.wire, contents="x").usage_metadata.candidates_token_count == 1129


def _plain(body: dict[str, Any], *, drafts: bool = True) -> dict[str, Any]:
    """The client's body as ours: it spells base64 for URLs, and sends unsigned drafts back, which are not wanted."""
    text = camel(body)
    for content in text["contents"]:
        parts = [part for part in content["parts"] if drafts or not part.get("thought")]
        for part in parts:
            if "inlineData" in part:
                part["inlineData"]["data"] = part["inlineData"]["data"].replace("-", "+").replace("_", "/")
        content["parts"] = parts
    return text  # type: ignore[no-any-return]
