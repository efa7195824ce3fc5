"""fal: the queue, its returned URLs, endpoints that each name things their own way, and errors that look complete."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from conformance.asking import Notes, ask
from conformance.asynchronous import from_handle, from_reply
from conformance.failing import Ends, check_failure
from conformance.pictures import decoded, edits_top_left, mask, painted, picture
from conformance.server import DIE, HALF, Arrived, Fault, Sent, Server, Wrong, demand, refuse, throttle, unbase64
from maquette.models import failures, transport
from maquette.models.cards import find_card
from maquette.models.money import micro
from maquette.models.perform import resume
from maquette.models.price import estimate, settle
from maquette.models.registry import bind
from maquette.models.request import Request, Size

Check = Callable[[Any], bool]
FORMATS: Check = lambda x: x in ("jpeg", "png", "webp")  # noqa: E731
TEXT: Check = lambda x: isinstance(x, str)  # noqa: E731
WHOLE: Check = lambda x: isinstance(x, int) and not isinstance(x, bool)  # noqa: E731
PIXELS: Check = lambda x: set(x) == {"width", "height"} and all(map(WHOLE, x.values()))  # noqa: E731
UP_TO_FOUR: Check = lambda x: WHOLE(x) and 1 <= x <= 4  # noqa: E731
URLS: Check = lambda x: isinstance(x, list) and all(map(TEXT, x)) and len(x) > 0  # noqa: E731
NANO = {
    "prompt": TEXT,
    "aspect_ratio": lambda x: re.fullmatch(r"auto|\d+:\d+", x),
    "resolution": lambda x: x in ("0.5K", "1K", "2K", "4K"),
    "num_images": UP_TO_FOUR,
    "seed": WHOLE,
    "output_format": FORMATS,
    "safety_tolerance": lambda x: x in list("123456"),
}
GPT = {"prompt": TEXT, "image_size": PIXELS, "num_images": UP_TO_FOUR, "output_format": FORMATS, "quality": TEXT}
SEEDREAM = {"prompt": TEXT, "image_size": PIXELS, "num_images": WHOLE, "max_images": lambda x: 1 <= x <= 6}
FLUX = {"prompt": TEXT, "image_size": PIXELS, "seed": WHOLE, "output_format": lambda x: x in ("jpeg", "png")}
EDIT = {"image_urls": URLS}
FIELDS: dict[str, dict[str, Check]] = {
    "fal-ai/nano-banana-2": NANO,
    "fal-ai/nano-banana-2/edit": NANO | EDIT,
    "openai/gpt-image-2": GPT,
    "openai/gpt-image-2/edit": GPT | EDIT,
    "fal-ai/bytedance/seedream/v5/lite/text-to-image": SEEDREAM,
    "fal-ai/bytedance/seedream/v5/lite/edit": SEEDREAM | EDIT,
    "fal-ai/flux-2-pro": FLUX,
    "fal-ai/flux-2-pro/edit": FLUX | EDIT,
    "fal-ai/flux-pro/v1/fill": {
        "prompt": TEXT,
        "image_url": TEXT,
        "mask_url": TEXT,
        "seed": WHOLE,
        "num_images": UP_TO_FOUR,
        "output_format": FORMATS,
    },
    "fal-ai/ideogram/v3": {
        "prompt": TEXT,
        "image_size": PIXELS,
        "num_images": WHOLE,
        "seed": WHOLE,
        "image_urls": URLS,
        "rendering_speed": lambda x: x in ("TURBO", "BALANCED", "QUALITY"),
        "negative_prompt": TEXT,
    },
    "fal-ai/birefnet/v2": {"image_url": TEXT, "output_format": lambda x: x in ("png", "webp", "gif")},
}
OPTIONAL_PROMPT = {"fal-ai/birefnet/v2"}


class Queue(Server):
    """fal's queue: a request is in the queue, then at work, then complete; what it came to is at another URL."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: dict[str, dict[str, Any]] = {}
        self.ends: Sent | None = None
        self.unsafe = False

    def reply(self, call: Arrived) -> Sent:
        demand(call.headers.get("authorization") == "Key key of the test", "No user found for Key ID and Secret", 401)
        if call.method == "GET":
            return self._get(call)
        endpoint = call.path.removeprefix("/")
        demand(endpoint in FIELDS, "Application not found", 404)
        _check(endpoint, call.json)
        made = call.json.get("num_images", 1) * call.json.get("max_images", 1)
        self.bill(endpoint, pictures=made)
        name = f"{len(self.requests):08d}-0000"
        self.requests[name] = {"asked": 0, "made": made - self.fewer, "single": endpoint in OPTIONAL_PROMPT}
        # As the service does, the state's address drops the end of the endpoint's path.
        place = f"{self.url}/{'/'.join(endpoint.split('/')[:2])}/requests/{name}"
        urls = {"status_url": f"{place}/status", "response_url": place, "cancel_url": f"{place}/cancel"}
        return Sent.json({"request_id": name, "status": "IN_QUEUE", "queue_position": 0, **urls})

    def error(self, wrong: Wrong) -> Sent:
        if wrong.status == 400:
            return Sent.json({"detail": [{"loc": ["body", "x"], "msg": str(wrong), "type": "value_error"}]}, 422)
        return Sent.json({"detail": str(wrong)}, wrong.status)

    def _get(self, call: Arrived) -> Sent:
        found = re.fullmatch(r"/[^/]+/[^/]+/requests/([^/]+)(/status)?", call.path)
        demand(found, "Not Found", 404)
        assert found
        demand(found[1] in self.requests, "Request not found", 404)
        request = self.requests[found[1]]
        if found[2]:
            request["asked"] += 1
            state = ("IN_QUEUE", "IN_PROGRESS", "COMPLETED")[min(request["asked"], 3) - 1]
            more = {"IN_QUEUE": {"queue_position": 0}, "COMPLETED": {"metrics": {"inference_time": 0.1}}}.get(state, {})
            body = {"status": state, "request_id": found[1], "response_url": "", "status_url": "", "logs": [], **more}
            return Sent.json(body, 200 if state == "COMPLETED" else 202)
        demand(request["asked"] >= 3, "Request is still in progress", 400)
        if self.ends:
            return self.ends
        files = [
            {"url": self.host_file(painted(64, 48, shade=n)), "content_type": "image/png", "width": 64, "height": 48}
            for n in range(request["made"])
        ]
        if request["single"]:
            return Sent.json({"image": files[0]})
        flags = [self.unsafe, *[False] * (len(files) - 1)]
        return Sent.json({"images": files, "seed": 5, "has_nsfw_concepts": flags, "description": ""})


