"""Runware: tasks under ids of our own, so that the same request is billed once, whatever happens to the reply."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from conformance.asking import Notes, ask
from conformance.asynchronous import from_handle, from_reply
from conformance.failing import Ends, check_failure
from conformance.pictures import decoded, painted, picture
from conformance.server import DIE, HALF, Arrived, Fault, Sent, Server, demand, refuse, unbase64
from maquette.models import failures
from maquette.models.adapters.runware import own_id
from maquette.models.cards import find_card
from maquette.models.fitting import fit
from maquette.models.money import micro
from maquette.models.perform import resume
from maquette.models.price import estimate, settle
from maquette.models.registry import bind
from maquette.models.request import Request, Size

FIELDS: dict[str, Any] = {
    "taskType": lambda x: x == "imageInference",
    "taskUUID": lambda x: uuid.UUID(x).version == 4,
    "model": lambda x: re.fullmatch(r"\w+:[\w.-]+@[\w.-]+", x),
    "positivePrompt": lambda x: 2 <= len(x) <= 32_000,
    "deliveryMethod": lambda x: x in ("sync", "async"),
    "outputType": lambda x: x in ("URL", "base64Data", "dataURI"),
    "outputFormat": lambda x: x in ("PNG", "JPG", "WEBP"),
    "includeCost": lambda x: isinstance(x, bool),
    "numberResults": lambda x: 1 <= x <= 20,
    "width": lambda x: 128 <= x <= 8192,
    "height": lambda x: 128 <= x <= 8192,
    "seed": lambda x: isinstance(x, int),
    "inputs": lambda x: set(x) == {"referenceImages"},
    "referenceImages": lambda x: isinstance(x, list),
}


class Tasks(Server):
    """Runware's REST interface: an array of tasks in, an array of data and of errors out."""

    def __init__(self) -> None:
        super().__init__()
        self.tasks: dict[str, dict[str, Any]] = {}
        self.ends: list[dict[str, Any]] = []

    def is_paid(self, call: Arrived) -> bool:
        return b'"imageInference"' in call.body

    def reply(self, call: Arrived) -> Sent:
        demand(call.method == "POST" and call.path == "/v1", "unknown path", 404)
        demand(call.headers.get("authorization") == "Bearer key of the test", "Invalid API key", 401, "invalidApiKey")
        (task,) = call.json
        if task["taskType"] == "getResponse":
            return self._state(task["taskUUID"])
        for name, value in task.items():
            demand(name in FIELDS, f"unsupported parameter {name}", code="unsupportedParameter")
            demand(FIELDS[name](value), f"{name} is {value!r}"[:200], code="invalidParameter")
        for url in [*task.get("inputs", {}).get("referenceImages", []), *task.get("referenceImages", [])]:
            decoded(unbase64(url.partition(";base64,")[2], "a reference"), "a reference")
        name = task["taskUUID"]
        if name in self.tasks:
            error = {"code": "conflictTaskUUID", "message": "This task UUID was used before.", "taskUUID": name}
            return Sent.json({"errors": [error]}, 400)
        self.tasks[name] = {"asked": 0, "made": task["numberResults"]}
        self.bill(task["model"], task=name)
        return Sent.json({"data": [{"taskType": "imageInference", "taskUUID": name}]})

    def error(self, wrong: Any) -> Sent:
        return Sent.json({"errors": [{"code": wrong.code, "message": str(wrong)}]}, wrong.status)

    def _state(self, name: str) -> Sent:
        demand(name in self.tasks, "No task with that UUID", code="taskNotFound")
        task = self.tasks[name]
        task["asked"] += 1
        if task["asked"] < 2:
            return Sent.json({"data": [{"taskUUID": name, "status": "processing"}] * task["made"]})
        good = [
            {
                "taskType": "imageInference",
                "taskUUID": name,
                "status": "success",
                "imageUUID": str(uuid.uuid4()),
                "imageURL": self.host_file(painted(64, 48, shade=n)),
                "seed": 100 + n,
                "cost": 0.0305,
            }
            for n in range(task["made"] - len(self.ends))
        ]
        return Sent.json({"data": good, "errors": self.ends})


@pytest.fixture
def runware(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tasks]:
    monkeypatch.setattr("maquette.models.perform._FIRST_WAIT", 0.01)
    monkeypatch.setattr("maquette.models.perform._BETWEEN_FETCHES", 0.01)
    monkeypatch.setenv("RUNWARE_API_KEY", "key of the test")
    with Tasks() as server:
        monkeypatch.setenv("MAQUETTE_RUNWARE_BASE_URL", server.url)
        yield server


def make(name: str = "flux-2-pro", **more: Any) -> Request:
    return Request(**{"kind": "generate", "model": f"runware/{name}", "prompt": "a red kettle"} | more)


def card(name: str = "flux-2-pro") -> Any:
    return find_card(f"runware/{name}")


