"""What a design is made with, painted while somebody works on it, and settings that two people change."""

from __future__ import annotations

import base64
import json
from urllib.parse import unquote

import pytest
from atelier import API, Studio

from maquette.picture.decode import read

KIT = """title = "Acme"
[colours]  # of 2019
blue = { hex = "#1f4ed8", role = "primary" }
ink = { hex = "#11142a", role = "text" }
paper = { hex = "#ffffff", role = "background" }
"""


@pytest.fixture
def branded(studio: Studio) -> Studio:
    folder = studio.workspace.folder / "brands" / "acme"
    folder.mkdir(parents=True)
    (folder / "brand.toml").write_text(KIT)
    return studio


def test_lists_say_what_there_is(studio: Studio) -> None:
    for path, name in (
        ("/looks", "studio-white"),
        ("/templates", "banner"),
        ("/formats", "instagram-square"),
        ("/formats/groups", "launch-kit"),
        ("/channels", "amazon"),
        ("/scenes", "plinth"),
        ("/mockups", "billboard"),
        ("/models", "openai/gpt-image-1.5"),
    ):
        assert name in {one["name"] for one in studio.get(path)}, path
    assert len(studio.get("/formats", names="launch-kit,300x250")) > 2
    card = studio.get("/models/openai/gpt-image-1.5")
    assert card["card"]["price"]["source"]
    assert card["price"]
    edits = studio.get("/models", can="edit,mask")
    assert all({"edit", "mask"} <= set(one["capabilities"]) for one in edits)


def test_a_design_is_painted_while_it_is_written(branded: Studio) -> None:
    asked = {"template": "banner", "brand": "acme", "format": "gdn-300x250", "content": {"headline": "Walk lighter"}}
    made = branded.client.post(f"{API}/render", json=asked)
    assert made.status_code == 200, made.text
    assert read(made.content, "it").pixels.shape == (250, 300, 3)
    again = branded.client.post(f"{API}/render", json={**asked, "content": {"headline": "Walk"}})
    assert again.content != made.content
    small = branded.client.post(f"{API}/render", json={**asked, "w": 150})
    assert small.headers["content-type"] == "image/webp"
    long = branded.client.post(f"{API}/render", json={**asked, "content": {"headline": "word " * 300}})
    told = json.loads(unquote(long.headers["x-maquette-problems"]))
    assert "text-cut" in {one["code"] for one in told}
    score = branded.post("/render/check", asked)
    assert 0 < score["passed"] <= score["tested"]
    assert {one["slot"] for one in score["slots"]} >= {"headline"}
    assert branded.get("/assets")["total"] == 5, "a draft is not kept"


def test_a_brand_is_shown(branded: Studio) -> None:
    kit = branded.get("/brands/acme")
    assert kit["primary"] == "#1f4ed8"
    sheet = branded.client.get(f"{API}/brands/acme/sheet")
    assert sheet.headers["content-type"] == "image/png"
    assert branded.client.get(f"{API}/brands/acme/logos/0").json()["code"] == "unknown-logo"


