from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from maquette.errors import StoreError
from maquette.store.database import Database, insert, open_database, update, upsert
from maquette.store.schema import VERSION


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return open_database(tmp_path / "maquette.sqlite")


def test_what_goes_in_as_a_value_comes_out_as_it_was(database: Database) -> None:
    facts = {"a": [1, 2.5, None], "ü": {"deep": True}}
    values = {"path": "p", "size": 2**40, "mtime_ns": 2**60, "digest": "d", "refusal": facts}
    database.do(insert("sources", *values), values)
    assert database.one("SELECT * FROM sources", {}) == values
    database.do(update("sources", ("refusal",), "path = :path"), {"path": "p", "refusal": None})
    assert (database.one("SELECT * FROM sources", {}) or {})["refusal"] is None


def test_a_list_of_any_length_is_one_parameter(database: Database) -> None:
    with database.writing() as connection:
        connection.executemany(insert("pauses", "provider", "until_s"), [(f"p{n}", float(n)) for n in range(3000)])
    found = database.all(
        "SELECT provider FROM pauses WHERE provider IN (SELECT value FROM json_each(:names))",
        {"names": [f"p{n}" for n in range(0, 6000, 2)]},
    )
    assert len(found) == 1500


def test_an_upsert_replaces_all_but_the_key(database: Database) -> None:
    statement = upsert("pauses", "provider", "provider", "until_s")
    for until in (1.0, 2.0):
        database.do(statement, {"provider": "p", "until_s": until})
    assert database.all("SELECT * FROM pauses", {}) == [{"provider": "p", "until_s": 2.0}]


def test_a_transaction_that_fails_leaves_nothing_and_lets_the_next_write(database: Database) -> None:
    add = insert("pauses", "provider", "until_s")

    def fail() -> None:
        with database.writing() as connection:
            connection.execute(add, {"provider": "p", "until_s": 1.0})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert database.all("SELECT * FROM pauses", {}) == []
    database.do(add, {"provider": "p", "until_s": 1.0})


def test_threads_and_another_process_s_connection_write_without_losing_a_word(database: Database) -> None:
    other = open_database(database.path)
    database.do("INSERT INTO pauses (provider, until_s) VALUES ('p', 0)", {})

    def count(into: Database) -> None:
        for _ in range(50):
            with into.writing() as connection:
                (was,) = connection.execute("SELECT until_s FROM pauses").fetchone()
                connection.execute("UPDATE pauses SET until_s = ?", (was + 1,))

    threads = [threading.Thread(target=count, args=(into,)) for into in (database, database, other, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.one("SELECT until_s FROM pauses", {}) == {"until_s": 200.0}


def test_a_workspace_of_an_older_maquette_gets_what_is_new_and_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "maquette.sqlite"
    database = open_database(path)
    database.do("INSERT INTO pauses (provider, until_s) VALUES ('p', 7)", {})
    database.do("DROP INDEX calls_by_time", {})
    database.do("ALTER TABLE mends DROP COLUMN box", {})
    database.do("INSERT INTO mends (photo, mask, member, at) VALUES ('p', 'm', '', '')", {})
    database.do(f"PRAGMA user_version={VERSION - 1}", {})
    database.close()
    again = open_database(path)
    assert again.all("SELECT until_s FROM pauses", {}) == [{"until_s": 7.0}]
    assert again.one("SELECT name FROM sqlite_master WHERE name = 'calls_by_time'", {})
    assert again.all("SELECT mask, box FROM mends", {}) == [{"mask": "m", "box": ""}]


def test_a_workspace_of_a_newer_maquette_is_refused_with_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "maquette.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version={VERSION + 1}")
    with pytest.raises(StoreError, match="newer Maquette") as told:
        open_database(path)
    assert "upgrade" in told.value.mend


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "maquette.sqlite"
    path.write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(StoreError, match="cannot be used as a database"):
        open_database(path)


def test_a_photo_named_from_one_folder_is_found_from_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from maquette.store import Store

    (tmp_path / "photos").mkdir()
    photo = tmp_path / "photos" / "p.jpg"
    photo.write_bytes(b"a photo")
    store = Store(tmp_path / ".maquette", lambda path: None)
    monkeypatch.chdir(tmp_path)
    source = store.sources.look_up([Path("photos/p.jpg")])[Path("photos/p.jpg")]
    assert not isinstance(source, Exception)
    monkeypatch.chdir(tmp_path / "photos")
    found = store.sources.of_digest(source.digest)
    assert found
    assert found.path == photo
    store.close()