def _check(endpoint: str, body: dict[str, Any]) -> None:
    known = FIELDS[endpoint]
    for name, value in body.items():
        demand(name in known, f"unknown field {name}")
        demand(known[name](value), f"{name} is {value!r}"[:200])
    demand(endpoint in OPTIONAL_PROMPT or "prompt" in body, "prompt is missing")
    demand("edit" not in endpoint.rpartition("/")[2] or "image_urls" in body, "image_urls is missing")
    for url in [*body.get("image_urls", []), *(body[one] for one in ("image_url", "mask_url") if one in body)]:
        _picture(url)
    if "mask_url" in body:
        levels, image = _picture(body["mask_url"]), _picture(body["image_url"])
        demand(levels.size == image.size, "the mask is not of the picture's size")
        demand(edits_top_left(np.asarray(levels.convert("L"))), "the mask is inverted")


def _picture(url: str) -> Any:
    head, _, text = url.partition(",")
    demand(re.fullmatch(r"data:image/(png|jpeg|webp);base64", head), f"no data URL: {head[:60]}")
    return decoded(unbase64(text, "a picture"), "a picture")


@pytest.fixture
def fal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    monkeypatch.setattr("maquette.models.perform._FIRST_WAIT", 0.01)
    monkeypatch.setattr("maquette.models.perform._BETWEEN_FETCHES", 0.01)
    monkeypatch.setenv("FAL_KEY", "key of the test")
    with Queue() as server:
        monkeypatch.setenv("MAQUETTE_FAL_BASE_URL", server.url)
        yield server
        assert not server.wrong, server.wrong


def make(name: str = "nano-banana-2", **more: Any) -> Request:
    return Request(**{"kind": "generate", "model": f"fal/{name}", "prompt": "a red kettle"} | more)


def card(name: str = "nano-banana-2") -> Any:
    return find_card(f"fal/{name}")


REQUESTS = {
    "nano banana": (make(size=Size(aspect="16:9", tier="512"), count=2, seed=3, take=2), "fal-ai/nano-banana-2"),
    "nano banana edits": (
        make(kind="edit", image=picture(), references=(picture(shade=1, media_type="image/jpeg"),)),
        "fal-ai/nano-banana-2/edit",
    ),
    "a picture after references goes to the edit endpoint": (
        make("gpt-image-2", references=(picture(),), quality="low"),
        "openai/gpt-image-2/edit",
    ),
    "gpt-image": (make("gpt-image-2", size=Size(1920, 1080), quality="medium"), "openai/gpt-image-2"),
    "a group": (make("seedream-5-lite", count=3), "fal-ai/bytedance/seedream/v5/lite/text-to-image"),
    "flux": (make("flux-2-pro", kind="edit", image=picture()), "fal-ai/flux-2-pro/edit"),
    "fill": (make("flux-fill", kind="edit", image=picture(), mask=mask()), "fal-ai/flux-pro/v1/fill"),
    "ideogram with a style": (
        make("ideogram-v3", references=(picture(),), negative_prompt="text", quality="TURBO"),
        "fal-ai/ideogram/v3",
    ),
    "background": (make("birefnet", kind="remove-background", prompt="", image=picture()), "fal-ai/birefnet/v2"),
}


