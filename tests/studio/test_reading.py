"""What the API tells of a workspace."""

from __future__ import annotations

import json

from atelier import Studio
from fastapi.routing import APIRoute

from maquette.store import Wanted


def test_home_tells_what_there_is(studio: Studio) -> None:
    home = studio.get("/home")
    made = home["waiting"].pop("undecided")
    assert studio.get(f"/runs/{made}")["workflow"] == "generate"
    assert home["waiting"] == {"picks": 1, "reviews": 0, "unknown": 0, "failed": 0}
    assert {job["workflow"] for job in home["jobs"]} >= {"product-listing", "generate", "campaign"}
    assert len(home["recent"]) == 5
    assert home["month"] == {"spent": "0.00", "currency": "USD"}


def test_a_form_is_the_signature(studio: Studio) -> None:
    form = studio.get("/workflows/product-listing")["form"]
    assert form["main"] == "photo"
    assert form["required"] == ["photo"]
    kinds = {name: one["kind"] for name, one in form["properties"].items()}
    assert kinds["photo"] == kinds["backdrop"] == "picture"
    assert [kinds[name] for name in ("look", "formats", "background", "quality")] == [
        "look",
        "formats",
        "colour",
        "choice",
    ]
    assert form["properties"]["look"]["default"] == "studio-white"
    assert form["properties"]["quality"]["enum"] == ["draft", "standard", "fine"]


def test_pictures_are_found_by_words_filters_and_cursor(studio: Studio) -> None:
    page = studio.get("/assets", text="kett slate", limit=2)
    assert page["total"] == 3
    rest = studio.get("/assets", text="kett slate", limit=2, after=page["next"])
    ids = [one["id"] for one in (*page["items"], *rest["items"])]
    assert len(set(ids)) == 3
    assert rest["next"] is None
    assert studio.get("/assets", workflow="cutout")["total"] == 2
    assert studio.get("/assets", workflow="cutout", text="kettle")["total"] == 0
    index = studio.get("/assets/index", model="rehearsal:local/flux2-klein-4b")
    assert {one[0] for one in index["items"]} == set(ids)
    facets = studio.get("/assets/facets")
    assert facets["workflows"] == [{"name": "generate", "count": 3}, {"name": "cutout", "count": 2}]


def test_a_picture_comes_in_the_size_asked_for_and_is_looked_at_once(studio: Studio) -> None:
    picture = studio.get("/assets", workflow="cutout")["items"][0]
    assert picture["thumbhash"] is None
    assert studio.workspace.gallery.look() == 5
    assert studio.workspace.gallery.look() == 0
    seen = studio.get(f"/assets/{picture['id']}")
    assert seen["thumbhash"]
    assert seen["colour"]
    small = studio.client.get(f"/api/v1/pictures/{picture['id']}", params={"w": 320})
    assert small.headers["content-type"] == "image/webp"
    assert "immutable" in small.headers["cache-control"]
    large = studio.client.get(
        f"/api/v1/pictures/{picture['id']}", params={"w": 640}, headers={"Accept": "image/avif,image/webp,*/*"}
    )
    assert large.headers["content-type"] == "image/avif"
    original = studio.client.get(f"/api/v1/pictures/{picture['id']}/original")
    assert original.headers["content-disposition"].startswith("attachment")
    assert original.headers["x-content-type-options"] == "nosniff"
    assert len(original.content) == seen["bytes"]


def test_rows_show_before_and_after(studio: Studio) -> None:
    run = studio.get("/runs")["items"][0]
    assert run["workflow"] == "cutout"
    assert run["rows"] == {"total": 2, "to_do": 0, "done": 2, "waiting": 0, "failed": 0}
    rows = studio.get(f"/runs/{run['id']}/rows")["items"]
    for row in rows:
        for picture in (row["before"], row["files"][0]["id"]):
            assert studio.client.get(f"/api/v1/pictures/{picture}").status_code == 200
    graph = studio.get(f"/runs/{run['id']}/graph")
    names = {node["key"]: node["operation"] for node in graph["nodes"]}
    pairs = {(names[edge["source"]], names[edge["target"]]) for edge in graph["edges"]}
    assert ("file", "matte") in pairs
    assert ("matte", "export") in pairs


def test_lineage_goes_back_to_the_photo(studio: Studio) -> None:
    picture = studio.get("/assets", workflow="cutout")["items"][0]["id"]
    tree = studio.get(f"/assets/{picture}/lineage")["tree"]

    def operations(node: dict) -> set[str]:
        return {node["operation"]}.union(*(operations(one) for one in node["inputs"]))

    assert {"export", "lift", "matte", "file"} <= operations(tree)


def test_a_verdict_on_a_take_is_evidence(studio: Studio) -> None:
    takes = studio.get("/assets", workflow="generate")["items"]
    said = studio.client.patch(f"/api/v1/assets/{takes[0]['id']}", json={"verdict": "pick", "rating": 4})
    assert said.json()["verdict"] == "pick"
    assert studio.get("/assets", rating=4)["total"] == 1
    picked = [one["name"] for one in studio.workspace.pick(takes[0]["run"]) if one["picked"]]
    assert picked == [takes[0]["label"]]
    studio.workspace.pick(takes[1]["run"], [takes[1]["label"]])
    assert studio.get(f"/assets/{takes[1]['id']}")["verdict"] == "pick", "picked on the command line, seen in the page"


def test_words_follow_labels(studio: Studio) -> None:
    picture = studio.get("/assets", workflow="cutout")["items"][0]["id"]
    studio.client.patch(f"/api/v1/assets/{picture}", json={"labels": ["Frühjahr", "hero"]})
    assert studio.workspace.gallery.page(Wanted(text="fruhjahr")).total == 1
    studio.client.patch(f"/api/v1/assets/{picture}", json={"labels": []})
    assert studio.workspace.gallery.page(Wanted(text="fruhjahr")).total == 0


def test_every_route_is_told_in_the_openapi_document_with_a_summary(studio: Studio) -> None:
    document = studio.client.get("/api/v1/openapi.json").json()
    for route in studio.app.routes:
        if isinstance(route, APIRoute) and route.path.startswith("/api/"):
            for method in route.methods:
                told = document["paths"][route.path_format][method.lower()]
                assert told["summary"]
                assert told["description"]
    assert json.dumps(document)


def test_a_brief_is_reworded_and_both_texts_come_back(studio: Studio) -> None:
    asked = {"prompt": "a red kettle on {ground}", "rehearse": True}
    priced = studio.client.post("/api/v1/prompts", json=asked)
    told = priced.json()
    assert told["after"].startswith(told["before"]), "a rehearsal needs no consent"
    unable = studio.client.post("/api/v1/prompts", json={**asked, "rehearse": False, "model": "sandbox/picture"})
    assert (unable.status_code, unable.json()["code"]) == (422, "unsupported")
