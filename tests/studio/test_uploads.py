"""What people bring: kept once, never over another, refused with a reason."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
import pytest
from atelier import API, Studio

from maquette.picture.encode import jpeg, png


def picture(seed: int = 0, side: int = 200) -> bytes:
    return png(np.random.default_rng(seed).integers(0, 255, (side, side, 3), np.uint8))


def send(studio: Studio, name: str, data: bytes, status: int = 201, **query: str) -> Any:
    answer = studio.client.post(f"{API}/uploads", params={"name": name, **query}, content=data)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_picture_is_kept_and_can_be_seen_and_used(studio: Studio) -> None:
    kept = send(studio, "Sommer/Täßchen.png", picture(), into="drop-1")
    assert kept["kind"] == "picture"
    assert (kept["width"], kept["height"]) == (200, 200)
    assert kept["path"].startswith("uploads/drop-1/Sommer/")
    assert kept["folder"] == "uploads/drop-1"
    assert studio.client.get(f"{API}/pictures/{kept['id']}").headers["content-type"] == "image/webp"
    plan = studio.post("/plans", {"workflow": "cutout", "inputs": {"photo": kept["path"]}})
    assert plan["rows"] == {"total": 1, "refused": 0}
    plan = studio.post("/plans", {"workflow": "cutout", "photos": kept["folder"]})
    assert plan["rows"]["total"] == 1


def test_the_same_file_is_kept_once_and_another_takes_nothings_place(studio: Studio) -> None:
    first = send(studio, "mug.png", picture(1))
    assert send(studio, "mug.png", picture(1))["path"] == first["path"]
    second = send(studio, "mug.png", picture(2))
    assert second["path"] != first["path"]
    folder = studio.workspace.folder
    assert (folder / first["path"]).read_bytes() == picture(1)
    assert (folder / second["path"]).read_bytes() == picture(2)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("page.jpg", b"<!doctype html><script>alert(1)</script>", "not-an-image"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "unsupported"),
        ("cut.jpg", jpeg(np.zeros((64, 64, 3), np.uint8))[:12], "damaged"),
        ("bomb.png", picture()[:16] + (60000).to_bytes(4, "big") * 2 + picture()[24:], "too-many-pixels"),
        ("empty.png", b"", "empty-file"),
        ("tool.exe", b"MZ" + bytes(200), "unknown-kind"),
        ("noname", b"what", "unknown-kind"),
        ("binary.csv", bytes(range(256)) * 4, "wrong-encoding"),
        ("blank.csv", b"\n\n", "empty-table"),
        ("tiny.png", picture(side=8), "too-small"),
    ],
)
def test_what_is_not_let_in_leaves_nothing_and_says_why(studio: Studio, name: str, data: bytes, code: str) -> None:
    told = send(studio, name, data, status=422)
    assert told["code"] == code
    assert ".part" not in told["detail"]
    assert str(studio.workspace.folder) not in told["detail"]
    uploads = studio.workspace.folder / "uploads"
    assert not [path for path in uploads.rglob("*") if path.is_file()] if uploads.exists() else True


def test_no_name_leads_out_of_the_folder(studio: Studio) -> None:
    root = studio.workspace.folder
    for name in (
        "../../../out.png",
        "/etc/out.png",
        "..\\..\\out.png",
        "a/./../../out.png",
        ".hidden/.out.png",
        "con.png",
    ):
        for into in ("", "../..", "/etc"):
            kept = send(studio, name, picture(3), into=into)
            path = (root / kept["path"]).resolve()
            assert path.is_relative_to(root / "uploads"), (name, into)
            assert not any(part.startswith(".") for part in path.relative_to(root).parts)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(studio: Studio) -> None:
    answer = studio.client.post(
        f"{API}/uploads", params={"name": "huge.tif"}, content=b"", headers={"Content-Length": str(1_000_000_000)}
    )
    assert answer.status_code == 413
    assert answer.json()["code"] == "too-large-file"
    assert "smaller" in answer.json()["mend"]


def test_a_table_is_shown_with_what_is_wrong_with_it(studio: Studio) -> None:
    text = "id;photo;name\n1;a.jpg;Tässchen\n2;b.jpg;Kanne;zu viel\n\n3;c.jpg;Krug\n"
    table = send(studio, "waren.csv", text.encode())["table"]
    assert table["columns"] == ["id", "photo", "name"]
    assert table["count"] == 3
    assert table["rows"][0]["name"] == "Tässchen"
    assert [(one["line"], one["code"]) for one in table["problems"]] == [(3, "bad-row")]
    old = send(studio, "alt.csv", text.encode("cp1252"))["table"]
    assert old["encoding"] == "cp1252"
    assert old["rows"][0]["name"] == "Tässchen"
    assert old["problems"][0]["code"] == "wrong-encoding"
    assert old["problems"][0]["reason"].startswith("alt.csv is not UTF-8"), "by the name that a person knows"
    old = send(studio, "isu.csv", "id,name\n1,赤い椅子\n".encode("shift_jis"))["table"]
    assert (old["encoding"], old["rows"][0]["name"]) == ("cp932", "赤い椅子")
    told = studio.client.post(f"{API}/uploads", params={"name": "notes.txt"}, content=b"Some notes.\nNo table.\n")
    assert told.json()["code"] == "bad-table"


def test_an_archive_is_taken_for_a_brand_and_never_unpacked_into_the_workspace(studio: Studio) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("../../evil.txt", "x")
        archive.writestr("palette.css", ":root { --primary: #0044ff; --accent: #ffcc00; }")
    kept = send(studio, "brand.zip", held.getvalue())
    assert kept["kind"] == "brand"
    asked = {"name": "acme", "sources": [kept["path"]]}
    made = studio.client.post(f"{API}/brands", json=asked)
    assert not (studio.workspace.folder.parent / "evil.txt").exists()
    assert made.status_code in (201, 422)


def test_a_mask_has_the_size_of_its_picture(studio: Studio) -> None:
    shown = studio.get("/assets", workflow="generate")["items"][0]
    good = png(np.zeros((shown["height"], shown["width"]), np.uint8))
    kept = studio.client.post(f"{API}/masks", params={"picture": shown["id"]}, content=good)
    assert kept.status_code == 201
    bad = studio.client.post(f"{API}/masks", params={"picture": shown["id"]}, content=picture(4))
    assert bad.json()["code"] == "bad-mask"