def test_a_kit_is_changed_and_nobody_loses(branded: Studio) -> None:
    folder = branded.workspace.folder / "brands" / "acme"
    answer = branded.client.get(f"{API}/brands/acme")
    kit = answer.json()
    assert answer.headers["etag"] == f'"{kit["version"]}"'
    colours = [*kit["colours"], {"name": "coral", "hex": "#C8442F", "role": "accent"}]
    change = {"kit": {"colours": colours, "tone": "dry"}}
    mine = branded.client.put(f"{API}/brands/acme", json=change, headers={"If-Match": answer.headers["etag"]})
    assert mine.status_code == 200, mine.text
    assert mine.json()["colours"][-1]["hex"] == "#c8442f"
    text = (folder / "brand.toml").read_text()
    assert "# of 2019" in text
    assert 'blue = { hex = "#1f4ed8", role = "primary" }' in text
    late = branded.client.put(f"{API}/brands/acme", json={"kit": {"tone": "loud"}, "version": kit["version"]})
    assert (late.status_code, late.json()["code"]) == (409, "changed-meanwhile")
    assert branded.get("/brands/acme") == mine.json()
    wrong = branded.client.put(f"{API}/brands/acme", json={"kit": {"rules": {"contrast": 0}}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad-brand")
    assert (folder / "brand.toml").read_text() == text


def test_what_a_brand_has_is_brought_to_its_kit(branded: Studio) -> None:
    folder = branded.workspace.folder
    upload = folder / "uploads" / "white.svg"
    upload.parent.mkdir(exist_ok=True)
    upload.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1"/></svg>')
    asked = {"sources": ["uploads/white.svg"], "logos": True, "kit": {"title": "Acme & Sons"}}
    found = branded.post("/brands/acme/files", asked)
    again = branded.post("/brands/acme/files", asked)
    assert [one["file"] for one in found["logos"]] == ["logos/white.svg"] == [one["file"] for one in again["logos"]]
    assert found["title"] == "Acme & Sons"
    assert branded.get("/brands/acme")["logos"] == [], "it is kept once the kit is changed"
    shown = branded.client.get(f"{API}/brands/acme/drawing", params={"file": "logos/white.svg", "w": 160})
    assert read(shown.content, "it").pixels.shape[1] == 160
    outside = branded.client.get(f"{API}/brands/acme/drawing", params={"file": "../../maquette.toml"})
    assert outside.json()["code"] == "bad-brand"
    faces = branded.get("/brands/acme/faces")
    assert {"Inter", "Fraunces"} <= {one["family"] for one in faces}
    design = {"template": "quote", "brand": "acme", "format": "300x250", "content": {}}
    plain = branded.client.post(f"{API}/render", json=design)
    type_ = [{"role": "heading", "family": "Anton"}]
    other = branded.client.post(f"{API}/render", json={**design, "kit": {"typefaces": type_}})
    assert plain.status_code == other.status_code == 200
    assert plain.content != other.content
    assert branded.post("/brands", {"name": "new one"}, status=201)["colours"]


def test_a_look_is_seen_on_photos_before_it_is_kept(studio: Studio) -> None:
    run = studio.get("/runs")["items"][0]["id"]
    seen = studio.post("/looks/preview", {"look": "studio-white", "run": run, "side": 160})["items"]
    other = studio.post(
        "/looks/preview", {"look": "studio-white", "run": run, "side": 160, "values": {"background": "#204060"}}
    )["items"]
    assert len(seen) == len(other) == 2
    data = base64.b64decode(other[0]["picture"].partition("base64,")[2])
    corner = read(data, "it").pixels[2, 2]
    assert abs(corner.astype(int) - (32, 64, 96)).max() < 6
    assert seen[0]["picture"] != other[0]["picture"]
    wrong = studio.post("/looks/preview", {"look": "studio-white", "run": run, "values": {"fill": 7}}, status=422)
    assert "fill" in wrong["detail"]
    uniform = studio.get(f"/runs/{run}/uniformity")
    assert {one["name"] for one in uniform["fields"]} >= {"exposure", "fill"}
    assert all(one["before"]["exposure"] for one in uniform["items"])


def test_two_people_change_the_same_look_and_nobody_loses(studio: Studio) -> None:
    look = studio.get("/looks/studio-white")
    assert look["version"] == ""
    assert not look["own"]
    fill = next(one for one in look["fields"] if one["name"] == "fill")
    assert 0 < fill["low"] < fill["high"] <= 1
    change = {"values": {"fill": 0.6}, "version": look["version"]}
    mine = studio.client.put(f"{API}/looks/studio-white", json=change).json()
    assert mine["fill"] == 0.6
    assert mine["own"]
    late = studio.client.put(f"{API}/looks/studio-white", json={**change, "values": {"fill": 0.7}})
    assert (late.status_code, late.json()["code"]) == (409, "changed-meanwhile")
    assert studio.get("/looks/studio-white")["fill"] == 0.6
    studio.client.put(f"{API}/looks/studio-white", json={"values": {"fill": 0.7}, "version": mine["version"]})
    kept = list((studio.workspace.folder / ".maquette" / "replaced").iterdir())
    assert any("0.6" in path.read_text() for path in kept), "what was there is kept"


def test_settings_are_changed_whole_checked_and_kept(studio: Studio) -> None:
    settings = studio.get("/settings")
    settings["spend"]["day"] = "20.00"
    settings["projects"]["spring"] = {"budget": "100.00", "commercial": False}
    told = studio.client.put(f"{API}/settings", json=settings)
    assert told.status_code == 200, told.text
    assert told.json()["projects"]["spring"]["commercial"] is False
    assert studio.get("/ledger/summary")["caps"]["day"] == "20.00"
    assert {one["name"]: one["budget"] for one in studio.get("/home")["projects"]} == {"spring": "100.00"}
    late = studio.client.put(f"{API}/settings", json=settings)
    assert late.json()["code"] == "changed-meanwhile"
    wrong = {**told.json(), "spend": {"day": "a lot"}}
    assert studio.client.put(f"{API}/settings", json=wrong).json()["code"] == "bad-settings"
    assert studio.get("/settings") == told.json()


def test_what_pictures_have_in_common_is_measured_before_a_look_is_kept(studio: Studio) -> None:
    takes = [f"asset:{one['id']}" for one in studio.get("/assets", workflow="generate")["items"]]
    told = studio.post("/looks/measure", {"pictures": [*takes, "photos/none.jpg"]})
    assert [one["name"] for one in told["pictures"]] == takes
    assert list(told["refused"]) == ["photos/none.jpg"]
    lightness = next(rule for rule in told["look"]["rules"] if rule["name"] == "background-lightness")
    values = [one["values"]["background-lightness"] for one in told["pictures"]]
    assert min(values) <= lightness["target"] <= max(values)
    assert told["units"]["background-lightness"] == "L*"
    few = studio.post("/looks/measure", {"pictures": takes[:2]}, status=422)
    assert few["code"] == "too-few-pictures"
    kept = studio.post("/looks", {"name": "kettles", "pictures": takes}, status=201)
    assert [one["name"] for one in kept["look"]["rules"]] == [one["name"] for one in told["look"]["rules"]]
    folder = studio.post("/looks/measure", {"pictures": ["photos", *takes]})
    assert len(folder["pictures"]) == len(takes) + 2, "a folder stands for its pictures"
