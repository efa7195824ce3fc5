"""Files dropped on the page, as people drop them: folders, tables of other times, and what cannot be used."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page, expect
from served import TOKENS, noise

from maquette.picture.encode import jpeg


def drop(page: Page, *paths: Path) -> Locator:
    """A drop of the system's own: folders come as folders."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 640, "y": 400, "data": data})
    return page.get_by_role("dialog")


def test_a_folder_is_opened_and_what_is_of_no_use_says_so(open_page: Any, watched: Any, tmp_path: Path) -> None:
    watched.pardoned += ["422", "Failed to load resource"]
    folder = tmp_path / "shoot"
    (folder / "more" / ".hidden").mkdir(parents=True)
    for name in ("a.jpg", "more/b.jpg", "more/.hidden/c.jpg", ".d.jpg"):
        (folder / name).write_bytes(noise(3 + len(name)))
    (folder / "notes.txt").write_text("These are some notes.\nNothing of a table.\n")
    with (tmp_path / "huge.tif").open("wb") as file:
        file.truncate(1_000_000_000)
    dialog = drop(open_page("home"), folder, tmp_path / "huge.tif")
    expect(dialog.get_by_text("2 pictures")).to_be_visible()
    refused = dialog.get_by_role("alert")
    expect(refused).to_contain_text("huge.tif It has 1,000 MB; at most 256 MB are taken.")
    expect(refused).to_contain_text("notes.txt is text and no table")


def test_two_thousand_files_leave_the_page_awake_and_can_be_stopped(open_own: Any, tmp_path: Path) -> None:
    plain = jpeg(np.full((48, 48, 3), 120, np.uint8), 80)
    for number in range(2000):
        # A comment makes each a file of its own.
        (tmp_path / f"{number:04}.jpg").write_bytes(plain[:2] + b"\xff\xfe\x00\x06" + b"%04d" % number + plain[2:])
    page = open_own("home")
    dialog = drop(page, tmp_path)
    expect(dialog.get_by_text(re.compile(r"[1-9]\d* of 2,000"))).to_be_visible()
    page.evaluate("location.hash = '#/gallery'")
    expect(page.get_by_role("listbox", name="Gallery")).to_be_visible()
    dialog.get_by_role("button", name="Send no more").click()
    counted = dialog.get_by_text(re.compile(r"^\d+ pictures$"))
    expect(counted).to_be_visible()
    assert 0 < int(counted.inner_text().split()[0]) < 2000
    expect(dialog.get_by_role("button", name=re.compile("^Catalog"))).to_be_visible()


def test_a_table_of_another_encoding_is_read_in_it(open_page: Any, tmp_path: Path) -> None:
    table = tmp_path / "stühle.csv"
    table.write_bytes("id;prompt\n1;стул у окна\n".encode("cp1251"))
    page = open_page("home")
    dialog = drop(page, table)
    dialog.get_by_role("combobox", name="The table is not UTF-8.").select_option("cp1251")
    expect(dialog.get_by_role("cell", name="стул у окна")).to_be_visible()
    with page.expect_response("**/plans") as planned:
        dialog.get_by_role("button", name="Generate").click()
    assert planned.value.request.post_data_json["encoding"] == "cp1251"
    assert planned.value.json()["rows"]["total"] == 1


def test_what_a_lost_connection_kept_from_coming_is_sent_again(open_page: Any, watched: Any, tmp_path: Path) -> None:
    watched.pardoned += ["ERR_INTERNET_DISCONNECTED"]
    (tmp_path / "late.jpg").write_bytes(noise(91))
    page = open_page("home")
    expect(page.get_by_role("heading", name="atelier")).to_be_visible()
    page.context.set_offline(True)
    dialog = drop(page, tmp_path / "late.jpg")
    expect(dialog.get_by_role("alert")).to_contain_text("late.jpg")
    page.context.set_offline(False)
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog.get_by_text("1 picture")).to_be_visible()


def test_what_a_full_disk_kept_from_coming_is_sent_again(open_page: Any, watched: Any, tmp_path: Path) -> None:
    # The server's own words are in tests/studio/test_guard.py; no disk is filled here.
    watched.pardoned += ["507", "Failed to load resource"]
    (tmp_path / "full.jpg").write_bytes(noise(92))
    page = open_page("home")
    told = {"status": 507, "code": "disk-full", "detail": "full.jpg cannot be kept: No space left on device"}
    told["mend"] = "make room on the disk, then send it again"
    page.route("**/uploads?*", lambda route: route.fulfill(status=507, json=told))
    dialog = drop(page, tmp_path / "full.jpg")
    expect(dialog.get_by_role("alert")).to_contain_text("Make room on the disk")
    page.unroute("**/uploads?*")
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog.get_by_text("1 picture")).to_be_visible()


def test_an_archive_is_a_brand_to_import(open_own: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "Coast.zip", "w") as archive:
        archive.writestr("tokens.json", TOKENS.replace("0a5a7a", "117755"))
    page = open_own("home")
    drop(page, tmp_path / "Coast.zip").get_by_role("button", name="Import a brand").click()
    dialog = page.get_by_role("dialog", name="Import a brand")
    expect(dialog.get_by_role("textbox", name="Name")).to_have_value("Coast")
    dialog.get_by_role("button", name="Import a brand").click()
    expect(page.get_by_role("heading", name="Coast")).to_be_visible()
    expect(page.get_by_role("button").filter(has_text="#117755")).to_be_visible()
