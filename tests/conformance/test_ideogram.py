"""Ideogram: multipart fields, masks that are black where the picture may change, and pictures that are held back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from conformance import specifications
from conformance.asking import Notes, ask
from conformance.failing import Ends, check_failure
from conformance.pictures import decoded, edits_top_left, mask, painted, picture
from conformance.server import DIE, HALF, Arrived, Fault, File, Sent, Server, demand, refuse, throttle
from maquette.models import failures
from maquette.models.cards import find_card
from maquette.models.money import micro
from maquette.models.perform import resume
from maquette.models.price import estimate, settle
from maquette.models.registry import bind
from maquette.models.request import Request, Size

V3 = {"prompt", "num_images", "seed", "rendering_speed", "magic_prompt", "style_reference_images"}
FREE = {"resolution", "negative_prompt"}
FIELDS = {
    "/v1/ideogram-v3/generate": V3 | FREE,
    "/v1/ideogram-v3/edit": V3 | {"image", "mask"},
    "/v1/ideogram-v3/remix": V3 | FREE | {"image", "image_weight"},
    "/v1/ideogram-v3/reframe": V3 - {"prompt", "magic_prompt"} | {"image", "resolution"},
    "/v1/ideogram-v3/generate-transparent": V3 - {"style_reference_images"} | {"aspect_ratio", "negative_prompt"},
    "/v1/ideogram-v4/generate": {"prompt", "seed", "magic_prompt_option"},
    "/v1/edit": {"prompt", "images", "num_images", "seed", "resolution", "transparent_background"},
}
NEEDS_PICTURE = {"/v1/ideogram-v3/edit", "/v1/ideogram-v3/remix", "/v1/ideogram-v3/reframe"}


class Vendor(Server):
    """Answers at once with URLs."""

    unsafe = 0

    def reply(self, call: Arrived) -> Sent:
        demand(call.headers.get("api-key") == "key of the test", "Not authorized", 401)
        demand(call.path in FIELDS, "no such path", 404)
        fields = call.fields
        unknown = set(fields) - FIELDS[call.path]
        demand(not unknown, f"unknown fields {unknown}")
        demand(call.path not in NEEDS_PICTURE or "image" in fields, "image is missing")
        for values in fields.values():
            for value in values:
                if isinstance(value, File):
                    decoded(value.data, "a file")
        if "mask" in fields:
            levels = decoded(_file(fields["mask"]).data, "mask")
            demand(levels.size == decoded(_file(fields["image"]).data, "image").size, "the mask has another size")
            demand(levels.mode == "L" and edits_top_left(255 - np.asarray(levels)), "the mask is inverted")
        count = int(fields.get("num_images", ["1"])[0])  # type: ignore[arg-type]
        self.bill(call.path, pictures=count)
        data = [
            {
                "url": None if n < self.unsafe else self.host_file(painted(64, 48, shade=n)),
                "is_image_safe": n >= self.unsafe,
                "prompt": "a red kettle, rewritten",
                "resolution": "1024x1024",
                "seed": 12 + n,
            }
            for n in range(count)
        ]
        return Sent.json({"created": "2026-11-27T00:00:00Z", "data": data})

    def error(self, wrong: Any) -> Sent:
        return Sent.json({"error": str(wrong)}, wrong.status)


def _file(values: list[Any]) -> File:
    (only,) = values
    assert isinstance(only, File)
    return only


@pytest.fixture
def ideogram(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    monkeypatch.setattr("maquette.models.perform._BETWEEN_FETCHES", 0.01)
    monkeypatch.setenv("IDEOGRAM_API_KEY", "key of the test")
    with Vendor() as server:
        monkeypatch.setenv("MAQUETTE_IDEOGRAM_BASE_URL", server.url)
        yield server
        assert not server.wrong, server.wrong


def make(name: str = "v3", **more: Any) -> Request:
    return Request(**{"kind": "generate", "model": f"ideogram/{name}", "prompt": "a red kettle"} | more)


def card(name: str = "v3") -> Any:
    return find_card(f"ideogram/{name}")


REQUESTS = {
    "generate": (
        make(size=Size(1280, 800), count=3, seed=5, take=2, quality="turbo", negative_prompt="text"),
        "/v1/ideogram-v3/generate",
    ),
    "styles": (make(references=(picture(shade=1), picture(shade=2))), "/v1/ideogram-v3/generate"),
    "transparent": (make(transparent=True, size=Size(1024, 1536)), "/v1/ideogram-v3/generate-transparent"),
    "inside a mask": (make(kind="edit", image=picture(), mask=mask()), "/v1/ideogram-v3/edit"),
    "remix": (make(kind="edit", image=picture(), options={"image_weight": 80}), "/v1/ideogram-v3/remix"),
    "reframe": (make(kind="extend", prompt="", image=picture(), size=Size(1536, 640)), "/v1/ideogram-v3/reframe"),
    "version 4": (make("v4", seed=3), "/v1/ideogram-v4/generate"),
    "the editor": (
        make("edit", kind="edit", image=picture(), references=(picture(shade=4),), transparent=True),
        "/v1/edit",
    ),
}


@pytest.mark.parametrize(("request_", "path"), REQUESTS.values(), ids=REQUESTS)
def test_each_path_takes_what_is_sent(ideogram: Vendor, request_: Request, path: str) -> None:
    answer = ask(find_card(request_.model), request_)
    assert ideogram.billed == [{"what": path, "pictures": request_.count}]
    assert len(answer.results) == request_.count
    decoded(answer.results[0].data, "the result")


@pytest.mark.parametrize(("request_", "path"), REQUESTS.values(), ids=REQUESTS)
def test_what_is_sent_is_what_the_vendor_describes(ideogram: Vendor, request_: Request, path: str) -> None:
    ask(find_card(request_.model), request_)
    body: dict[str, Any] = {}
    for name, values in ideogram.calls[0].fields.items():
        plain = ["" if isinstance(one, File) else _typed(name, one) for one in values]
        body[name] = plain if name.endswith("images") and name != "num_images" else plain[0]
    specifications.check("ideogram-openapi.json", path, body, "multipart/form-data")


def _typed(name: str, text: str) -> Any:
    if name in ("num_images", "seed", "image_weight"):
        return int(text)
    return text == "true" if name == "transparent_background" else text


def test_the_fields_say_what_was_asked(ideogram: Vendor) -> None:
    ask(card(), REQUESTS["generate"][0])
    assert ideogram.calls[0].fields == {
        "prompt": ["a red kettle"],
        "num_images": ["3"],
        "seed": ["6"],
        "rendering_speed": ["TURBO"],
        "negative_prompt": ["text"],
        "resolution": ["1280x800"],
    }
    ask(card(), REQUESTS["transparent"][0])
    assert ideogram.paid()[1].fields["aspect_ratio"] == ["2x3"]


def test_every_result_keeps_its_facts(ideogram: Vendor) -> None:
    answer = ask(card(), make(count=2))
    wanted = {"seed": 13, "resolution": "1024x1024", "prompt": "a red kettle, rewritten"}
    assert answer.results[1].facts == wanted


def test_unsafe_pictures_are_withheld_and_a_lone_one_is_a_refusal(ideogram: Vendor) -> None:
    ideogram.unsafe = 1
    answer = ask(card(), make(count=3))
    assert (len(answer.results), answer.withheld) == (2, ("the picture was found unsafe",))
    with pytest.raises(failures.Refused, match="found unsafe") as caught:
        ask(card(), make())
    assert (caught.value.stage, caught.value.charged) == ("output", "unknown")


UNSAFE = {"error": "Prompt provided failed safety check"}
ENDS = [
    Ends(refuse(422, UNSAFE), failures.Refused, "failed safety check", {"stage": "input", "charged": "unknown"}),
    Ends(refuse(400, {"error": "Invalid resolution"}), failures.BadRequest, "Invalid resolution", {}),
    Ends(refuse(401, {"error": "Not authorized"}), failures.NoKey, "Not authorized", {}),
    Ends(refuse(402, {"error": "Insufficient credits"}), failures.OutOfFunds, "Insufficient credits", {}),
    Ends(throttle({"error": "Slow down"}, "5"), failures.RateLimited, "Slow down", {"again": True, "retry_after": 5.0}),
    Ends(refuse(500, {"error": "Oops"}), failures.Unavailable, "Oops", {}),
    Ends(refuse(503, {"error": "Resting"}), failures.Unavailable, "Resting", {"again": True}),
    Ends(refuse(504, {"error": "Late"}), failures.Unknown, "Late", {"charged": "unknown"}),
]


@pytest.mark.parametrize("ends", ENDS, ids=lambda one: str(one.fault.instead.status))
def test_each_status_is_its_own_failure(ideogram: Vendor, ends: Ends) -> None:
    check_failure(ideogram, card(), make(), ends)


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda one: one.kind)
def test_no_answer_is_unknown_and_not_repeated(ideogram: Vendor, fault: Fault) -> None:
    ideogram.next(fault)
    with pytest.raises(failures.Unknown):
        ask(card(), make())
    assert len(ideogram.billed) == len(ideogram.paid()) == 1


def test_a_url_that_failed_once_is_fetched_from_the_kept_reply(ideogram: Vendor) -> None:
    ideogram.expired = True
    notes = Notes()
    with pytest.raises(failures.NotFetched, match="has made the picture"):
        ask(card(), make(), notes)
    ideogram.expired = False
    assert resume(bind(card()), Notes(), pending=None, reply=notes.replies[0]).results[0].data
    assert len(ideogram.billed) == 1
    assert b"key of the test" not in notes.replies[0].pack()


@pytest.mark.parametrize(
    ("name", "more", "usd"),
    [
        ("v3", {"quality": "turbo", "count": 2}, "0.06"),
        ("v3", {"quality": "default"}, "0.06"),
        ("v3", {"quality": "quality"}, "0.09"),
        ("v4", {}, "0.06"),
    ],
)
def test_the_price_is_known_before_and_settled_by_what_was_made(
    ideogram: Vendor, name: str, more: dict[str, Any], usd: str
) -> None:
    request = make(name, **more)
    assert estimate(request, card(name)).high == micro(usd)
    assert settle(request, card(name), ask(card(name), request)) == micro(usd)
