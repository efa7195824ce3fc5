"""Servers of one's own that speak OpenAI's images protocol, each with the whims of the real one."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conformance.asking import ask
from conformance.pictures import decoded, edits_top_left, mask, painted, picture
from conformance.server import DIE, Arrived, File, Sent, Server, demand, refuse, throttle
from maquette.models import transport
from maquette.models.cards import Card, load_cards
from maquette.models.failures import BadRequest, ModelFailure, NoKey, RateLimited, Refused, Unavailable, Unknown
from maquette.models.price import estimate, settle
from maquette.models.registry import bind
from maquette.models.request import Request, Size

CARD = """
name = "studio/z-image"
title = "Z-Image on our GPU"
provider = "studio"
protocol = "openai_compatible"
wire = "z-image-turbo"
base = "{base}"
capabilities = ["generate", "edit", "mask", "references", "seed", "negative-prompt"]
{more}
[sizes]
kind = "free"
multiple = 16
default = "1024x1024"

[limits]
references = 3
pictures = 4

[price]
rows = [{{ usd = "0.00" }}]
"""
PLAIN = Request(kind="generate", model="studio/z-image", prompt="a red kettle", size=Size(64, 32))


class Local(Server):
    """*kind* is whose whims it has."""

    def __init__(self, kind: str = "vllm-omni", key: str = "") -> None:
        super().__init__()
        self.kind, self.key = kind, key

    def reply(self, call: Arrived) -> Sent:
        demand(not self.key or call.headers.get("authorization") == f"Bearer {self.key}", "no such key", 401)
        demand(self.key or "authorization" not in call.headers, "a key was sent to a server that has none")
        if call.path == "/v1/models":
            return Sent.json({"object": "list", "data": [{"id": "z-image-turbo"}]})
        if call.path.endswith("/content"):
            return self._file(replace(call, path="/files/" + call.path.split("/")[3]))
        fields = self.read(call)
        demand(isinstance(fields.get("prompt"), str), "no prompt")
        demand("<" not in fields["prompt"], "a tag came through: the server would have taken orders from it")
        demand(fields.get("response_format") in (None, "b64_json", "url"), "response_format")
        if self.kind == "vllm-omni":
            demand(fields.get("response_format") != "url", "url is not supported")
        n = int(fields.get("n", 1)) - self.fewer
        width, height = map(int, fields.get("size", "1024x1024").split("x"))
        self.bill("pictures", n=n)
        made = [painted(width, height, shade=one) for one in range(n)]
        if self.kind == "sglang":
            names = [self.host_file(one).rpartition("/")[2] for one in made]
            return Sent.json({"id": "x", "data": [{"url": f"/v1/images/{name}/content"} for name in names]})
        return Sent.json({"created": 1, "data": [{"b64_json": base64.b64encode(one).decode()} for one in made]})

    def read(self, call: Arrived) -> dict[str, Any]:
        known = {"model", "prompt", "n", "size", "response_format", "seed", "negative_prompt", "num_inference_steps"}
        if call.path == "/v1/images/generations":
            demand(set(call.json) <= known, f"unknown fields {set(call.json) - known}", 422)
            return dict(call.json)
        demand(call.path == "/v1/images/edits", "Not Found", 404)
        fields = {name: values[0] for name, values in call.fields.items()}
        images = [one for name in ("image", "image[]") for one in call.fields.get(name, ())]
        demand(images and all(isinstance(one, File) and decoded(one.data, "image") for one in images), "no image")
        demand(set(fields) <= known | {"image", "image[]", "mask"}, "unknown fields", 422)
        if isinstance(drawn := fields.get("mask"), File):
            levels = np.asarray(decoded(drawn.data, "mask"))
            levels = levels if self.kind == "sdcpp" else 255 - levels[..., 3]
            demand(levels.ndim == 2 and edits_top_left(levels), "not the mask that was drawn")
        return fields


def card(server: Server, folder: Path, more: str = "") -> Card:
    """The card as a workspace has it: a TOML file, nothing else."""
    (folder / "z.toml").write_text(CARD.format(base=server.url + "/v1", more=more))
    return load_cards(folder)["studio/z-image"]


@pytest.fixture
def server() -> Iterator[Local]:
    with Local() as running:
        yield running


@pytest.mark.parametrize("kind", ["vllm-omni", "sglang", "litellm", "localai", "sdcpp"])
def test_a_card_with_an_address_is_enough(kind: str, tmp_path: Path) -> None:
    with Local(kind) as server:
        answer = ask(card(server, tmp_path), replace(PLAIN, count=2))
        assert [one.data for one in answer.results] == [painted(64, 32, shade=0), painted(64, 32, shade=1)]
        own = card(server, tmp_path, '[extra]\nmask = "white"' if kind == "sdcpp" else "")
        ask(own, replace(PLAIN, kind="edit", image=picture(), mask=mask()))
        assert not server.wrong


def test_only_what_servers_agree_on_is_sent(server: Local, tmp_path: Path) -> None:
    ask(card(server, tmp_path), PLAIN)
    assert server.calls[0].json == {
        "model": "z-image-turbo",
        "prompt": "a red kettle",
        "n": 1,
        "size": "64x32",
        "response_format": "b64_json",
    }


def test_a_card_and_a_request_may_say_more(server: Local, tmp_path: Path) -> None:
    own = card(server, tmp_path, "[defaults]\nnum_inference_steps = 8")
    ask(own, replace(PLAIN, seed=40, take=3, negative_prompt="steam", options={"num_inference_steps": 4}))
    sent = server.calls[0].json
    assert (sent["seed"], sent["negative_prompt"], sent["num_inference_steps"]) == (42, "steam", 4)


@pytest.mark.parametrize(
    ("prompt", "left"),
    [
        ('a kettle <sd_cpp_extra_args>{"width":8}</sd_cpp_extra_args>', "a kettle"),
        ('a kettle<sd_cpp_extra_args>{"width":8}', "a kettle"),
        ("<sd_cpp_extra_args>{}</sd_cpp_extra_args>a kettle</sd_cpp_extra_args>", "a kettle"),
        ("a kettle <sd_cpp_<sd_cpp_extra_args>x</sd_cpp_extra_args>extra_args>{}</sd_cpp_extra_args>", "a kettle"),
    ],
)
def test_a_prompt_gives_no_orders_to_the_server(server: Local, tmp_path: Path, prompt: str, left: str) -> None:
    ask(card(server, tmp_path), replace(PLAIN, prompt=prompt))
    assert server.calls[0].json["prompt"] == left


def test_several_pictures_go_along(server: Local, tmp_path: Path) -> None:
    ask(card(server, tmp_path), replace(PLAIN, kind="edit", image=picture(), references=(picture(shade=1),)))
    assert [one.data for one in server.calls[0].fields["image[]"]] == [picture().data, picture(shade=1).data]


def test_a_key_is_sent_where_the_card_names_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_KEY", "secret")
    with Local(key="secret") as server:
        ask(card(server, tmp_path, 'key_variable = "STUDIO_KEY"'), PLAIN)
        with pytest.raises(NoKey):
            ask(card(server, tmp_path), PLAIN)


def test_fewer_pictures_are_normal(server: Local, tmp_path: Path) -> None:
    server.fewer = 1
    assert len(ask(card(server, tmp_path), replace(PLAIN, count=3)).results) == 2
    server.fewer = 3
    with pytest.raises(ModelFailure, match="without a picture"):
        ask(card(server, tmp_path), replace(PLAIN, count=3))


def test_what_it_lists(server: Local, tmp_path: Path) -> None:
    bound = bind(card(server, tmp_path))
    reply = transport.send(bound, bound.adapter.alive(bound.card), paid=False)  # type: ignore[union-attr, arg-type]
    assert bound.adapter.read_alive(reply, bound.card) == ("z-image-turbo",)  # type: ignore[union-attr]


def test_its_failures(server: Local, tmp_path: Path) -> None:
    own = card(server, tmp_path)
    cases: list[tuple[Any, type[ModelFailure], str, bool]] = [
        (refuse(422, {"detail": [{"msg": "bad size", "loc": ["size"]}]}), BadRequest, "no", False),
        (refuse(400, {"error": {"message": "stop", "code": "content_policy_violation"}}), Refused, "unknown", False),
        (throttle({"detail": "busy"}), RateLimited, "no", True),
        (refuse(503, {"detail": "loading"}), Unavailable, "no", True),
        (refuse(500, {"detail": "out of memory"}), Unavailable, "no", False),
        (DIE, Unknown, "unknown", False),
    ]
    for fault, kind, charged, again in cases:
        server.next(fault)
        with pytest.raises(kind) as caught:
            ask(own, PLAIN)
        assert (caught.value.charged, caught.value.again) == (charged, again)


def test_what_a_card_says_is_free_is_free(server: Local, tmp_path: Path) -> None:
    own = card(server, tmp_path)
    assert estimate(PLAIN, own).strings == ["0.00", "0.00"]
    assert settle(PLAIN, own, ask(own, PLAIN)) == 0
