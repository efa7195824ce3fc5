import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from maquette.design.pool import Pool
from maquette.errors import InputError, PaintError


@pytest.fixture(scope="module")
def pool():
    made = Pool(2, time_limit=20)
    yield made
    made.close()


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
    return False


def test_work_is_done_in_another_process_that_stays_warm(pool):
    first = pool.call(os.getpid)
    assert first != os.getpid()
    assert pool.call(os.getpid) == first
    assert pool.processes == [first]


def test_threads_share_the_workers_and_never_start_more(pool):
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda number: pool.call(pow, number, 2), range(40)))
    assert answers == [number**2 for number in range(40)]
    assert len(pool.processes) <= 2


def test_what_a_task_raises_is_raised_with_all_that_it_says(pool):
    with pytest.raises(InputError) as caught:
        pool.call(refuse, "a.svg")
    assert (caught.value.reason, caught.value.mend, caught.value.code) == ("a.svg is broken", "mend it", "broken-svg")


def refuse(name):
    raise InputError(f"{name} is broken", mend="mend it", code="broken-svg")


def test_a_task_without_end_is_stopped_and_costs_one_worker():
    pool = Pool(1, time_limit=1)
    try:
        before = pool.call(os.getpid)
        with pytest.raises(PaintError) as caught:
            pool.call(time.sleep, 60)
        assert caught.value.code == "paint-timeout"
        assert not alive(before)
        assert pool.call(os.getpid) != before
    finally:
        pool.close()


def test_a_crash_costs_one_worker(pool):
    before = set(pool.processes)
    with pytest.raises(PaintError) as caught:
        pool.call(os.kill, *[pool.call(os.getpid), signal.SIGSEGV])
    assert caught.value.code == "paint-crash"
    assert pool.call(pow, 3, 2) == 9
    assert set(pool.processes) != before


def test_a_worker_that_has_grown_is_replaced():
    pool = Pool(1, memory_limit=60)
    try:
        small = pool.call(os.getpid)
        assert pool.call(os.getpid) == small
        pool.call(bytes.join, b"", [bytes([1]) * 90_000_000])
        assert pool.call(os.getpid) != small
    finally:
        pool.close()


def test_a_memory_bomb_is_an_error_and_no_dead_machine(pool):
    with pytest.raises((MemoryError, PaintError)):
        pool.call(bytearray, 8_000_000_000)
    assert pool.call(pow, 2, 2) == 4


def test_workers_end_with_a_parent_that_is_killed():
    code = (
        "import os, time; from maquette.design.pool import painters; "
        "print(painters().call(os.getpid), flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    worker = int(parent.stdout.readline())
    assert alive(worker)
    parent.kill()
    parent.communicate()
    assert until(lambda: not alive(worker))


def test_what_is_near_goes_to_the_worker_that_did_it_before(pool, tmp_path):
    with ThreadPoolExecutor(2) as threads:
        here, there = threads.map(lambda near: pool.call_near(near, meet, tmp_path), ("here", "there"))
    assert here != there
    for _ in range(3):
        assert pool.call_near("there", os.getpid) == there
        assert pool.call_near("here", os.getpid) == here


def test_nobody_waits_for_a_worker_while_another_is_free(pool, tmp_path):
    first = pool.call_near("here", os.getpid)
    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(lambda _: pool.call_near("here", meet, tmp_path), range(2)))
    assert first in done
    assert len(set(done)) == 2


def meet(folder):
    """Ends when two processes are here."""
    (folder / str(os.getpid())).touch()
    until(lambda: len(list(folder.iterdir())) == 2)
    return os.getpid()


def test_a_pool_that_was_closed_while_it_worked_starts_anew():
    pool = Pool(1, time_limit=20)
    try:
        with ThreadPoolExecutor(1) as threads:
            under_way = threads.submit(pool.call, time.sleep, 30)
            assert until(lambda: pool.processes)
            pool.close()
            with pytest.raises(PaintError):
                under_way.result()
        assert pool.call(pow, 2, 5) == 32
    finally:
        pool.close()


def test_a_pool_that_was_begun_has_its_process_and_may_end_without_being_asked():
    made = Pool(1)
    made.begin()
    loading = made._server._process
    made.begin()
    assert made._server._process is loading
    assert made.processes == []
    made.close()
    assert loading.returncode == -signal.SIGKILL, "nobody waits for what it was still loading"
    assert made.call(pow, 2, 3) == 8
    made.close()


def test_a_relative_picture_is_the_one_of_this_folder_whatever_folder_the_painter_was_started_in(tmp_path, monkeypatch):
    from maquette.design.template.compose import given_pictures

    monkeypatch.chdir(tmp_path)
    assert given_pictures({"picture": Path("photo.png"), "product": None}) == {"picture": tmp_path / "photo.png"}


def test_a_few_calls_start_one_worker_and_many_start_more():
    pool = Pool(2, time_limit=20)
    try:
        pool.prepare(os.getpid, 4)
        with ThreadPoolExecutor(4) as threads:
            assert len(set(threads.map(lambda _: pool.call(os.getpid), range(4)))) == 1
        pool.close()
        pool.prepare(os.getpid, 240)
        assert len(pool.processes) == 2
    finally:
        pool.close()
