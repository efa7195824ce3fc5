"""The command line as scripts use it: exit codes, one JSON document, errors that say what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from maquette import samples
from maquette.painted import paint


def maquette(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "maquette", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    paint(folder / "photos", 3)
    (folder / "maquette.toml").write_text("")
    (folder / "photos" / "broken.jpg").write_bytes((folder / "photos" / "mug.jpg").read_bytes()[:4000])
    return folder


RUN = ("run", "product-listing", "--photos", "photos", "--to", "out", "--quality", "draft", "--json")


def test_one_broken_photo_fails_alone_and_the_same_run_makes_nothing(shop: Path) -> None:
    done = maquette(shop, *RUN)
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["rows"]["total"] == 4
    assert told["rows"]["failed"] == 1
    assert [(one["row"], one["code"]) for one in told["failures"]] == [("broken", "truncated")]
    assert told["cost"] == {"currency": "USD", "estimated": ["0.00", "0.00"], "settled": "0.00", "unknown": 0}
    for file in told["files"]:
        assert (shop / file["path"]).is_file()
        assert {"row", "input", "path", "sha256", "format"} <= set(file)
    assert (shop / told["sheet"]).is_file()
    (shop / "photos" / "broken.jpg").unlink()
    again = json.loads(maquette(shop, *RUN).stdout)
    assert again["steps"]["done"] == 0
    planned = json.loads(maquette(shop, "plan", *RUN[1:4], "--quality", "draft", "--fill", "0.5", "--json").stdout)
    assert planned["steps"]["to_do"] == 3
    assert {step["operation"] for step in planned["plan"] if step["state"] == "to_do"} == {"export"}
    assert all("fill" in step["reason"] for step in planned["plan"] if step["state"] == "to_do")


def test_cutout_shares_its_steps_with_the_listing(shop: Path) -> None:
    maquette(shop, *RUN)
    done = json.loads(maquette(shop, "run", "cutout", "--photos", "photos", "--to", "cut", *RUN[-3:]).stdout)
    assert done["steps"]["cached"] >= 3, "the matte was found"
    files = sorted(path.name for path in (shop / "cut").glob("*.png") if path.name != "contact-sheet.png")
    assert "bottle.png" in files


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("run", "product-listin", "--photos", "photos"), 2, "did you mean product-listing"),
        (("run", "cutout"), 2, "--photos"),
        (("run", "cutout", "--photos", "nowhere"), 2, "not a folder"),
        (("run", "cutout", "--over", "none.csv"), 2, "none.csv"),
        (("run", "cutout", "--photos", "photos", "--box", "1,2,3"), 2, "box"),
        (("run", "product-listing", "--photos", "photos", "--look", "studio-whit"), 2, "studio-white"),
        (("run", "product-listing", "--photos", "photos", "--channel", "amazn"), 2, "amazon"),
        (("check", "photos/mug.jpg"), 2, "--look"),
        (("why", "abcdef"), 2, "abcdef"),
        (("look", "learn", "photos/mug.jpg"), 2, "at least 3"),
        (("models", "show", "u2nte"), 2, "u2net"),
    ],
)
def test_wrong_usage_says_what_to_do(shop: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = maquette(shop, *words)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["workflows", "models", "formats", "channels", "looks", "runs", "assets", "doctor"])
def test_lists_are_json_objects_with_names(shop: Path, name: str) -> None:
    done = maquette(shop, name, "--json")
    assert all(one["name"] for one in json.loads(done.stdout))


def test_help_of_a_workflow_lists_its_inputs(shop: Path) -> None:
    text = maquette(shop, "run", "product-listing", "--help").stdout
    assert all(flag in text for flag in ("--look", "--formats", "--over", "--to"))


def test_who_asks_how_the_sample_shop_is_made_gets_no_shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as asked:
        samples.main(["--help"])
    assert asked.value.code == 0
    assert "where it is made" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
