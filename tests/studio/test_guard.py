"""Who may do what: hosts, origins, tokens, roles, sessions, tries."""

from __future__ import annotations

import errno

import pytest
from atelier import API, BASE, Studio
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.websockets import WebSocketDisconnect

from maquette.errors import StoreError
from maquette.store.answers import Answers

LIVE = f"{BASE.replace('http', 'ws')}{API}/live"
CHANGING = ("POST", "PUT", "PATCH", "DELETE")
OPEN = {("POST", f"{API}/session"), ("GET", f"{API}/session/oidc"), ("GET", f"{API}/session/oidc/back")}
"""Where nobody needs to be signed in: to sign in."""


def routes(studio: Studio) -> list[tuple[str, APIRoute]]:
    found = [one for one in studio.app.routes if isinstance(one, APIRoute) and one.path.startswith("/api/")]
    return [(method, one) for one in found for method in one.methods]


def roles(dependant: Dependant) -> set[str]:
    own = {getattr(dependant.call, "role", "")} - {""}
    return own.union(*(roles(one) for one in dependant.dependencies))


def test_every_route_names_who_may_use_it(studio: Studio) -> None:
    for method, route in routes(studio):
        needed = roles(route.dependant)
        assert needed or (method, route.path) in OPEN, route.path
        if method in CHANGING:
            looks_only = {
                f"{API}/plans",
                f"{API}/render",
                f"{API}/render/check",
                f"{API}/looks/preview",
                f"{API}/looks/measure",
                f"{API}/session",
            }
            assert needed != {"viewer"} or route.path in looks_only, route.path


def test_every_route_that_changes_something_refuses_a_foreign_origin_and_a_missing_token(studio: Studio) -> None:
    for method, route in routes(studio):
        if method not in CHANGING:
            continue
        path = route.path.replace("{", "").replace("}", "").replace(":path", "")
        for origin in ("http://evil.example", "http://127.0.0.1:9999", "null", ""):
            told = studio.client.request(method, path, headers={"Origin": origin}, json={})
            assert (told.status_code, told.json()["code"]) == (403, "foreign-origin"), path
        if (method, route.path) not in OPEN:
            told = studio.client.request(method, path, headers={"X-CSRF-Token": "guess"}, json={})
            assert told.json()["code"] == "no-csrf-token", path


def test_a_name_bound_anew_to_this_machine_is_turned_away(studio: Studio) -> None:
    for path in ("/", f"{API}/home", f"{API}/session"):
        told = studio.client.get(path, headers={"Host": "evil.example:8765"})
        assert told.json()["code"] == "foreign-host"
    assert studio.client.get(f"{API}/session", headers={"Host": "localhost:8765"}).status_code == 200


def test_nobody_sees_anything_before_they_came_in(studio: Studio) -> None:
    stranger = studio.stranger()
    for method, route in routes(studio):
        if method == "GET" and (method, route.path) not in OPEN:
            path = route.path.replace("{", "").replace("}", "").replace(":path", "")
            query = {"text": "x", "run": "x", "path": "x"}
            assert stranger.get(path, params=query).status_code == 401, path
    with pytest.raises(WebSocketDisconnect) as refused, stranger.websocket_connect(LIVE) as socket:
        socket.receive_text()
    assert refused.value.code == 4401


def test_the_address_lets_in_once(studio: Studio) -> None:
    stranger = studio.stranger()
    assert stranger.get("/enter", params={"token": "guess"}).status_code == 403
    entry = "used already"
    studio.app.state.studio._entry = entry
    first = stranger.get("/enter", params={"token": entry}, follow_redirects=False)
    cookie = first.headers["set-cookie"]
    assert first.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert studio.stranger().get("/enter", params={"token": entry}).status_code == 403


def test_a_socket_from_another_page_is_refused(studio: Studio) -> None:
    headers = {
        "Origin": "http://evil.example",
        "Cookie": "; ".join(f"{k}={v}" for k, v in studio.client.cookies.items()),
    }
    with pytest.raises(WebSocketDisconnect) as refused, studio.client.websocket_connect(LIVE, headers=headers):
        pass
    assert refused.value.code == 4403


