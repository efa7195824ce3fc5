"""Tables: what is wrong with a row is said of that row; what is wrong with the table, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maquette.errors import InputError
from maquette.runs.table import Row, safe_name, table_rows


def read(folder: Path, data: bytes | str, **rest: object) -> list[Row]:
    table = folder / "t.csv"
    table.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(table_rows(table, main="photo", known=["box"], photos=["photo"], **rest))  # type: ignore[arg-type]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_and_declared_encodings_are_seen(tmp_path: Path, separator: str, encoding: str) -> None:
    text = f"ID{separator}Image\nKätzchen{separator}a/b.jpg\n"
    rows = read(tmp_path, text.encode(encoding))
    assert [(row.name, row.path) for row in rows] == [("Kätzchen", tmp_path / "a" / "b.jpg")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("id,name\na,b\n", "missing-column"),
        ("id,photo\n", "empty-table"),
        (b"id,photo\n\xe4,b.jpg\n", "wrong-encoding"),
        (b"PK\x03\x04\0\0", "bad-table"),
        ("", "empty-table"),
    ],
)
def test_a_table_that_is_wrong_is_said_at_once(tmp_path: Path, data: bytes | str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, data)
    assert caught.value.code == code
    assert caught.value.mend


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("a,first.jpg,", "duplicate-id"),
        ("b,,", "missing-value"),
        ('c,"=HYPERLINK(""x"")",', "formula-cell"),
        ("=1+1,x.jpg,", "formula-cell"),
        ("d,x.jpg,,,,", "bad-row"),
    ],
)
def test_a_row_that_is_wrong_is_said_of_the_row(tmp_path: Path, line: str, code: str) -> None:
    rows = read(tmp_path, f"id,photo,box\na,one.jpg,\n{line}\nz,last.jpg,\n")
    assert [row.error.code if row.error else "" for row in rows] == ["", code, ""]
    assert rows[1].error is not None
    assert "line 3" in rows[1].error.reason


def test_columns_may_be_named(tmp_path: Path) -> None:
    rows = read(tmp_path, "Artikel,Bild\n7,x.jpg\n", columns={"photo": "Bild", "id": "artikel"})
    assert rows[0].name == "7"
    with pytest.raises(InputError, match="Foto"):
        read(tmp_path, "Artikel,Bild\n7,x.jpg\n", columns={"photo": "Foto"})


@given(st.text(), st.text())
def test_safe_names_are_safe_and_apart(one: str, two: str) -> None:
    a, b = safe_name(one), safe_name(two)
    assert a
    assert not set(a) & set('<>:"/\\|?*\0\n')
    assert a not in (".", "..")
    assert (a == b) == (one == two)
