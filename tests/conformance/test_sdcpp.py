"""The server of stable-diffusion.cpp, by its own protocol: a job, polled until its pictures are there."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from conformance.asking import Notes, ask
from conformance.pictures import decoded, edits_top_left, mask, painted, picture
from conformance.server import DIE, Arrived, Sent, Server, demand, refuse, unbase64
from maquette.models import transport
from maquette.models.adapters.sdcpp import ADAPTER
from maquette.models.cards import find_card
from maquette.models.failures import BadRequest, Gone, ModelFailure, RateLimited, Unavailable, Unknown
from maquette.models.perform import resume
from maquette.models.price import estimate, settle
from maquette.models.registry import bind
from maquette.models.request import Request, Size

CARD = find_card("sdcpp/loaded")
PLAIN = Request(kind="generate", model="", prompt="a red kettle", size=Size(128, 64))
WHOLE = {"width", "height", "seed", "batch_count", "output_compression", "clip_skip"}
KNOWN = WHOLE | {
    "prompt",
    "negative_prompt",
    "strength",
    "init_image",
    "ref_images",
    "mask_image",
    "sample_params",
    "lora",
    "output_format",
}


class StableDiffusionCpp(Server):
    """``waits`` is how often a job is not ready yet; ``end`` how it ends."""

    waits = 2
    end = "completed"
    status = 200

    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[str, dict[str, Any]] = {}

    def error(self, wrong: Any) -> Sent:
        return Sent.json({"error": {"code": "invalid", "message": str(wrong)}}, wrong.status)

    def reply(self, call: Arrived) -> Sent:
        demand("authorization" not in call.headers, "a key was sent")
        if call.path == "/sdcpp/v1/capabilities":
            return Sent.json({"model": {"name": "z_image_turbo", "stem": "z_image_turbo", "path": "x"}})
        if call.path.startswith("/sdcpp/v1/jobs/"):
            return self.job(call.path.rpartition("/")[2])
        demand(call.method == "POST" and call.path == "/sdcpp/v1/img_gen", "no such path", 404)
        body = call.json
        demand(set(body) <= KNOWN, f"unknown field in {sorted(body)}")
        demand(all(type(body[name]) is int for name in WHOLE & set(body)), "no whole number")
        demand(body.get("output_format", "png") in ("png", "jpeg", "webp"), "output_format")
        for one in [body.get("init_image"), *body.get("ref_images", [])]:
            demand(one is None or len(decoded(unbase64(one, "image"), "image").getbands()) == 3, "no picture in RGB")
        if "mask_image" in body:
            levels = decoded(unbase64(body["mask_image"], "mask"), "mask")
            demand(levels.getbands() == ("L",), "the mask has more than one channel")
            demand(edits_top_left(np.asarray(levels)), "not the mask that was drawn: white is edited")
            demand("init_image" in body, "a mask without a picture")
        self.bill("pictures", n=body["batch_count"])
        job = f"job_{len(self.jobs)}"
        self.jobs[job] = body | {"waits": self.waits}
        told = {"id": job, "kind": "img_gen", "status": "queued", "created": 1, "poll_url": f"/sdcpp/v1/jobs/{job}"}
        return Sent.json(told, 202)

    def job(self, name: str) -> Sent:
        demand(name in self.jobs, "no such job", 404)
        body = self.jobs[name]
        told: dict[str, Any] = {"id": name, "kind": "img_gen", "status": "generating", "result": None, "error": None}
        if self.status != 200:
            return Sent.json({"error": {"message": "gone"}}, self.status)
        if body["waits"]:
            body["waits"] -= 1
            return Sent.json(told)
        if self.end != "completed":
            return Sent.json(told | {"status": self.end, "error": {"code": "x", "message": "empty results"}})
        size = body.get("width", 512) // 4, body.get("height", 512) // 4
        made = [
            {"index": one, "b64_json": base64.b64encode(painted(*size, shade=one)).decode()}
            for one in reversed(range(body["batch_count"]))
        ]
        return Sent.json(told | {"status": "completed", "result": {"output_format": "png", "images": made}})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StableDiffusionCpp]:
    monkeypatch.setattr("maquette.models.perform._FIRST_WAIT", 0.01)
    with StableDiffusionCpp() as running:
        monkeypatch.setenv("MAQUETTE_SDCPP_BASE_URL", running.url)
        yield running


def test_a_job_is_polled_until_its_pictures_are_there(server: StableDiffusionCpp) -> None:
    notes = Notes()
    request = replace(PLAIN, count=3, seed=7, negative_prompt="steam", options={"sample_params": {"sample_steps": 8}})
    answer = ask(CARD, request, notes)
    assert server.calls[0].json == {
        "prompt": "a red kettle",
        "negative_prompt": "steam",
        "batch_count": 3,
        "width": 128,
        "height": 64,
        "seed": 7,
        "output_format": "png",
        "sample_params": {"sample_steps": 8},
    }
    assert [one.data for one in answer.results] == [painted(32, 16, shade=one) for one in range(3)]
    assert notes.events == ["submitted", "answered", "accepted", "answered"]
    assert answer.provider_id == "job_0"


def test_a_masked_edit(server: StableDiffusionCpp) -> None:
    ask(CARD, replace(PLAIN, kind="edit", image=picture(), mask=mask(), size=Size()))
    sent = server.calls[0].json
    assert base64.b64decode(sent["init_image"]) == picture().data
    assert (sent["width"], sent["height"]) == (48, 32)
    assert not server.wrong


def test_a_picture_goes_as_reference_where_the_card_says_so(server: StableDiffusionCpp) -> None:
    card = replace(CARD, extra={"image_as_reference": True})
    ask(card, replace(PLAIN, kind="edit", image=picture(), references=(picture(shade=1),)))
    assert len(server.calls[0].json["ref_images"]) == 2
    assert "init_image" not in server.calls[0].json


def test_a_job_outlives_the_process_that_asked(server: StableDiffusionCpp) -> None:
    notes = Notes()
    ask(CARD, PLAIN, notes)
    again = resume(bind(CARD), Notes(), pending=notes.pending[0], reply=None)
    assert again.results[0].data == painted(32, 16)
    assert len(server.billed) == 1


def test_what_is_refused_at_the_door(server: StableDiffusionCpp) -> None:
    cases: list[tuple[Any, type[ModelFailure], str, bool]] = [
        (refuse(400, {"error": {"message": "invalid JSON"}}), BadRequest, "no", False),
        (refuse(429, {"error": {"message": "the queue is full"}}), RateLimited, "no", True),
        (refuse(500, {"error": {"message": "exception"}}), Unavailable, "no", False),
        (DIE, Unknown, "unknown", False),
    ]
    for fault, kind, charged, again in cases:
        server.next(fault)
        with pytest.raises(kind) as caught:
            ask(CARD, PLAIN)
        assert (caught.value.charged, caught.value.again) == (charged, again)


@pytest.mark.parametrize(
    ("end", "status", "kind"),
    [
        ("failed", 200, ModelFailure),
        ("cancelled", 200, ModelFailure),
        ("completed", 404, Gone),
        ("completed", 410, Gone),
    ],
)
def test_how_a_job_can_end(server: StableDiffusionCpp, end: str, status: int, kind: type[ModelFailure]) -> None:
    server.waits, server.end, server.status = 0, end, status
    with pytest.raises(kind) as caught:
        ask(CARD, PLAIN)
    assert not caught.value.again
    assert status != 200 or "empty results" in caught.value.reason


def test_it_costs_nothing(server: StableDiffusionCpp) -> None:
    assert estimate(PLAIN, CARD).strings == ["0.00", "0.00"]
    assert settle(PLAIN, CARD, ask(CARD, PLAIN)) == 0


def test_what_is_loaded(server: StableDiffusionCpp) -> None:
    call = ADAPTER.alive(CARD)
    assert call is not None
    assert ADAPTER.read_alive(transport.send(bind(CARD), call, paid=False), CARD) == ("z_image_turbo",)
