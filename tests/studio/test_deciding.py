"""What people decide: reviews, picks, votes; and what is done again by it."""

from __future__ import annotations

import numpy as np
import pytest
from atelier import API, Studio

from maquette.painted import paint
from maquette.picture.encode import png


def test_takes_are_chosen_among_and_voted_on(studio: Studio) -> None:
    run = next(one["id"] for one in studio.get("/runs")["items"] if one["workflow"] == "generate")
    takes = studio.get("/picks", run=run)
    assert [one["picked"] for one in takes] == [None] * 3
    chosen = studio.post("/picks", {"run": run, "takes": [takes[1]["name"]]})
    assert [one["picked"] for one in chosen] == [False, True, False]
    assert studio.get("/home")["waiting"]["picks"] == 0
    ids = [one["id"] for one in takes]
    voted = studio.client.post(f"{API}/compare/votes", json={"winner": ids[0], "pictures": ids})
    assert voted.status_code == 204
    assert [one["picked"] for one in studio.get("/picks", run=run)] == [True, False, False]
    told = studio.post("/compare/votes", {"winner": ids[0], "pictures": [ids[0], ids[0]]}, status=422)
    assert told["code"] == "bad-value"


def test_what_is_doubted_waits_and_goes_out_when_accepted(studio: Studio) -> None:
    folder = studio.workspace.folder
    (folder / "odd").mkdir()
    noise = np.random.default_rng(2).integers(90, 166, (240, 320, 3), np.uint8)
    (folder / "odd" / "fog.png").write_bytes(png(noise))
    table = folder / "odd.csv"
    table.write_bytes("Bild;Artikel;Größe\nodd/fog.png;fog;1\n".encode("cp1252"))
    columns = {"photo": "Bild", "id": "Artikel"}
    report = studio.workspace.run(
        "cutout", over=table, columns=columns, encoding="cp1252", to=folder / "out2", quality="draft"
    )
    assert report.rows["waiting"] == 1
    queue = studio.get("/review")["items"]
    assert [(one["name"], one["workflow"]) for one in queue] == [("fog", "cutout")]
    assert queue[0]["before"]
    assert queue[0]["files"], "what waits can be seen"
    assert studio.get("/home")["waiting"]["reviews"] == 1
    assert studio.post("/review", {"run": report.run, "row": "fog", "verdict": "accept"}) == {"left": 0}
    assert studio.get("/review")["items"] == []
    told = studio.post("/review", {"run": report.run, "row": "mist", "verdict": "accept"}, status=404)
    assert "fog" in told["mend"]
    again = studio.post(f"/runs/{report.run}/again", {}, status=202)["run"]
    done = studio.workspace.carry_out(again)
    assert done.rows == {"total": 1, "done": 1, "failed": 0, "waiting": 0}
    assert list((folder / "out2").glob("fog*.png"))


def test_a_revision_makes_only_what_changed(studio: Studio) -> None:
    run = next(one["id"] for one in studio.get("/runs")["items"] if one["workflow"] == "generate")
    again = studio.post(f"/runs/{run}/again", {"inputs": {"takes": 4}, "consent": True}, status=202)["run"]
    order = studio.workspace.orders.get(again)
    assert order["consent"] == "yes"
    assert order["job"]["inputs"]["takes"] == 4
    assert studio.get(f"/runs/{again}")["state"] == "queued"
    assert studio.get("/runs")["items"][0]["id"] == again
    assert studio.post(f"/runs/{again}/pause")["can"] == ["resume", "cancel"]
    assert studio.post(f"/runs/{again}/resume")["state"] == "queued"


def test_pictures_are_like_others(studio: Studio) -> None:
    studio.workspace.gallery.look()
    takes = [one["id"] for one in studio.get("/assets", workflow="generate")["items"]]
    like = studio.get(f"/assets/{takes[0]}/like")
    assert {one["id"] for one in like[:2]} == set(takes[1:]), "another take is more alike than a cut-out is"
    assert like[0]["likeness"] >= like[-1]["likeness"]


def test_money_is_told_with_its_caps(studio: Studio) -> None:
    calls = studio.get("/ledger", limit=2)
    assert [one["rehearsal"] for one in calls["items"]] == [True, True]
    rest = studio.get("/ledger", after=calls["next"])
    assert len(rest["items"]) == 1
    summary = studio.get("/ledger/summary")
    assert summary["month"] == "0.00"
    assert studio.post("/ledger/nothing/reconcile", {"outcome": "charged"}, status=404)["code"] == "unknown-call"


def test_a_sample_is_there_to_try(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maquette.samples.paint", lambda folder: paint(folder, 3))
    sample = studio.post("/sample", status=201)
    plan = studio.post("/plans", {"workflow": "product-listing", "over": sample["table"]})
    assert plan["rows"]["total"] >= 3
    assert plan["rows"]["refused"] == 0


def test_an_older_workspace_shows_what_it_has_made(studio: Studio) -> None:
    database = studio.workspace._store._database
    before = studio.get("/assets")["items"]
    with database.writing() as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for table in ("picture_words", "pictures", "events", "orders", "members", "sessions", "answers", "votes"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version = 3")
    folder = studio.workspace.folder
    studio.workspace.close()
    from maquette.workspace import open_workspace

    with open_workspace(folder) as workspace:
        found = workspace.gallery.page()
        assert {one["id"] for one in found.items} == {one["id"] for one in before}
        assert {(one["row"], one["label"]) for one in found.items} == {(one["row"], one["label"]) for one in before}
        assert workspace.desk.last_event() == 0


def test_a_page_that_was_away_too_long_reads_everything_anew(studio: Studio) -> None:
    database = studio.workspace._store._database
    seq = studio.workspace.desk.last_event()
    with database.writing() as connection:
        rows = [{"n": number} for number in range(seq + 1, 31_001)]
        connection.executemany("INSERT INTO events (seq, type, at) VALUES (:n, 'row', '')", rows)
    assert studio.workspace.desk.events(seq) is None
    assert studio.workspace.desk.last_event() == 31_000
    assert len(studio.workspace.desk.events(30_990) or []) == 10
