"""Where bytes may go and come from: keys stay with their host, results lie on public ones."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.server import Arrived, Sent, Server
from maquette.models.answer import Call
from maquette.models.cards import find_card
from maquette.models.failures import ModelFailure, SpendingOff, Unavailable
from maquette.models.registry import Bound, bind
from maquette.models.transport import fetch, send


class Anyone(Server):
    def reply(self, call: Arrived) -> Sent:
        return Sent.json({"seen": call.headers.get("authorization")})


@pytest.fixture
def server() -> Iterator[Anyone]:
    with Anyone() as running:
        yield running


@pytest.fixture
def bound(server: Anyone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bound:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("MAQUETTE_KEYS", str(tmp_path / "none.toml"))
    monkeypatch.delenv("MAQUETTE_SPEND", raising=False)
    monkeypatch.setenv("MAQUETTE_OPENAI_BASE_URL", server.url.replace("127.0.0.1", "localhost") + "/v1")
    return bind(find_card("gpt-image-2"))


def test_a_key_goes_to_its_own_host_only(server: Anyone, bound: Bound) -> None:
    own = send(bound, Call("GET", "/models"), paid=False)
    keyless = send(bound, Call("GET", "/models", keyless=True), paid=False)
    assert [one.json["seen"] for one in (own, keyless)] == ["Bearer sk-secret", None]
    for url, words in ((f"{server.url}/models", "not https"), ("https://10.1.2.3/jobs", "not a public address")):
        with pytest.raises(ModelFailure, match=words):
            send(bound, Call("GET", url), paid=False)
    assert len(server.calls) == 2


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://results.example/a.png", "not https"),
        ("https://127.0.0.1/a.png", "not a public address"),
        ("https://10.1.2.3/a.png", "not a public address"),
        ("https://169.254.169.254/latest/meta-data", "not a public address"),
        ("https://[::1]/a.png", "not a public address"),
        ("file:///etc/passwd", "not https"),
        ("data:image/png,raw", "no picture in base64"),
    ],
)
def test_a_result_lies_on_no_private_address(bound: Bound, url: str, words: str) -> None:
    with pytest.raises(ModelFailure, match=words) as caught:
        fetch(bound, url)
    assert caught.value.charged == "unknown"


def test_results_of_a_provider_that_names_its_hosts_lie_there(bound: Bound) -> None:
    strict = replace(bound, provider=replace(bound.provider, result_hosts=("cdn.example",)))
    for url in ("https://evil.example/a.png", "https://cdn.example.evil.test/a.png", "https://xcdn.example/a.png"):
        with pytest.raises(ModelFailure, match="do not lie on"):
            fetch(strict, url)


def test_results_here(server: Anyone, bound: Bound) -> None:
    assert fetch(bound, "data:image/png;base64," + base64.b64encode(b"picture").decode()) == b"picture"
    path = server.host_file(b"picture").partition(str(server.url))[2]
    assert fetch(bound, path) == b"picture"
    assert not server.wrong


def test_no_spending_means_no_byte_leaves(bound: Bound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAQUETTE_SPEND", "never")
    away = replace(bound, base="https://api.openai.com/v1")
    with pytest.raises(SpendingOff, match=r"api\.openai\.com"):
        send(away, Call("POST", "/images/generations", json={}), paid=True)
    with pytest.raises(SpendingOff):
        fetch(bound, "https://results.example/a.png")


def test_an_address_that_is_none(bound: Bound) -> None:
    with pytest.raises(Unavailable) as caught:
        send(replace(bound, base="http://localhost:notaport"), Call("GET", "/models"), paid=False)
    assert "MAQUETTE_OPENAI_BASE_URL" in caught.value.mend
