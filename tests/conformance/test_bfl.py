"""FLUX at Black Forest Labs: what is sent, what comes back, what it costs, and that nothing paid is lost."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from conformance import specification
from conformance.asking import Notes, ask
from conformance.asynchronous import from_handle, from_reply
from conformance.failing import Ends, check_failure
from conformance.pictures import decoded, edits_top_left, mask, painted, picture
from conformance.server import DIE, HALF, Arrived, Fault, Sent, Server, Wrong, demand, refuse, throttle, unbase64
from maquette.models import failures, health, transport
from maquette.models.answer import Call
from maquette.models.cards import find_card, shipped_cards
from maquette.models.money import micro
from maquette.models.perform import resume
from maquette.models.price import estimate, settle
from maquette.models.registry import bind
from maquette.models.request import Request, Size

WHOLE = (int, lambda x: not isinstance(x, bool))
TEXT = (str, lambda x: True)
FORMATS = (str, lambda x: x in ("jpeg", "png", "webp"))
FLUX2 = {
    "prompt": TEXT,
    "seed": WHOLE,
    "width": (int, lambda x: x >= 64 and x % 16 == 0),
    "height": (int, lambda x: x >= 64 and x % 16 == 0),
    "safety_tolerance": (int, lambda x: 0 <= x <= 5),
    "output_format": FORMATS,
}
FILL = {
    "prompt": TEXT,
    "image": TEXT,
    "seed": WHOLE,
    "steps": (int, lambda x: 15 <= x <= 50),
    "guidance": (int | float, lambda x: 1.5 <= x <= 100),
    "output_format": FORMATS,
}
ASPECTS = "21:9 2:1 16:9 3:2 7:5 4:3 5:4 1:1 4:5 3:4 5:7 2:3 9:16 1:2 9:21 auto"
FLUX3 = {
    "prompt": (str, lambda x: len(x) <= 15_000),
    "images": (list, lambda x: len(x) <= 10),
    "aspect_ratio": (str, lambda x: x in ASPECTS.split()),
    "resolution": (str, lambda x: x in ("768sq", "1k", "1.5k", "2k", "4k")),
    "safety_tolerance": (int, lambda x: 0 <= x <= 7),
    "grounding": (bool, lambda x: True),
}


def _inputs(count: int) -> dict[str, Any]:
    return {f"input_image_{n}" if n > 1 else "input_image": TEXT for n in range(1, count + 1)}


SIDES = dict.fromkeys(("top", "bottom", "left", "right"), (int, lambda x: 0 <= x <= 2048))
FIELDS: dict[str, dict[str, Any]] = {
    "flux-2-pro": FLUX2 | _inputs(8),
    "flux-2-max": FLUX2 | _inputs(8),
    "flux-2-flex": FLUX2
    | _inputs(8)
    | {"prompt_upsampling": (bool, lambda x: True), "guidance": (int | float, lambda x: 1.5 <= x <= 10)}
    | {"steps": (int, lambda x: 1 <= x <= 50)},
    "flux-2-klein-4b": FLUX2 | _inputs(4),
    "flux-2-klein-9b": FLUX2 | _inputs(4),
    "flux-kontext-pro": {k: v for k, v in FLUX2.items() if k not in ("width", "height")}
    | _inputs(4)
    | {"aspect_ratio": TEXT},
    "flux-pro-1.0-fill": FILL | {"mask": TEXT},
    "flux-pro-1.0-expand": FILL | SIDES,
    "flux-3-image": FLUX3,
    "flux-3-image-klein": FLUX3 | {"seed": WHOLE, "steps": (int, lambda x: 1 <= x <= 16), "output_format": FORMATS},
}
PRICES = {"flux-2-pro": 3.0, "flux-3-image": 4.8, "flux-pro-1.0-fill": 5.0}
FILES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


class BlackForest(Server):
    """Answers a submission with an id and a polling URL; a task is ready when it was asked for twice."""

    def __init__(self) -> None:
        super().__init__()
        self.tasks: dict[str, dict[str, Any]] = {}
        self.polling_host = ""
        self.ends: dict[str, Any] = {"status": "Ready"}

    def reply(self, call: Arrived) -> Sent:
        demand(call.headers.get("x-key") == "key of the test", "Not authenticated", 403)
        if call.method == "GET":
            return self._get(call)
        model = call.path.removeprefix("/")
        demand(model in FIELDS, "no such model", 404)
        body = call.json
        _check(model, body)
        cost = PRICES.get(model, 1.4)
        self.bill(model, cost=cost)
        name = f"task-{len(self.tasks)}"
        size = body.get("width", 64), body.get("height", 48)
        kind = FILES[body.get("output_format", "jpeg")]
        self.tasks[name] = {"asked": 0, "picture": painted(*size, media_type=kind), "kind": kind}
        host = self.polling_host or self.url
        return Sent.json(
            {"id": name, "polling_url": f"{host}/get_result?id={name}", "cost": cost, "input_mp": 0.0, "output_mp": 1.0}
        )

    def error(self, wrong: Wrong) -> Sent:
        if wrong.status == 400:
            return Sent.json({"detail": [{"loc": ["body"], "msg": str(wrong), "type": "value_error"}]}, 422)
        return Sent.json({"detail": str(wrong)}, wrong.status)

    def _get(self, call: Arrived) -> Sent:
        if call.path == "/credits":
            return Sent.json({"credits": 812.5})
        name = call.query["id"]
        if name not in self.tasks:
            return Sent.json({"id": name, "status": "Task not found"})
        task = self.tasks[name]
        task["asked"] += 1
        if task["asked"] < 2:
            return Sent.json({"id": name, "status": "Pending", "progress": 0.5})
        if self.ends["status"] != "Ready":
            return Sent.json({"id": name, **self.ends})
        return Sent.json(
            {
                "id": name,
                "status": "Ready",
                "result": {"sample": self.host_file(task["picture"], task["kind"]), "seed": 7},
            }
        )


def _check(model: str, body: dict[str, Any]) -> None:
    known = FIELDS[model]
    for name, value in body.items():
        demand(name in known, f"unknown field {name}")
        kind, fits = known[name]
        demand(isinstance(value, kind) and fits(value), f"{name} is {value!r}"[:200])
    demand("prompt" in body or "image" in body, "prompt is missing")
    sent = body.get("images", []) + [body[one] for one in body if one.startswith(("input_image", "image", "mask"))]
    for one in sent:
        for text in one if isinstance(one, list) else [one]:
            demand(not text.startswith("data:"), "a data URL where base64 is taken")
            decoded(unbase64(text, "a picture"), "a picture")
    if "mask" in body:
        levels = decoded(unbase64(body["mask"], "mask"), "mask")
        image = decoded(unbase64(body["image"], "image"), "image")
        demand(levels.size == image.size and levels.mode == "L", "the mask is not of the picture's size")
        demand(edits_top_left(np.asarray(levels)), "the mask is inverted: white is painted")


@pytest.fixture
def bfl(monkeypatch: pytest.MonkeyPatch) -> Iterator[BlackForest]:
    monkeypatch.setattr("maquette.models.perform._FIRST_WAIT", 0.01)
    monkeypatch.setattr("maquette.models.perform._BETWEEN_FETCHES", 0.01)
    monkeypatch.setenv("BFL_API_KEY", "key of the test")
    with BlackForest() as server:
        monkeypatch.setenv("MAQUETTE_BFL_BASE_URL", server.url)
        yield server
        assert not server.wrong, server.wrong


def card(name: str = "flux-2-pro") -> Any:
    return find_card(f"bfl/{name}")


def make(name: str = "flux-2-pro", **more: Any) -> Request:
    return Request(**{"kind": "generate", "model": f"bfl/{name}", "prompt": "a red kettle"} | more)


def sent(server: BlackForest) -> dict[str, Any]:
    return next(call for call in server.calls if call.method == "POST").json  # type: ignore[no-any-return]


REQUESTS = {
    "a picture of an exact size": make(size=Size(1360, 768), seed=5, take=3, file_type="webp"),
    "a picture after references": make("flux-2-max", references=(picture(shade=1), picture(shade=2))),
    "an edit": make("flux-2-pro", kind="edit", image=picture(), references=(picture(shade=1),)),
    "an edit by flex with its own settings": make(
        "flux-2-flex", kind="edit", image=picture(), options={"steps": 20, "guidance": 4.5, "prompt_upsampling": False}
    ),
    "a small model": make("flux-2-klein-4b", size=Size(512, 512)),
    "kontext": make("flux-kontext-pro", kind="edit", image=picture(), size=Size(aspect="3:2")),
    "fill": make("flux-pro-1.0-fill", kind="edit", image=picture(), mask=mask(), seed=1),
    "expand": make("flux-pro-1.0-expand", kind="extend", image=picture(48, 32), size=Size(100, 40)),
    "FLUX 3": make("flux-3-image", size=Size(aspect="16:9", tier="2K")),
    "FLUX 3 with references": make("flux-3-image", kind="edit", image=picture(), references=(picture(shade=3),)),
    "FLUX 3 klein": make("flux-3-image-klein", size=Size(aspect="1:1", tier="1K"), seed=1),
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_what_is_sent_is_taken_and_a_picture_comes(bfl: BlackForest, request_: Request) -> None:
    answer = ask(find_card(request_.model), request_)
    assert len(answer.results) == len(bfl.billed) == 1
    Pillow.open(BytesIO(answer.results[0].data)).load()


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_what_is_sent_is_what_the_vendor_describes(bfl: BlackForest, request_: Request) -> None:
    wire = find_card(request_.model).wire
    if wire.startswith("flux-3"):
        assert f"/v1/{wire}" not in specification.description("bfl-openapi.json")["paths"], "check FLUX 3 as well"
        return
    ask(find_card(request_.model), request_)
    specification.check("bfl-openapi.json", f"/v1/{wire}", sent(bfl))


def test_the_fields_say_what_was_asked(bfl: BlackForest) -> None:
    ask(card(), make(size=Size(1360, 768), seed=5, take=3, file_type="webp"))
    assert sent(bfl) == {"prompt": "a red kettle", "width": 1360, "height": 768, "seed": 7, "output_format": "webp"}


def test_a_picture_is_extended_in_the_middle_or_where_it_is_told(bfl: BlackForest) -> None:
    ask(card("flux-pro-1.0-expand"), REQUESTS["expand"])
    body = sent(bfl)
    assert [body[side] for side in ("top", "right", "bottom", "left")] == [4, 26, 4, 26]
    bfl.calls.clear()
    told = make("flux-pro-1.0-expand", kind="extend", image=picture(), size=Size(96, 32), options={"left": 48})
    ask(card("flux-pro-1.0-expand"), told)
    assert [sent(bfl)[side] for side in ("top", "right", "bottom", "left")] == [0, 0, 0, 48]


def test_the_cost_is_what_the_submission_said(bfl: BlackForest) -> None:
    request = make()
    answer = ask(card(), request)
    assert answer.cost == micro("0.03") == settle(request, card(), answer)
    assert answer.usage == {"input_mp": 0.0, "output_mp": 1.0}
    assert answer.results[0].facts == {"seed": 7}


PRICED = [
    ("flux-2-pro", {"size": Size(1024, 1024)}, "0.03"),
    ("flux-2-pro", {"size": Size(2048, 2048)}, "0.075"),
    ("flux-2-pro", {"kind": "edit", "image": picture()}, "0.045"),
    ("flux-2-max", {"kind": "edit", "image": picture()}, "0.10"),
    ("flux-2-klein-9b", {"kind": "edit", "image": picture()}, "0.017"),
    ("flux-3-image", {"size": Size(aspect="1:1", tier="4K")}, "0.607"),
    ("flux-kontext-max", {}, "0.08"),
]


@pytest.mark.parametrize(("name", "more", "usd"), PRICED)
def test_the_price_is_known_before(name: str, more: dict[str, Any], usd: str) -> None:
    found = estimate(make(name, **more), card(name))
    assert (found.low, found.high) == (micro(usd), micro(usd))


@pytest.mark.parametrize("again", [from_handle, from_reply])
def test_a_paid_picture_survives_the_process(bfl: BlackForest, again: Any) -> None:
    answer = again(card(), make())
    assert answer.results[0].data.startswith(b"\x89PNG")
    assert len(bfl.billed) == 1
    assert answer.cost == micro("0.03")


def test_the_polling_url_is_used_as_given_and_the_key_stays_home(bfl: BlackForest) -> None:
    bfl.polling_host = bfl.url.replace("127.0.0.1", "localhost")
    notes = Notes()
    with pytest.raises(failures.ModelFailure) as caught:
        ask(card(), make(), notes)
    assert caught.value.code == "odd-address"
    assert caught.value.charged == "unknown"
    assert notes.pending[0].handle["polling_url"].startswith("http://localhost")
    assert all("localhost" not in call.headers["host"] for call in bfl.calls)


@pytest.mark.parametrize(
    ("host", "sees"),
    [("api.eu.bfl.ai", True), ("gateway.bfl.ai", True), ("bfl.ai.example.com", False), ("notbfl.ai", False)],
)
def test_regional_and_gateway_hosts_may_see_the_key(host: str, sees: bool) -> None:
    assert transport.may_see_key(bind(card()), host) is sees


@pytest.mark.parametrize(("status", "stage"), [("Request Moderated", "input"), ("Content Moderated", "output")])
def test_moderation_says_which_stage_and_whose_words(bfl: BlackForest, status: str, stage: str) -> None:
    bfl.ends = {"status": status, "details": {"Moderation Reasons": ["Derivative Works Filter"]}}
    with pytest.raises(failures.Refused) as caught:
        ask(card(), make())
    assert (caught.value.stage, caught.value.words) == (stage, "Derivative Works Filter")
    assert (caught.value.charged, caught.value.again) == ("unknown", False)


def test_a_task_that_ends_in_error_is_not_sent_again(bfl: BlackForest) -> None:
    bfl.ends = {"status": "Error", "details": {"error": "CUDA went away"}}
    with pytest.raises(failures.ModelFailure, match="CUDA went away") as caught:
        ask(card(), make())
    assert (caught.value.charged, caught.value.again) == ("unknown", False)


def test_a_task_that_is_gone_is_not_made_again(bfl: BlackForest) -> None:
    notes = Notes()
    ask(card(), make(), notes)
    bfl.tasks.clear()
    with pytest.raises(failures.Gone, match="task-0"):
        resume(bind(card()), Notes(), pending=notes.pending[0], reply=None)


DETAIL = {"detail": [{"loc": ["body", "width"], "msg": "Input should be at least 64", "type": "greater_than_equal"}]}
ENDS = [
    Ends(
        throttle({"detail": "Many tasks"}, "3"), failures.RateLimited, "Many tasks", {"again": True, "retry_after": 3}
    ),
    Ends(refuse(402, {"detail": "Insufficient credits"}), failures.OutOfFunds, "Insufficient credits", {}),
    Ends(refuse(422, DETAIL), failures.BadRequest, "Input should be at least 64", {}),
    Ends(refuse(403, {"detail": "Not authenticated"}), failures.NoKey, "Not authenticated", {}),
    Ends(refuse(500, {"detail": "Oops"}), failures.Unavailable, "Oops", {}),
    Ends(refuse(503, {"detail": "Busy"}), failures.Unavailable, "Busy", {"again": True}),
    Ends(refuse(504, {"detail": "Too late"}), failures.Unknown, "Too late", {"charged": "unknown"}),
]


@pytest.mark.parametrize("ends", ENDS, ids=lambda one: str(one.fault.instead.status))
def test_each_status_is_its_own_failure(bfl: BlackForest, ends: Ends) -> None:
    check_failure(bfl, card(), make(), ends)


def test_a_private_address_is_never_asked(bfl: BlackForest) -> None:
    for url in ("https://127.0.0.2:9/steal", "http://localhost:9/steal"):
        with pytest.raises(failures.ModelFailure) as caught:
            transport.send(bind(card()), Call("GET", url), paid=False)
        assert caught.value.code == "odd-address"


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda one: one.kind)
def test_a_submission_without_an_answer_is_unknown_and_not_repeated(bfl: BlackForest, fault: Fault) -> None:
    bfl.next(fault)
    with pytest.raises(failures.Unknown) as caught:
        ask(card(), make())
    assert caught.value.charged == "unknown"
    assert len(bfl.billed) == len(bfl.paid()) == 1


def test_a_url_that_expired_is_asked_for_again_by_its_id(bfl: BlackForest) -> None:
    bfl.expired = True
    notes = Notes()
    with pytest.raises(failures.NotFetched, match="has made the picture"):
        ask(card(), make(), notes)
    bfl.expired = False
    assert resume(bind(card()), Notes(), pending=notes.pending[0], reply=None).results[0].data
    assert len(bfl.billed) == 1


def test_a_lost_key_while_waiting_does_not_say_that_nothing_was_done(
    bfl: BlackForest, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = Notes()
    ask(card(), make(), notes)
    monkeypatch.delenv("BFL_API_KEY")
    with pytest.raises(failures.Unknown, match="no key"):
        resume(bind(card()), Notes(), pending=notes.pending[0], reply=None)


def test_raw_replies_hold_no_key(bfl: BlackForest) -> None:
    notes = Notes()
    ask(card(), make(), notes)
    assert notes.events[:3] == ["submitted", "answered", "accepted"]
    assert all(b"key of the test" not in reply.pack() for reply in notes.replies)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (make("flux-pro-1.0-fill", kind="edit", image=picture()), "inside a mask"),
        (make("flux-2-klein-4b", references=tuple(picture(shade=n) for n in range(5))), "it takes 4"),
        (make(count=2), "it makes 1"),
        (make(transparent=True), "no transparency"),
        (make("flux-3-image", prompt="x" * 15_001), "15001 characters"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_sent(bfl: BlackForest, request_: Request, words: str) -> None:
    with pytest.raises(failures.Unsupported, match=words):
        ask(find_card(request_.model), request_)
    assert not bfl.calls


def test_the_account_is_asked_for_free(bfl: BlackForest) -> None:
    (found,) = health.check(shipped_cards(), ("bfl",))
    assert (found["state"], found["missing"]) == ("ready", [])
    assert not bfl.billed
