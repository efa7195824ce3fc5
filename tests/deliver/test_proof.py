"""The manifest holds every row once; the sheet shows it and lets nothing hostile through."""

from __future__ import annotations

import csv
import errno
import json
import os
from pathlib import Path

import pytest

from maquette.deliver.files import cannot_be_written
from maquette.deliver.manifest import write_manifest
from maquette.deliver.sheet import SheetRow, write_sheet
from maquette.design.pool import painters
from maquette.errors import StoreError
from maquette.painted import paint
from maquette.store.database import Database


def record(name: str, state: str, folder: Path) -> dict[str, object]:
    file = {"path": str(folder / f"{name}.jpg"), "sha256": "ab", "format": "catalog", "width": 1, "height": 1}
    return {
        "name": name,
        "input": f"photos/{name}.jpg",
        "state": state,
        "files": [file],
        "facts": {"certainty": 0.9, "methods": ["ground"], "notes": []},
        "code": None if state == "done" else "x",
        "reason": None if state == "done" else "=cmd()",
        "mend": None,
    }


def test_every_row_once_and_no_formula(tmp_path: Path) -> None:
    rows = [record("a", "done", tmp_path), record("b", "failed", tmp_path), record("+c", "waiting", tmp_path)]
    table = write_manifest(tmp_path, {"workflow": "w"}, rows)
    lines = list(csv.DictReader(table.read_text().splitlines()))
    assert [line["row"] for line in lines] == ["a", "b", "'+c"]
    assert [line["files"] for line in lines] == ["a.jpg", "", ""]
    assert lines[1]["reason"] == "'=cmd()"
    assert len(json.loads((tmp_path / "manifest.json").read_text())["rows"]) == 3
    before = table.stat().st_mtime_ns
    write_manifest(tmp_path, {"workflow": "w"}, rows)
    assert table.stat().st_mtime_ns == before, "equal content is left alone"
    assert not list(tmp_path.glob(".maquette-*"))


def test_the_sheet_escapes_what_people_name_files(tmp_path: Path) -> None:
    photo = paint(tmp_path / "photos", 1)[0]
    rows = [
        SheetRow('<script>alert("x")</script>', photo, [("catalog", photo)], "done"),
        SheetRow("gone", None, [], "failed", "it is <gone>", "send it"),
    ]
    page, picture = write_sheet(tmp_path / "out", rows, "title", "summary")
    text = page.read_text()
    assert "<script>alert" not in text
    assert "it is &lt;gone&gt;" in text
    assert "http" not in text.split("</head>")[1]
    assert picture.read_bytes().startswith(b"\x89PNG")
    thumbs = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "contact-sheet").iterdir()}
    write_sheet(tmp_path / "out", rows, "title", "summary")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "contact-sheet").iterdir()} == thumbs


def test_several_formats_are_shown_by_row_and_by_format(tmp_path: Path) -> None:
    photos = paint(tmp_path / "photos", 3)
    rows = [
        SheetRow("en & us", None, [("square", photos[0]), ("story", photos[1])], "done"),
        SheetRow("de", None, [("square", photos[2])], "done"),
        SheetRow("fr", None, [("square", photos[2])], "waiting", "look", "decide"),
    ]
    page, _ = write_sheet(tmp_path / "out", rows, "title", "summary")
    by_format = page.with_name("contact-sheet-formats.html").read_text()
    assert by_format.count("<article") == 2
    square, story = by_format.split("<article")[1:]
    assert (square.count("<img"), story.count("<img")) == (2, 1), "what waits for a person is not delivered"
    assert "<span>en &amp; us</span>" in square
    assert by_format.count('href="contact-sheet.html"') == 1
    assert page.read_text().count('href="contact-sheet-formats.html"') == 1
    assert page.with_name("contact-sheet-formats.png").read_bytes().startswith(b"\x89PNG")
    one = [SheetRow("a", None, [("square", photos[0])], "done")]
    write_sheet(tmp_path / "one", one, "title", "summary")
    assert not (tmp_path / "one" / "contact-sheet-formats.html").exists()


@pytest.mark.parametrize(
    ("number", "code", "word"),
    [(errno.ENOSPC, "disk-full", "full"), (errno.EEXIST, "unwritable", "a file"), (errno.EROFS, "unwritable", "Read")],
)
def test_a_file_that_cannot_be_written_is_told_as_a_person_would(number: int, code: str, word: str) -> None:
    told = cannot_be_written(Path("out/a.jpg"), OSError(number, os.strerror(number)))
    assert told.code == code
    assert "out/a.jpg" in told.reason
    assert word in told.reason


def test_a_full_disk_under_the_database_is_told_and_not_a_traceback(tmp_path: Path) -> None:
    database = Database(tmp_path / "small.sqlite")
    database.do("create table t (x blob)", {})
    with database.reading() as connection:
        connection.execute("pragma max_page_count = 4")
    with pytest.raises(StoreError, match="the disk is full"):
        database.do("insert into t values (zeroblob(1000000))", {})
    assert database.all("select * from t", {}) == []
    database.close()


def test_a_painting_process_draws_the_same_sheet(tmp_path: Path) -> None:
    photos = paint(tmp_path / "photos", 4)
    rows = [
        SheetRow(name, None, [("square", one), ("story", other)], "done")
        for name, one, other in (("en", *photos[:2]), ("de", *photos[2:]))
    ]
    _, drawn = write_sheet(tmp_path / "out", rows, "title", "summary")
    before = drawn.read_bytes()
    assert painters().call(pow, 2, 3) == 8
    write_sheet(tmp_path / "out", rows, "title", "summary")
    assert drawn.read_bytes() == before
