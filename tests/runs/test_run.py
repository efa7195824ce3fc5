"""Runs: what is made, what is found, what fails alone, and what is never overwritten."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import toys

from maquette.errors import DeliveryError, InputError
from maquette.runs.explain import explain
from maquette.runs.job import Rows, make_job
from maquette.runs.report import PlanReport
from maquette.runs.why import why
from maquette.store import Store


def test_a_run_makes_every_file_and_the_same_run_nothing(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    folder, out = toys.photos(tmp_path, 5), tmp_path / "out"
    first = toys.run(store, folder, out)
    assert first.rows == {"total": 5, "done": 5, "failed": 0, "waiting": 0}
    assert first.steps == {"done": 10, "cached": 0, "failed": 0}
    assert sorted(path.name for path in out.iterdir()) == [f"p{n:03}.png" for n in range(1, 6)]
    before = dict(calls)
    again = toys.run(store, folder, out)
    assert again.steps == {"done": 0, "cached": 10, "failed": 0}
    assert dict(calls) == before


def test_a_box_reaches_the_operation_as_a_box(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    report = toys.run(store, toys.photos(tmp_path, 1), box="0.25,0,0.75,1")
    assert report.rows["done"] == 1, report.failures
    found = next(made for made in store.results.newest(9) if made["recipe"]["op"] == "find")
    assert found["facts"]["measures"]["width"] == 0.5


def test_a_changed_margin_makes_only_what_stands_on_it(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    folder, out = toys.photos(tmp_path, 3), tmp_path / "out"
    toys.run(store, folder, out)
    changed = toys.run(store, folder, out, margin="0.2")
    assert (calls["find"], calls["put"]) == (3, 6)
    assert changed.steps == {"done": 3, "cached": 3, "failed": 0}
    asset = changed.files[0]["sha256"]
    steps = {step["label"]: step["reasons"] for step in why(store, asset)[0]["steps"]}
    assert steps["file size0"] == ["put margin: 0.1 -> 0.2"]
    back = toys.run(store, folder, out, margin="0.1")
    assert back.steps["done"] == 0
    assert calls["put"] == 6
    assert (out / "p001.png").read_text().split()[1] == "0.1"


def test_early_cut_off_reuses_what_the_same_bytes_gave(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    folder = toys.photos(tmp_path, 2)
    toys.run(store, folder, tmp_path / "out")
    toys.VERSION["value"] = "2"
    try:
        report = toys.run(store, folder, tmp_path / "out")
    finally:
        toys.VERSION["value"] = "1"
    assert (calls["find"], calls["put"]) == (4, 2)
    assert report.steps == {"done": 2, "cached": 2, "failed": 0}


def test_rows_fail_alone_and_running_again_does_only_them(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    folder = toys.photos(tmp_path, 4)
    (folder / "p002.jpg").write_text("broken")
    report = toys.run(store, folder, tmp_path / "out")
    assert report.exit_code == 1
    assert report.rows == {"total": 4, "done": 3, "failed": 1, "waiting": 0}
    assert [(one["row"], one["code"], one["mend"]) for one in report.failures] == [("p002", "damaged", "send another")]
    (folder / "p002.jpg").write_text("mended and longer than any other one")
    found = calls["find"]
    assert toys.run(store, folder, tmp_path / "out").exit_code == 0
    assert calls["find"] == found + 1


def test_an_unsure_row_waits_until_a_person_accepts(store: Store, tmp_path: Path) -> None:
    folder, out = toys.photos(tmp_path, 1), tmp_path / "out"
    (folder / "doubt.jpg").write_text("x" * 13)
    report = toys.run(store, folder, out)
    assert report.rows["waiting"] == 1
    assert not (out / "doubt.png").exists()
    row = next(row for row in store.history.rows(report.run) if row["state"] == "waiting")
    assert row["reason"] == "it could be anything"
    store.history.say(dict.fromkeys(row["facts"]["gates"], "accept"), "fine")
    assert toys.run(store, folder, out).rows["waiting"] == 0
    assert (out / "doubt.png").exists()
    store.history.say(dict.fromkeys(row["facts"]["gates"], "send-back"), "no")
    assert toys.run(store, folder, out).failures[0]["code"] == "sent-back"


def test_nothing_of_a_person_is_overwritten(store: Store, tmp_path: Path) -> None:
    folder, out = toys.photos(tmp_path, 2), tmp_path / "out"
    out.mkdir()
    (out / "p001.png").write_text("mine")
    report = toys.run(store, folder, out)
    assert [one["code"] for one in report.failures] == ["would-overwrite"]
    assert (out / "p001.png").read_text() == "mine"
    (out / "p002.png").write_text("retouched by hand")
    again = toys.run(store, folder, out, margin="0.3")
    assert {one["row"] for one in again.failures} == {"p001", "p002"}
    assert (out / "p002.png").read_text() == "retouched by hand"


def test_a_deleted_file_comes_back_without_being_made(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    folder, out = toys.photos(tmp_path, 2), tmp_path / "out"
    toys.run(store, folder, out)
    made = dict(calls)
    (out / "p001.png").unlink()
    toys.run(store, folder, out)
    assert (out / "p001.png").exists()
    assert dict(calls) == made


def test_a_lost_asset_is_made_again(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    folder, out = toys.photos(tmp_path, 1), tmp_path / "out"
    lost = toys.run(store, folder, out).files[0]["sha256"]
    store.blobs.path(lost).unlink()
    assert toys.run(store, folder, out).steps["done"] == 1
    assert calls["put"] == 2
    assert store.blobs.has(lost)


def test_the_same_photo_twice_is_made_once(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    folder = toys.photos(tmp_path, 1)
    table = tmp_path / "t.csv"
    table.write_text("id,photo\n" + "".join(f"r{n},photos/p001.jpg\n" for n in range(6)))
    report = toys.run(store, table, tmp_path / "out")
    assert folder.exists()
    assert report.rows["done"] == 6
    assert (calls["find"], calls["put"]) == (1, 1)
    assert len(list((tmp_path / "out").iterdir())) == 6


def test_inputs_named_alike_in_different_folders_both_come_out(store: Store, tmp_path: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / "photos" / place).mkdir(parents=True)
        (tmp_path / "photos" / place / "sku.jpg").write_text("x" * (30 + ord(place)))
    (tmp_path / "photos" / "a" / "sku.png").write_text("another")
    toys.run(store, tmp_path / "photos", tmp_path / "out")
    found = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.png"))
    assert len(found) == 3
    assert "b/sku.png" in found


def test_a_row_may_override_an_input(store: Store, tmp_path: Path) -> None:
    toys.photos(tmp_path, 2)
    table = tmp_path / "t.csv"
    table.write_text("id,photo,margin\none,photos/p001.jpg,\ntwo,photos/p002.jpg,25%\nthree,photos/p002.jpg,wide\n")
    report = toys.run(store, table, tmp_path / "out", margin="0.5")
    assert (tmp_path / "out" / "one.png").read_text().split()[1] == "0.5"
    assert (tmp_path / "out" / "two.png").read_text().split()[1] == "0.25"
    assert report.failures[0]["row"] == "three"
    assert "line 4" in report.failures[0]["reason"]


def test_plan_says_what_a_run_then_does(store: Store, tmp_path: Path) -> None:
    folder = toys.photos(tmp_path, 3)
    (folder / "gone.jpg").symlink_to(tmp_path / "nowhere")

    def planned(**inputs: str) -> dict[str, int]:
        report = PlanReport("toy")
        steps = list(explain(store, make_job(toys.toy, inputs, Rows(photos=folder), toys.NoResources()), report))
        assert len(steps) == sum(report.steps.values())
        return dict(report.steps)

    assert planned() == {"to_do": 6, "refused": 1}
    toys.run(store, folder, tmp_path / "out")
    assert planned() == {"cached": 6, "refused": 1}
    assert planned(margin="0.4") == {"cached": 3, "to_do": 3, "refused": 1}


def test_progress_tells_every_row_once(store: Store, tmp_path: Path) -> None:
    events: list[object] = []
    toys.run(store, toys.photos(tmp_path, 7), tmp_path / "out", events=events)
    assert sorted(event.row for event in events) == [f"p{n:03}" for n in range(1, 8)]  # type: ignore[attr-defined]
    assert sorted(event.finished for event in events) == list(range(1, 8))  # type: ignore[attr-defined]


def test_a_folder_that_cannot_be_written_is_said_before_anything_runs(
    store: Store, tmp_path: Path, calls: Counter[str]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DeliveryError, match="cannot be a folder"):
        toys.run(store, toys.photos(tmp_path, 1), tmp_path / "file" / "out")
    assert not calls


def test_a_full_disk_fails_the_row_and_loses_nothing(
    store: Store, tmp_path: Path, calls: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = toys.photos(tmp_path, 2)

    def full(data: bytes) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store.blobs, "put", full)
        report = toys.run(store, folder, tmp_path / "out")
    assert {one["code"] for one in report.failures} == {"disk-full"}
    assert "make room" in report.failures[0]["mend"]
    assert toys.run(store, folder, tmp_path / "out").rows["done"] == 2


@pytest.mark.parametrize("given", [{"margn": "1"}, {"margin": "wide"}, {"margin": "nan"}])
def test_wrong_inputs_are_said_before_anything_runs(store: Store, tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(InputError, match="marg"):
        toys.run(store, toys.photos(tmp_path, 1), tmp_path / "out", **given)