@pytest.mark.parametrize(("request_", "endpoint"), REQUESTS.values(), ids=REQUESTS)
def test_each_endpoint_takes_what_is_sent(fal: Queue, request_: Request, endpoint: str) -> None:
    answer = ask(find_card(request_.model), request_)
    assert [one["what"] for one in fal.billed] == [endpoint]
    assert len(answer.results) == request_.count == fal.billed[0]["pictures"]
    for result in answer.results:
        decoded(result.data, "the result")


def test_the_fields_say_what_was_asked(fal: Queue) -> None:
    ask(card(), REQUESTS["nano banana"][0])
    assert fal.calls[0].json == {
        "prompt": "a red kettle",
        "aspect_ratio": "16:9",
        "resolution": "0.5K",
        "num_images": 2,
        "seed": 4,
        "output_format": "png",
    }


def test_a_group_is_never_multiplied_and_may_be_smaller(fal: Queue) -> None:
    fal.fewer = 1
    answer = ask(card("seedream-5-lite"), make("seedream-5-lite", count=3))
    assert (fal.calls[0].json["num_images"], fal.calls[0].json["max_images"]) == (1, 3)
    assert len(answer.results) == 2


def test_payloads_are_stored_unless_one_says_no(fal: Queue) -> None:
    ask(card(), make())
    assert "x-fal-store-io" not in fal.calls[0].headers
    fal.calls.clear()
    ask(card(), make(options={"store_io": False}))
    assert fal.calls[0].headers["x-fal-store-io"] == "0"
    assert "store_io" not in fal.calls[0].json


@pytest.mark.parametrize("again", [from_handle, from_reply])
def test_a_paid_picture_survives_the_process(fal: Queue, again: Any) -> None:
    assert len(again(card(), make(count=2)).results) == 2
    assert len(fal.billed) == 1


def test_the_returned_urls_are_what_is_kept(fal: Queue) -> None:
    notes = Notes()
    ask(card("seedream-5-lite"), make("seedream-5-lite"), notes)
    assert notes.pending[0].handle == {
        "status_url": f"{fal.url}/fal-ai/bytedance/requests/00000000-0000/status",
        "response_url": f"{fal.url}/fal-ai/bytedance/requests/00000000-0000",
    }
    assert all(b"key of the test" not in reply.pack() for reply in notes.replies)


def test_only_fal_sees_the_key() -> None:
    bound = bind(card())
    assert transport.may_see_key(bound, "queue.fal.run")
    assert not transport.may_see_key(bound, "v3.fal.media")
    assert not transport.may_see_key(bound, "fal.run.example.com")


POLICY = {
    "loc": ["body", "prompt"],
    "msg": "The content was flagged by a content checker.",
    "type": "content_policy_violation",
    "categories": ["violence"],
}
BROKEN = {"loc": [], "msg": "The runner fell over", "type": "internal_server_error"}
COMPLETE: list[tuple[Sent, type[failures.ModelFailure], str, dict[str, Any]]] = [
    (
        Sent.json({"detail": [POLICY]}, 422),
        failures.Refused,
        "flagged by a content checker. (violence)",
        {"stage": "input", "charged": "unknown", "again": False},
    ),
    (
        Sent.json({"detail": [{"loc": ["body", "seed"], "msg": "too large", "type": "less_than"}]}, 422),
        failures.BadRequest,
        "seed: too large",
        {"charged": "no", "again": False},
    ),
    (
        Sent.json({"detail": [BROKEN]}, 500, X_Fal_Retryable="false"),
        failures.Unavailable,
        "The runner fell over",
        {"charged": "no", "again": False},
    ),
    (
        Sent.json({"detail": [BROKEN]}, 504, X_Fal_Retryable="true", Retry_After="4"),
        failures.Unavailable,
        "The runner fell over",
        {"charged": "no", "again": True, "retry_after": 4.0},
    ),
    (Sent.json({"detail": "Request not found"}, 404), failures.Gone, "not found", {"charged": "unknown"}),
]


@pytest.mark.parametrize(("sent", "kind", "words", "facts"), COMPLETE, ids=lambda one: getattr(one, "__name__", None))
def test_a_completed_request_may_still_be_an_error(
    fal: Queue, sent: Sent, kind: type[failures.ModelFailure], words: str, facts: dict[str, Any]
) -> None:
    fal.ends = sent
    with pytest.raises(failures.ModelFailure) as caught:
        ask(card(), make())
    assert type(caught.value) is kind
    assert words in caught.value.reason
    assert {name: getattr(caught.value, name) for name in facts} == facts
    assert len(fal.paid()) == 1


