"""kill -9 at random moments: every row comes out, nothing recorded is done again, nothing half lies about."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import toys

ROWS, KILLS = 60, 20
CHILD = Path(__file__).parent / "child.py"


def child(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, str(CHILD), str(folder)], stdout=subprocess.PIPE, text=True)


def recorded(folder: Path) -> set[str]:
    """``operation value`` of every kept result on record."""
    database = folder / ".maquette" / "maquette.sqlite"
    if not database.exists():
        return set()
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        tables = {name for (name,) in connection.execute("select name from sqlite_master")}
        recipes = (
            [json.loads(text) for (text,) in connection.execute("select recipe from results")]
            if "results" in tables
            else []
        )
    connection.close()
    found = set()
    for recipe in recipes:
        path = Path(recipe["inputs"]["picture"]["inputs"]["path"]["path"])
        found.add(f"{recipe['op']} {len(path.read_text()) % 256}")
    return found


def calls(folder: Path) -> list[str]:
    log = folder / "calls.log"
    return log.read_text().splitlines() if log.exists() else []


def test_killed_twenty_times_every_row_comes_out_once(tmp_path: Path) -> None:
    toys.photos(tmp_path, ROWS)
    chance = random.Random(7)
    for _ in range(KILLS):
        on_record, before = recorded(tmp_path), len(calls(tmp_path))
        process = child(tmp_path)
        try:
            process.wait(timeout=chance.uniform(0.3, 1.6))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert not on_record & set(calls(tmp_path)[before:]), "a recorded step was done again"
        if process.stdout:
            process.stdout.close()
    on_record, before = recorded(tmp_path), len(calls(tmp_path))
    done = subprocess.run([sys.executable, str(CHILD), str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(ROWS), str(ROWS)]
    assert not on_record & set(calls(tmp_path)[before:])
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == [f"p{number:03}.png" for number in range(1, ROWS + 1)]
    assert all(len(path.read_text().split()) == 3 for path in (tmp_path / "out").iterdir())
    assert not list(tmp_path.rglob(".maquette-*.part"))


def test_ctrl_c_keeps_what_is_made_and_the_next_run_continues(tmp_path: Path) -> None:
    toys.photos(tmp_path, ROWS)
    process = child(tmp_path)
    while len(calls(tmp_path)) < 10:
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode != 0
    on_record, before = recorded(tmp_path), len(calls(tmp_path))
    assert 0 < len(on_record) < 2 * ROWS
    done = subprocess.run([sys.executable, str(CHILD), str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(ROWS), str(ROWS)]
    assert not on_record & set(calls(tmp_path)[before:])
    with sqlite3.connect(tmp_path / ".maquette" / "maquette.sqlite") as connection:
        assert connection.execute("select state, count(*) from runs group by state").fetchall() == [("done", 1)]
    connection.close()