def test_answers_tell_the_browser_what_to_hold_to(studio: Studio) -> None:
    for path in ("/", f"{API}/home", f"{API}/nothing"):
        headers = studio.client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "require-trusted-types-for 'script'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in headers["content-security-policy"]


def test_members_come_in_by_password_and_may_what_their_role_may(studio: Studio) -> None:
    told = studio.post("/members", {"name": "vera", "role": "viewer", "password": "a long enough one"}, status=201)
    assert told["role"] == "viewer"
    assert "password" not in told
    vera = studio.stranger()
    wrong = vera.post(f"{API}/session", json={"name": "vera", "password": "guess"})
    unknown = vera.post(f"{API}/session", json={"name": "nobody", "password": "guess"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["detail"] == unknown.json()["detail"], "which of both was wrong is not told"
    session = vera.post(f"{API}/session", json={"name": "vera", "password": "a long enough one"}).json()
    assert session["workspace"]["folder"] == "", "where it lies on the server is not hers to know"
    vera.headers["X-CSRF-Token"] = session["csrf"]
    assert vera.get(f"{API}/home").status_code == 200
    picture = studio.get("/assets")["items"][0]["id"]
    for method, path, body in (
        ("PATCH", f"/assets/{picture}", {"rating": 5}),
        ("POST", "/runs", {"workflow": "generate", "inputs": {"prompt": "x"}}),
        ("PUT", "/settings", {}),
        ("GET", "/members", None),
    ):
        told = vera.request(method, API + path, json=body)
        assert (told.status_code, told.json()["code"]) == (403, "not-allowed"), path
    studio.client.patch(f"{API}/members/vera", json={"role": "editor"})
    assert vera.get(f"{API}/home").status_code == 401, "another role ends the sessions of the old one"
    session = vera.post(f"{API}/session", json={"name": "vera", "password": "a long enough one"}).json()
    vera.headers["X-CSRF-Token"] = session["csrf"]
    assert vera.patch(f"{API}/assets/{picture}", json={"rating": 5}).json()["rating"] == 5
    vera.delete(f"{API}/session")
    assert vera.get(f"{API}/home").status_code == 401


def test_a_member_names_no_file_outside_the_workspace(studio: Studio) -> None:
    studio.post("/members", {"name": "ed", "role": "editor", "password": "a long enough one"}, status=201)
    ed = studio.stranger()
    session = ed.post(f"{API}/session", json={"name": "ed", "password": "a long enough one"}).json()
    ed.headers["X-CSRF-Token"] = session["csrf"]
    for job in (
        {"workflow": "cutout", "photos": "/etc"},
        {"workflow": "cutout", "inputs": {"photo": "../../secret.png"}},
        {"workflow": "cutout", "inputs": {"photo": ".maquette/assets/x"}},
        {"workflow": "product-listing", "photos": "photos", "inputs": {"look": "/etc/look.toml"}},
    ):
        told = ed.post(f"{API}/plans", json=job)
        assert (told.status_code, told.json()["code"]) == (403, "not-allowed"), job
    table = studio.workspace.folder / "sly.csv"
    table.write_text(
        "id,photo\none,/etc/secret.png\ntwo,photos/" + next((table.parent / "photos").iterdir()).name + "\n"
    )
    told = ed.post(f"{API}/plans", json={"workflow": "cutout", "over": "sly.csv"}).json()
    assert [one["code"] for one in told["refusals"]] == ["not-allowed"]
    assert told["steps"]["to_do"] + told["steps"]["cached"] == 2
    assert studio.post("/plans", {"workflow": "cutout", "photos": str(table.parent / "photos")})["rows"]["total"] == 2


def test_a_member_is_not_told_where_the_workspace_lies(studio: Studio) -> None:
    studio.workspace.members.add("vic", "viewer", "a long enough one")
    client = studio.stranger()
    client.post(f"{API}/session", json={"name": "vic", "password": "a long enough one"})
    folder = studio.workspace.folder
    run = studio.workspace.run("cutout", photos=folder / "photos", to=folder / "out2", quality="draft").run
    asset = studio.get(f"/runs/{run}/rows")["items"][0]["files"][0]["id"]
    for path in ("/runs", f"/runs/{run}", f"/runs/{run}/rows", f"/assets/{asset}", f"/assets/{asset}/lineage"):
        told = client.get(f"{API}{path}")
        assert told.status_code == 200, told.text
        assert str(folder) not in told.text, path
    row = client.get(f"{API}/runs/{run}/rows").json()["items"][0]
    assert row["files"][0]["path"].startswith("out2/")
    assert str(folder) in studio.client.get(f"{API}/runs/{run}").text, "the owner is"


def test_passwords_cannot_be_guessed_by_trying(studio: Studio) -> None:
    stranger = studio.stranger()
    codes = [stranger.post(f"{API}/session", json={"name": "x", "password": "y"}).status_code for _ in range(7)]
    assert codes == [401] * 5 + [429] * 2


def test_sessions_outlive_the_server_and_passwords_are_hashes(studio: Studio) -> None:
    studio.post("/members", {"name": "ann", "role": "admin", "password": "correct horse battery"}, status=201)
    again = Studio(studio.workspace)
    cookies = dict(studio.client.cookies)
    held = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    assert again.stranger().get(f"{API}/session", headers=held).status_code == 200
    stored = b"".join(path.read_bytes() for path in (studio.workspace.folder / ".maquette").glob("*.sqlite*"))
    assert b"$argon2id$" in stored
    assert b"correct horse" not in stored
    assert not any(value.encode() in stored for value in cookies.values()), "nor what a browser holds"


def test_a_key_is_kept_and_never_shown(studio: Studio, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("MAQUETTE_KEYS", f"{tmp_path}/keys.toml")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    told = studio.client.put(f"{API}/settings/keys/openai", json={"key": "sk-very-secret"})
    assert told.json()["set"]
    shown = "".join(
        studio.client.get(API + path).text for path in ("/settings/keys", "/settings", "/models", "/ledger")
    )
    assert "very-secret" not in told.text + shown
    bad = studio.client.put(f"{API}/settings/keys/openai", json={"key": ["sk-very-secret"]})
    assert bad.status_code == 422
    assert "very-secret" not in bad.text


def test_an_idempotency_key_does_a_thing_once(studio: Studio) -> None:
    job = {"workflow": "generate", "inputs": {"prompt": "a lamp"}, "rehearse": True}
    first = studio.post("/runs", job, status=202, **{"Idempotency-Key": "k1"})
    assert studio.post("/runs", job, status=202, **{"Idempotency-Key": "k1"}) == first
    assert len(studio.workspace.orders.waiting()) == 1
    other = studio.post("/runs", {**job, "inputs": {"prompt": "a mug"}}, status=422, **{"Idempotency-Key": "k1"})
    assert other["code"] == "key-taken"


def test_a_full_disk_says_so_and_nothing_is_half_done(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = studio.get("/settings")
    with monkeypatch.context() as patched:
        patched.setattr("maquette.workspace.opened.write_whole", full)
        told = studio.client.put(f"{API}/settings", json=before | {"spend": {"day": "3.00"}})
    assert (told.status_code, told.json()["code"]) == (507, "disk-full")
    assert "make room" in told.json()["mend"]
    assert studio.get("/settings") == before
    with monkeypatch.context() as patched:
        error = StoreError("the store cannot be written: the disk is full", mend="make room", code="disk-full")
        patched.setattr(Answers, "begin", lambda *_: (_ for _ in ()).throw(error))
        told = studio.client.post(f"{API}/runs", json={}, headers={"Idempotency-Key": "full"})
    assert (told.status_code, told.json()["code"]) == (507, "disk-full")