def test_a_gateway_that_is_away_is_asked_again(fal: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([Sent(502, b"<html>bad gateway</html>", {"content-type": "text/html"})])
    usual = fal._get
    monkeypatch.setattr(fal, "_get", lambda call: next(answers, None) or usual(call))
    assert ask(card(), make()).results
    assert len(fal.billed) == 1


def test_a_picture_that_the_safety_checker_blackened_is_withheld(fal: Queue) -> None:
    fal.unsafe = True
    answer = ask(card(), make(count=2))
    assert len(answer.results) == 1
    assert answer.withheld == ("the safety checker held a picture back",)
    with pytest.raises(failures.ModelFailure, match="safety checker") as caught:
        ask(card(), make())
    assert (caught.value.code, caught.value.charged) == ("no-picture", "yes")


LOCKED = {"detail": "User is locked. Reason: Exhausted balance. Top up your balance."}
SUBMISSIONS = [
    Ends(throttle({"detail": "Too many"}, "2"), failures.RateLimited, "Too many", {"again": True, "retry_after": 2.0}),
    Ends(refuse(401, {"detail": "Invalid key"}), failures.NoKey, "Invalid key", {}),
    Ends(refuse(403, LOCKED), failures.OutOfFunds, "Exhausted balance", {}),
    Ends(refuse(402, {"detail": "Pay"}), failures.OutOfFunds, "Pay", {}),
    Ends(refuse(422, {"detail": [POLICY]}), failures.Refused, "prompt: ", {"stage": "input", "charged": "unknown"}),
    Ends(refuse(404, {"detail": "Application not found"}), failures.BadRequest, "Application not found", {}),
    Ends(refuse(502, {"detail": "Bad gateway"}), failures.Unknown, "Bad gateway", {"charged": "unknown"}),
    Ends(refuse(503, {"detail": "Busy"}), failures.Unavailable, "Busy", {"again": True}),
]


@pytest.mark.parametrize("ends", SUBMISSIONS, ids=lambda one: f"{one.fault.instead.status}-{one.kind.__name__}")
def test_each_refused_submission_is_its_own_failure(fal: Queue, ends: Ends) -> None:
    check_failure(fal, card(), make(), ends)


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda one: one.kind)
def test_a_submission_without_an_answer_is_unknown_and_not_repeated(fal: Queue, fault: Fault) -> None:
    fal.next(fault)
    with pytest.raises(failures.Unknown):
        ask(card(), make())
    assert len(fal.billed) == len(fal.paid()) == 1


def test_media_that_is_gone_comes_by_the_id(fal: Queue) -> None:
    fal.expired = True
    notes = Notes()
    with pytest.raises(failures.NotFetched):
        ask(card(), make(), notes)
    fal.expired = False
    assert resume(bind(card()), Notes(), pending=notes.pending[0], reply=None).results
    assert len(fal.billed) == 1


PRICED = [
    ("nano-banana-2", {"size": Size(aspect="1:1", tier="4K"), "count": 2}, "0.32", "0.32"),
    ("nano-banana-pro", {"size": Size(aspect="1:1", tier="1K")}, "0.15", "0.15"),
    ("gpt-image-2", {"size": Size(1024, 1024), "quality": "high"}, "0.211", "0.211"),
    ("gpt-image-2.5-flare", {"size": Size(1536, 1024), "quality": "max"}, "0.1646", "0.1646"),
    ("gpt-image-2", {"size": Size(1024, 1024), "quality": "low", "references": (picture(),)}, "0.012", "0.021"),
]


@pytest.mark.parametrize(("name", "more", "low", "high"), PRICED)
def test_the_price_is_known_before(name: str, more: dict[str, Any], low: str, high: str) -> None:
    found = estimate(make(name, **more), card(name))
    assert (found.low, found.high) == (micro(low), micro(high))


def test_what_is_settled_is_what_was_made(fal: Queue) -> None:
    request = make(size=Size(aspect="1:1", tier="2K"), count=2)
    assert settle(request, card(), ask(card(), request)) == micro("0.24")
    assert not estimate(make("flux-2-pro"), card("flux-2-pro")).known


def test_the_vendors_own_client_is_content_with_the_server(fal: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    client = pytest.importorskip("fal_client", reason="fal-client is not installed (uv sync --group conformance)")
    monkeypatch.setattr("fal_client.client.QUEUE_URL_FORMAT", fal.url + "/")
    handle = client.SyncClient(key="key of the test").submit("fal-ai/nano-banana-2", {"prompt": "a red kettle"})
    while not isinstance(handle.status(), client.Completed):
        pass
    assert handle.get()["images"][0]["url"].startswith(fal.url)
    assert len(fal.billed) == 1
