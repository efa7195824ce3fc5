from __future__ import annotations

import threading

from maquette.lazy import once


def test_threads_that_ask_at_the_same_time_get_one_thing() -> None:
    made: list[object] = []
    begun = threading.Event()

    @once
    def client() -> object:
        made.append(object())
        begun.wait(5)
        return made[-1]

    got: list[object] = []
    threads = [threading.Thread(target=lambda: got.append(client())) for _ in range(8)]
    for thread in threads:
        thread.start()
    begun.set()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert got == made * 8
