"""xAI, against a server that is as strict as its specification."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from conformance.asking import Notes, ask
from conformance.pictures import decoded, painted, picture
from conformance.server import DIE, Arrived, Fault, Sent, Server, demand, refuse, throttle, unbase64
from conformance.specifications import demand_valid, specification
from maquette.models import transport
from maquette.models.adapters.xai import ADAPTER
from maquette.models.cards import find_card
from maquette.models.failures import ModelFailure, NoKey, OutOfFunds, RateLimited, Refused, Unavailable, Unknown
from maquette.models.fitting import fit
from maquette.models.price import estimate, settle
from maquette.models.registry import bind
from maquette.models.request import Request, Size

CARD = find_card("grok-imagine-image-2.0")
PLAIN = Request(kind="generate", model="", prompt="a red kettle", size=Size(aspect="3:2", tier="2K"))
KEY = "xai-test"
ASPECTS = {"1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "2:1", "1:2", "auto"}


class XAI(Server):
    """``stopped`` pictures do not pass moderation; ``ticks`` is what each one is said to cost."""

    stopped = 0
    ticks: int | None = None

    def reply(self, call: Arrived) -> Sent:
        demand(call.headers.get("authorization") == f"Bearer {KEY}", "Incorrect API key provided", 401)
        if call.path == "/v1/image-generation-models":
            return Sent.json({"models": [{"id": "grok-imagine-image-2.0"}]})
        demand(call.path in ("/v1/images/generations", "/v1/images/edits"), "no such path", 404)
        edit, body = call.path.endswith("edits"), call.json
        known = {"model", "prompt", "aspect_ratio", "resolution", "response_format", "quality"}
        demand(set(body) <= known | ({"image", "images"} if edit else {"n"}), f"unknown field in {sorted(body)}")
        demand(body.get("aspect_ratio", "auto") in ASPECTS, "aspect_ratio")
        demand(body.get("resolution", "1k") in ("1k", "2k"), "resolution")
        demand(body.get("quality", "low") in ("low", "medium"), "quality")
        demand(body.get("response_format") == "b64_json", "a URL was asked for, which ends")
        if edit:
            demand(("image" in body) != ("images" in body), "image or images")
            sent = body["images"] if "images" in body else [body["image"]]
            demand(1 <= len(sent) <= 5, "1 to 5 images")
            for one in sent:
                demand(set(one) == {"type", "url"} and one["type"] == "image_url", "no image_url")
                head, _, text = one["url"].partition(",")
                image = decoded(unbase64(text, "url"), "image")
                demand(head == f"data:{image.get_format_mimetype()};base64", "its type is wrong")
        n = body.get("n", 1)
        demand(type(n) is int and 1 <= n <= 10, "n")
        self.bill("pictures", n=n)
        made = [{"b64_json": base64.b64encode(painted(30, 20, shade=one)).decode()} for one in range(n)]
        made[: self.stopped] = [{"b64_json": "", "respect_moderation": False} for _ in made[: self.stopped]]  # type: ignore[dict-item]
        told: dict[str, Any] = {"data": made, "model": body["model"]}
        if self.ticks is not None:
            told["usage"] = {"cost_in_usd_ticks": self.ticks * n}
        return Sent.json(told)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[XAI]:
    monkeypatch.setenv("XAI_API_KEY", KEY)
    with XAI() as running:
        monkeypatch.setenv("MAQUETTE_XAI_BASE_URL", running.url + "/v1")
        yield running


def test_pictures_are_made_in_a_shape_and_a_tier(server: XAI) -> None:
    answer = ask(CARD, replace(PLAIN, count=2))
    assert server.calls[0].json == {
        "model": "grok-imagine-image-2.0",
        "prompt": "a red kettle",
        "n": 2,
        "aspect_ratio": "3:2",
        "resolution": "2k",
        "quality": "medium",
        "response_format": "b64_json",
    }
    assert [one.data for one in answer.results] == [painted(30, 20, shade=0), painted(30, 20, shade=1)]


def test_exact_pixels_become_the_nearest_shape_and_tier(server: XAI) -> None:
    ask(CARD, replace(PLAIN, size=Size(1920, 1080)))
    assert (server.calls[0].json["aspect_ratio"], server.calls[0].json["resolution"]) == ("16:9", "2k")


def test_one_and_several_pictures_are_edited(server: XAI) -> None:
    ask(CARD, replace(PLAIN, kind="edit", image=picture()))
    ask(CARD, replace(PLAIN, kind="edit", image=picture(media_type="image/jpeg"), references=(picture(shade=1),) * 4))
    assert "images" not in server.calls[0].json
    assert len(server.calls[1].json["images"]) == 5
    assert not server.wrong


def test_what_moderation_stops_is_told(server: XAI) -> None:
    server.stopped = 1
    answer = ask(CARD, replace(PLAIN, count=3))
    assert (len(answer.results), len(answer.withheld)) == (2, 1)
    server.stopped = 3
    with pytest.raises(Refused) as caught:
        ask(CARD, replace(PLAIN, count=3))
    assert (caught.value.stage, caught.value.charged) == ("output", "unknown")


def test_an_empty_answer_is_a_refusal(server: XAI) -> None:
    server.next(Fault("instead", Sent.json({"data": []})))
    with pytest.raises(Refused):
        ask(CARD, PLAIN)


def test_its_failures(server: XAI) -> None:
    cases: list[tuple[Any, type[ModelFailure], str, bool]] = [
        (
            refuse(400, {"code": "invalid-argument", "error": "rejected by content moderation."}),
            Refused,
            "unknown",
            False,
        ),
        (refuse(401, {"error": "expired"}), NoKey, "no", False),
        (refuse(402, {"error": "no credits"}), OutOfFunds, "no", False),
        (throttle({"error": "slow down"}, "3"), RateLimited, "no", True),
        (refuse(503, {"error": "busy"}), Unavailable, "no", True),
        (Fault("instead", Sent(200, b"no JSON")), Unknown, "unknown", False),
        (DIE, Unknown, "unknown", False),
    ]
    for fault, kind, charged, again in cases:
        server.next(fault)
        with pytest.raises(kind) as caught:
            ask(CARD, PLAIN)
        assert (caught.value.charged, caught.value.again) == (charged, again)


@pytest.mark.parametrize(
    ("model", "quality", "tier", "references", "micro"),
    [
        ("grok-imagine-image", "", "2K", 0, 20_000),
        ("grok-imagine-image-2.0", "low", "1K", 0, 40_000),
        ("grok-imagine-image-2.0", "medium", "1K", 0, 60_000),
        ("grok-imagine-image-2.0", "medium", "2K", 2, 100_000),
    ],
)
def test_prices(model: str, quality: str, tier: str, references: int, micro: int) -> None:
    card = find_card(model)
    request = replace(PLAIN, quality=quality, size=Size(aspect="1:1", tier=tier), references=(picture(),) * references)
    price = estimate(request, card, date(2026, 11, 23))
    assert (price.low, price.high) == (micro, micro)


def test_the_bill_is_the_providers_own_word(server: XAI) -> None:
    assert settle(fit(PLAIN, CARD), CARD, ask(CARD, PLAIN)) == 80_000
    server.ticks = 612_345_678
    assert settle(PLAIN, CARD, ask(CARD, replace(PLAIN, count=2))) == 122_469


def test_what_it_lists_and_what_is_kept(server: XAI) -> None:
    bound, notes = bind(CARD), Notes()
    call = ADAPTER.alive(CARD)
    assert call is not None
    assert ADAPTER.read_alive(transport.send(bound, call, paid=False), CARD) == ("grok-imagine-image-2.0",)
    ask(CARD, PLAIN, notes)
    assert KEY.encode() not in notes.replies[0].pack()


@pytest.mark.parametrize("pictures", [0, 1, 3])
def test_our_requests_are_what_the_specification_describes(pictures: int) -> None:
    card = find_card("grok-imagine-image")
    request = replace(PLAIN, references=tuple(picture(shade=one) for one in range(pictures)))
    call = ADAPTER.call(fit(request, card), card, [])
    schema = "CreateImageEditRequest" if pictures else "CreateImageRequest"
    demand_valid(call.json, specification("xai-openapi.yaml"), schema)
