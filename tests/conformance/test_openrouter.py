"""OpenRouter, against a server that is as strict as its specification."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from conformance.asking import ask
from conformance.pictures import decoded, painted, picture
from conformance.server import DIE, Arrived, Fault, Sent, Server, demand, refuse, throttle, unbase64
from conformance.specifications import demand_valid, specification
from maquette.models import transport
from maquette.models.adapters.openrouter import ADAPTER
from maquette.models.cards import Sizes, find_card
from maquette.models.failures import (
    BadRequest,
    ModelFailure,
    NoKey,
    OutOfFunds,
    RateLimited,
    Refused,
    Unavailable,
    Unknown,
)
from maquette.models.fitting import fit
from maquette.models.price import estimate, settle
from maquette.models.registry import bind
from maquette.models.request import Request, Size

CARD = find_card("openrouter/seedream-4.5")
PIXELS = replace(
    CARD, sizes=Sizes(kind="free", multiple=16), capabilities=(*CARD.capabilities, "transparency"), extra={}
)
PLAIN = Request(kind="generate", model="", prompt="a red kettle", size=Size(aspect="3:2", tier="2K"))
KEY = "sk-or-test"
KNOWN: dict[str, Any] = {
    "model": None,
    "prompt": None,
    "n": None,
    "size": None,
    "seed": None,
    "input_references": None,
    "provider": None,
    "output_compression": None,
    "aspect_ratio": ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "21:9", "auto"),
    "resolution": ("512", "1K", "2K", "4K"),
    "quality": ("auto", "low", "medium", "high"),
    "output_format": ("png", "jpeg", "webp"),
    "background": ("auto", "transparent", "opaque"),
}


class OpenRouter(Server):
    """``usage`` is what it tells of the cost."""

    def __init__(self) -> None:
        super().__init__()
        self.usage: dict[str, Any] = {"prompt_tokens": 0, "completion_tokens": 4175, "total_tokens": 4175, "cost": 0.04}

    def reply(self, call: Arrived) -> Sent:
        demand(call.headers.get("authorization") == f"Bearer {KEY}", "Missing Authentication header", 401)
        if call.path == "/api/v1/images/models":
            return Sent.json({"data": [{"id": "bytedance-seed/seedream-4.5"}]})
        demand(call.path == "/api/v1/images", "no such path", 404)
        body = call.json
        for name, value in body.items():
            demand(name in KNOWN, f"unknown field {name}")
            demand(KNOWN[name] is None or value in KNOWN[name], f"{name} {value}")
        demand(not ("size" in body and {"aspect_ratio", "resolution"} & set(body)), "size and resolution conflict")
        demand(body.get("provider", {}).get("allow_fallbacks") is False, "another vendor may take over, at its price")
        for one in body.get("input_references", []):
            demand(set(one) == {"type", "image_url"} and one["type"] == "image_url", "no image_url")
            demand(decoded(unbase64(one["image_url"]["url"].partition(",")[2], "url"), "image"), "no picture")
        demand(len(body.get("input_references", [])) <= 16, "more than 16 references")
        self.bill("pictures", n=body["n"])
        made = [base64.b64encode(painted(24, 16, shade=one)).decode() for one in range(body["n"] - self.fewer)]
        data = [{"b64_json": one, "media_type": "image/png"} for one in made]
        return Sent.json({"created": 1, "data": data, "usage": self.usage})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenRouter]:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    with OpenRouter() as running:
        monkeypatch.setenv("MAQUETTE_OPENROUTER_BASE_URL", running.url + "/api/v1")
        yield running


def test_a_shape_and_a_tier(server: OpenRouter) -> None:
    answer = ask(CARD, replace(PLAIN, seed=8))
    assert server.calls[0].json == {
        "model": "bytedance-seed/seedream-4.5",
        "prompt": "a red kettle",
        "n": 1,
        "aspect_ratio": "3:2",
        "resolution": "2K",
        "seed": 8,
        "provider": {"allow_fallbacks": False},
    }
    assert answer.results[0].data == painted(24, 16)


def test_pixels_and_transparency_where_a_model_takes_them(server: OpenRouter) -> None:
    ask(PIXELS, replace(PLAIN, size=Size(1024, 512), transparent=True))
    sent = server.calls[0].json
    assert (sent["size"], sent["background"], sent["output_format"]) == ("1024x512", "transparent", "png")


def test_pictures_go_along_the_edited_one_first(server: OpenRouter) -> None:
    ask(CARD, replace(PLAIN, kind="edit", image=picture(), references=(picture(shade=1),)))
    sent = [one["image_url"]["url"] for one in server.calls[0].json["input_references"]]
    assert base64.b64decode(sent[0].partition(",")[2]) == picture().data
    assert len(sent) == 2


@pytest.mark.parametrize(
    ("usage", "micro"),
    [
        ({"cost": 0.04}, 40_000),
        ({"cost": 0.0000004}, 0),
        ({"cost": 0.002, "is_byok": True, "cost_details": {"upstream_inference_cost": 0.04}}, 42_000),
        ({"cost": None}, 40_000),
        ({}, 40_000),
    ],
)
def test_the_bill_is_openrouters_own_word(server: OpenRouter, usage: dict[str, Any], micro: int) -> None:
    server.usage = usage
    assert settle(PLAIN, CARD, ask(CARD, PLAIN)) == micro


def test_an_estimate_is_the_list_price() -> None:
    for count in (1, 2, 5):
        assert estimate(replace(PLAIN, count=count), CARD).high == 40_000 * count


def test_fewer_than_asked_is_normal(server: OpenRouter) -> None:
    server.fewer = 1
    many = replace(CARD, limits=replace(CARD.limits, pictures=4))
    assert len(ask(many, replace(PLAIN, count=3)).results) == 2


def test_its_failures(server: OpenRouter) -> None:
    def words(code: int, text: str, **metadata: Any) -> dict[str, Any]:
        return {"error": {"code": code, "message": text} | ({"metadata": metadata} if metadata else {})}

    flagged = words(403, "Your input was flagged", reasons=["violence"], flagged_input="...")
    cases: list[tuple[Any, type[ModelFailure], str, bool]] = [
        (refuse(403, flagged), Refused, "unknown", False),
        (refuse(403, words(403, "Only management keys")), NoKey, "no", False),
        (refuse(400, words(400, "Invalid request parameters")), BadRequest, "no", False),
        (refuse(401, words(401, "Missing Authentication header")), NoKey, "no", False),
        (refuse(402, words(402, "Insufficient credits")), OutOfFunds, "no", False),
        (refuse(413, words(413, "Request payload too large")), BadRequest, "no", False),
        (throttle(words(429, "Rate limit exceeded")), RateLimited, "no", True),
        (refuse(502, words(502, "Provider returned error")), Unknown, "unknown", False),
        (refuse(524, words(524, "Request timed out")), Unknown, "unknown", False),
        (refuse(529, words(529, "Provider returned error")), Unavailable, "no", True),
        (Fault("instead", Sent.json(words(502, "it broke on the way"))), Unknown, "unknown", False),
        (DIE, Unknown, "unknown", False),
    ]
    for fault, kind, charged, again in cases:
        server.next(fault)
        with pytest.raises(kind) as caught:
            ask(CARD, PLAIN)
        assert (caught.value.charged, caught.value.again) == (charged, again)


def test_what_it_lists(server: OpenRouter) -> None:
    call = ADAPTER.alive(CARD)
    assert call is not None
    assert ADAPTER.read_alive(transport.send(bind(CARD), call, paid=False), CARD) == ("bytedance-seed/seedream-4.5",)


@pytest.mark.parametrize("card", [CARD, PIXELS], ids=["tiers", "pixels"])
def test_our_requests_are_what_the_specification_describes(card: Any) -> None:
    request = replace(PLAIN, references=(picture(),), seed=1, transparent=card.can("transparency"))
    body = ADAPTER.call(fit(request, card), card, []).json
    demand_valid(body, specification("openrouter-openapi.yaml"), "ImageGenerationRequest")
