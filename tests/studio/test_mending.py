"""A mended cut-out belongs to its photo: later runs take it, only what stands on it is made, it can be dropped."""

from __future__ import annotations

import hashlib
import sys

import numpy as np
import pytest
from atelier import API, Studio

from maquette.cli import main
from maquette.picture.decode import decode
from maquette.picture.encode import png, read_png
from maquette.picture.image import Box


def painted(width: int, height: int) -> tuple[bytes, np.ndarray]:
    mask = np.zeros((height, width), np.uint8)
    mask[height // 4 : height // 2, width // 4 : width // 2] = 255
    return png(mask), mask


def put(studio: Studio, photo: str, data: bytes, **query: str) -> int:
    return int(studio.client.put(f"{API}/mends/{photo}", content=data, params=query).status_code)


def test_a_mended_cut_out_is_taken_by_later_runs_until_it_is_dropped(studio: Studio) -> None:
    workspace = studio.workspace
    run = workspace.show_run("last")["id"]
    row = studio.get(f"/runs/{run}/rows")["items"][0]
    found = studio.get(f"/runs/{run}/cutout", row=row["name"])
    assert (found["mended"], found["version"], row["mended"]) == (False, "", "")
    shown = studio.client.get(f"{API}/cutouts/{found['mask']}")
    assert read_png(shown.content).shape == (found["height"], found["width"])
    assert studio.client.get(f"{API}/pictures/{found['photo']}/whole").headers["content-type"] == "image/jpeg"

    data, mask = painted(found["width"], found["height"])
    assert put(studio, found["photo"], data, version="") == 200
    assert put(studio, found["photo"], png(255 - mask), version="") == 409, "another tab does not know of it"
    assert studio.get(f"/runs/{run}/rows")["items"][0]["mended"] == "waits"
    again = studio.post(f"/runs/{run}/again", {}, status=202)["run"]
    report = workspace.carry_out(again)
    assert report.steps == {"done": 2, "cached": 2, "failed": 0}, "the other photo is found as it was"
    file = next(one["path"] for one in report.files if one["row"] == row["name"])
    assert np.array_equal(decode(file).alpha, mask)
    steps = workspace.why(file)[0]["steps"]
    assert {one["label"]: one["reasons"] for one in steps} == {
        "cut-out": ["mended by hand"],
        "file cutout": ["matte now comes from mended_matte"],
    }
    after = studio.get(f"/runs/{again}/rows")["items"][0]
    assert after["mended"] == "made"
    assert "product_mask" not in after["values"]
    assert [one["photo"] for one in studio.get("/mends")["items"]] == [found["photo"]]

    assert studio.client.delete(f"{API}/mends/{found['photo']}").status_code == 204
    assert studio.client.delete(f"{API}/mends/{found['photo']}").status_code == 404
    back = workspace.carry_out(studio.post(f"/runs/{run}/again", {}, status=202)["run"])
    assert back.steps == {"done": 0, "cached": 4, "failed": 0}
    assert not np.array_equal(decode(file).alpha, mask)


def test_a_mask_of_another_shape_or_with_nothing_in_it_is_refused(studio: Studio) -> None:
    row = studio.get(f"/runs/{studio.workspace.show_run('last')['id']}/rows")["items"][0]
    found = studio.get(f"/runs/{row['run']}/cutout", row=row["name"])
    nothing = np.zeros((found["height"], found["width"]), np.uint8)
    for mask, code in ((np.full((90, 40), 255, np.uint8), "bad-mask"), (nothing, "empty-mask")):
        answer = studio.client.put(f"{API}/mends/{row['before']}", content=png(mask))
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert studio.get("/mends")["items"] == []


def test_a_row_names_a_mask_of_its_own_and_the_command_keeps_one(studio: Studio) -> None:
    folder = studio.workspace.folder
    photo = next((folder / "photos").iterdir())
    pixels = decode(photo)
    data, mask = painted(pixels.width, pixels.height)
    (folder / "mask.png").write_bytes(data)
    table = folder / "own.csv"
    table.write_text(f"photo,product_mask\n{photo},mask.png\n")
    report = studio.workspace.run("cutout", over=table, to=folder / "own", quality="draft")
    assert np.array_equal(decode(report.files[0]["path"]).alpha, mask)
    assert main(["mend", str(photo), "--mask", str(folder / "mask.png"), "--workspace", str(folder)]) == 0
    digest = hashlib.sha256(photo.read_bytes()).hexdigest()
    assert [one["photo"] for one in studio.workspace.mends()] == [digest]
    assert main(["mend", str(photo), "--drop", "--workspace", str(folder)]) == 0
    assert studio.workspace.mends() == []


LEFT, RIGHT = "0.1,0.2,0.5,0.9", "0.5,0.2,0.9,0.9"


@pytest.fixture
def asked(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> str:
    """A run of which a row asks which of two boxes the product is in."""
    boxes = (Box(0.1, 0.2, 0.5, 0.9), Box(0.5, 0.2, 0.9, 0.9))
    monkeypatch.setattr(sys.modules["maquette.pixels.matte"], "candidates", lambda *_: boxes)
    folder = studio.workspace.folder / "odd"
    folder.mkdir()
    noise = np.random.default_rng(2).integers(90, 166, (240, 320, 3), np.uint8)
    (folder / "fog.png").write_bytes(png(noise))
    return studio.workspace.run("cutout", photos=folder, to=folder / "out", quality="draft").run


def test_a_box_is_chosen_among_those_told_and_taken_back(studio: Studio, asked: str) -> None:
    workspace = studio.workspace
    row = studio.get("/review")["items"][0]
    assert (row["state"], row["candidates"], row["box"], row["mended"]) == ("waiting", [LEFT, RIGHT], "", "")
    address = f"{API}/mends/{row['before']}/box"
    chosen = studio.client.put(address, json={"box": LEFT}, params={"version": ""})
    assert (chosen.status_code, chosen.json()["box"], chosen.json()["mask"]) == (200, LEFT, "")
    assert studio.client.put(address, json={"box": RIGHT}, params={"version": ""}).status_code == 409
    assert studio.client.put(address, json={"box": RIGHT}, params={"version": LEFT}).status_code == 200
    refused = studio.client.put(address, json={"box": "0.5,0.2,0.1,0.9"})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad-value")
    waits = studio.get(f"/runs/{asked}/rows")["items"][0]
    assert (waits["box"], waits["mended"]) == (RIGHT, "waits")
    assert studio.get("/review")["items"] == [], "it waits to be made, not to be judged"

    again = workspace.carry_out(studio.post(f"/runs/{asked}/again", {}, status=202)["run"])
    made = studio.get(f"/runs/{again.run}/rows")["items"][0]
    assert (made["box"], made["mended"], made["candidates"]) == (RIGHT, "made", [])
    assert "box" not in made["values"], "it is no input that anybody wrote"
    cutout = workspace.cutout(again.run, made["name"])
    assert not read_png(workspace.mask(cutout["mask"]).read_bytes())[:, : 320 // 3].any()
    assert [one["run"] for one in studio.get("/review")["items"]] == [again.run], "noise is in doubt in a box too"
    table = workspace.folder / "odd.csv"
    table.write_text(f'photo,box\n{workspace.folder}/odd/fog.png,"{RIGHT}"\n')
    assert workspace.run("cutout", over=table, quality="draft").steps["done"] == 0, "as if the table named it"

    assert studio.client.delete(f"{API}/mends/{row['before']}").status_code == 204
    back = workspace.carry_out(studio.post(f"/runs/{asked}/again", {}, status=202)["run"])
    assert back.steps["done"] == 0
    assert studio.get(f"/runs/{back.run}/rows")["items"][0]["candidates"] == [LEFT, RIGHT]


def test_a_box_is_chosen_by_its_number_from_the_command_line(
    studio: Studio, asked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--workspace", str(studio.workspace.folder)]
    assert main(["review", asked, *where]) == 0
    assert f"fog=2  {RIGHT}" in capsys.readouterr().out
    assert main(["review", asked, "--box", "fog=3", *where]) == 2
    assert main(["review", asked, "--box", "fog=2", *where]) == 0
    assert "nothing waits" in capsys.readouterr().out
    assert [one["box"] for one in studio.workspace.mends()] == [RIGHT]
    photo = studio.workspace.folder / "odd" / "fog.png"
    assert main(["mend", str(photo), "--box", LEFT, *where]) == 0
    assert [one["box"] for one in studio.workspace.mends()] == [LEFT]
    size = decode(photo)
    studio.workspace.mend(photo, painted(size.width, size.height)[0])
    assert [one["box"] for one in studio.workspace.mends()] == [""], "what is said last is what counts"


def test_what_a_box_holds_is_shown_before_anything_is_kept(studio: Studio) -> None:
    run = studio.workspace.show_run("last")["id"]
    found = studio.get(f"/runs/{run}/cutout", row=studio.get(f"/runs/{run}/rows")["items"][0]["name"])
    shown = studio.client.get(f"{API}/mends/{found['photo']}/mask", params={"box": "0.1,0.2,0.6,0.9"})
    assert shown.headers["content-type"] == "image/png"
    mask = read_png(shown.content)
    assert mask.shape == (found["height"], found["width"])
    assert not mask[:, round(0.65 * found["width"]) :].any(), "nothing outside of it"
    assert studio.get("/mends")["items"] == []
    for box, status in (("0.6,0.2,0.1,0.9", 422), ("everything", 422)):
        answer = studio.client.get(f"{API}/mends/{found['photo']}/mask", params={"box": box})
        assert answer.status_code == status
        assert answer.json()["mend"]
