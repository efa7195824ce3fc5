"""Members who sign in with a provider of OpenID Connect, and everybody whom that must not let in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from atelier import API, Studio, TestClient

pytest.importorskip("joserfc", reason="the extra oidc is not installed")

from joserfc.jwk import RSAKey
from login_server import CLIENT, SECRET, LoginServer, login_server


@pytest.fixture(scope="module")
def provider() -> Iterator[LoginServer]:
    with login_server() as server:
        yield server


@pytest.fixture
def trusting(studio: Studio, provider: LoginServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Studio:
    """A studio that trusts the provider, and knows vera."""
    provider.lies, provider.email, provider.key = {}, "Vera@Example.com", provider.published
    monkeypatch.setenv("MAQUETTE_KEYS", str(tmp_path / "keys.toml"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    settings = studio.get("/settings")
    settings["signin"] = {"issuer": provider.issuer, "client": CLIENT, "title": "The door"}
    assert studio.client.put(f"{API}/settings", json=settings).status_code == 200
    assert studio.client.put(f"{API}/settings/signin/secret", json={"key": SECRET}).status_code == 204
    studio.post("/members", {"name": "vera@example.com", "role": "editor"}, status=201)
    return studio


def sent(client: TestClient) -> str:
    """Where the provider sends a browser back to that begins to sign in."""
    there = client.get(f"{API}/session/oidc", follow_redirects=False)
    assert there.status_code == 303, there.text
    return httpx.get(there.headers["location"]).headers["location"]


def came(client: TestClient, address: str) -> str:
    """What the page is told: nothing when somebody is in."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert SECRET not in answer.text
    address = answer.text.partition("url=")[2].partition('"')[0]
    return parse_qs(urlsplit(address).query).get("signin", [""])[0]


def test_a_member_is_let_in_by_a_verified_address(trusting: Studio) -> None:
    told = trusting.get("/settings/signin")
    assert (told["secret"], told["ready"]) == (True, True)
    client = trusting.stranger()
    back = sent(client)
    assert back.startswith(told["back"])
    assert came(client, back) == ""
    session = client.get(f"{API}/session").json()
    assert (session["user"], session["role"]) == ("vera@example.com", "editor")
    assert came(client, back) == "signin-failed", "once"
    password = {"name": "vera@example.com", "password": ""}
    assert trusting.stranger().post(f"{API}/session", json=password).status_code == 401, "she has no password"
    assert SECRET not in (trusting.workspace.folder / "maquette.toml").read_text()


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": ["somebody-else", CLIENT], "azp": "somebody-else"},
        {"iss": "https://login.example.com"},
        {"exp": 1_000_000_000},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_ours_lets_nobody_in(trusting: Studio, provider: LoginServer, lie: dict[str, Any]) -> None:
    provider.lies = lie
    client = trusting.stranger()
    assert came(client, sent(client)) == "signin-failed"
    assert client.get(f"{API}/session").status_code == 401


def test_a_token_of_another_key_or_without_one_lets_nobody_in(
    trusting: Studio, provider: LoginServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = trusting.stranger()
    provider.key = RSAKey.generate_key(2048, {"kid": "one"})
    assert came(client, sent(client)) == "signin-failed"
    unsigned = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0."
    monkeypatch.setattr(provider, "signed", lambda _: unsigned)
    assert came(client, sent(client)) == "signin-failed"


def test_only_who_was_invited_and_whose_address_is_verified(trusting: Studio, provider: LoginServer) -> None:
    client = trusting.stranger()
    provider.lies = {"email_verified": False}
    assert came(client, sent(client)) == "signin-unverified"
    provider.lies = {"email": "eve@example.com"}
    assert came(client, sent(client)) == "signin-stranger"


def test_an_answer_for_another_browser_is_worth_nothing(trusting: Studio) -> None:
    mine, theirs = trusting.stranger(), trusting.stranger()
    address = sent(theirs)
    sent(mine)
    assert came(mine, address) == "signin-failed", "nobody is signed in as somebody else by a link"
    assert came(theirs, address.replace("code=", "code=x")) == "signin-failed"


def test_an_issuer_is_an_address_that_nobody_can_listen_at(studio: Studio) -> None:
    settings = studio.get("/settings")
    for issuer in ("http://login.example.com", "login", "file:///etc"):
        settings["signin"] = {"issuer": issuer, "client": CLIENT, "title": ""}
        answer = studio.client.put(f"{API}/settings", json=settings)
        assert answer.json()["code"] == "bad-settings", issuer
