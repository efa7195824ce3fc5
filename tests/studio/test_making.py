"""Runs asked for over HTTP: carried by other processes, told live, stopped, taken up, and recovered after kill -9."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from atelier import API, Studio
from server import Server, until

from maquette.picture.encode import png
from maquette.workspace import init_workspace, open_workspace

ROWS = 80
LARGER = {"workflow": "upscale", "photos": "photos", "to": "out"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return _shop(tmp_path)


def _shop(folder: Path) -> Path:
    init_workspace(folder)
    (folder / "photos").mkdir()
    chance = np.random.default_rng(5)
    for number in range(ROWS):
        pixels = chance.integers(0, 255, (90, 120, 3), np.uint8)
        (folder / "photos" / f"p{number:03}.png").write_bytes(png(pixels))
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(_shop(tmp_path_factory.mktemp("shop")))
    yield started
    started.stop()


def test_a_run_is_carried_by_another_process_and_told_as_it_goes(server: Server) -> None:
    job = {"workflow": "generate", "inputs": {"prompt": "a kettle", "takes": 2}, "rehearse": True}
    plan = server.client.post("/plans", json=job).json()
    assert plan["steps"]["to_do"] == 2
    assert plan["cost"]["estimated"] == ["0.00", "0.00"]
    with server.live(0) as socket:
        answer = server.client.post("/runs", json=job, headers={"Idempotency-Key": "one"})
        assert answer.status_code == 202
        run = answer.json()["run"]
        told = until(socket, "run", run=run, state="done")
        again = server.client.post("/runs", json=job, headers={"Idempotency-Key": "one"})
        assert again.json() == {"run": run}, "sent twice, done once"
        assert again.headers["Idempotency-Replayed"] == "true"
    takes = [one["picture"] for one in told if one["type"] == "asset"]
    assert len({take["id"] for take in takes}) == 2
    assert [one["seq"] for one in told] == sorted(one["seq"] for one in told)
    seen = [one["type"] for one in told]
    assert seen.index("asset") < seen.index("row"), "a take is told before its row ends"
    with server.live(told[0]["seq"]) as socket:
        missed = until(socket, "run", run=run, state="done")
    assert [one["seq"] for one in missed] == [one["seq"] for one in told[1 : 1 + len(missed)]], "a tab that was away"
    details = server.get(f"/runs/{run}")
    assert details["rows"]["done"] == 1
    assert details["about"] == "a kettle"
    assert details["can"] == ["again", "edit"]


def test_pause_keeps_what_is_made_and_resume_goes_on(server: Server) -> None:
    with server.live(0) as socket:
        run = server.client.post("/runs", json=LARGER).json()["run"]
        until(socket, "row", run=run, state="done")
        assert server.client.post(f"/runs/{run}/pause").json()["state"] == "paused"
        until(socket, "run", run=run, state="interrupted")
        rests = server.get(f"/runs/{run}")
        assert rests["state"] == "paused"
        assert "resume" in rests["can"]
        assert ROWS > rests["rows"]["done"] >= 1
        server.client.post(f"/runs/{run}/resume")
        until(socket, "run", run=run, state="done")
    ended = server.get(f"/runs/{run}")
    assert ended["rows"]["done"] == ROWS
    assert ended["steps"]["made"] == ROWS, "each was made once, stopped or not"


def test_after_kill_9_of_the_server_and_its_child_the_run_goes_on(shop: Path) -> None:
    first = Server(shop)
    with first.live(0) as socket:
        run = first.client.post("/runs", json=LARGER).json()["run"]
        told = until(socket, "row", run=run, state="done")
    with open_workspace(shop) as workspace:
        child = int(workspace.orders.get(run)["owner"].partition("-")[0])
    first.kill()
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    second = Server(shop)
    try:
        with second.live(told[-1]["seq"]) as socket:
            until(socket, "run", run=run, state="done")
        ended = second.get(f"/runs/{run}")
        assert ended["rows"] == {"total": ROWS, "to_do": 0, "done": ROWS, "waiting": 0, "failed": 0}
        assert len(list((shop / "out").glob("p*.png"))) == ROWS
        assert [one["id"] for one in second.get("/runs")["items"]] == [run]
    finally:
        second.stop()


def test_spending_asks_first_and_tells_the_price(studio: Studio) -> None:
    job = {"workflow": "generate", "inputs": {"prompt": "a kettle", "model": "openai/gpt-image-1.5", "quality": "low"}}
    told = studio.post("/runs", job, status=402)
    assert told["code"] == "consent-needed"
    assert float(told["price"]["high"]) > 0
    assert studio.get("/runs")["items"][0]["workflow"] == "cutout", "nothing was ordered"
    run = studio.post("/runs", {**job, "consent": told["price"]["high"]}, status=202)["run"]
    assert studio.get(f"/runs/{run}")["state"] == "queued"
    assert studio.post(f"/runs/{run}/cancel")["state"] == "cancelled"
    assert studio.workspace.orders.waiting() == []


def test_what_is_wrong_with_an_input_names_it(studio: Studio) -> None:
    wrong = {"workflow": "product-listing", "photos": "photos", "inputs": {"look": "studio-whit"}}
    told = studio.post("/plans", wrong, status=404)
    assert told["input"] == "look"
    assert "studio-white" in told["mend"]
    told = studio.post("/plans", {**wrong, "inputs": {"fill": "lots"}}, status=422)
    assert told["input"] == "fill"
    told = studio.post("/runs", {"workflow": "cutout", "inputs": {}}, status=422)
    assert told["input"] == "photo"


def test_a_row_is_edited_alone_and_a_picture_of_the_workspace_is_an_input(studio: Studio) -> None:
    run = studio.get("/runs")["items"][0]["id"]
    rows = [one["name"] for one in studio.get(f"/runs/{run}/rows")["items"]]
    edited = studio.post(f"/runs/{run}/rows/{rows[0]}", {"values": {"box": "0.1,0.1,0.9,0.9"}}, status=202)["run"]
    order = studio.workspace.orders.get(edited)
    assert order["job"]["edits"] == {rows[0]: {"box": "0.1,0.1,0.9,0.9"}}
    plan = studio.workspace.plan(
        "cutout", photos=studio.workspace.folder / "photos", quality="draft", edits=order["job"]["edits"]
    )
    assert plan.steps["to_do"] == 2
    assert plan.steps["cached"] == 2
    picture = studio.get("/assets", workflow="generate")["items"][0]["id"]
    plan = studio.post("/plans", {"workflow": "cutout", "inputs": {"photo": f"asset:{picture}"}})
    assert plan["rows"] == {"total": 1, "refused": 0}


def test_unfinished_pictures_are_told_as_they_come_where_they_cost_nothing(studio: Studio) -> None:
    workspace = studio.workspace
    before = workspace.desk.last_event()
    order = studio.post(
        "/runs", {"workflow": "generate", "inputs": {"prompt": "a kite", "model": "sandbox"}}, status=202
    )
    workspace.carry_out(order["run"])
    told = [one for one in workspace.desk.events(before) or [] if one["type"] in ("unfinished", "asset")]
    kinds = [one["type"] for one in told]
    takes = kinds.count("asset")
    assert kinds.count("unfinished") == 2 * takes > 0
    assert kinds[-1] == "asset"
    key = told[0]["subject"]
    picture = next(one["subject"] for one in told if one["type"] == "asset")
    assert workspace.gallery.briefs([picture])[picture]["key"] in {one["subject"] for one in told}
    assert studio.client.get(f"{API}/unfinished/{key}").status_code == 204, "it is finished"
    assert studio.client.get(f"{API}/unfinished/..%2Fmaquette.sqlite").status_code == 404


def test_what_a_killed_run_left_unfinished_is_swept_away(studio: Studio) -> None:
    workspace = studio.workspace
    left = workspace.folder / ".maquette" / "unfinished" / f"{'a' * 64}.webp"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"half a picture")
    workspace.sweep()
    assert not left.exists()
