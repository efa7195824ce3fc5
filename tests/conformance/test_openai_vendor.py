"""The vendor's own client talks to the stand-in, and our requests are what its types and its specification allow."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from PIL import Image as Pillow

from conformance.openai_server import KEY, OpenAI
from conformance.pictures import mask, picture
from conformance.server import refuse, throttle
from conformance.specifications import demand_valid, specification
from maquette.models.adapters.openai import ADAPTER
from maquette.models.answer import Call
from maquette.models.cards import find_card
from maquette.models.fitting import fit
from maquette.models.masks import transparent_is_edit
from maquette.models.request import Request, Size

openai = pytest.importorskip("openai", reason="the vendor's client is not installed (uv sync --group conformance)")

PLAIN = Request(kind="generate", model="", prompt="a red kettle", size=Size(1536, 1024))
REQUESTS = {
    "plain": PLAIN,
    "several": replace(PLAIN, count=4, quality="low", file_type="webp", options={"output_compression": 60}),
    "transparent": replace(PLAIN, transparent=True, options={"moderation": "low"}),
    "previews": replace(PLAIN, previews=2),
    "edit": replace(PLAIN, kind="edit", image=picture(), mask=mask(), references=(picture(shade=1),)),
}


def call(request: Request, model: str = "gpt-image-2") -> Call:
    card = find_card(model)
    return ADAPTER.call(fit(request, card), card, [])


@pytest.fixture
def server() -> Iterator[OpenAI]:
    with OpenAI() as running:
        yield running


@pytest.fixture
def client(server: OpenAI) -> Iterator[Any]:
    with openai.OpenAI(api_key=KEY, base_url=server.url + "/v1", max_retries=0) as made:
        yield made


def test_the_vendors_client_is_satisfied_by_the_server(server: OpenAI, client: Any) -> None:
    made = client.images.generate(model="gpt-image-2", prompt="a kettle", size="1024x1024", n=2, quality="low")
    type(made).model_validate(made.model_dump(), strict=True)
    assert Pillow.open(BytesIO(base64.b64decode(made.data[1].b64_json))).size == (32, 32)
    assert made.usage.output_tokens == 2 * server.usage["image_out"]
    edited = client.images.edit(
        model="gpt-image-2",
        prompt="blue",
        size="auto",
        image=[("a.png", picture().data, "image/png"), ("b.png", picture(shade=1).data, "image/png")],
        mask=("mask.png", transparent_is_edit(mask()), "image/png"),
    )
    assert edited.usage.input_tokens_details.image_tokens == 600
    assert "gpt-image-2" in [one.id for one in client.models.list()]
    assert not server.wrong


def test_the_vendors_client_reads_the_servers_stream(client: Any) -> None:
    stream = client.images.generate(
        model="gpt-image-2", prompt="a kettle", size="1024x1024", stream=True, partial_images=2
    )
    with stream:
        events = list(stream)
    for event in events:
        type(event).model_validate(event.model_dump(), strict=True)
    assert [event.type.rpartition(".")[2] for event in events] == ["partial_image", "partial_image", "completed"]


def test_the_vendors_client_reads_the_servers_errors(server: OpenAI, client: Any) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.images.generate(model="gpt-image-2", prompt="a kettle", size="auto", response_format="b64_json")
    assert caught.value.code == "unknown_parameter"
    server.next(throttle({"error": {"message": "slow", "code": "rate_limit_exceeded"}}), refuse(503, {}))
    for kind in (openai.RateLimitError, openai.InternalServerError):
        with pytest.raises(kind):
            client.images.generate(model="gpt-image-2", prompt="a kettle", size="auto")


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("model", ["gpt-image-2", "gpt-image-2.6-flare"])
def test_our_fields_are_those_of_the_vendors_types(name: str, model: str) -> None:
    from openai.types.image_edit_params import ImageEditParamsBase
    from openai.types.image_generate_params import ImageGenerateParamsBase

    made = call(REQUESTS[name], model)
    edit = bool(made.parts)
    hints = get_type_hints(ImageEditParamsBase if edit else ImageGenerateParamsBase) | {"stream": bool}
    sent = {part.name.removesuffix("[]"): part.data for part in made.parts} if edit else made.json
    assert set(sent) <= set(hints)
    for field, value in sent.items():
        allowed = literals(hints[field])
        assert isinstance(value, bytes) or not allowed or value in allowed


def literals(hint: Any) -> list[Any]:
    """The values that a type names; none where any text or number will do."""
    if str in get_args(hint) or int in get_args(hint):
        return []
    if get_origin(hint) is not None and str(get_origin(hint)).endswith("Literal"):
        return list(get_args(hint))
    return [value for one in get_args(hint) for value in literals(one)]


@pytest.mark.parametrize("name", ["plain", "several", "transparent", "previews"])
def test_our_generations_are_what_the_specification_describes(name: str) -> None:
    body = call(REQUESTS[name]).json
    demand_valid(body, specification("openai-openapi.json"), "CreateImageRequest")


def test_the_servers_answers_are_what_the_specification_describes(server: OpenAI, client: Any) -> None:
    spec = specification("openai-openapi.json")
    raw = client.images.with_raw_response.generate(model="gpt-image-2", prompt="a kettle", size="1024x1024")
    body = raw.http_response.json()
    demand_valid(body, spec, "ImagesResponse")
