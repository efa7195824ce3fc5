"""AUTOMATIC1111, Forge, and stable-diffusion.cpp where it speaks like them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from conformance.asking import ask
from conformance.pictures import decoded, edits_top_left, mask, painted, picture
from conformance.server import DIE, Arrived, Sent, Server, demand, refuse, unbase64
from maquette.models import transport
from maquette.models.adapters.a1111 import ADAPTER
from maquette.models.cards import find_card
from maquette.models.failures import BadRequest, ModelFailure, NoKey, Unavailable, Unknown, Unsupported
from maquette.models.price import settle
from maquette.models.registry import bind
from maquette.models.request import Request, Size

CARD = find_card("a1111/loaded")
PLAIN = Request(kind="generate", model="", prompt="a red kettle", size=Size(128, 64))
WHOLE = {"width", "height", "seed", "batch_size", "n_iter", "steps", "inpainting_fill", "inpainting_mask_invert"}
COMMON = WHOLE | {
    "prompt",
    "negative_prompt",
    "override_settings",
    "do_not_save_grid",
    "force_task_id",
    "denoising_strength",
    "cfg_scale",
}


class A1111(Server):
    """*kind* is whose whims it has; ``sheet`` puts a sheet of all pictures before them, as the web UI may."""

    def __init__(self, kind: str = "a1111", password: str = "") -> None:
        super().__init__()
        self.kind, self.password, self.sheet = kind, password, False

    def error(self, wrong: Any) -> Sent:
        return Sent.json({"detail": str(wrong)}, wrong.status)

    def reply(self, call: Arrived) -> Sent:
        wanted = f"Basic {base64.b64encode(self.password.encode()).decode()}" if self.password else None
        demand(call.headers.get("authorization") == wanted, "Incorrect username or password", 401)
        if call.path == "/sdapi/v1/sd-models":
            return Sent.json([{"title": "juggernaut.safetensors [abc]", "model_name": "juggernaut"}])
        demand(call.path in ("/sdapi/v1/txt2img", "/sdapi/v1/img2img"), "Not Found", 404)
        body = call.json
        known = COMMON | ({"init_images", "mask"} if call.path.endswith("img2img") else set())
        demand(set(body) <= known, f"extra fields in {sorted(body)}", 422)
        demand(all(type(body[name]) is int for name in WHOLE & set(body)), "no whole number", 422)
        demand("<sd_cpp" not in body["prompt"], "orders in the prompt")
        if call.path.endswith("img2img"):
            demand(len(body["init_images"]) == 1, "Init image not found", 404)
            source = decoded(unbase64(body["init_images"][0], "init_images"), "init image")
            if "mask" in body:
                levels = np.asarray(decoded(unbase64(body["mask"], "mask"), "mask").convert("L"))
                levels = 255 - levels if body["inpainting_mask_invert"] else levels
                demand(levels.shape == source.size[::-1], "the mask has another size")
                demand(edits_top_left(levels), "not the mask that was drawn: white is edited")
        n = body["batch_size"] * body["n_iter"]
        self.bill("pictures", n=n)
        made = [painted(body.get("width", 512) // 4, body.get("height", 512) // 4, shade=one) for one in range(n)]
        first = self.sheet and n > 1 and not body.get("do_not_save_grid")
        shown = ([painted(9, 9)] if first or self.kind == "sheet" else []) + made
        info = {
            "all_seeds": [100 + one for one in range(n)],
            "index_of_first_image": len(shown) - n,
            "sd_model_name": "j",
        }
        texts = [base64.b64encode(one).decode() for one in shown]
        return Sent.json(
            {"images": texts, "parameters": body, "info": "" if self.kind == "sdcpp" else json.dumps(info)}
        )


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[A1111]:
    with A1111() as running:
        monkeypatch.setenv("MAQUETTE_A1111_BASE_URL", running.url)
        yield running


@pytest.mark.parametrize("kind", ["a1111", "sheet", "sdcpp"])
def test_pictures_are_made(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with A1111(kind) as server:
        monkeypatch.setenv("MAQUETTE_A1111_BASE_URL", server.url)
        answer = ask(CARD, replace(PLAIN, count=2, seed=5, take=2, negative_prompt="steam"))
    sent = dict(server.calls[0].json)
    assert str(sent.pop("force_task_id")).startswith("maquette-")
    assert sent == {
        "prompt": "a red kettle",
        "negative_prompt": "steam",
        "batch_size": 2,
        "n_iter": 1,
        "seed": 6,
        "width": 128,
        "height": 64,
        "do_not_save_grid": True,
    }
    assert [one.data for one in answer.results] == [painted(32, 16, shade=one) for one in range(2)]
    assert [one.facts.get("seed") for one in answer.results] == ([None, None] if kind == "sdcpp" else [100, 101])


def test_a_sheet_of_all_pictures_is_not_asked_for(server: A1111) -> None:
    server.sheet = True
    assert len(ask(CARD, replace(PLAIN, count=3)).results) == 3


def test_a_masked_edit_and_a_checkpoint(server: A1111) -> None:
    card = replace(CARD, wire="juggernaut", defaults={"denoising_strength": 0.6})
    ask(card, replace(PLAIN, kind="edit", image=picture(), mask=mask(), size=Size()))
    sent = server.calls[0].json
    assert (sent["width"], sent["height"], sent["denoising_strength"]) == (48, 32, 0.6)
    assert sent["override_settings"] == {"sd_model_checkpoint": "juggernaut"}
    assert not server.wrong


def test_the_tasks_id_follows_from_the_request(server: A1111) -> None:
    for request in (PLAIN, PLAIN, replace(PLAIN, take=2)):
        ask(CARD, request)
    first, second, third = (call.json["force_task_id"] for call in server.calls)
    assert first == second != third


def test_prompts_give_no_orders(server: A1111) -> None:
    ask(CARD, replace(PLAIN, prompt='a kettle <sd_cpp_extra_args>{"width":8}</sd_cpp_extra_args>'))
    assert server.calls[0].json["prompt"] == "a kettle"


def test_references_are_an_error_before_the_call(server: A1111) -> None:
    with pytest.raises(Unsupported, match="no references"):
        ask(CARD, replace(PLAIN, references=(picture(),)))
    assert not server.calls


def test_a_name_and_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with A1111(password="ann:secret") as server:
        monkeypatch.setenv("MAQUETTE_A1111_BASE_URL", server.url)
        with pytest.raises(NoKey):
            ask(CARD, PLAIN)
        monkeypatch.setenv("A1111_AUTH", "ann:secret")
        assert ask(CARD, PLAIN).results


def test_its_failures(server: A1111) -> None:
    cases: list[tuple[Any, type[ModelFailure], str, bool]] = [
        (refuse(422, {"detail": [{"loc": ["body", "steps"], "msg": "not an integer"}]}), BadRequest, "no", False),
        (refuse(500, {"error": "OutOfMemoryError", "detail": ""}), Unavailable, "no", False),
        (DIE, Unknown, "unknown", False),
    ]
    for fault, kind, charged, again in cases:
        server.next(fault)
        with pytest.raises(kind) as caught:
            ask(CARD, PLAIN)
        assert (caught.value.charged, caught.value.again) == (charged, again)


def test_what_is_there_and_that_it_costs_nothing(server: A1111) -> None:
    call = ADAPTER.alive(CARD)
    assert call is not None
    assert ADAPTER.read_alive(transport.send(bind(CARD), call, paid=False), CARD) == ("juggernaut",)
    assert settle(PLAIN, CARD, ask(CARD, PLAIN)) == 0
