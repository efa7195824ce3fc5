"""Together AI, against a server as strict as its specification, and against its own client."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_type_hints

import pytest

from conformance.asking import ask
from conformance.pictures import decoded, painted, picture
from conformance.server import DIE, Arrived, Sent, Server, demand, refuse, throttle, unbase64
from conformance.specifications import specification
from maquette.models import transport
from maquette.models.adapters.together import ADAPTER
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
from maquette.models.request import Request, Size

CARD = find_card("together/flux-1-schnell")
EDITOR = replace(CARD, capabilities=("generate", "edit", "references", "seed", "negative-prompt"))
PLAIN = Request(kind="generate", model="", prompt="a red kettle", size=Size(1024, 768))
KEY = "together-test"
NUMBERS = {"steps", "seed", "n", "height", "width"}
TEXTS = {"prompt", "model", "negative_prompt"}


class Together(Server):
    """Answers as base64 or, with ``urls``, at addresses of its own."""

    urls = False

    def reply(self, call: Arrived) -> Sent:
        demand(call.headers.get("authorization") == f"Bearer {KEY}", "Invalid API key provided", 401)
        if call.path == "/v1/models":
            return Sent.json([{"id": "black-forest-labs/FLUX.1-schnell", "type": "image"}])
        demand(call.path == "/v1/images/generations", "no such path", 404)
        body = call.json
        known = (
            NUMBERS | TEXTS | {"response_format", "output_format", "image_url", "reference_images", "guidance_scale"}
        )
        demand(set(body) <= known, f"unknown field in {sorted(body)}")
        demand(all(type(body[name]) is int for name in NUMBERS & set(body)), "no whole number")
        demand(all(type(body[name]) is str for name in TEXTS & set(body)) and body["prompt"], "no text")
        demand(body.get("response_format") in ("base64", "url"), "response_format")
        demand(body.get("output_format", "jpeg") in ("jpeg", "png"), "output_format")
        for one in [*body.get("reference_images", []), *([body["image_url"]] if "image_url" in body else [])]:
            demand(decoded(unbase64(one.partition(",")[2], "image"), "image"), "no picture")
        n = body.get("n", 1)
        self.bill("pictures", n=n)
        made = [painted(body["width"] // 16, body["height"] // 16, shade=one) for one in range(n)]
        data: list[dict[str, Any]] = [
            {"index": at, "type": "b64_json", "b64_json": base64.b64encode(one).decode()} for at, one in enumerate(made)
        ]
        if self.urls:
            data = [{"index": at, "type": "url", "url": self.host_file(one)} for at, one in enumerate(made)]
        return Sent.json({"id": "img-1", "model": body["model"], "object": "list", "data": data})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Together]:
    monkeypatch.setenv("TOGETHER_API_KEY", KEY)
    with Together() as running:
        monkeypatch.setenv("TOGETHER_BASE_URL", running.url)
        yield running


def test_a_picture_is_made(server: Together) -> None:
    answer = ask(CARD, replace(PLAIN, seed=4, take=2, options={"steps": 4}))
    assert server.calls[0].json == {
        "model": "black-forest-labs/FLUX.1-schnell",
        "prompt": "a red kettle",
        "n": 1,
        "width": 1024,
        "height": 768,
        "seed": 5,
        "steps": 4,
        "response_format": "base64",
        "output_format": "png",
    }
    assert answer.results[0].data == painted(64, 48)
    assert answer.provider_id == "img-1"


def test_an_edited_picture_leads_and_others_guide(server: Together) -> None:
    request = replace(PLAIN, kind="edit", image=picture(), references=(picture(shade=1),), negative_prompt="steam")
    ask(EDITOR, request)
    ask(replace(EDITOR, extra={"image_as_reference": True}), request)
    first, second = (call.json for call in server.calls)
    assert "image_url" in first
    assert len(first["reference_images"]) == 1
    assert "image_url" not in second
    assert len(second["reference_images"]) == 2
    assert first["negative_prompt"] == "steam"
    assert not server.wrong


def test_addresses_are_followed_at_once_without_the_key(server: Together, monkeypatch: pytest.MonkeyPatch) -> None:
    server.urls = True
    assert ask(CARD, PLAIN).results[0].data == painted(64, 48)
    assert not server.wrong
    server.expired = True
    monkeypatch.setattr("maquette.models.perform._FETCHES", 1)
    with pytest.raises(NotFetched) as caught:
        ask(CARD, PLAIN)
    assert caught.value.charged == "yes"


def test_a_setting_that_it_has_not(server: Together) -> None:
    with pytest.raises(Unsupported, match="no setting 'quality'"):
        ask(CARD, replace(PLAIN, options={"quality": "high"}))
    assert not server.calls


def test_its_failures(server: Together) -> None:
    def words(text: str) -> dict[str, dict[str, str]]:
        return {"error": {"message": text, "type": "x"}}

    cases: list[tuple[Any, type[ModelFailure], str, bool]] = [
        (refuse(422, words("NSFW content detected")), Refused, "unknown", False),
        (refuse(400, words("bad width")), BadRequest, "no", False),
        (refuse(401, words("key")), NoKey, "no", False),
        (refuse(402, words("spend limit")), OutOfFunds, "no", False),
        (throttle(words("slow down")), RateLimited, "no", True),
        (refuse(503, words("overloaded")), Unavailable, "no", True),
        (refuse(500, words("broken")), Unavailable, "no", False),
        (DIE, Unknown, "unknown", False),
    ]
    for fault, kind, charged, again in cases:
        server.next(fault)
        with pytest.raises(kind) as caught:
            ask(CARD, PLAIN)
        assert (caught.value.charged, caught.value.again) == (charged, again)


def test_a_price_that_nobody_read_is_unknown(server: Together) -> None:
    assert not estimate(PLAIN, CARD).known
    assert settle(PLAIN, CARD, ask(CARD, PLAIN)) is None


def test_what_it_lists(server: Together) -> None:
    call = ADAPTER.alive(CARD)
    assert call is not None
    listed = ADAPTER.read_alive(transport.send(bind(CARD), call, paid=False), CARD)
    assert listed == ("black-forest-labs/FLUX.1-schnell",)


def test_the_vendors_client_is_satisfied_and_our_fields_are_its_own(server: Together) -> None:
    together = pytest.importorskip("together", reason="the vendor's client is not installed")
    from together.types.image_generate_params import ImageGenerateParams

    with together.Together(api_key=KEY, base_url=server.url, max_retries=0) as client:
        made = client.images.generate(
            model=CARD.wire, prompt="a kettle", width=64, height=64, response_format="base64", output_format="png"
        )
    type(made).model_validate(made.model_dump(), strict=True)
    assert base64.b64decode(made.data[0].b64_json) == painted(4, 4)
    request = replace(PLAIN, kind="edit", image=picture(), references=(picture(),), seed=1, negative_prompt="x")
    assert set(ADAPTER.call(fit(request, EDITOR), EDITOR, []).json) <= set(get_type_hints(ImageGenerateParams))


def test_our_requests_are_what_the_specification_describes() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    spec = specification("together-openapi.yaml")
    content = spec["paths"]["/images/generations"]["post"]["requestBody"]["content"]
    schema = content["application/json"]["schema"] | {"additionalProperties": False}
    for request in (PLAIN, replace(PLAIN, kind="edit", image=picture(), references=(picture(),), seed=1)):
        jsonschema.validate(ADAPTER.call(fit(request, EDITOR), EDITOR, []).json, schema)
