"""Files to go on with, through the campaign: named, listed, kept."""

import csv
import json
from pathlib import Path

import pytest

from maquette.cli import main
from maquette.errors import InputError
from maquette.runs.forms import form
from maquette.workflows import registry
from maquette.workspace import open_workspace

KIT = """title = "Acme"
[colours]
blue = { hex = "#1f4ed8", role = "primary" }
ink = { hex = "#11142a", role = "text" }
paper = { hex = "#ffffff", role = "background" }
"""
MAGIC = {".pdf": b"%PDF-", ".svg": b"<?xml", ".ora": b"PK\x03\x04", ".psd": b"8BPS"}


@pytest.fixture
def shop(tmp_path, monkeypatch):
    (tmp_path / "maquette.toml").touch()
    (tmp_path / "brands/acme").mkdir(parents=True)
    (tmp_path / "brands/acme/brand.toml").write_text(KIT)
    (tmp_path / "copy.csv").write_text("id,headline,cta\na,Walk lighter,Go\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(formats="gdn-300x250", **more):
    with open_workspace() as workspace:
        return workspace.run(
            "campaign", template="banner", brand="acme", formats=formats, over="copy.csv", to="out", **more
        )


def test_every_kind_lies_beside_the_picture_and_in_the_manifest(shop):
    report = run("gdn-300x250,90x60mm", also="pdf,pdf-print,svg,svg-outlines,ora,psd")
    assert report.rows["done"] == 1
    names = {Path(file["path"]).name for file in report.files}
    expected = {
        f"a-{size}{kind}"
        for size in ("gdn-300x250", "90x60mm")
        for kind in (".jpg", ".pdf", ".svg", "-outlines.svg", ".ora", ".psd")
    }
    assert names == expected | {"a-90x60mm-print.pdf"}
    for name in names:
        path = Path("out") / name
        assert path.read_bytes().startswith(MAGIC.get(path.suffix, b"\xff\xd8"))
    with Path("out/manifest.csv").open(newline="") as table:
        (row,) = csv.DictReader(table)
    assert set(row["files"].split("; ")) == names
    assert "deltaE2000 on average in Generic CMYK" in row["reason"]
    assert json.loads(Path("out/manifest.json").read_text())["rows"][0]["state"] == "done"


def test_what_is_asked_for_later_makes_only_itself(shop):
    assert run("90x60mm").steps["done"] == 1
    assert run("90x60mm", also="svg").steps["done"] == 1
    assert run("90x60mm", also="svg,pdf-print").steps["done"] == 1
    assert run("90x60mm", also="svg,pdf-print").steps["done"] == 0
    assert run("90x60mm", also="svg,pdf-print", bleed="5").steps["done"] == 1
    assert run("90x60mm").steps["done"] == 0


def test_another_headline_makes_every_file_that_shows_it(shop):
    run(also="svg,psd")
    (shop / "copy.csv").write_text("id,headline,cta\na,Walk on,Go\n")
    assert run(also="svg,psd").steps["done"] == 3


def test_another_profile_makes_only_the_print(shop):
    from maquette.design.handover.profile import find_profile

    run("90x60mm", also="pdf,pdf-print")
    data = bytearray(find_profile("generic").data)
    data[100] ^= 1
    Path("press.icc").write_bytes(data)
    assert run("90x60mm", also="pdf,pdf-print", profile="press.icc").steps["done"] == 1


def test_a_print_of_no_page_is_refused_before_anything_is_made(shop):
    report = run(also="pdf-print")
    assert report.rows["failed"] == 1
    (told,) = report.failures
    assert told["code"] == "no-page-size"
    assert "148x210mm" in told["mend"]


def test_a_bleed_that_no_printer_takes_is_refused(shop):
    (told,) = run("90x60mm", also="pdf-print", bleed="900").failures
    assert told["code"] == "bad-value"


def test_a_kind_that_is_not_written_is_named(shop):
    with pytest.raises(InputError, match="did you mean 'psd'"):
        run(also="psb")


def test_a_row_may_ask_for_its_own(shop):
    (shop / "copy.csv").write_text("id,headline,cta,also\na,Walk lighter,Go,svg\nb,Sit down,Stay,\n")
    run()
    assert sorted(path.name for path in Path("out").glob("*.svg")) == ["a-gdn-300x250.svg"]


def test_a_form_offers_every_kind_and_several_of_them():
    field = form(registry.find("campaign"))["properties"]["also"]
    assert (field["type"], field["kind"], field["default"]) == ("array", "choices", [])
    assert field["items"]["enum"] == ["pdf", "pdf-print", "svg", "svg-outlines", "ora", "psd"]


def test_on_the_command_line_too(shop, capsys):
    command = ["run", "campaign", "--template", "banner", "--brand", "acme", "--formats", "gdn-300x250", "--to", "out"]
    assert main([*command, "--also", "svg,ora", "--headline", "Walk lighter", "--cta=Go", "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert [file["format"] for file in files] == ["gdn-300x250", "gdn-300x250.svg", "gdn-300x250.ora"]
