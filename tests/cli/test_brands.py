"""Brands on the command line: import, look, export, check."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">{}</svg>'
BARS = '<rect width="24" height="30" fill="{0}"/><circle cx="50" cy="15" r="15" fill="{0}"/>'
BARS += '<path d="M72 30L81 0L90 30Z" fill="{0}"/>'


def maquette(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "maquette", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("brands")
    (folder / "maquette.toml").write_text("")
    (folder / "acme").mkdir()
    (folder / "acme" / "tokens.json").write_text(
        json.dumps({"color": {"sea": {"value": "#0a5a7a"}, "sand": {"value": "#fffaf0"}}})
    )
    (folder / "acme" / "acme-logo.svg").write_text(SVG.format(BARS.format("#0a5a7a")))
    (folder / "acme" / "acme-logo-white.svg").write_text(SVG.format(BARS.format("#ffffff")))
    done = maquette(folder, "brand", "import", "acme", "--name", "acme", "--role", "primary=sea")
    assert done.returncode == 0, done.stderr
    assert "primary: sea #0a5a7a (asked for)" in done.stdout
    return folder


def advert(path: Path, *, ground: str, panel: str, logo_width: int) -> None:
    from maquette.design.brand.svg import rasterise

    page = Image.new("RGB", (640, 480), ground)
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 380, 639, 479), fill=panel)
    pen.text((40, 160), "Made for every day", fill="#0a5a7a", font=ImageFont.load_default(48))
    drawn = Image.fromarray(rasterise(SVG.format(BARS.format("#0a5a7a")).encode(), logo_width).pixels)
    page.paste(drawn, (60, 50), drawn)
    page.save(path, quality=92)


def test_listed_shown_and_painted_at_a_glance(place: Path) -> None:
    listed = json.loads(maquette(place, "brands", "--json").stdout)
    assert [(one["name"], one["primary"], one["logos"]) for one in listed] == [("acme", "#0a5a7a", 2)]
    shown = json.loads(maquette(place, "brands", "show", "acme", "--sheet", "acme.png", "--json").stdout)
    assert len(shown["digest"]) == 64
    sheet = Image.open(place / "acme.png").convert("RGB")
    assert sheet.width == 1600
    assert {(10, 90, 122), (255, 250, 240)} <= {colour for _, colour in sheet.getcolors(1 << 24)}


def test_nothing_is_overwritten_and_unknown_names_are_helped(place: Path) -> None:
    again = maquette(place, "brand", "import", "acme", "--name", "acme")
    assert again.returncode == 2
    assert "already" in again.stderr
    missing = maquette(place, "check", "acme.png", "--brand", "acmee")
    assert missing.returncode == 2
    assert "did you mean acme?" in missing.stderr
    assert maquette(place, "brand", "import", "acme", "--name", "b", "--role", "main=sea").returncode == 2


def test_tokens_go_out_and_come_in_again(place: Path) -> None:
    assert maquette(place, "brand", "export", "acme", "--tokens", "t.json").returncode == 0
    assert maquette(place, "brand", "export", "acme", "--tokens", "t.json").returncode == 2
    assert maquette(place, "brand", "import", "t.json", "--name", "again").returncode == 0
    listed = json.loads(maquette(place, "brands", "--json").stdout)
    assert {one["name"]: one["primary"] for one in listed} == {"acme": "#0a5a7a", "again": "#0a5a7a"}


def test_a_clean_picture_is_accepted_and_faults_are_listed_with_what_mends_them(place: Path) -> None:
    advert(place / "good.jpg", ground="#fffaf0", panel="#0a5a7a", logo_width=120)
    advert(place / "bad.jpg", ground="#fffaf0", panel="#1a6e92", logo_width=36)
    done = maquette(place, "check", "good.jpg", "bad.jpg", "--brand", "acme", "--json")
    assert done.returncode == 1, done.stderr
    good, bad = json.loads(done.stdout)
    assert good["accepted"], [one for one in good["verdicts"] if one["passed"] is False]
    assert good["passed"] == good["tested"] > 10
    failed = {one["rule"]: one for one in bad["verdicts"] if one["passed"] is False}
    assert set(failed) == {"colours", "logo size"}
    assert failed["colours"]["correction"].endswith("becomes sea #0a5a7a")
    assert bad["passed"] == bad["tested"] - 2
