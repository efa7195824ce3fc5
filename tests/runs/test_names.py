"""File names by pattern: what they become, and what is refused before anything runs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import toys
from hypothesis import given, settings
from hypothesis import strategies as st

from maquette.errors import InputError
from maquette.runs.names import Names
from maquette.runs.table import safe_name
from maquette.store import Store


def table(folder: Path, *lines: str) -> Path:
    toys.photos(folder, 2)
    (folder / "rows.csv").write_text("\n".join(lines) + "\n")
    return folder / "rows.csv"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.png"))


def test_inputs_columns_and_numbers_make_names(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    rows = table(tmp_path, "id,photo,Market Place,margin", "a,photos/p001.jpg,Köln/Nord,0.3", "b,photos/p002.jpg,Rom,")
    out = tmp_path / "out"
    report = toys.run(
        store, rows, out, sizes="2", names="{workflow}/{number:03}-{market place}/{{x}}_{margin}-{photo}-{format}"
    )
    nord = safe_name("Köln/Nord")
    assert "/" not in nord
    assert files(out) == sorted(
        [f"toy/001-{nord}/{{x}}_0.3-p001-size{size}.png" for size in (0, 1)]
        + [f"toy/002-Rom/{{x}}_0.1-p002-size{size}.png" for size in (0, 1)]
    )
    assert {Path(file["path"]) for file in report.files} == {out / name for name in files(out)}
    again = toys.run(store, rows, out, sizes="2", names="{row}/{format}")
    assert again.steps["done"] == 0, "other names make nothing anew"
    assert (out / "a" / "size1.png").is_file()


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("{row}-{fromat}", "did you mean {format}"),
        ("{row}", "p001, size1 would have the name of p001, size0"),
        ("{format}", "p002, size0 would have the name of p001, size0"),
        ("{workflow}-{format}", "p002, size1 would"),
        ("{number:1}{format}x{nothing}", "there is no field {nothing}"),
        ("../{row}-{format}", "no name"),
        ("/tmp/{row}-{format}", "no name"),
        ("a//{row}-{format}", "no name"),
        ("{row}-{format}/", "no name"),
        ("a:{row}-{format}", "':'"),
        ("a\\{row}-{format}", "holds"),
        ("con/{row}-{format}", "not every system"),
        ("{row}-{format}.", "not every system"),
        (".{row}-{format}", "not every system"),
        ("contact-sheet/{row}-{format}", "beside the pictures"),
        ("x" * 201 + "{row}{format}", "too long"),
        ("{row}-{format", "brace"),
        ("same", "no field"),
        ("", "no field"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(
    store: Store, tmp_path: Path, calls: Counter[str], pattern: str, word: str
) -> None:
    with pytest.raises(InputError) as told:
        toys.run(store, toys.photos(tmp_path, 2), tmp_path / "out", sizes="2", names=pattern)
    assert word in str(told.value)
    assert told.value.mend
    assert not calls
    assert not (tmp_path / "out").exists()


def test_names_that_differ_only_in_case_clash(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    rows = table(tmp_path, "id,photo,market", "a,photos/p001.jpg,Rom", "b,photos/p002.jpg,ROM")
    with pytest.raises(InputError, match="would have the name of"):
        toys.run(store, rows, tmp_path / "out", names="{market}")


def test_an_empty_cell_is_said_by_row(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    rows = table(tmp_path, "id,photo,market", "a,photos/p001.jpg,Rom", "b,photos/p002.jpg,")
    with pytest.raises(InputError, match=r"b, size0: .*nothing fills \{market\}"):
        toys.run(store, rows, tmp_path / "out", names="{market}-{row}")


def test_a_row_that_fails_anyway_does_not_spoil_the_names(store: Store, tmp_path: Path, calls: Counter[str]) -> None:
    rows = table(tmp_path, "id,photo,margin", "a,photos/p001.jpg,wide", "b,photos/p002.jpg,0.2")
    report = toys.run(store, rows, tmp_path / "out", names="{margin}-{row}")
    assert (report.rows["done"], report.rows["failed"]) == (1, 1)
    assert files(tmp_path / "out") == ["0.2-b.png"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_no_value_leaves_the_folder(text: str) -> None:
    path = Names.parse("{row}/{x}").fill(lambda _: safe_name(text))
    parts = path.split("/")
    assert len(parts) == 2
    assert not {"", ".", ".."} & set(parts)
