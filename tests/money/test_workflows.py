"""The workflows that ask models, end to end, on the sandbox and on a vendor of our own."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from maquette.errors import InputError, NotFound
from maquette.picture.decode import decode
from maquette.picture.encode import png
from maquette.workspace import Workspace, open_workspace

from .conftest import CARD, Vendor


@pytest.fixture
def photo(folder: Path) -> Path:
    y, x = np.mgrid[0:240, 0:320]
    rough = np.random.default_rng(4).integers(0, 60, (240, 320, 3))
    pixels = np.clip(np.dstack([200 - x * 0.6, 220 - y * 0.8, 120 + 0 * x]) + rough, 0, 255).astype(np.uint8)
    (folder / "photo.png").write_bytes(png(cv2.GaussianBlur(pixels, (0, 0), 1.2)))
    return folder / "photo.png"


@pytest.fixture
def mask(folder: Path) -> Path:
    levels = np.zeros((240, 320), np.uint8)
    levels[80:160, 100:220] = 255
    (folder / "mask.png").write_bytes(png(levels))
    return folder / "mask.png"


@pytest.mark.parametrize(
    ("workflow", "inputs", "files"),
    [
        ("generate", {"prompt": "a kettle", "size": "16:9@2K", "file_type": "webp"}, ["generate"]),
        (
            "generate",
            {"prompt": "a {colour: red|blue} kettle", "takes": "2"},
            ["red-take-1", "red-take-2", "blue-take-1"],
        ),
        ("refine", {"prompt": "warmer light"}, ["take-1"]),
        ("restyle", {"style": "watercolour", "takes": "2"}, ["take-1", "take-2"]),
        ("vary", {"takes": "3", "strength": "subtle"}, ["take-1", "take-2", "take-3"]),
        ("upscale", {"factor": "2"}, ["upscaled"]),
        ("extend", {"formats": "640x240,300x600"}, ["640x240", "300x600"]),
    ],
)
def test_each_makes_what_it_says(
    space: Workspace, photo: Path, tmp_path: Path, workflow: str, inputs: dict[str, str], files: list[str]
) -> None:
    about = {} if workflow == "generate" else {"image": photo}
    chosen = {} if workflow == "upscale" else {"model": "sandbox"}
    report = space.run(workflow, to=tmp_path / "out", **about, **chosen, **inputs)
    assert not report.failures
    made = {one["format"]: decode(Path(one["path"])) for one in report.files}
    assert set(files) <= {*made, "generate"}
    if workflow == "extend":
        assert {(one.width, one.height) for one in made.values()} == {(640, 240), (300, 600)}
    if workflow == "upscale":
        assert (made["upscaled"].width, made["upscaled"].height) == (640, 480)


@pytest.mark.parametrize("workflow", ["edit", "remove"])
@pytest.mark.parametrize("model", ["sandbox", "toy/fixed"])
def test_an_edit_changes_nothing_outside_of_its_mask(
    space: Workspace, vendor: Vendor, photo: Path, mask: Path, tmp_path: Path, workflow: str, model: str
) -> None:
    said = {"prompt": "a green apple"} if workflow == "edit" else {"what": "the apple"}
    report = space.run(workflow, to=tmp_path / "out", image=photo, mask=mask, model=model, yes=True, **said)
    # The toy vendor gives another picture altogether: that waits for a person, and is held to the mask all the same.
    assert (report.rows["waiting"], report.rows["done"]) == ((1, 0) if model == "toy/fixed" else (0, 1))
    if report.waiting:
        assert report.waiting[0]["code"] == "not-the-picture"
        space.review(report.run, accept=[report.waiting[0]["row"]])
        report = space.run(workflow, to=tmp_path / "out", image=photo, mask=mask, model=model, yes=True, **said)
    held, source = decode(Path(report.files[0]["path"])).rgb, decode(photo).rgb
    outside = decode(mask).rgb[..., 0] == 0
    assert np.array_equal(held[outside], source[outside])
    assert not np.array_equal(held, source)


def test_a_mask_of_another_shape_is_an_error_before_anything_is_sent(
    space: Workspace, vendor: Vendor, photo: Path, folder: Path
) -> None:
    (folder / "tall.png").write_bytes(png(np.full((300, 60), 255, np.uint8)))
    report = space.run("edit", image=photo, mask=folder / "tall.png", prompt="x", model="toy/fixed", yes=True)
    assert (report.failures[0]["code"], vendor.calls) == ("mask-size", [])


def test_a_table_of_briefs_fails_by_row(space: Workspace, folder: Path, tmp_path: Path) -> None:
    (folder / "briefs.csv").write_text(
        "id,prompt,model,product\na,a {product} at dawn,sandbox,kettle\nb,a {thing},sandbox,cup\nc,,sandbox,cup\n"
        "d,a {product},sandbox/refuses,cup\n"
    )
    report = space.run("generate", over=folder / "briefs.csv", to=tmp_path / "out")
    assert {(one["row"], one["code"]) for one in report.failures} == {
        ("b", "bad-prompt"),
        ("c", "missing-value"),
        ("d", "refused"),
    }
    assert [Path(one["path"]).name for one in report.files] == ["a.png"]
    assert space.ledger(state="settled")[0]["prompt"] == "a kettle at dawn"


def test_one_model_of_several_that_refuses_leaves_the_others(space: Workspace, tmp_path: Path) -> None:
    report = space.run("explore", prompt="a kettle", models="sandbox,sandbox/refuses", to=tmp_path / "out")
    assert (len(report.files), len(report.failures), report.exit_code) == (2, 2, 1)
    assert {one["model"] for one in report.files} == {"sandbox/picture"}


def test_picks_are_the_evidence_that_auto_goes_by(folder: Path, vendor: Vendor) -> None:
    card = CARD.format(
        provider="toy", name="dear", protocol="openai_compatible", wire="dear", base=vendor.url, usd="0.09",
        key='key_variable = "TOY_KEY"', terms='[terms]\noutputs_commercial = "yes"',
    )  # fmt: skip
    (folder / "models" / "dear.toml").write_text(card)
    with open_workspace(folder) as space:
        notes: list[str] = []
        space.plan("generate", prompt="a cup", model="auto", each=lambda step: notes.append(step["reason"]))
        assert "toy/fixed of 2 that fit: no picks yet" in notes[0]
        assert "next best: toy/dear, $0.09" in notes[0]
        report = space.run("explore", prompt="a kettle", models="toy/fixed,toy/dear", takes="4", yes=True)
        takes = space.pick(report.run, [f"toy-dear-take-{number}" for number in range(1, 5)])
        assert [one["picked"] for one in takes] == [False] * 4 + [True] * 4
        space.plan("generate", prompt="a cup", model="auto", each=lambda step: notes.append(step["reason"]))
        assert "toy/dear of 2 that fit: picked 4 of 4 times" in notes[1]
        with pytest.raises(NotFound, match="no take 'none'"):
            space.pick(report.run, ["none"])


def test_auto_says_why_nothing_fits(space: Workspace) -> None:
    report = space.plan("generate", prompt="a cup", model="auto", transparent="yes")
    assert "no model fits" in report.refusals[0]["reason"]
    assert "models check" in report.refusals[0]["mend"]


def test_style_and_fragments_of_the_workspace_end_up_in_what_is_sent(folder: Path) -> None:
    settings = '[prompt]\nstyle = "soft light"\n[fragments]\nplace = "a stone table"\n'
    (folder / "maquette.toml").write_text(settings + '[projects.spring]\nstyle = "fresh greens"\n')
    with open_workspace(folder) as space:
        space.run("generate", prompt="a cup on {place}", model="sandbox", project="spring")
        space.run("generate", prompt="a cup", model="sandbox", phrasing="none")
        sent = [one["prompt"] for one in space.ledger()]
    assert sent == ["a cup", "a cup on a stone table, fresh greens, soft light"]
    with open_workspace(folder) as space, pytest.raises(NotFound, match="no project 'sprnig'"):
        space.run("generate", prompt="a cup", model="sandbox", project="sprnig")


def test_a_size_that_is_none_is_said(space: Workspace) -> None:
    with pytest.raises(InputError, match="a size is 1024x1536"):
        space.plan("generate", prompt="a cup", model="sandbox", size="large")
