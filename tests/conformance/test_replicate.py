"""Replicate: predictions that are created, kept by their id and asked for; large pictures are uploaded first."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image as Pillow

from conformance import specification
from conformance.asking import Notes, ask
from conformance.asynchronous import from_handle, from_reply
from conformance.failing import Ends, check_failure
from conformance.pictures import decoded, painted, picture
from conformance.server import DIE, HALF, Arrived, Fault, File, Sent, Server, demand, refuse, throttle, unbase64
from maquette.models import failures, health
from maquette.models.cards import find_card, shipped_cards
from maquette.models.perform import resume
from maquette.models.price import estimate, settle
from maquette.models.registry import bind
from maquette.models.request import Picture, Request, Size

RATIO = r"match_input_image|\d+:\d+"
SEEDREAM = {
    "prompt": str,
    "image_input": list,
    "size": ("2K", "3K"),
    "aspect_ratio": RATIO,
    "sequential_image_generation": ("auto", "disabled"),
    "max_images": range(1, 16),
    "output_format": ("png", "jpeg"),
}
FIELDS: dict[str, dict[str, Any]] = {
    "bytedance/seedream-5-lite": SEEDREAM,
    "black-forest-labs/flux-2-pro": {
        "prompt": str,
        "input_images": list,
        "aspect_ratio": RATIO + "|custom",
        "width": range(256, 2049, 16),
        "height": range(256, 2049, 16),
        "seed": range(2**31),
        "output_format": ("jpg", "png", "webp"),
    },
}
SINGLE = {"black-forest-labs/flux-2-pro"}


class Predictions(Server):
    """Replicate: a prediction is starting, then processing, then whatever ``ends`` says."""

    def __init__(self) -> None:
        super().__init__()
        self.predictions: dict[str, dict[str, Any]] = {}
        self.ends: dict[str, Any] = {"status": "succeeded"}
        self.uploads: list[File] = []

    def is_paid(self, call: Arrived) -> bool:
        return call.path.endswith("/predictions")

    def reply(self, call: Arrived) -> Sent:
        demand(call.headers.get("authorization") == "Bearer key of the test", "Unauthenticated", 401)
        path = call.path.removeprefix("/v1")
        if path == "/account":
            return Sent.json({"type": "organization", "username": "acme", "name": "Acme"})
        if path == "/files":
            (file,) = call.fields["content"]
            assert isinstance(file, File)
            decoded(file.data, "the upload")
            self.uploads.append(file)
            return Sent.json({"id": "f", "urls": {"get": f"{self.url}/uploads/{len(self.uploads) - 1}"}}, 201)
        if call.method == "GET":
            return self._get(call)
        found = re.fullmatch(r"/models/([^/]+/[^/]+)/predictions", path)
        demand(found and found[1] in FIELDS, "The requested resource could not be found.", 404)
        assert found
        demand(set(call.json) == {"input"}, "unknown field")
        demand("prefer" not in call.headers, "the id is wanted at once")
        self._check(found[1], call.json["input"])
        made = call.json["input"].get("max_images", 1)
        self.bill(found[1], pictures=made)
        name = f"prediction{len(self.predictions)}"
        self.predictions[name] = {"asked": 0, "made": made - self.fewer, "single": found[1] in SINGLE}
        return Sent.json(self._state(name, {"status": "starting", "output": None}), 201)

    def error(self, wrong: Any) -> Sent:
        return Sent.json({"title": "Error", "detail": str(wrong), "status": wrong.status}, wrong.status)

    def _state(self, name: str, more: dict[str, Any]) -> dict[str, Any]:
        head = {"id": name, "model": "m", "version": "hidden", "input": {}, "logs": "", "error": None, "metrics": {}}
        times = {"created_at": "2026-11-27T00:00:00Z", "data_removed": False}
        urls = {"get": f"{self.url}/predictions/{name}", "cancel": f"{self.url}/predictions/{name}/cancel"}
        return {**head, **times, "urls": urls, **more}

    def _get(self, call: Arrived) -> Sent:
        name = call.path.rpartition("/")[2]
        demand(name in self.predictions, "Prediction not found", 404)
        one = self.predictions[name]
        one["asked"] += 1
        if one["asked"] < 2:
            return Sent.json(self._state(name, {"status": "processing", "output": None}))
        files = [self.host_file(painted(64, 48, shade=n)) for n in range(one["made"])]
        output: Any = files[0] if one["single"] else files
        more = {"output": output, "metrics": {"predict_time": 2.5}, **self.ends}
        return Sent.json(self._state(name, more))

    def _check(self, model: str, sent: dict[str, Any]) -> None:
        demand("prompt" in sent, "prompt is required", 422)
        for name, value in sent.items():
            demand(name in FIELDS[model], f"unknown field {name}", 422)
            rule = FIELDS[model][name]
            fits = (
                isinstance(value, rule)
                if isinstance(rule, type)
                else re.fullmatch(rule, value)
                if isinstance(rule, str)
                else value in rule
            )
            demand(fits, f"{name} is {value!r}"[:200], 422)
            for url in value if isinstance(value, list) else []:
                if url.startswith(f"{self.url}/uploads/"):
                    continue
                demand(len(url) <= 256_000, "a data URL is larger than 256 kB", 422)
                decoded(unbase64(url.partition(";base64,")[2], "a picture"), "a picture")


@pytest.fixture
def replicate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Predictions]:
    monkeypatch.setattr("maquette.models.perform._FIRST_WAIT", 0.01)
    monkeypatch.setattr("maquette.models.perform._BETWEEN_FETCHES", 0.01)
    monkeypatch.setenv("REPLICATE_API_TOKEN", "key of the test")
    with Predictions() as server:
        monkeypatch.setenv("MAQUETTE_REPLICATE_BASE_URL", f"{server.url}/v1")
        yield server
        assert not server.wrong, server.wrong


def make(name: str = "flux-2-pro", **more: Any) -> Request:
    return Request(**{"kind": "generate", "model": f"replicate/{name}", "prompt": "a red kettle"} | more)


def card(name: str = "flux-2-pro") -> Any:
    return find_card(f"replicate/{name}")


def noise() -> Picture:
    out = BytesIO()
    Pillow.frombytes("RGB", (400, 300), random.Random(1).randbytes(360_000)).save(out, "PNG")
    return Picture(out.getvalue(), "image/png", 400, 300)


REQUESTS = {
    "exact pixels": make(size=Size(1360, 768), seed=4, file_type="jpeg"),
    "an edit keeps its picture's shape": make(kind="edit", image=picture(), references=(picture(shade=1),)),
    "a group": make("seedream-5-lite", size=Size(aspect="16:9", tier="3K"), count=4),
    "references": make("seedream-5-lite", references=(picture(shade=1), picture(shade=2, media_type="image/webp"))),
    "a large picture": make("seedream-5-lite", references=(noise(), picture())),
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_what_is_sent_is_taken_and_described(replicate: Predictions, request_: Request) -> None:
    answer = ask(find_card(request_.model), request_)
    assert len(answer.results) == request_.count == replicate.billed[0]["pictures"]
    for result in answer.results:
        decoded(result.data, "the result")
    path = "/models/{model_owner}/{model_name}/predictions"
    specification.check("replicate-openapi.json", path, replicate.paid()[0].json)


def test_the_fields_say_what_was_asked(replicate: Predictions) -> None:
    ask(card(), REQUESTS["exact pixels"])
    assert replicate.paid()[0].json["input"] == {
        "prompt": "a red kettle",
        "aspect_ratio": "custom",
        "width": 1360,
        "height": 768,
        "seed": 4,
        "output_format": "jpg",
    }
    ask(card(), REQUESTS["an edit keeps its picture's shape"])
    assert replicate.paid()[1].json["input"]["aspect_ratio"] == "match_input_image"


def test_large_pictures_are_uploaded_in_their_place(replicate: Predictions) -> None:
    ask(card("seedream-5-lite"), REQUESTS["a large picture"])
    assert [file.data for file in replicate.uploads] == [noise().data]
    first, second = replicate.paid()[0].json["input"]["image_input"]
    assert first == f"{replicate.url}/uploads/0"
    assert second.startswith("data:image/png;base64,")


def test_an_upload_that_is_refused_costs_nothing(replicate: Predictions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "reply", lambda call: Sent.json({"detail": "too large"}, 413))
    with pytest.raises(failures.ModelFailure) as caught:
        ask(card("seedream-5-lite"), REQUESTS["a large picture"])
    assert (caught.value.code, caught.value.charged) == ("upload-failed", "no")
    assert not replicate.paid()


def test_a_group_may_be_smaller(replicate: Predictions) -> None:
    replicate.fewer = 2
    assert len(ask(card("seedream-5-lite"), REQUESTS["a group"]).results) == 2


@pytest.mark.parametrize("again", [from_handle, from_reply])
def test_a_paid_picture_survives_the_process(replicate: Predictions, again: Any) -> None:
    answer = again(card(), make())
    assert len(answer.results) == len(replicate.billed) == 1
    assert (answer.provider_id, answer.usage) == ("prediction0", {"predict_time": 2.5})


ENDS = [
    ({"status": "failed", "error": "CUDA out of memory"}, failures.ModelFailure, "CUDA out of memory", "unknown"),
    ({"status": "failed", "error": "The input was flagged as sensitive. (E005)"}, failures.Refused, "E005", "unknown"),
    ({"status": "canceled", "error": None}, failures.ModelFailure, "canceled", "unknown"),
    ({"status": "aborted", "error": None}, failures.ModelFailure, "aborted", "no"),
    ({"status": "succeeded", "output": None, "data_removed": True}, failures.Gone, "deleted", "unknown"),
    ({"status": "succeeded", "output": []}, failures.ModelFailure, "without a picture", "yes"),
]


@pytest.mark.parametrize(("ends", "kind", "words", "charged"), ENDS)
def test_how_a_prediction_can_end(
    replicate: Predictions, ends: dict[str, Any], kind: type[failures.ModelFailure], words: str, charged: str
) -> None:
    replicate.ends = ends
    with pytest.raises(failures.ModelFailure) as caught:
        ask(card("seedream-5-lite"), make("seedream-5-lite"))
    assert type(caught.value) is kind
    assert words in caught.value.reason
    assert (caught.value.charged, caught.value.again) == (charged, False)


SLOW = {"detail": "Request was throttled. Your rate limit is 6 per minute.", "status": 429}
SUBMISSIONS = [
    Ends(throttle(SLOW, "9"), failures.RateLimited, "6 per minute", {"again": True, "retry_after": 9.0}),
    Ends(refuse(401, {"detail": "Invalid token"}), failures.NoKey, "Invalid token", {}),
    Ends(refuse(402, {"detail": "Insufficient credit"}), failures.OutOfFunds, "Insufficient credit", {}),
    Ends(refuse(422, {"detail": "- input.size: must be one of"}), failures.BadRequest, "input.size", {}),
    Ends(refuse(404, {"detail": "could not be found"}), failures.BadRequest, "could not be found", {}),
    Ends(refuse(500, {"detail": "Internal"}), failures.Unavailable, "Internal", {}),
    Ends(refuse(503, {"detail": "Busy"}), failures.Unavailable, "Busy", {"again": True}),
    Ends(refuse(504, {"detail": "Slow"}), failures.Unknown, "Slow", {"charged": "unknown"}),
]


@pytest.mark.parametrize("ends", SUBMISSIONS, ids=lambda one: str(one.fault.instead.status))
def test_each_refused_submission_is_its_own_failure(replicate: Predictions, ends: Ends) -> None:
    check_failure(replicate, card(), make(), ends)


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda one: one.kind)
def test_a_submission_without_an_answer_is_unknown_and_not_repeated(replicate: Predictions, fault: Fault) -> None:
    replicate.next(fault)
    with pytest.raises(failures.Unknown):
        ask(card(), make())
    assert len(replicate.billed) == len(replicate.paid()) == 1


def test_a_prediction_that_is_gone_is_not_made_again(replicate: Predictions) -> None:
    notes = Notes()
    ask(card(), make(), notes)
    assert all(b"key of the test" not in reply.pack() for reply in notes.replies)
    replicate.predictions.clear()
    with pytest.raises(failures.Gone, match="Prediction not found"):
        resume(bind(card()), Notes(), pending=notes.pending[0], reply=None)
    assert replicate.wrong == ["Prediction not found"]
    replicate.wrong.clear()


@pytest.mark.parametrize("name", ["flux-2-pro", "flux-2-flex", "seedream-5-lite"])
def test_a_price_that_nobody_read_is_said_to_be_unknown(replicate: Predictions, name: str) -> None:
    assert not estimate(make(name), card(name)).known
    assert settle(make(), card(), ask(card(), make())) is None


def test_the_vendors_own_client_is_content_with_the_server(replicate: Predictions) -> None:
    client = pytest.importorskip("replicate", reason="replicate is not installed (uv sync --group conformance)")
    own = client.Client(api_token="key of the test", base_url=replicate.url)
    made = own.models.predictions.create(model="black-forest-labs/flux-2-pro", input={"prompt": "a kettle"})
    made.reload()
    made.reload()
    assert (made.status, len(replicate.billed)) == ("succeeded", 1)


def test_the_account_is_asked_for_free(replicate: Predictions, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = health.check(shipped_cards(), ("replicate",))
    assert (found["state"], found["missing"]) == ("ready", [])
    monkeypatch.setenv("REPLICATE_API_TOKEN", "another key")
    (found,) = health.check(shipped_cards(), ("replicate",))
    assert found["state"] == "refused"
    assert not replicate.billed
    replicate.wrong.clear()
