"""Stability AI: multipart always, pictures as plain bytes, filters that hide in a 200, and slow work by its id."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from conformance.asking import Notes, ask
from conformance.asynchronous import from_handle, from_reply
from conformance.failing import Ends, check_failure
from conformance.pictures import decoded, edits_top_left, mask, painted, picture
from conformance.server import DIE, HALF, Arrived, Fault, File, Sent, Server, demand, refuse, throttle
from maquette.models import failures, health
from maquette.models.cards import find_card, shipped_cards
from maquette.models.money import micro
from maquette.models.perform import resume
from maquette.models.price import estimate, settle
from maquette.models.registry import bind
from maquette.models.request import Request, Size

BASE = "/v2beta/stable-image/"
OUT = {"output_format", "seed"}
GENERATE = OUT | {"prompt", "negative_prompt", "aspect_ratio"}
FIELDS = {
    "generate/ultra": GENERATE,
    "generate/core": GENERATE,
    "generate/sd3": GENERATE | {"model", "mode", "image", "strength"},
    "edit/inpaint": OUT | {"prompt", "negative_prompt", "image", "mask"},
    "edit/erase": OUT | {"image", "mask"},
    "edit/outpaint": OUT | {"prompt", "image", "left", "right", "up", "down"},
    "edit/remove-background": {"output_format", "image"},
    "upscale/fast": {"output_format", "image"},
    "upscale/creative": OUT | {"prompt", "negative_prompt", "image"},
}


class Vendor(Server):
    """Answers with bytes; creative upscaling with an id, ready when it was asked for twice."""

    json_answers = False
    filtered = False

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, int] = {}

    def reply(self, call: Arrived) -> Sent:
        demand(call.headers.get("authorization") == "Bearer key of the test", "invalid key", 401)
        demand(
            call.path.startswith("/v1/") or call.headers.get("accept") in ("image/*", "application/json"),
            "accept is missing",
        )
        if call.path == "/v1/user/balance":
            return Sent.json({"credits": 812.5})
        if call.method == "GET":
            name = call.path.removeprefix("/v2beta/results/")
            demand(name in self.asked, "no such result", 404)
            self.asked[name] += 1
            return self._picture() if self.asked[name] > 1 else Sent.json({"id": name, "status": "in-progress"}, 202)
        path = call.path.removeprefix(BASE)
        demand(path in FIELDS, "no such path", 404)
        fields = call.fields
        demand(all(len(values) == 1 for values in fields.values()), "a field twice")
        said = {name: values[0] for name, values in fields.items()}
        unknown = set(said) - FIELDS[path]
        demand(not unknown, f"unknown fields {unknown}")
        demand(said["output_format"] in ("png", "jpeg", "webp"), "output_format")
        if path == "generate/sd3" and "image" in said:
            demand(said["mode"] == "image-to-image" and "aspect_ratio" not in said, "mode")
            demand(0 <= float(str(said["strength"])) <= 1, "strength")
        image = decoded(_data(said["image"]), "image") if "image" in said else None
        if "mask" in said:
            levels = decoded(_data(said["mask"]), "mask")
            demand(image is not None and levels.size == image.size, "the mask has another size")
            demand(levels.mode == "L" and edits_top_left(np.asarray(levels)), "the mask is inverted")
        self.bill(path)
        if path == "upscale/creative":
            name = f"{len(self.asked):064d}"
            self.asked[name] = 0
            return Sent.json({"id": name})
        return self._picture()

    def _picture(self) -> Sent:
        reason = "CONTENT_FILTERED" if self.filtered else "SUCCESS"
        data = painted(64, 48)
        if self.json_answers:
            return Sent.json({"image": base64.b64encode(data).decode(), "finish_reason": reason, "seed": 343940597})
        return Sent(200, data, {"content-type": "image/png", "finish-reason": reason, "seed": "343940597"})

    def error(self, wrong: Any) -> Sent:
        return Sent.json({"id": "a", "name": wrong.code, "errors": [str(wrong)]}, wrong.status)


def _data(value: Any) -> bytes:
    assert isinstance(value, File)
    return value.data


@pytest.fixture
def stability(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    monkeypatch.setattr("maquette.models.perform._FIRST_WAIT", 0.01)
    monkeypatch.setenv("STABILITY_API_KEY", "key of the test")
    with Vendor() as server:
        monkeypatch.setenv("MAQUETTE_STABILITY_BASE_URL", server.url)
        yield server
        assert not server.wrong, server.wrong


def make(name: str = "core", **more: Any) -> Request:
    return Request(**{"kind": "generate", "model": f"stability/{name}", "prompt": "a red kettle"} | more)


def card(name: str = "core") -> Any:
    return find_card(f"stability/{name}")


SLOW = make("creative-upscale", kind="upscale", image=picture())
REQUESTS = {
    "core": (make(size=Size(1600, 900), seed=2, take=3, negative_prompt="text", file_type="webp"), "generate/core"),
    "ultra": (make("ultra", size=Size(aspect="21:9")), "generate/ultra"),
    "sd3.5": (make("sd3.5-large"), "generate/sd3"),
    "sd3.5 edits": (make("sd3.5-medium", kind="edit", image=picture(), size=Size(aspect="1:1")), "generate/sd3"),
    "inpaint": (make("inpaint", kind="edit", image=picture(), mask=mask()), "edit/inpaint"),
    "erase": (make("erase", kind="erase", image=picture(), mask=mask()), "edit/erase"),
    "outpaint": (make("outpaint", kind="extend", image=picture(), size=Size(64, 32)), "edit/outpaint"),
    "background": (
        make("remove-background", kind="remove-background", prompt="", image=picture()),
        "edit/remove-background",
    ),
    "fast": (make("fast-upscale", kind="upscale", prompt="", image=picture()), "upscale/fast"),
    "creative": (SLOW, "upscale/creative"),
}


@pytest.mark.parametrize("json_answers", [False, True], ids=["bytes", "json"])
@pytest.mark.parametrize(("request_", "path"), REQUESTS.values(), ids=REQUESTS)
def test_each_path_takes_what_is_sent(stability: Vendor, request_: Request, path: str, json_answers: bool) -> None:
    stability.json_answers = json_answers
    answer = ask(find_card(request_.model), request_)
    assert stability.billed == [{"what": path}]
    (only,) = answer.results
    decoded(only.data, "the result")
    assert only.facts == {"seed": 343940597}


def test_the_fields_say_what_was_asked(stability: Vendor) -> None:
    ask(card(), REQUESTS["core"][0])
    assert stability.calls[0].fields == {
        "prompt": ["a red kettle"],
        "negative_prompt": ["text"],
        "seed": ["4"],
        "aspect_ratio": ["16:9"],
        "output_format": ["webp"],
    }
    ask(card("outpaint"), REQUESTS["outpaint"][0])
    said = stability.calls[1].fields
    assert (said["left"], said["right"]) == (["8"], ["8"])


def test_a_filter_hides_in_a_200(stability: Vendor) -> None:
    stability.filtered = True
    for stability.json_answers in (False, True):
        with pytest.raises(failures.Refused, match="CONTENT_FILTERED") as caught:
            ask(card(), make())
        assert (caught.value.stage, caught.value.charged) == ("output", "unknown")


@pytest.mark.parametrize("again", [from_handle, from_reply])
def test_slow_work_survives_the_process(stability: Vendor, again: Any) -> None:
    assert again(card("creative-upscale"), SLOW).results[0].data
    assert len(stability.billed) == 1


def test_slow_work_that_is_gone_is_not_made_again(stability: Vendor) -> None:
    notes = Notes()
    ask(card("creative-upscale"), SLOW, notes)
    stability.asked.clear()
    with pytest.raises(failures.Gone, match="no such result"):
        resume(bind(card("creative-upscale")), Notes(), pending=notes.pending[0], reply=None)
    assert stability.wrong == ["no such result"]
    stability.wrong.clear()


def test_the_kept_reply_holds_picture_and_seed(stability: Vendor) -> None:
    notes = Notes()
    first = ask(card(), make(), notes)
    kept = type(notes.replies[0]).unpack(notes.replies[0].pack())
    assert resume(bind(card()), Notes(), pending=None, reply=kept).results == first.results
    assert b"key of the test" not in notes.replies[0].pack()


def told(name: str, words: str) -> dict[str, Any]:
    return {"id": "a", "name": name, "errors": [words]}


ENDS = [
    Ends(
        refuse(403, told("content_moderation", "Your request was flagged")),
        failures.Refused,
        "Your request was flagged",
        {"stage": "input", "charged": "unknown"},
    ),
    Ends(refuse(400, told("bad_request", "seed: too large")), failures.BadRequest, "seed: too large", {}),
    Ends(refuse(401, told("unauthorized", "invalid key")), failures.NoKey, "invalid key", {}),
    Ends(refuse(402, told("payment_required", "no credits")), failures.OutOfFunds, "no credits", {}),
    Ends(refuse(413, told("too_large", "over 10 MB")), failures.BadRequest, "over 10 MB", {}),
    Ends(
        throttle(told("rate_limit_exceeded", "150 in 10 s"), "60"),
        failures.RateLimited,
        "150 in 10 s",
        {"again": True, "retry_after": 60.0},
    ),
    Ends(refuse(500, told("internal_error", "oops")), failures.Unavailable, "oops", {}),
    Ends(refuse(504, told("timeout", "late")), failures.Unknown, "late", {"charged": "unknown"}),
]


@pytest.mark.parametrize("ends", ENDS, ids=lambda one: str(one.fault.instead.status))
def test_each_status_is_its_own_failure(stability: Vendor, ends: Ends) -> None:
    check_failure(stability, card(), make(), ends)


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda one: one.kind)
def test_no_answer_is_unknown_and_not_repeated(stability: Vendor, fault: Fault) -> None:
    stability.next(fault)
    with pytest.raises(failures.Unknown):
        ask(card(), make())
    assert len(stability.billed) == len(stability.paid()) == 1


@pytest.mark.parametrize(
    ("request_", "usd"),
    [(make(), "0.03"), (make("ultra"), "0.08"), (REQUESTS["sd3.5 edits"][0], "0.035"), (SLOW, "0.06")],
)
def test_the_price_is_known_before_and_settled(stability: Vendor, request_: Request, usd: str) -> None:
    own = find_card(request_.model)
    assert estimate(request_, own).high == micro(usd) == settle(request_, own, ask(own, request_))


def test_a_mask_is_needed_before_anything_is_sent(stability: Vendor) -> None:
    with pytest.raises(failures.Unsupported, match="inside a mask"):
        ask(card("inpaint"), make("inpaint", kind="edit", image=picture()))
    assert not stability.calls


def test_the_account_is_asked_for_free(stability: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = health.check(shipped_cards(), ("stability",))
    assert (found["state"], found["missing"]) == ("ready", [])
    monkeypatch.setenv("STABILITY_API_KEY", "another key")
    (found,) = health.check(shipped_cards(), ("stability",))
    assert found["state"] == "refused"
    assert not stability.billed
    stability.wrong.clear()
