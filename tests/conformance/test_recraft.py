"""Recraft: raster and vector, tools for one picture, credits that settle."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from conformance import specification
from conformance.asking import Notes, ask
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

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'
OUT = {"response_format", "image_format"}
PROMPTED = OUT | {"prompt", "model", "n", "random_seed", "negative_prompt"}
FIELDS = {
    "/images/generations": PROMPTED | {"size"},
    "/images/generations/raster": PROMPTED | {"size"},
    "/images/generations/vector": PROMPTED | {"size"},
    "/images/imageToImage": PROMPTED | {"image", "strength"},
    "/images/inpaint": PROMPTED | {"image", "mask"},
    "/images/outpaint": PROMPTED | {"image"} | {f"expand_{side}" for side in ("top", "right", "bottom", "left")},
    "/images/removeBackground": OUT | {"image"},
    "/images/vectorize": OUT | {"image"},
    "/images/eraseRegion": OUT | {"image", "mask"},
    "/images/crispUpscale": OUT | {"image"},
    "/images/creativeUpscale": OUT | {"image"},
}
CREDITS = {"/images/generations/vector": 80, "/images/removeBackground": 10, "/images/crispUpscale": 4}


class Vendor(Server):
    """Answers at once with base64 and credits."""

    def reply(self, call: Arrived) -> Sent:
        demand(call.headers.get("authorization") == "Bearer key of the test", "unauthorized", 401)
        if call.path == "/users/me":
            return Sent.json({"credits": 4000, "email": "a@b.c", "id": "x", "name": "A"})
        demand(call.path in FIELDS, "no such path", 404)
        said = body_of(call)
        unknown = set(said) - FIELDS[call.path]
        demand(not unknown, f"unknown fields {unknown}")
        demand(said["response_format"] == "b64_json", "another format")
        demand("image" in said or "generations" in call.path, "image is missing")
        demand(call.path != "/images/imageToImage" or 0 <= float(said["strength"]) <= 1, "strength is required")
        if "mask" in said:
            levels, image = decoded(said["mask"], "mask"), decoded(said["image"], "image")
            demand(levels.size == image.size, "the mask has another size")
            demand(levels.mode == "L" and edits_top_left(np.asarray(levels)), "the mask is inverted")
        count = int(said.get("n", 1))
        spent = CREDITS.get(call.path, 35) * count
        self.bill(call.path, credits=spent)
        vector = call.path.endswith(("vector", "vectorize"))
        pictures = [
            {"image_id": f"id{n}", "b64_json": base64.b64encode(SVG if vector else painted(64, 48, shade=n)).decode()}
            for n in range(count)
        ]
        if "generations" in call.path or "model" in said:
            return Sent.json({"created": 1, "data": pictures, "credits": spent})
        return Sent.json({"created": 1, "image": pictures[0], "credits": spent})

    def error(self, wrong: Any) -> Sent:
        return Sent.json({"code": wrong.code, "message": str(wrong)}, wrong.status)


def body_of(call: Arrived) -> dict[str, Any]:
    """The settings of JSON or of multipart; files as their bytes."""
    if call.headers["content-type"].startswith("application/json"):
        return call.json  # type: ignore[no-any-return]
    assert all(len(values) == 1 for values in call.fields.values())
    return {name: one.data if isinstance(one, File) else one for name, (one,) in call.fields.items()}


@pytest.fixture
def recraft(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    monkeypatch.setenv("RECRAFT_API_TOKEN", "key of the test")
    with Vendor() as server:
        monkeypatch.setenv("MAQUETTE_RECRAFT_BASE_URL", server.url)
        yield server
        assert not server.wrong, server.wrong


def make(name: str = "v4.1", **more: Any) -> Request:
    return Request(**{"kind": "generate", "model": f"recraft/{name}", "prompt": "a red kettle"} | more)


def card(name: str = "v4.1") -> Any:
    return find_card(f"recraft/{name}")


REQUESTS = {
    "raster": (make(size=Size(1280, 832), count=2, seed=1), "/images/generations/raster"),
    "another model": (make("v3", negative_prompt="text"), "/images/generations/raster"),
    "vector": (make("v3-vector"), "/images/generations/vector"),
    "edit": (make(kind="edit", image=picture()), "/images/imageToImage"),
    "inside a mask": (make(kind="edit", image=picture(), mask=mask()), "/images/inpaint"),
    "extend": (make("outpaint", kind="extend", image=picture(), size=Size(80, 32)), "/images/outpaint"),
    "background": (
        make("remove-background", kind="remove-background", prompt="", image=picture()),
        "/images/removeBackground",
    ),
    "upscale": (make("crisp-upscale", kind="upscale", prompt="", image=picture()), "/images/crispUpscale"),
    "erase": (make("erase", kind="erase", prompt="", image=picture(), mask=mask()), "/images/eraseRegion"),
    "vectorize": (make("vectorize", kind="vectorize", prompt="", image=picture()), "/images/vectorize"),
}


@pytest.mark.parametrize(("request_", "path"), REQUESTS.values(), ids=REQUESTS)
def test_each_path_takes_what_is_sent(recraft: Vendor, request_: Request, path: str) -> None:
    answer = ask(find_card(request_.model), request_)
    assert [one["what"] for one in recraft.billed] == [path]
    assert len(answer.results) == request_.count
    assert answer.cost == recraft.billed[0]["credits"] * 1000
    if answer.results[0].facts.get("media_type") == "image/svg+xml":
        assert answer.results[0].data == SVG
    else:
        decoded(answer.results[0].data, "the result")


@pytest.mark.parametrize(("request_", "path"), REQUESTS.values(), ids=REQUESTS)
def test_what_is_sent_is_what_the_vendor_describes(recraft: Vendor, request_: Request, path: str) -> None:
    ask(find_card(request_.model), request_)
    call = recraft.calls[0]
    body = {name: "" if isinstance(value, bytes) else _typed(name, value) for name, value in body_of(call).items()}
    kind = call.headers["content-type"].partition(";")[0]
    specification.check("recraft-openapi.yaml", f"/v1{path}", body, kind)


def _typed(name: str, value: Any) -> Any:
    if name == "strength":
        return float(value)
    return int(value) if name.startswith("expand_") else value


def test_the_fields_say_what_was_asked(recraft: Vendor) -> None:
    ask(card(), REQUESTS["raster"][0])
    assert recraft.calls[0].json == {
        "prompt": "a red kettle",
        "model": "recraftv4_1",
        "n": 2,
        "random_seed": 1,
        "size": "1280x832",
        "response_format": "b64_json",
        "image_format": "png",
    }


def test_extending_names_each_side(recraft: Vendor) -> None:
    ask(card("outpaint"), REQUESTS["extend"][0])
    said = body_of(recraft.calls[0])
    assert [said[f"expand_{side}"] for side in ("top", "right", "bottom", "left")] == ["0", "16", "0", "16"]


def test_the_kept_reply_holds_the_picture(recraft: Vendor) -> None:
    notes = Notes()
    first = ask(card(), make(), notes)
    again = resume(bind(card()), Notes(), pending=None, reply=notes.replies[0])
    assert again.results[0].data == first.results[0].data
    assert len(recraft.billed) == 1
    assert b"key of the test" not in notes.replies[0].pack()


ENDS = [
    Ends(refuse(401, {"code": "unauthorized", "message": "bad token"}), failures.NoKey, "bad token", {}),
    Ends(refuse(400, {"message": "Not enough credits"}), failures.OutOfFunds, "Not enough credits", {}),
    Ends(refuse(402, {"message": "Pay"}), failures.OutOfFunds, "Pay", {}),
    Ends(refuse(400, {"message": "invalid size"}), failures.BadRequest, "invalid size", {}),
    Ends(throttle({"message": "slow"}, "1"), failures.RateLimited, "slow", {"again": True, "retry_after": 1.0}),
    Ends(refuse(503, {"message": "busy"}), failures.Unavailable, "busy", {"again": True}),
    Ends(refuse(502, {"message": "gateway"}), failures.Unknown, "gateway", {"charged": "unknown"}),
]


@pytest.mark.parametrize("ends", ENDS, ids=lambda one: f"{one.fault.instead.status}-{one.kind.__name__}")
def test_each_status_is_its_own_failure(recraft: Vendor, ends: Ends) -> None:
    check_failure(recraft, card(), make(), ends)


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda one: one.kind)
def test_no_answer_is_unknown_and_not_repeated(recraft: Vendor, fault: Fault) -> None:
    recraft.next(fault)
    with pytest.raises(failures.Unknown):
        ask(card(), make())
    assert len(recraft.billed) == len(recraft.paid()) == 1


@pytest.mark.parametrize(
    ("request_", "usd"),
    [
        (REQUESTS["raster"][0], "0.07"),
        (REQUESTS["vector"][0], "0.08"),
        (REQUESTS["background"][0], "0.01"),
        (REQUESTS["upscale"][0], "0.004"),
    ],
)
def test_the_price_is_known_before_and_settled_by_credits(recraft: Vendor, request_: Request, usd: str) -> None:
    own = find_card(request_.model)
    assert estimate(request_, own).high == micro(usd) == settle(request_, own, ask(own, request_))


def test_the_account_is_asked_for_free(recraft: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = health.check(shipped_cards(), ("recraft",))
    assert (found["state"], found["missing"]) == ("ready", [])
    monkeypatch.setenv("RECRAFT_API_TOKEN", "another key")
    (found,) = health.check(shipped_cards(), ("recraft",))
    assert found["state"] == "refused"
    assert not recraft.billed
    recraft.wrong.clear()
