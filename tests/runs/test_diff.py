"""What became of every file between two runs: added, removed, changed, the same, and why."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import toys

from maquette.deliver.diff import RunDiff, diff
from maquette.deliver.diff_page import write_diff
from maquette.errors import InputError
from maquette.runs.report import RunReport
from maquette.store import Store


def between(store: Store, before: RunReport, after: RunReport) -> RunDiff:
    records = [store.history.run(report.run) for report in (before, after)]
    assert records[0]
    assert records[1]
    return diff(store, *records)


def test_every_file_has_one_fate(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    folder, out = toys.photos(tmp_path, 3), tmp_path / "out"
    before = toys.run(store, folder, out)
    (folder / "p001.jpg").unlink()
    (folder / "p002.jpg").write_text("x" * 99)
    toys.photos(tmp_path, 1, start=4)
    found = between(store, before, toys.run(store, folder, out))
    assert found.counts == {"changed": 1, "added": 1, "removed": 1, "same": 1}
    assert {file.row: file.fate for file in found.files} == {
        "p001": "removed", "p002": "changed", "p003": "same", "p004": "added",
    }  # fmt: skip
    assert {(row["row"], row["before"], row["after"]) for row in found.rows} == {
        ("p001", "done", ""), ("p004", "", "done"),
    }  # fmt: skip


def test_why_is_of_these_two_runs_and_not_of_the_one_between(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    folder, out = toys.photos(tmp_path, 1), tmp_path / "out"
    first = toys.run(store, folder, out, margin="0.1")
    toys.run(store, folder, out, margin="0.2")
    last = toys.run(store, folder, out, margin="0.3")
    (file,) = between(store, first, last).files
    assert file.why == ("put margin: 0.1 -> 0.3",)
    assert file.before
    assert store.blobs.get(file.before) == b"21 0.1 0"
    assert between(store, last, last).counts["same"] == 1


def test_a_row_that_fails_now_is_told_and_its_file_is_removed(
    store: Store, tmp_path: Path, calls: Counter[str]
) -> None:
    folder, out = toys.photos(tmp_path, 1), tmp_path / "out"
    before = toys.run(store, folder, out)
    (folder / "p001.jpg").write_text("broken")
    found = between(store, before, toys.run(store, folder, out))
    assert found.counts["removed"] == 1
    (row,) = found.rows
    assert (row["before"], row["after"]) == ("done", "failed")
    assert "broken" in row["reason"]


def test_what_is_no_picture_is_told_and_shown_without_one(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    folder, out = toys.photos(tmp_path, 1), tmp_path / "out"
    before = toys.run(store, folder, out)
    found = between(store, before, toys.run(store, folder, out, margin="0.2"))
    (file,) = found.files
    assert file.share is None
    assert file.note
    written = write_diff(store, found, tmp_path / "diff")
    assert "cannot be shown" in Path(written.page).read_text()
    assert Path(written.picture).read_bytes().startswith(b"\x89PNG")


def test_a_lost_asset_is_said(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    folder, out = toys.photos(tmp_path, 1), tmp_path / "out"
    before = toys.run(store, folder, out)
    after = toys.run(store, folder, out, margin="0.2")
    store.blobs.path(before.files[0]["sha256"]).unlink()
    (file,) = between(store, before, after).files
    assert file.fate == "changed"
    assert "is gone" in file.note


def test_runs_of_two_workflows_are_refused(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    folder, out = toys.photos(tmp_path, 1), tmp_path / "out"
    report = toys.run(store, folder, out)
    record = store.history.run(report.run)
    assert record
    with pytest.raises(InputError, match="of other"):
        diff(store, record, record | {"workflow": "other"})