REQUESTS = {
    "two pictures": make(size=Size(1360, 768), count=2, seed=9, take=2, file_type="webp"),
    "an edit": make(kind="edit", image=picture(512, 512), references=(picture(shade=1),)),
    "gpt-image": make("gpt-image-2", size=Size(1024, 1536)),
    "nano banana": make("nano-banana-pro", references=(picture(),)),
    "seedream": make("seedream-5-lite", size=Size(2048, 2048)),
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_what_is_sent_is_taken(runware: Tasks, request_: Request) -> None:
    answer = ask(find_card(request_.model), request_)
    assert len(answer.results) == request_.count
    for result in answer.results:
        decoded(result.data, "the result")
    assert not runware.wrong, runware.wrong


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_what_is_sent_fits_the_vendors_own_types(runware: Tasks, request_: Request) -> None:
    types = pytest.importorskip("runware.types", reason="runware is not installed (uv sync --group conformance)")
    ask(find_card(request_.model), request_)
    task = dict(runware.paid()[0].json[0])
    assert task.pop("taskType") == types.ETaskType.IMAGE_INFERENCE.value
    own = types.IImageInference(**task)
    assert own.taskUUID == task["taskUUID"]


def test_the_fields_say_what_was_asked(runware: Tasks) -> None:
    ask(card(), REQUESTS["two pictures"])
    task = runware.paid()[0].json[0]
    wanted = {"model": "bfl:5@1", "positivePrompt": "a red kettle", "width": 1360, "height": 768, "seed": 10}
    assert task.items() >= (wanted | {"numberResults": 2, "outputFormat": "WEBP", "includeCost": True}).items()


def test_the_cost_is_what_the_reply_says(runware: Tasks) -> None:
    answer = ask(card(), REQUESTS["two pictures"])
    assert answer.cost == micro("0.061") == settle(REQUESTS["two pictures"], card(), answer)
    assert not estimate(make(), card()).known
    assert [one.facts["seed"] for one in answer.results] == [100, 101]


def test_equal_requests_have_one_id_and_others_another() -> None:
    first = own_id(make(), card())
    assert first == own_id(make(), card())
    others = [make(take=2), make(prompt="b"), make(count=2), make(references=(picture(),)), make(seed=1)]
    assert len({first, *(own_id(one, card()) for one in others)}) == 6


def test_the_same_request_again_is_not_billed_again(runware: Tasks) -> None:
    first, second = ask(card(), make()), ask(card(), make())
    assert first.results[0].data == second.results[0].data
    assert len(runware.billed) == 1
    assert len(runware.paid()) == 2


def test_the_raw_reply_alone_brings_the_picture(runware: Tasks) -> None:
    assert from_reply(card(), make()).results
    assert len(runware.billed) == 1


def test_a_request_that_never_left_cost_nothing_and_may_go_out_under_the_same_id(runware: Tasks) -> None:
    with pytest.raises(failures.ModelFailure, match="No task with that UUID") as caught:
        from_handle(card(), make())
    assert (caught.value.code, caught.value.charged) == ("not-arrived", "no")
    assert not runware.billed
    assert ask(card(), make()).results
    assert len(runware.billed) == 1


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda one: one.kind)
def test_a_reply_that_never_came_is_asked_for_by_our_id(runware: Tasks, fault: Fault) -> None:
    runware.next(fault)
    notes = Notes()
    answer = ask(card(), make(), notes)
    assert answer.results[0].data
    assert len(runware.billed) == len(runware.paid()) == 1
    assert notes.events[:2] == ["submitted", "accepted"]
    own = own_id(fit(make(), card()), card())
    assert (notes.pending[0].provider_id, notes.pending[0].handle) == (own, {"taskUUID": own})


def test_the_handle_alone_brings_the_picture(runware: Tasks) -> None:
    notes = Notes()
    ask(card(), make(), notes)
    answer = resume(bind(card()), Notes(), pending=notes.pending[0], reply=None)
    assert answer.cost == micro("0.0305")
    assert len(runware.billed) == 1


def errors(code: str, words: str) -> dict[str, Any]:
    return {"errors": [{"code": code, "message": words, "parameter": "x"}]}


SUBMISSIONS = [
    Ends(refuse(401, errors("invalidApiKey", "Invalid API key")), failures.NoKey, "Invalid API key", {}),
    Ends(refuse(402, errors("insufficientCredits", "Top up")), failures.OutOfFunds, "Top up", {}),
    Ends(refuse(429, errors("rateLimitExceeded", "Slow down")), failures.RateLimited, "Slow down", {"again": True}),
    Ends(refuse(400, errors("invalidWidth", "A multiple of 16")), failures.BadRequest, "A multiple of 16", {}),
    Ends(refuse(400, errors("invalidProviderContent", "Flagged")), failures.Refused, "Flagged", {"charged": "unknown"}),
    Ends(refuse(503, {"message": "Busy"}), failures.Unavailable, "Busy", {"again": True}),
]


@pytest.mark.parametrize("ends", SUBMISSIONS, ids=lambda one: one.kind.__name__)
def test_each_refused_submission_is_its_own_failure(runware: Tasks, ends: Ends) -> None:
    check_failure(runware, card(), make(), ends)


def test_a_picture_that_failed_is_withheld_in_the_vendors_words(runware: Tasks) -> None:
    runware.ends = [{"code": "invalidProviderContent", "message": "Flagged by the provider", "taskUUID": "x"}]
    answer = ask(card(), make(count=2))
    assert (len(answer.results), answer.withheld) == (1, ("Flagged by the provider",))
    with pytest.raises(failures.Refused, match="Flagged by the provider"):
        ask(card(), make())


@pytest.mark.parametrize("code", ["timeoutProvider", "rateLimitExceeded", "insufficientCredits", "invalidApiKey"])
def test_what_keeps_us_from_asking_says_nothing_of_the_work(runware: Tasks, code: str) -> None:
    runware.ends = [{"code": code, "message": "not now", "taskUUID": "x"}]
    with pytest.raises(failures.Unknown, match="not now") as caught:
        ask(card(), make())
    assert caught.value.charged == "unknown"


def test_raw_replies_hold_no_key(runware: Tasks) -> None:
    notes = Notes()
    ask(card(), make(), notes)
    assert all(b"key of the test" not in reply.pack() for reply in notes.replies)
