"""A campaign whose pictures are made by a model from a column, or come from what the workspace has already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maquette.picture.decode import decode
from maquette.picture.encode import png
from maquette.runs.spending import ConsentNeeded
from maquette.workspace import Workspace

from .conftest import Vendor

KIT = """title = "Acme"
[colours]
blue = { hex = "#1f4ed8", role = "primary" }
ink = { hex = "#11142a", role = "text" }
paper = { hex = "#ffffff", role = "background" }
"""


@pytest.fixture
def team(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    (space.folder / "brands/acme").mkdir(parents=True)
    (space.folder / "brands/acme/brand.toml").write_text(KIT)
    monkeypatch.chdir(space.folder)
    return space


def copy(team: Workspace, *lines: str) -> Path:
    path = team.folder / "copy.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


HEAD = "id,headline,cta,prompt,place"
ROWS = (HEAD, "a,Walk lighter,Go,a kettle in {place},Rome", "b,Sit down,Stay,a chair,")
JOB: dict[str, Any] = {"template": "ad", "brand": "acme", "formats": "gdn-300x250,gdn-728x90", "model": "toy/fixed"}


def run(team: Workspace, over: Path, **rest: Any) -> Any:
    return team.run("campaign", over=over, to="out", **{**JOB, "yes": True, **rest})


def test_a_prompt_makes_the_picture_of_all_formats_once(team: Workspace, vendor: Vendor) -> None:
    over = copy(team, *ROWS)
    steps: list[dict[str, Any]] = []
    planned = team.plan("campaign", over=over, each=steps.append, **JOB)
    assert planned.json["cost"]["estimated"] == ["0.10", "0.10"]
    assert [step["model"] for step in steps if step["operation"] == "generate"] == ["toy/fixed"] * 2
    with pytest.raises(ConsentNeeded, match=r"\$0\.10"):
        run(team, over, yes=False)
    assert not vendor.billed
    report = run(team, over)
    assert report.rows["done"] == 2
    assert sorted(call.json["prompt"] for call in vendor.paid()) == ["a chair", "a kettle in Rome"]
    assert report.cost["settled"] == "0.10"
    assert {entry["row"] for entry in team.ledger()} == {"a", "b"}


def test_another_headline_asks_no_model_and_another_prompt_asks_for_its_row(team: Workspace, vendor: Vendor) -> None:
    run(team, copy(team, *ROWS))
    changed = run(team, copy(team, HEAD, "a,Walk far,Go,a kettle in {place},Rome", ROWS[2]))
    assert (changed.steps["done"], changed.cost["settled"], len(vendor.billed)) == (2, "0.00", 2)
    run(team, copy(team, HEAD, "a,Walk far,Go,a kettle in {place},Oslo", ROWS[2]))
    assert len(vendor.billed) == 3


def test_a_cap_holds_and_the_other_row_is_made(team: Workspace, vendor: Vendor) -> None:
    report = run(team, copy(team, *ROWS), budget="0.05")
    assert (report.rows["done"], report.rows["failed"], len(vendor.billed)) == (1, 1, 1)
    assert report.failures[0]["code"] == "over-budget"


def test_what_cannot_be_is_known_before_a_cent_is_spent(team: Workspace, vendor: Vendor) -> None:
    (team.folder / "photo.png").write_bytes(png(np.full((300, 400, 3), 90, np.uint8)))
    over = copy(
        team,
        "id,headline,cta,prompt,picture,template",
        "both,Walk,Go,a kettle,photo.png,",
        "many,Walk,Go,a {colour: red|blue} kettle,,",
        "empty,Walk,Go,a kettle in {nowhere},,",
        "room,Walk,Go,a kettle,,newsletter",
    )
    report = run(team, over)
    assert {one["row"]: one["code"] for one in report.failures} == {
        "both": "two-pictures",
        "many": "bad-prompt",
        "empty": "bad-prompt",
        "room": "no-slot",
    }
    assert not vendor.calls


def test_pictures_come_from_the_catalog(team: Workspace, vendor: Vendor) -> None:
    made = team.run("generate", prompt="a kettle", model="toy/fixed", yes=True, takes="2", to="takes")
    asset, shade = made.files[0]["sha256"], decode(team.picture(f"asset:{made.files[0]['sha256']}")).pixels
    row = made.files[0]["row"]
    over = copy(
        team,
        "id,headline,cta,picture",
        f"a,Walk,Go,asset:{asset[:10]}",
        f"b,Walk,Go,run:{made.run}/{row}/take-1",
        f"c,Walk,Go,run:{made.run}/{row}",
        "d,Walk,Go,asset:00000000",
        f"e,Walk,Go,run:last/{row}/take-1",
    )
    report = run(team, over)
    told = {one["row"]: one for one in report.failures}
    assert set(told) == {"c", "d", "e"}
    assert "take-1, take-2" in told["c"]["mend"]
    assert {file["sha256"] for file in report.files if file["row"] == "a"} == {
        file["sha256"] for file in report.files if file["row"] == "b"
    }
    assert len(vendor.billed) == 2
    shown = decode(Path("out/a-gdn-300x250.jpg")).pixels[:80, :, 2].mean()
    assert shown == pytest.approx(shade[..., 2].mean(), abs=3), "the take is in the design"
    cut = team.run("refine", image=f"run:{made.run}/{row}/take-2", prompt="in red", model="toy/fixed", yes=True)
    assert cut.rows["done"] == 1
    assert cut.files[0]["row"].startswith("take-2")
